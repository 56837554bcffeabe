"""A delivered CSV file: its declared encoding decoded strictly, its header, and its rows in bounded chunks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tagrid.errors import BadInput
from tagrid.sources.bytes_in import line_blocks
from tagrid.sources.csv_rows import Rows, Shape, plain_rows, quoted_rows, split_record

ENCODINGS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030"}
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
MAX_COLUMNS = 1000
# GB18030 text of this many Chinese letters is valid UTF-8 only if it is UTF-8.
SURE_LETTERS = 4


@dataclass(frozen=True)
class CsvFile:
    """One CSV file; ``shown`` is its name in messages, ``encoding`` one of ENCODINGS."""

    path: Path
    shown: str
    encoding: str = "utf-8"
    delimiter: str = ","

    def header(self) -> list[str]:
        """Column names of the first line; an empty file or a header that is no header is BadInput."""
        for _, text in self._texts():
            line = text.split("\n", 1)[0].removesuffix("\r")
            names = split_record(line, Shape(1, self.delimiter))
            if names is None:
                raise BadInput(f"{self.shown}, line 1: a stray quote in the header; export it again.")
            self._check_names(names)
            return names
        raise BadInput(f"{self.shown}: the file is empty, without even a header; export it again.")

    def rows(self) -> Iterator[Rows]:
        """Yield the rows below the header; broken rows are in each chunk's ``broken``."""
        shape = Shape(len(self.header()), self.delimiter)
        line, rest, texts = 2, "", self._texts()
        held = next(texts, None)
        while held is not None:
            following = next(texts, None)
            text = rest + self._body(*held)
            rows, rest = self._cut(text, line, shape, last=following is None)
            line += text.count("\n") - rest.count("\n")
            yield rows
            held = following

    def _body(self, line: int, text: str) -> str:
        return text.partition("\n")[2] if line == 1 else text

    def _cut(self, text: str, line: int, shape: Shape, last: bool) -> tuple[Rows, str]:
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
            if self.encoding == "gb18030" and _is_utf8(block):
                raise BadInput(
                    f"{self.shown}, from line {line}: declared gb18030, but all of it is valid UTF-8; declare "
                    "`encoding: utf-8` in the manifest or a mapping file."
                )
            text = self._decode(block, line)
            if text:
                yield line, text
            line += block.count(b"\n")

    def _without_bom(self, block: bytes) -> bytes:
        for bom, encoding in _BOMS.items():
            if block.startswith(bom):
                if encoding != self.encoding:
                    raise BadInput(
                        f"{self.shown}: begins with a byte order mark of {encoding}, but {self.encoding} is declared; "
                        "correct the encoding in the manifest or the mapping file"
                        + (", or export it as UTF-8." if encoding == "utf-16" else ".")
                    )
                return block[len(bom) :]
        return block

    def _decode(self, block: bytes, line: int) -> str:
        try:
            return block.decode(self.encoding)
        except UnicodeDecodeError as error:
            start = block.rfind(b"\n", 0, error.start) + 1
            column = block[start : error.start].count(self.delimiter.encode()) + 1
            raise BadInput(
                f"{self.shown}, line {line + block[: error.start].count(10)}, field {column}: "
                f"byte 0x{block[error.start]:02x} is not {self.encoding}; {self._other(block)}"
            ) from None

    def _other(self, block: bytes) -> str:
        for encoding in ("utf-8", "gb18030"):
            try:
                block.decode(encoding)
            except UnicodeDecodeError:
                continue
            return f"the text is valid {encoding}: declare `encoding: {encoding}` in the manifest or a mapping file."
        return "it is neither UTF-8 nor GB18030: export it again in one of them."

    def _check_names(self, names: list[str]) -> None:
        if len(names) > MAX_COLUMNS:
            raise BadInput(f"{self.shown}, line 1: {len(names)} columns; more than {MAX_COLUMNS} are no table.")
        for name in names:
            if not name.strip() or "\0" in name:
                raise BadInput(f"{self.shown}, line 1: column {names.index(name) + 1} of the header has no name.")
            if names.count(name) > 1:
                raise BadInput(f"{self.shown}, line 1: column {name!r} stands twice in the header.")


def _is_utf8(block: bytes) -> bool:
    """Whether a block is UTF-8 beyond doubt: all of it valid, with letters that chance does not make."""
    if block.isascii():
        return False
    try:
        letters = block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(block) - len(letters) >= 2 * SURE_LETTERS
