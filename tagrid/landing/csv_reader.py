"""Reads a delivered CSV file: bytes (plain or gzip, checked to the end, capped), then records, then columns of text.

Stricter than a library's reader: a row that does not fit its header is returned as broken, with line and reason.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from tagrid.core.errors import BadInput
from tagrid.core.text import Text
from tagrid.landing.mojibake import COMMON_SHARE, better_reading, is_western, readable_share

BLOCK = 8 << 20

# A year of daily readings of ten million meters is about 100 GB of text and comes in parts.
MAX_BYTES = 64 << 30

# A real export shrinks 5 to 30 times; what shrinks a thousand times is a bomb.
MAX_RATIO = 1000

# After so many bytes the ratio so far is the file's: what shrinks so well is not worth the wait for its end.
SURE_BYTES, SURE_RATIO = 64 << 20, 200

# A quoted field may hold line breaks; a quote that stays open longer than this is a stray one.
MAX_RECORD_LINES = 50

MAX_COLUMNS = 1000

ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "windows-1252": "cp1252",
    "iso-8859-1": "cp1252",
    "big5": "big5hkscs",
}

_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

# GB18030 text of this many Chinese letters is valid UTF-8 only if it is UTF-8.
SURE_LETTERS = 4

# So much of a block is read for its letters.
SAMPLE = 1 << 18

# A row that cannot be split: its line, its text, and why.
BrokenRow = tuple[int, str, Text]


@dataclass
class CsvRows:
    """Whole rows as text: one array a column, the line each row begins on, and the rows that are broken."""

    columns: list[pa.Array]
    lines: np.ndarray
    broken: list[BrokenRow] = field(default_factory=list)


@dataclass(frozen=True)
class CsvShape:
    """What every row must look like: the number of fields and the delimiter between them."""

    width: int
    delimiter: str

    @property
    def field_pattern(self) -> re.Pattern:
        """One field as RFC 4180 has it: quoted with doubled quotes inside, or without any quote."""
        d = re.escape(self.delimiter)
        return re.compile(f'(?:"((?:[^"]|"")*)"|([^"{d}]*))({d}|$)', re.DOTALL)


def with_places(names: list[str]) -> list[str]:
    """Return column names in which a nameless column is called by its place, as ``column 3``.

    Exports leave the column of an index, a unit or a merged cell without a name; nothing reads it by chance.
    """
    return [name if name.strip() else f"column {place}" for place, name in enumerate(names, start=1)]


def _raw_blocks(path: Path) -> Iterator[tuple[bytes, int]]:
    """Blocks of a file's content, each with how many bytes of the file were read for it."""
    if path.suffix != ".gz":
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block, len(block)
        return
    with path.open("rb") as packed, gzip.GzipFile(fileobj=packed) as file:
        before = 0
        while block := file.read(BLOCK):
            yield block, packed.tell() - before
            before = packed.tell()


def _capped(path: Path, shown: str) -> Iterator[bytes]:
    total, packed, on_disk = 0, 0, path.stat().st_size
    try:
        for block, taken in _raw_blocks(path):
            total, packed = total + len(block), packed + taken
            if total > MAX_BYTES:
                raise BadInput(
                    en=f"{shown}: larger than {MAX_BYTES:,} bytes unpacked; deliver it in parts.",
                    zh=f"{shown}：解压后超过 {MAX_BYTES:,} 字节，请分批交付。",
                )
            grows = (total > BLOCK and total > MAX_RATIO * on_disk) or (
                total > SURE_BYTES and total > SURE_RATIO * packed
            )
            if path.suffix == ".gz" and grows:
                raise BadInput(
                    en=f"{shown}: unpacks to more than {total // max(packed, 1)} times its size; this is no export.",
                    zh=f"{shown}：解压后超过原大小的 {total // max(packed, 1)} 倍，不是正常的导出文件。",
                )
            yield block
    except (OSError, EOFError, zlib.error) as error:
        if path.suffix == ".gz":
            fault = Text(en="not a whole gzip file", zh="不是完整的 gzip 文件")
        else:
            fault = Text(en="cannot be read", zh="无法读取")
        raise BadInput(
            en=f"{shown}: {fault.en} ({error}); export or copy it again.",
            zh=f"{shown}：{fault.zh}（{error}），请重新导出或复制。",
        ) from error


def line_blocks(path: Path, shown: str) -> Iterator[bytes]:
    """Yield the file's bytes in blocks that end at a line's end (a last line may lack one).

    ``shown`` is the file's name in messages. A corrupt or cut gzip file, a file over the cap and a line
    longer than a block are BadInput.
    """
    rest = b""
    for block in _capped(path, shown):
        cut = block.rfind(b"\n") + 1
        if not cut and len(rest) + len(block) > BLOCK:
            raise BadInput(
                en=f"{shown}: a line is longer than {BLOCK:,} bytes; this is not a CSV export.",
                zh=f"{shown}：有一行超过 {BLOCK:,} 字节，不是 CSV 导出文件。",
            )
        if cut:
            yield rest + block[:cut]
            rest = block[cut:]
        else:
            rest += block
    if rest:
        yield rest


def _ragged(found: int, shape: CsvShape) -> Text:
    return Text(
        en=f"the row has {found} fields, the header {shape.width}",
        zh=f"该行有 {found} 个字段，表头有 {shape.width} 个",
    )


_STRAY_CONTROL = Text(en="a NUL or a bare carriage return in the row", zh="行中有 NUL 或单独的回车符")


def plain_rows(data: bytes, first_line: int, shape: CsvShape) -> CsvRows:
    """Rows of UTF-8 lines that hold no quote: counted with numpy, split by Arrow."""
    if not data.endswith(b"\n"):
        data += b"\n"
    octets = np.frombuffer(data, dtype=np.uint8)
    if (rows := _rows_of_one_shape(data, octets, shape)) is not None:
        return CsvRows(_arrow_columns(data, shape), first_line + np.arange(rows))
    ends = np.flatnonzero(octets == 10)
    starts = np.concatenate(([0], ends[:-1] + 1))
    delimiters = np.flatnonzero(octets == ord(shape.delimiter))
    widths = np.diff(np.searchsorted(delimiters, np.append(starts, len(octets)))) + 1
    blank = ends == starts
    zero = np.zeros(len(ends), dtype=bool)
    zero[np.searchsorted(ends, np.flatnonzero((octets == 0) | (octets == 13)))] = True
    good = ~blank & ~zero & (widths == shape.width)
    broken = []
    for i in np.flatnonzero(~good & ~blank):
        text = data[starts[i] : ends[i]].decode()
        broken.append((int(first_line + i), text, _STRAY_CONTROL if zero[i] else _ragged(int(widths[i]), shape)))
    if not good.all():
        data = b"".join(data[starts[i] : ends[i] + 1] for i in np.flatnonzero(good))
    return CsvRows(_arrow_columns(data, shape), first_line + np.flatnonzero(good), broken)


def _rows_of_one_shape(data: bytes, octets: np.ndarray, shape: CsvShape) -> int | None:
    """Return the number of rows where every line is a whole row, as in most blocks; None where one is not."""
    if b"\0" in data or b"\r" in data or b"\n\n" in data or data.startswith(b"\n"):
        return None
    marks = octets[(octets == ord(shape.delimiter)) | (octets == 10)]
    if len(marks) % shape.width:
        return None
    is_end = marks.reshape(-1, shape.width) == 10
    # One end a row is the last mark of each: no row then has a delimiter more, or less.
    rows = len(is_end)
    return rows if is_end[:, -1].all() and np.count_nonzero(is_end) == rows else None


def _arrow_columns(data: bytes, shape: CsvShape) -> list[pa.Array]:
    names = [str(i) for i in range(shape.width)]
    if not data:
        return [pa.array([], pa.string()) for _ in names]
    read = pa_csv.read_csv(
        io.BytesIO(data),
        pa_csv.ReadOptions(column_names=names, block_size=len(data) + 1),
        pa_csv.ParseOptions(delimiter=shape.delimiter, quote_char=False, ignore_empty_lines=False),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
        ),
    )
    return [column.combine_chunks() for column in read.columns]


def quoted_rows(text: str, first_line: int, shape: CsvShape, last: bool) -> tuple[CsvRows, str]:
    """Rows of text that holds quotes, and the text of a record that goes on in the next block."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if (fast := _split_plain_line(lines, first_line, shape)) is not None:
        return fast, ""
    rows, numbers, broken, at = [], [], [], 0
    while at < len(lines):
        record, taken = _record(lines, at)
        if record is None and not last and len(lines) - at < MAX_RECORD_LINES:
            break
        fields = split_record(record, shape) if record is not None and "\0" not in record else None
        if fields is not None and len(fields) == shape.width and lines[at]:
            rows.append(fields)
            numbers.append(first_line + at)
        elif lines[at]:
            broken.append((first_line + at, lines[at], _reason(record, fields, shape)))
            taken = 1
        at += taken
    rest = "\n".join(lines[at:]) + "\n" if at < len(lines) else ""
    return CsvRows(_text_columns(rows, shape), np.asarray(numbers, dtype=np.int64), broken), rest


def _split_plain_line(lines: list[str], first_line: int, shape: CsvShape) -> CsvRows | None:
    """Split the common case of an export that quotes all: one row a line, every quote in its place; else None."""
    if any(line.count('"') % 2 or not line or "\0" in line for line in lines):
        return None
    try:
        rows = list(csv.reader(lines, delimiter=shape.delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) != len(lines) or any(len(r) != shape.width or any('"' in f for f in r) for r in rows):
        return None
    return CsvRows(_text_columns(rows, shape), first_line + np.arange(len(rows)))


def _record(lines: list[str], at: int) -> tuple[str | None, int]:
    """The record that begins at a line, with the lines its open quotes run on to; None when they never close."""
    record = lines[at]
    taken = 1
    while record.count('"') % 2:
        if at + taken >= len(lines) or taken >= MAX_RECORD_LINES:
            return None, 1
        record += "\n" + lines[at + taken]
        taken += 1
    return record, taken


def split_record(record: str, shape: CsvShape) -> list[str] | None:
    """Return the fields of one record, or None when a quote is where none may be."""
    pattern, fields, at = shape.field_pattern, [], 0
    while True:
        found = pattern.match(record, at)
        if not found:
            return None
        quoted, bare, delimiter = found.groups()
        fields.append(quoted.replace('""', '"') if quoted is not None else bare)
        at = found.end()
        if not delimiter:
            return fields if at == len(record) else None


def _reason(record: str | None, fields: list[str] | None, shape: CsvShape) -> Text:
    if record is None:
        return Text(en="a quote is opened and never closed", zh="引号没有闭合")
    if "\0" in record:
        return Text(en="a NUL in the row", zh="行中有 NUL")
    return Text(en="a stray quote", zh="引号位置不对") if fields is None else _ragged(len(fields), shape)


def _text_columns(rows: list[list[str]], shape: CsvShape) -> list[pa.Array]:
    columns = zip(*rows, strict=True) if rows else [()] * shape.width
    return [pa.array([v or None for v in column], pa.string()) for column in columns]


_OR_EXPORT = Text(en=", or export it as UTF-8.", zh="，或以 UTF-8 导出。")
_END = Text(en=".", zh="。")


@dataclass(frozen=True)
class CsvFile:
    """One CSV file; ``shown`` is its name in messages, ``encoding`` one of ENCODINGS, ``header_line`` counts from 1.

    ``trailing`` says that every row ends with a delimiter behind its last field.
    """

    path: Path
    shown: str
    encoding: str = "utf-8"
    delimiter: str = ","
    header_line: int = 1
    trailing: bool = False

    def header(self) -> list[str]:
        """Column names of the header's line; an empty file or a header that is no header is BadInput."""
        for _, text in self._texts():
            above = text.split("\n", self.header_line)[: self.header_line]
            if len(above) < self.header_line:
                break
            line = above[-1].removesuffix("\r")
            names = split_record(line, CsvShape(1, self.delimiter))
            if names is None:
                raise BadInput(
                    en=f"{self.shown}, line {self.header_line}: a stray quote in the header; export it again.",
                    zh=f"{self.shown} 第 {self.header_line} 行：表头中引号位置不对，请重新导出。",
                )
            if self.trailing and not names[-1]:
                names.pop()
            if not any(name.strip() for name in names):
                raise BadInput(
                    en=f"{self.shown}, line {self.header_line}: there are no column names; say by `header` in a "
                    "mapping file where they stand, or export it again.",
                    zh=f"{self.shown} 第 {self.header_line} 行：没有列名；请在映射文件中用 `header` 指明表头行，"
                    "或重新导出。",
                )
            names = with_places(names)
            self._check_names(names)
            return names
        raise BadInput(
            en=f"{self.shown}: the file is empty, without even a header; export it again.",
            zh=f"{self.shown}：文件为空，连表头也没有，请重新导出。",
        )

    def first_lines(self, most: int = 20) -> list[list[str]]:
        """Return the fields of the first lines, those that cannot be split empty."""
        for _, text in self._texts():
            shape, first = CsvShape(1, self.delimiter), text.split("\n")[:most]
            return [split_record(line.removesuffix("\r"), shape) or [] for line in first]
        return []

    def rows(self) -> Iterator[CsvRows]:
        """Yield the rows below the header; broken rows are in each chunk's ``broken``."""
        shape = CsvShape(len(self.header()) + self.trailing, self.delimiter)
        line, rest, texts = self.header_line + 1, "", self._texts()
        block = next(texts, None)
        while block is not None:
            following = next(texts, None)
            text = rest + self._body(*block)
            rows, rest = self._cut(text, line, shape, last=following is None)
            line += text.count("\n") - rest.count("\n")
            yield self._without_last(rows) if self.trailing else rows
            block = following

    def _without_last(self, rows: CsvRows) -> CsvRows:
        """The rows without the empty field behind their last delimiter."""
        behind = rows.columns.pop()
        if len(behind) > behind.null_count:
            filled = int(np.flatnonzero(behind.is_valid().to_numpy(zero_copy_only=False))[0])
            raise BadInput(
                en=f"{self.shown}, line {rows.lines[filled]}: something stands behind the last delimiter; "
                "`trailing_delimiter` in the mapping says that nothing does.",
                zh=f"{self.shown} 第 {rows.lines[filled]} 行：最后一个分隔符之后还有内容，"
                "与映射文件中的 `trailing_delimiter` 不符。",
            )
        return rows

    def _body(self, line: int, text: str) -> str:
        if line > 1:
            return text
        lines = text.split("\n", self.header_line)
        return lines[self.header_line] if len(lines) > self.header_line else ""

    def _cut(self, text: str, line: int, shape: CsvShape, last: bool) -> tuple[CsvRows, str]:
        if "\r" in text:
            text = text.replace("\r\n", "\n").removesuffix("\r")
        if not text:
            return plain_rows(b"\n", line, shape), ""
        if '"' in text:
            return quoted_rows(text, line, shape, last)
        return plain_rows(text.encode(), line, shape), ""

    def _texts(self) -> Iterator[tuple[int, str]]:
        """Decoded blocks, each with the number of its first line."""
        line = 1
        for block in line_blocks(self.path, self.shown):
            if line == 1:
                block = self._without_bom(block)
            if self.encoding != "utf-8" and _is_utf8(block):
                raise BadInput(
                    en=f"{self.shown}, from line {line}: declared {self.encoding}, but all of it is valid UTF-8; "
                    "declare `encoding: utf-8` in the manifest or a mapping file.",
                    zh=f"{self.shown} 自第 {line} 行起：声明为 {self.encoding}，但全部是有效的 UTF-8；"
                    "请在清单或映射文件中声明 `encoding: utf-8`。",
                )
            self._check_reading(block, line)
            text = self._decode(block, line)
            if text:
                yield line, text
            line += block.count(b"\n")

    def _without_bom(self, block: bytes) -> bytes:
        for bom, encoding in _BOMS.items():
            if block.startswith(bom):
                if encoding != self.encoding:
                    again = _OR_EXPORT if encoding == "utf-16" else _END
                    raise BadInput(
                        en=f"{self.shown}: begins with a byte order mark of {encoding}, but {self.encoding} is "
                        f"declared; correct the encoding in the manifest or the mapping file{again.en}",
                        zh=f"{self.shown}：开头是 {encoding} 的字节顺序标记，但声明为 {self.encoding}；"
                        f"请在清单或映射文件中改正编码{again.zh}",
                    )
                return block[len(bom) :]
        return block

    def _decode(self, block: bytes, line: int) -> str:
        try:
            return block.decode(self.encoding)
        except UnicodeDecodeError as error:
            start = block.rfind(b"\n", 0, error.start) + 1
            column = block[start : error.start].count(self.delimiter.encode()) + 1
            number, byte = line + block[: error.start].count(10), f"0x{block[error.start]:02x}"
            wrong = Text(
                en=f"{self.shown}, line {number}, field {column}: byte {byte} is not {self.encoding}; ",
                zh=f"{self.shown} 第 {number} 行第 {column} 个字段：字节 {byte} 不是 {self.encoding}；",
            )
            raise BadInput(wrong + self._other(block)) from None

    def _check_reading(self, block: bytes, line: int) -> None:
        """Refuse a block that is valid in the declared encoding and plainly written in another."""
        sample = block[: block.rfind(b"\n", 0, SAMPLE) + 1] or block
        right = better_reading(sample, self.encoding)
        if not right and self.encoding in ("gb18030", "big5hkscs") and is_western(sample):
            right = "windows-1252"
        if right:
            raise BadInput(
                en=f"{self.shown}, from line {line}: declared {self.encoding}, but its letters read as {right}; "
                f"declare `encoding: {right}` in the manifest or a mapping file, or export it as UTF-8.",
                zh=f"{self.shown} 自第 {line} 行起：声明为 {self.encoding}，但按 {right} 才读得通；"
                f"请在清单或映射文件中声明 `encoding: {right}`，或以 UTF-8 导出。",
            )

    def _other(self, block: bytes) -> Text:
        for encoding in ("utf-8", "gb18030", "big5"):
            try:
                block.decode(encoding)
            except UnicodeDecodeError:
                continue
            # GB18030 accepts most bytes: it is named only where the letters make sense in it.
            if encoding != "utf-8" and (readable_share(block, encoding) or 0) < COMMON_SHARE:
                continue
            return Text(
                en=f"the text is valid {encoding}: declare `encoding: {encoding}` in the manifest or a mapping file.",
                zh=f"文字是有效的 {encoding}：请在清单或映射文件中声明 `encoding: {encoding}`。",
            )
        if is_western(block):
            return Text(
                en="its letters are Western ones with accents: declare `encoding: windows-1252` in the manifest or a "
                "mapping file, or export it as UTF-8.",
                zh="其字母是带重音的西文字母：请在清单或映射文件中声明 `encoding: windows-1252`，或以 UTF-8 导出。",
            )
        return Text(
            en="it is neither UTF-8 nor GB18030: export it again in one of them.",
            zh="既不是 UTF-8 也不是 GB18030：请以其中一种重新导出。",
        )

    def _check_names(self, names: list[str]) -> None:
        where = Text(en=f"{self.shown}, line {self.header_line}: ", zh=f"{self.shown} 第 {self.header_line} 行：")
        if len(names) > MAX_COLUMNS:
            raise BadInput(
                where
                + Text(
                    en=f"{len(names)} columns; more than {MAX_COLUMNS} are no table.",
                    zh=f"有 {len(names)} 列，超过 {MAX_COLUMNS} 列的不是数据表。",
                )
            )
        for number, name in enumerate(names, start=1):
            if "\0" in name:
                spoilt = Text(en=f"the name of column {number} holds a NUL.", zh=f"第 {number} 列的名称中有 NUL。")
                raise BadInput(where + spoilt)
            if names.count(name) > 1:
                twice = Text(en=f"column {name!r} stands twice in the header.", zh=f"列“{name}”在表头中出现两次。")
                raise BadInput(where + twice)


def _is_utf8(block: bytes) -> bool:
    """Whether a block is UTF-8 beyond doubt: all of it valid, with more letters than chance would make valid."""
    if block.isascii():
        return False
    try:
        letters = block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(block) - len(letters) >= 2 * SURE_LETTERS
