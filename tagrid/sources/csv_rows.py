"""Cutting decoded CSV text into rows, strictly: a row that is not what the header promises is named, not mended."""

import csv
import io
import re
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

# A quoted field may hold line breaks; a quote that stays open longer than this is a stray one.
MAX_RECORD_LINES = 50


@dataclass
class Rows:
    """Whole rows as text: one array a column, the line each row begins on, and the rows that are broken."""

    columns: list[pa.Array]
    lines: np.ndarray
    broken: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Shape:
    """What every row must look like: the number of fields and what parts them."""

    width: int
    delimiter: str

    @property
    def field_pattern(self) -> re.Pattern:
        """One field as RFC 4180 has it: quoted with doubled quotes inside, or without any quote."""
        d = re.escape(self.delimiter)
        return re.compile(f'(?:"((?:[^"]|"")*)"|([^"{d}]*))({d}|$)', re.DOTALL)


def _ragged(found: int, shape: Shape) -> str:
    return f"the row has {found} fields, the header {shape.width}"


def plain_rows(data: bytes, first_line: int, shape: Shape) -> Rows:
    """Rows of UTF-8 lines that hold no quote: counted with numpy, split by Arrow."""
    if not data.endswith(b"\n"):
        data += b"\n"
    octets = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(octets == 10)
    starts = np.concatenate(([0], ends[:-1] + 1))
    parts = np.searchsorted(np.flatnonzero(octets == ord(shape.delimiter)), np.append(starts, len(octets)))
    widths = np.diff(parts) + 1
    blank = ends == starts
    zero = np.zeros(len(ends), dtype=bool)
    zero[np.searchsorted(ends, np.flatnonzero((octets == 0) | (octets == 13)))] = True
    good = ~blank & ~zero & (widths == shape.width)
    broken = []
    for i in np.flatnonzero(~good & ~blank):
        text = data[starts[i] : ends[i]].decode()
        why = "a NUL or a bare carriage return in the row" if zero[i] else _ragged(int(widths[i]), shape)
        broken.append((int(first_line + i), text, why))
    if not good.all():
        data = b"".join(data[starts[i] : ends[i] + 1] for i in np.flatnonzero(good))
    return Rows(_arrow_columns(data, shape), first_line + np.flatnonzero(good), broken)


def _arrow_columns(data: bytes, shape: Shape) -> list[pa.Array]:
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


def quoted_rows(text: str, first_line: int, shape: Shape, last: bool) -> tuple[Rows, str]:
    """Rows of text that holds quotes, and the text of a record that goes on in the next block."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if (fast := _quick(lines, first_line, shape)) is not None:
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
            broken.append((first_line + at, lines[at], _why(record, fields, shape)))
            taken = 1
        at += taken
    rest = "\n".join(lines[at:]) + "\n" if at < len(lines) else ""
    return Rows(_text_columns(rows, shape), np.asarray(numbers, dtype=np.int64), broken), rest


def _quick(lines: list[str], first_line: int, shape: Shape) -> Rows | None:
    """One row a line, every quote where it belongs, or None: the common case of an export that quotes all."""
    if any(line.count('"') % 2 or not line or "\0" in line for line in lines):
        return None
    try:
        rows = list(csv.reader(lines, delimiter=shape.delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) != len(lines) or any(len(r) != shape.width or any('"' in f for f in r) for r in rows):
        return None
    return Rows(_text_columns(rows, shape), first_line + np.arange(len(rows)))


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


def split_record(record: str, shape: Shape) -> list[str] | None:
    """Fields of one record, or None when a quote stands where none may."""
    pattern, fields, at = shape.field_pattern, [], 0
    while True:
        found = pattern.match(record, at)
        if not found:
            return None
        quoted, bare, parted = found.groups()
        fields.append(quoted.replace('""', '"') if quoted is not None else bare)
        at = found.end()
        if not parted:
            return fields if at == len(record) else None


def _why(record: str | None, fields: list[str] | None, shape: Shape) -> str:
    if record is None:
        return "a quote is opened and never closed"
    if "\0" in record:
        return "a NUL in the row"
    return "a stray quote" if fields is None else _ragged(len(fields), shape)


def _text_columns(rows: list[list[str]], shape: Shape) -> list[pa.Array]:
    columns = zip(*rows, strict=True) if rows else [()] * shape.width
    return [pa.array([v or None for v in column], pa.string()) for column in columns]
