"""What the cells of an unknown column look like: their type, how they are written, and what stands for empty."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyarrow as pa
import pyarrow.types as pat

# Ways to write dates and times, the most usual first; of two that fit all cells the first is proposed.
FORMATS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y"),
    *(
        "%d-%b-%y",
        "%d-%b-%Y",
        "%d/%b/%Y",
        "%d %b %Y",
        "%d %B %Y",
        "%b %d, %Y",
        "%m/%d/%y",
        "%d/%m/%y",
        "%Y-%m",
        "%Y/%m",
        "%Y%m",
        "%Y年%m月",
    ),
)
_TIMES = ("", " %H:%M:%S", " %H:%M", "T%H:%M:%S", " %H:%M:%S.%f", "%H%M", " %I:%M %p", " %I:%M:%S %p", " %H时%M分")

EMPTY = ("-", "--", "—", "/", "\\N", "NULL", "Null", "null", "NA", "N/A", "n/a", "NaN", "nan", "None", "无", "空", "?")

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?|[+-]?\d+(\.\d+)?")
_POINT_GROUPS = re.compile(r"[+-]?\d{1,3}(\.\d{3})*(,\d+)?|[+-]?\d+(,\d+)?")
_SPACE_GROUPS = re.compile("[+-]?\\d{1,3}([ \u00a0\u202f]\\d{3})*([.,]\\d+)?")


@dataclass(frozen=True)
class Profile:
    """One column: ``kind`` is date, timestamp, number, boolean, text or empty."""

    name: str
    kind: str
    cells: int = 0
    distinct: int = 0
    format: str | None = None
    is_ambiguous: bool = False
    decimal: str | None = None
    thousands: str | None = None
    nulls: tuple[str, ...] = ()
    width: int = 0
    is_number_stored: bool = False
    has_blanks: bool = False
    samples: tuple[str, ...] = field(default=(), repr=False)


def profile(name: str, cells: pa.Array, are_numbers: bool = False) -> Profile:
    """Return what a column's cells are; ``are_numbers`` says that Excel holds them as numbers."""
    kind = cells.type
    is_typed = pat.is_integer(kind) or pat.is_floating(kind) or pat.is_decimal(kind)
    values = [str(value) for value in cells.to_pylist() if value is not None and str(value).strip()]
    counts = Counter(values)
    seen = Profile(
        name,
        "empty",
        cells=len(values),
        distinct=len(counts),
        width=max((len(value) for value in counts), default=0),
        is_number_stored=is_typed or are_numbers,
        has_blanks=any(value != value.strip() for value in counts),
        samples=tuple(value for value, _ in counts.most_common(30)),
    )
    if not values:
        return seen
    if pat.is_date(kind) or pat.is_timestamp(kind):
        has_time = pat.is_timestamp(kind) and any(not value.endswith("00:00:00") for value in counts)
        return replace(seen, kind="timestamp" if has_time else "date")
    if pat.is_boolean(kind):
        return replace(seen, kind="boolean")
    stripped = {value.strip() for value in counts}
    nulls = tuple(sorted(stripped & {*EMPTY}))
    known = sorted(stripped - {*nulls})[:3000]
    return replace(seen, nulls=nulls, **_read(known, is_typed))


def _read(values: list[str], is_typed: bool) -> dict:
    if not values:
        return {"kind": "empty"}
    if {value.lower() for value in values} <= {"true", "false"}:
        return {"kind": "boolean"}
    dates = [] if is_typed else date_formats(values)
    is_plain = all(_PLAIN.fullmatch(value) for value in values)
    if dates:
        kind = "timestamp" if "%H" in dates[0] or "%I" in dates[0] else "date"
        swapped = any(_day_month(one) != _day_month(dates[0]) for one in dates[1:])
        return {"kind": kind, "format": dates[0], "is_ambiguous": swapped}
    if is_plain:
        return {"kind": "number"}
    for pattern, marks in ((_COMMA_GROUPS, {"thousands": ","}), (_POINT_GROUPS, {"decimal": ",", "thousands": "."})):
        if all(pattern.fullmatch(value) for value in values):
            if marks.get("decimal") and not any("." in value for value in values):
                marks = {"decimal": ","}
            return {"kind": "number", **marks}
    if all(_SPACE_GROUPS.fullmatch(value) for value in values):
        mark = next(c for value in values for c in value if c in " \u00a0\u202f")
        return {"kind": "number", "thousands": mark, **({"decimal": ","} if any("," in v for v in values) else {})}
    return {"kind": "text"}


def _day_month(format: str) -> bool:
    return format.find("%d") < format.find("%m")


def date_formats(values: list[str]) -> list[str]:
    """Return the ways to write dates and times that fit all values, the most usual first."""
    sample = values if len(values) <= 400 else values[:: len(values) // 400]
    if any(len(value) > 30 or not any(ch.isdigit() for ch in value) for value in sample):
        return []
    found = []
    for time in _TIMES:
        for day in FORMATS:
            if _fits(sample[:5], day + time) and _fits(sample, day + time):
                found.append(day + time)
    return found


def _fits(values: list[str], format: str) -> bool:
    compact = "%" in format and not re.search(r"[^%A-Za-z]", format)
    for value in values:
        if compact and len(value) != len(datetime(2021, 11, 23).strftime(format)):
            return False
        try:
            # 24:00 is the end of the day, as the intake reads it.
            year = datetime.strptime(re.sub(r"([ T])24:00", r"\g<1>00:00", value), format).year
        except ValueError:
            return False
        if not 1990 <= year <= 2100:
            return False
    return True
