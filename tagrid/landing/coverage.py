"""The days that have landed: first and last, and what the calendar does not know of them."""

from datetime import date

from tagrid.core.calendar import calendar_warnings
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.landing.clock import home_clock
from tagrid.landing.index import LandedIndex

# What most tags count in days of.
READINGS = "metering.daily_energy"


def landed_range(index: LandedIndex) -> tuple[date, date]:
    """Return the first and last business day that has landed; the readings decide where there are any.

    Raises BadInput when no event table has landed.
    """
    readings = index.tables.get(READINGS)
    tables = [readings] if readings and readings.through_on else list(index.tables.values())
    days = [(t.first_on, t.through_on) for t in tables if t.first_on and t.through_on]
    if not days:
        raise BadInput(
            en="Nothing dated has landed yet; run `tagrid ingest DELIVERY` first.",
            zh="尚无带日期的数据入库，请先运行 `tagrid ingest 交付批次`。",
        )
    return min(first for first, _ in days), max(last for _, last in days)


def newest_day(index: LandedIndex) -> date | None:
    """Return the last business day that has landed, None where nothing dated has."""
    try:
        return landed_range(index)[1]
    except BadInput:
        return None


def landed_calendar_warnings(home: Home, index: LandedIndex) -> list[Text]:
    """Return what the calendar does not know of the days that have landed, or will not know soon.

    A fault of the operator's file is among them: landing does not depend on it.
    """
    first, last = landed_range(index) if newest_day(index) else (None, None)
    try:
        return calendar_warnings(first, last, home_clock(home, index).today)
    except BadInput as fault:
        return [fault.text]
