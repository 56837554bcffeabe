"""The calendar of workdays: the project's filler, an operator's days on top, and how each year is known.

The filler is content (`calendars/filler.py`), as are the operator's days (`calendars/days.yml`): this module lays one
over the other, says what is not known, and gives the digest that makes a refresh due.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tagrid.core.errors import BadInput
from tagrid.core.overlay import content_file, current_project, import_content, shown_path
from tagrid.core.text import Text, joined
from tagrid.core.yaml_lines import YamlDocument

OPERATOR_FILE = "calendars/days.yml"

FILLER_FILE = "calendars/filler.py"

# How a year is known, from the surest: the operator's file or a library holds its notice; the statute alone; nothing.
OPERATOR, LIBRARY, RULE, WEEKDAY = "operator", "library", "rule", "weekday"

_KNOWN_BY = {
    OPERATOR: Text(zh="运营方填报", en="the operator's file"),
    LIBRARY: Text(zh="节假日库", en="the holiday library"),
    RULE: Text(zh="法定规则", en="statutory rules"),
    WEEKDAY: Text(zh="仅按星期", en="weekdays alone"),
}

# Dates beyond are refused at intake; a calendar of them would only be long.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class _Span(BaseModel):
    """Days off in a row for one holiday."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    first: date = Field(alias="from")
    last: date | None = Field(default=None, alias="to")
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    @property
    def days(self) -> list[date]:
        """Every day of the span."""
        return [self.first + timedelta(days=n) for n in range(((self.last or self.first) - self.first).days + 1)]


class _OperatorYear(BaseModel):
    """What the operator says of a year."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    complete: bool = False
    source: str = ""
    holidays: tuple[_Span, ...] = ()
    workdays: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "_OperatorYear":
        off = [day for span in self.holidays for day in span.days]
        if backward := next((span for span in self.holidays if span.last and span.last < span.first), None):
            raise ValueError(f"{backward.first} to {backward.last} ends before it begins")
        if outside := next((day for day in (*off, *self.workdays) if day.year != self.year), None):
            raise ValueError(f"{outside} is not in {self.year}")
        if twice := next((day for day in off if off.count(day) > 1 or day in self.workdays), None):
            raise ValueError(f"{twice} stands twice")
        if self.complete and not off:
            raise ValueError(f"{self.year} is complete, yet no holiday stands there")
        return self


@dataclass(frozen=True)
class CalendarDay:
    """One day: worked or not, the holiday it is off for, and how its year is known."""

    date_on: date
    is_workday: bool
    holiday: Text | None
    known_by: str

    @property
    def is_holiday(self) -> bool:
        """Whether the day is off for a holiday."""
        return self.holiday is not None

    @property
    def is_weekend_day(self) -> bool:
        """Whether the day is off and no holiday."""
        return not self.is_workday and not self.is_holiday

    @property
    def is_make_up_day(self) -> bool:
        """Whether the day is a Saturday or Sunday that is worked."""
        return self.is_workday and self.date_on.isoweekday() > 5

    @property
    def is_festival_season(self) -> bool:
        """Whether the day lies in the season around the Chinese New Year, as the filler counts it."""
        return self.date_on in _season(self.date_on.year, current_project())


def _filler() -> ModuleType:
    return import_content("calendars.filler")


def _operator_file(project: Path | None = None) -> Path:
    return content_file(OPERATOR_FILE, project)


def _operator_years() -> dict[int, _OperatorYear]:
    path = _operator_file()
    return _read_operator(path, path.stat().st_mtime_ns, current_project()) if path.is_file() else {}


@lru_cache(maxsize=8)
def _read_operator(path: Path, _state: int, project: Path) -> dict[int, _OperatorYear]:
    document = YamlDocument(path, shown_path(path, project))
    unknown = next((key for key in document.data if key != "years"), None)
    listed = document.data.get("years")
    if unknown or not isinstance(listed, list):
        raise BadInput(
            en=f"{document.at((unknown or 'years',))}: write `years:` with a list of years, and nothing else.",
            zh=f"{document.at((unknown or 'years',))}：只应写 `years:` 及其年份列表。",
        )
    found: dict[int, _OperatorYear] = {}
    for number in range(len(listed)):
        one = document.as_model(_OperatorYear, "years", number)
        if one.year in found:
            where = document.at(("years", number))
            raise BadInput(en=f"{where}: the year {one.year} stands twice.", zh=f"{where}：{one.year} 年出现两次。")
        found[one.year] = one
    return found


def calendar_days(first: date, last: date) -> list[CalendarDay]:
    """Return every day from ``first`` to ``last``; a fault of the operator's file is BadInput with its line."""
    years = {year: _year(year) for year in range(first.year, last.year + 1)}
    return [years[day.year][(day - date(day.year, 1, 1)).days] for day in _span(first, last)]


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _year(year: int) -> tuple[CalendarDay, ...]:
    return _made_year(year, _operator_years().get(year), current_project())


@lru_cache(maxsize=400)
def _made_year(year: int, own: _OperatorYear | None, _project: Path) -> tuple[CalendarDay, ...]:
    filled = _filler().fill(year)
    is_whole = own is not None and own.complete
    off: dict[date, Text] = {} if is_whole else dict(filled.off)
    worked = set() if is_whole else set(filled.worked)
    if own:
        for span in own.holidays:
            off |= dict.fromkeys(span.days, Text(zh=span.zh, en=span.en))
        worked = (worked | set(own.workdays)) - {day for span in own.holidays for day in span.days}
        off = {day: name for day, name in off.items() if day not in own.workdays}
    known_by = OPERATOR if is_whole else filled.known_by

    def row(day: date) -> CalendarDay:
        is_workday = day in worked or (day.isoweekday() < 6 and day not in off)
        return CalendarDay(day, is_workday, off.get(day), known_by)

    return tuple(row(day) for day in _span(date(year, 1, 1), date(year, 12, 31)))


@lru_cache(maxsize=400)
def _season(year: int, _project: Path) -> frozenset[date]:
    return _filler().season(year)


def known_by(year: int) -> str:
    """Return how a year is known: operator, library, rule or weekday."""
    own = _operator_years().get(year)
    if own and own.complete:
        return OPERATOR
    filler = _filler()
    return LIBRARY if filler.in_notices(year) else filler.fill(year).known_by


def calendar_fingerprint() -> dict[str, str]:
    """Return what the calendar is made from: versions of the libraries, digests of the filler and the operator's file.

    A refresh is due, and history is read again, when any of them changes.
    """
    found = {name: _version(name) for name in _filler().LIBRARIES}
    for name, path in ((FILLER_FILE, content_file(FILLER_FILE)), (OPERATOR_FILE, _operator_file())):
        found[name] = sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""
    return found


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # a project's own filler may name what is not installed everywhere
        return ""


def calendar_years(first: date, last: date) -> list[tuple[int, str]]:
    """Return every year between two days with how it is known."""
    return [(year, known_by(year)) for year in range(first.year, last.year + 1)]


def describe_years(years: Iterable[tuple[int, str]]) -> Text:
    """Return in words how years are known, those in a row together."""
    parts = []
    for basis, group in groupby(years, key=lambda one: one[1]):
        run = [year for year, _ in group]
        shown = f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}"
        parts.append(Text(zh=f"{shown} {_KNOWN_BY[basis].zh}", en=f"{shown} {_KNOWN_BY[basis].en}"))
    return joined(parts, zh="，", en=", ")


def unknown_years(first: date, last: date) -> list[tuple[int, str]]:
    """Return the years of the data whose arrangement is not known, with what stands in for it."""
    return [one for one in calendar_years(first, last) if one[1] in (RULE, WEEKDAY)]


def calendar_warnings(first: date | None, last: date | None, today: date) -> list[Text]:
    """Return what to say of the calendar of data from ``first`` to ``last``, and of the year that begins soon."""
    found = []
    if first and last and (lacking := unknown_years(first, last)):
        listed = "、".join(str(year) for year, _ in lacking)
        found.append(
            Text(
                en=f"The calendar has no official arrangement of {listed.replace('、', ', ')} "
                f"({describe_years(lacking).en}): days off and worked in exchange may be wrong there, and so may what "
                f"compares weeks. ",
                zh=f"日历没有 {listed} 年的官方放假安排（{describe_years(lacking).zh}）：这些年的调休可能有误，"
                "逐周比较的标签也可能有误。",
            )
            + _HOW
        )
    newest = max(last, today) if last else today
    ahead = date(newest.year + 1, 1, 1)
    if (ahead - newest).days <= _filler().ASK_DAYS and known_by(ahead.year) in (RULE, WEEKDAY):
        found.append(
            Text(
                en=f"In {(ahead - newest).days} days {ahead.year} begins, and the calendar has no official arrangement "
                "of it yet. ",
                zh=f"{(ahead - newest).days} 天后进入 {ahead.year} 年，日历还没有该年的官方放假安排。",
            )
            + _HOW
        )
    return found


_HOW = Text(
    en=f"Upgrade the holiday library (chinese-calendar), or enter the year's notice in {OPERATOR_FILE}.",
    zh=f"请升级节假日库（chinese-calendar），或把该年的放假通知填入 {OPERATOR_FILE}。",
)
