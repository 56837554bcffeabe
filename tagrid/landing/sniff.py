"""How an unknown file is written: its format, encoding, delimiter and the line of its header, read off its bytes.

A guess, for a person to correct; the intake itself never guesses.
"""

import csv
import gzip
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tagrid.core.errors import BadInput
from tagrid.landing.csv_reader import CsvFile, CsvShape, split_record
from tagrid.landing.delivery import format_of
from tagrid.landing.excel import ExcelFile

SAMPLE_BYTES = 1 << 20
SAMPLE_LINES = 200
DELIMITERS = ",;\t|"

_ENCODINGS = ("utf-8", "gb18030", "big5", "windows-1252")

CODECS = {"windows-1252": "cp1252", "big5": "big5hkscs"}

# Of Chinese text nearly every letter is common; of accents read as Chinese few are.
PLAUSIBLE = 0.8


@dataclass(frozen=True)
class Sniffed:
    """A file as it is written; ``lines`` are the cells of its first lines, ``header`` the line of its column names."""

    path: Path
    shown: str
    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    header: int = 1
    trailing: bool = False
    sheet: str | None = None
    lines: tuple[list[str], ...] = ()
    sheets: tuple[str, ...] = ()


def sniff(path: Path, shown: str) -> Sniffed:
    """Return how a file is written; one that is no table is BadInput."""
    format = format_of(shown)
    if format == "parquet":
        return Sniffed(path, shown, "parquet")
    if format == "excel":
        return _sniff_excel(path, shown)
    sample = _sample(path, shown)
    encoding = guess_encoding(sample)
    text = sample.decode(CODECS.get(encoding, encoding), errors="replace")
    lines = text.replace("\r\n", "\n").split("\n")[:SAMPLE_LINES]
    delimiter = max(DELIMITERS, key=lambda d: _fit(lines, d))
    cells = tuple(split_record(line, CsvShape(1, delimiter)) or [] for line in lines)
    header = header_line(cells)
    names = cells[header - 1] if cells else []
    below = [row for row in cells[header:] if any(row)]
    width = len(names) if names and names[-1] else len(names) - 1
    trailing = bool(below) and all(len(row) == width + 1 and not row[-1] for row in below[:50])
    return Sniffed(path, shown, "csv", encoding, delimiter, header, trailing, lines=cells)


def _sniff_excel(path: Path, shown: str) -> Sniffed:
    book = ExcelFile(path, shown)
    sheets = book.filled_sheets()
    sheet = sheets[0] if len(sheets) > 1 else None
    cells = tuple(ExcelFile(path, shown, sheet).first_lines(SAMPLE_LINES))
    return Sniffed(path, shown, "excel", header=header_line(cells), sheet=sheet, lines=cells, sheets=tuple(sheets))


def _sample(path: Path, shown: str) -> bytes:
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            sample = file.read(SAMPLE_BYTES)
    except (OSError, EOFError) as error:
        raise BadInput(en=f"{shown}: cannot be read ({error}).", zh=f"无法读取 {shown}（{error}）。") from error
    if not sample.strip():
        raise BadInput(en=f"{shown}: the file is empty.", zh=f"{shown}：文件为空。")
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput(en=f"{shown}: is UTF-16; export it as UTF-8.", zh=f"{shown}：编码为 UTF-16，请以 UTF-8 导出。")
    sample = sample.removeprefix(b"\xef\xbb\xbf")
    return sample if len(sample) < SAMPLE_BYTES else sample[: sample.rfind(b"\n") + 1]


def guess_encoding(sample: bytes) -> str:
    """Return the encoding in which bytes are letters that people write; UTF-8 where it may be."""
    found: dict[str, str] = {}
    for encoding in _ENCODINGS:
        try:
            found[encoding] = sample.decode(CODECS.get(encoding, encoding))
        except UnicodeDecodeError:
            continue
    if "utf-8" in found or not found:
        return "utf-8"
    common = {e: _common_share(found[e], codec) for e, codec in (("gb18030", "gb2312"), ("big5", "big5")) if e in found}
    best = max(common, key=lambda e: common[e], default=None)
    return best if best and (common[best] >= PLAUSIBLE or "windows-1252" not in found) else "windows-1252"


def _common_share(text: str, codec: str) -> float:
    """Share of letters beyond ASCII that are Chinese ones in use; pairs of accents and letters read as rare ones."""
    letters = [letter for letter in text if letter > "\x7f"]

    def is_common(letter: str) -> bool:
        try:
            coded = letter.encode(codec)
        except UnicodeEncodeError:
            return False
        return codec == "gb2312" or coded <= b"\xc6\x7e"

    return sum(map(is_common, letters)) / len(letters) if letters else 0.0


def _fit(lines: list[str], delimiter: str) -> tuple[float, int]:
    """How well lines split by a delimiter: the share of them that have the usual number of fields, and this number."""
    widths = Counter(len(row) for row in csv.reader((line for line in lines if line), delimiter=delimiter))
    wide = {width: n for width, n in widths.items() if width > 1}
    if not wide:
        return 0.0, 0
    width = max(wide, key=lambda w: (wide[w], w))
    return round(wide[width] / widths.total(), 1), width


def header_line(lines: tuple[list[str], ...]) -> int:
    """Return the first line that names as many columns as the lines below have, each once, few without a name."""
    filled = [sum(bool(cell.strip()) for cell in line) for line in lines]
    usual = Counter(n for n in filled if n).most_common(1)
    if not usual:
        return 1
    for number, line in enumerate(lines[:30], start=1):
        names = [cell.strip() for cell in line]
        while names and not names[-1]:
            names.pop()
        given = [name for name in names if name]
        is_named = len(given) >= max(usual[0][0] * 0.8, 2, len(names) * 0.8)
        if is_named and len(set(given)) == len(given):
            return number
    return 1


def open_rows(found: Sniffed) -> CsvFile | ExcelFile:
    """Return the reader of a sniffed CSV file or workbook."""
    if found.format == "excel":
        return ExcelFile(found.path, found.shown, found.sheet, found.header)
    codec = CODECS.get(found.encoding, found.encoding)
    return CsvFile(found.path, found.shown, codec, found.delimiter, found.header, found.trailing)
