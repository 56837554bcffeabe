"""Cells in the contract's types, from text or from the types of a Parquet file, without guessing.

Text that is not written as its type is refused, and so is a cast that would lose something; the rest is converted.
"""

import importlib
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.types as pat

from tagrid.core.text import Text
from tagrid.landing.contracts import SourceColumn

# Its functions are made at import time, so a type checker does not know them.
pc: Any = importlib.import_module("pyarrow.compute")

# The cells in the column's type, and which are refused; both as long as the column.
Parsed = tuple[pa.Array, pa.Array]

_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"

_PLAIN = {
    "date": r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
    "timestamp": r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"[ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$",
    "integer": r"^[+-]?\d{1,9}$",
}

# The days that the patterns above let through.
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

# The end of a day as ISO 8601 writes it: 00:00 of the next.
_MIDNIGHT = r"^(.+[ T])24:00(:00(\.0{1,6})?)?$"

_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}

_FAULTS = {
    "date": Text(
        en="not a date written YYYY-MM-DD; another way of writing dates needs its `format` in a mapping file",
        zh="不是 YYYY-MM-DD 形式的日期；其他写法需在映射文件中给出 `format`",
    ),
    "timestamp": Text(
        en="not a time written YYYY-MM-DD HH:MM:SS without a zone; else give its `format` in a mapping file",
        zh="不是 YYYY-MM-DD HH:MM:SS 形式（不带时区）的时间；其他写法需在映射文件中给出 `format`",
    ),
    "double": Text(en="not a number", zh="不是数"),
    "integer": Text(en="not a whole number", zh="不是整数"),
    "boolean": Text(en="not true or false (or 1 or 0)", zh="不是 true 或 false（或 1 或 0）"),
    "float[]": Text(en="not a list of numbers in brackets, parted by commas", zh="不是方括号内以逗号分隔的一列数"),
}

_NOT_TEXT = Text(en="not text", zh="不是文字")


def form_fault(column: SourceColumn, pattern: str | None = None) -> Text:
    """Return what is wrong with a refused cell of the column: how it should be written."""
    if pattern and column.type in ("date", "timestamp"):
        kind = "日期" if column.type == "date" else "时间"
        return Text(en=f"not a {column.type} written {pattern}", zh=f"不是 {pattern} 形式的{kind}")
    if column.type.startswith("decimal"):
        return Text(
            en=f"not a {column.type} number written plainly, such as 12.30",
            zh=f"不是直接写出的 {column.type} 数，例如 12.30",
        )
    return _FAULTS.get(column.type, _NOT_TEXT)


def parse(column: SourceColumn, text: pa.Array, pattern: str | None = None) -> Parsed:
    """Return the column's cells in its type and which are refused; a null stays null and is not refused here.

    ``pattern`` is a strptime format for dates and times that are not written in ISO 8601.
    """
    if column.type == "varchar":
        return text, nowhere(text)
    if column.type == "double":
        return _double(text)
    if column.type in ("date", "timestamp"):
        return _by_value(column, text, pattern) if pattern else _plain_times(column, text)
    if column.type == "integer":
        return _plain(column, text)
    if column.type.startswith("decimal"):
        return _decimal(column, text)
    if column.type == "boolean":
        return _distinct(text, pa.bool_(), lambda value: _BOOLEANS[value.lower()])
    return _distinct(text, column.arrow, partial(_floats, gaps=column.gaps))


def plain_numbers(text: pa.Array, decimal: str, thousands: str | None) -> Parsed:
    """Return numbers with marks of their own as plain ones, and which are not written so: 1.234,5 is 1234.5."""
    mark, point = re.escape(thousands or ""), re.escape(decimal)
    grouped = rf"|\d{{1,3}}({mark}\d{{3}})+" if thousands else ""
    matching, refused = _matching(text, rf"^[+-]?((\d+{grouped})({point}\d*)?|{point}\d+)$")
    if thousands:
        matching = pc.replace_substring(matching, thousands, "")
    return pc.replace_substring(matching, decimal, "."), refused


def padded(text: pa.Array, digits: int) -> Parsed:
    """Return identifiers with their leading zeros filled up, and which are not of at most so many digits."""
    matching, refused = _matching(text, rf"^\d{{1,{digits}}}$")
    return pc.utf8_lpad(matching, width=digits, padding="0"), refused


def nowhere(array: pa.Array) -> pa.Array:
    """Return a mask of the array's length that is true nowhere."""
    return pa.array(np.zeros(len(array), dtype=bool))


def _matching(text: pa.Array, pattern: str) -> Parsed:
    """Cells that match, the rest null; and which were refused."""
    good = pc.match_substring_regex(text, pattern)
    matching = pc.if_else(pc.fill_null(good, False), text, pa.scalar(None, pa.string()))
    return matching, pc.fill_null(pc.invert(good), False)


def _double(text: pa.Array) -> Parsed:
    if (plain := _cast_plainly(text, pa.float64(), _NUMERALS)) is not None and not pc.any(pc.is_inf(plain)).as_py():
        return plain, nowhere(text)
    matching, refused = _matching(text, _NUMBER)
    values = pc.cast(matching, pa.float64())
    endless = pc.fill_null(pc.is_inf(values), False)
    values = pc.if_else(endless, pa.scalar(None, pa.float64()), values)
    return values, pc.or_(refused, endless)


# What a number is written with that has neither an exponent nor a name, and a date: what Arrow reads of them alone is
# written as the patterns above say.
_NUMERALS, _DATES = b"0123456789.-", b"0123456789-"


def _cast_plainly(text: pa.Array, type: pa.DataType, letters: bytes) -> pa.Array | None:
    """Return the cells as Arrow reads them, None where one holds another letter or cannot be read: a third the cost."""
    if not only_holds(text, letters):
        return None
    try:
        return pc.cast(text, type)
    except pa.ArrowInvalid:
        return None


@cache
def _is_letter(letters: bytes) -> np.ndarray:
    return np.isin(np.arange(256), np.frombuffer(letters, dtype=np.uint8))


def only_holds(text: pa.Array, letters: bytes) -> bool:
    """Return whether the cells hold no other letters than these, all of them ASCII."""
    if text.null_count == len(text):
        return True
    start, end = text.offset, text.offset + len(text)
    offsets = np.frombuffer(text.buffers()[1], dtype=np.int32)
    octets = np.frombuffer(text.buffers()[2] or b"", dtype=np.uint8)[offsets[start] : offsets[end]]
    return bool(_is_letter(letters)[octets].all())


def _plain(column: SourceColumn, text: pa.Array) -> Parsed:
    """Read types whose written form Arrow casts directly."""
    if column.type == "date" and (days := _cast_plainly(text, column.arrow, _DATES)) is not None:
        ends = pc.min_max(days).as_py()
        if ends["min"] is None or (ends["min"] >= _FIRST_DAY and ends["max"] <= _LAST_DAY):
            return days, nowhere(text)
    matching, refused = _matching(text, _PLAIN[column.type])
    try:
        return pc.cast(matching, column.arrow), refused
    except pa.ArrowInvalid:  # 31 February and the like
        read = {"date": date.fromisoformat, "timestamp": datetime.fromisoformat, "integer": int}[column.type]
        return _distinct(text, column.arrow, read, refused)


def _plain_times(column: SourceColumn, text: pa.Array) -> Parsed:
    """Read ISO dates and times; 24:00 of a day is 00:00 of the next."""
    if column.type != "timestamp":
        return _plain(column, text)
    ends = pc.fill_null(pc.match_substring_regex(text, _MIDNIGHT), False)
    if not pc.any(ends).as_py():
        return _plain(column, text)
    found, refused = _plain(column, pc.replace_substring_regex(text, _MIDNIGHT, r"\100:00"))
    day_later = pc.add(found, pa.scalar(timedelta(days=1)))
    return pc.if_else(ends, day_later, found).cast(column.arrow), refused


def _decimal(column: SourceColumn, text: pa.Array) -> Parsed:
    precision, scale = column.arrow.precision, column.arrow.scale
    pattern = rf"^[+-]?\d{{1,{precision - scale}}}(\.\d{{0,{scale}}}0*)?$"
    matching, refused = _matching(text, pattern)
    trimmed = pc.replace_substring_regex(matching, rf"(\.\d{{0,{scale}}})0*$", r"\1")
    return pc.cast(trimmed, column.arrow), refused


def _by_value(column: SourceColumn, text: pa.Array, pattern: str) -> Parsed:
    ends = _hour_24(pattern)

    def read(value: str) -> date | datetime:
        end = ends.fullmatch(value) if ends else None
        found = datetime.strptime(f"{end[1]}00{end[2]}" if end else value, pattern)
        if end:
            if (found.minute, found.second, found.microsecond) != (0, 0, 0):
                raise ValueError(value)
            found += timedelta(days=1)
        if not 1900 <= found.year <= 2199:
            raise ValueError(value)
        return found.date() if column.type == "date" else found

    return _distinct(text, column.arrow, read)


@cache
def _hour_24(pattern: str) -> re.Pattern | None:
    """What a time of the pattern looks like whose hour is 24, with groups before and after it; none without hours."""
    before, hours, after = pattern.partition("%H")
    if not hours:
        return None

    widths = {"%Y": r"\d{4}", "%y": r"\d{2}", **dict.fromkeys(("%m", "%d", "%M", "%S"), r"\d{1,2}")}

    def literal(part: str) -> str:
        return "".join(widths.get(p, r"\w+") if p[:1] == "%" else re.escape(p) for p in re.split("(%.)", part))

    return re.compile(f"({literal(before)})24({literal(after)})")


def _floats(value: str, gaps: bool) -> list[float | None] | None:
    """Read a list of numbers; where it may have gaps a point may be empty, and one of empty points alone is none."""
    inside = re.fullmatch(r"\[(.*)\]", value, re.DOTALL)
    if inside is None:
        raise ValueError(value)
    cells = [None if gaps and cell.strip().lower() in ("", "null") else cell.strip() for cell in inside[1].split(",")]
    if not all(cell is None or re.fullmatch(_NUMBER, cell) for cell in cells):
        raise ValueError(value)
    numbers = [None if cell is None else float(cell) for cell in cells]
    return numbers if any(number is not None for number in numbers) else None


def _distinct(
    text: pa.Array, type: pa.DataType, read: Callable[[str], object], refused: pa.Array | None = None
) -> Parsed:
    """Read every distinct text once; what raises is refused."""
    coded = text.dictionary_encode()
    values, wrong = [], []
    for value in coded.dictionary.to_pylist():
        try:
            values.append(read(value))
            wrong.append(False)
        except (ValueError, KeyError, OverflowError):
            values.append(None)
            wrong.append(True)
    found = pa.array(values, type).take(coded.indices)
    bad = pc.fill_null(pa.array(wrong, pa.bool_()).take(coded.indices), False)
    return found, pc.or_(bad, refused) if refused is not None else bad


def castable(column: SourceColumn, given: pa.DataType) -> bool:
    """Whether cells of a Parquet type can become the column's without a guess."""
    if pat.is_dictionary(given):
        given = given.value_type
    wanted = column.arrow
    if given.equals(wanted) or pat.is_null(given) or pat.is_string(given) or pat.is_large_string(given):
        return True
    number = pat.is_integer(given) or pat.is_floating(given) or pat.is_decimal(given)
    if pat.is_floating(wanted) or pat.is_decimal(wanted):
        return number
    if pat.is_integer(wanted) or pat.is_boolean(wanted):
        return pat.is_integer(given)
    if pat.is_timestamp(wanted):
        return pat.is_timestamp(given) and given.tz is None
    if pat.is_date(wanted):
        return pat.is_date(given) or (pat.is_timestamp(given) and given.tz is None)
    if pat.is_list(wanted):
        listed = pat.is_list(given) or pat.is_large_list(given) or pat.is_fixed_size_list(given)
        return listed and pat.is_floating(given.value_type)
    return False


def convert(column: SourceColumn, cells: pa.Array, pattern: str | None = None) -> Parsed:
    """Return the cells in the column's type and which are refused; text is parsed as in a CSV file."""
    if pat.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pat.is_large_string(cells.type):
        cells = cells.cast(pa.string())
    if pat.is_string(cells.type):
        empty = pc.equal(cells, "")
        return parse(column, pc.if_else(pc.fill_null(empty, False), pa.scalar(None, pa.string()), cells), pattern)
    if pat.is_floating(column.arrow):
        return _finite(cells.cast(pa.float64(), safe=False))
    if pat.is_decimal(column.arrow) and pat.is_floating(cells.type):
        return _money(column, cells.cast(pa.float64()))
    if pat.is_decimal(column.arrow) and pat.is_integer(cells.type):
        cells = cells.cast(pa.decimal128(38, column.arrow.scale))  # a cast of whole numbers asks for all their digits
    if pat.is_boolean(column.arrow) and pat.is_integer(cells.type):
        return parse(column, cells.cast(pa.string()))
    return _lossless(column, cells)


def _finite(values: pa.Array) -> Parsed:
    refused = pc.fill_null(pc.invert(pc.is_finite(values)), False)
    return pc.if_else(refused, pa.scalar(None, values.type), values), refused


def _money(column: SourceColumn, values: pa.Array) -> Parsed:
    """Doubles as decimals where they are one: 12.3 is 12.30, 12.345 is refused."""
    finite, endless = _finite(values)
    scale, whole = column.arrow.scale, 10 ** min(column.arrow.precision - column.arrow.scale, 15)
    rounded = pc.round(finite, scale)
    off = pc.greater(pc.abs(pc.subtract(finite, rounded)), pc.multiply(1e-12, pc.add(1.0, pc.abs(finite))))
    refused = pc.or_(endless, pc.fill_null(pc.or_(off, pc.greater_equal(pc.abs(finite), float(whole))), False))
    good = pc.if_else(refused, pa.scalar(None, pa.float64()), rounded)
    return good.cast(column.arrow, safe=False), refused


def _lossless(column: SourceColumn, cells: pa.Array) -> Parsed:
    wanted = column.arrow
    try:
        found = cells.cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return _one_by_one(cells, wanted)
    if pat.is_date(wanted) and pat.is_timestamp(cells.type):  # the cast drops the time of day
        refused = pc.fill_null(pc.not_equal(found.cast(cells.type), cells), False)
        return pc.if_else(refused, pa.scalar(None, wanted), found), refused
    return found, nowhere(cells)


def _one_by_one(cells: pa.Array, wanted: pa.DataType) -> Parsed:
    """The slow way, for a chunk that has a cell which cannot be cast."""
    found, refused = [], []
    for i in range(len(cells)):
        try:
            found.append(cells.slice(i, 1).cast(wanted)[0].as_py())
            refused.append(False)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            found.append(None)
            refused.append(True)
    return pa.array(found, wanted), pa.array(refused, pa.bool_())
