"""Days that are awaited: those of the daily readings that are missing while days after them have landed.

A day that comes before the one it follows would leave every tag of the last days unknown for as long. So a refresh goes
up to the day before, until the missing one lands or so many days have landed since that its contract calls it lost.
"""

from datetime import date, timedelta
from statistics import median

import duckdb

from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text, joined
from tagrid.landing.contracts import SourceTable, source_contract
from tagrid.landing.coverage import READINGS
from tagrid.landing.index import LandedIndex, LandedTable
from tagrid.landing.parquet import parquet_relation

# A day with fewer of the usual rows has only late or early ones: it has not landed.
LEAST_SHARE = 0.05

MOST_NAMED = 5

_DAY = timedelta(days=1)


def awaited_days(home: Home, index: LandedIndex, published: date | None) -> tuple[date, ...]:
    """Return the days after ``published`` whose readings are missing though later ones have landed.

    A gap that began longer before the newest day than the contract allows counts as lost, not as awaited.
    """
    landed, table = index.tables.get(READINGS), source_contract(READINGS)
    if landed is None or landed.first_on is None or landed.through_on is None:
        return ()
    patience = timedelta(days=int(table.stopped_days or 0))
    bounds = (landed.first_on, published + _DAY if published else None, landed.through_on - patience + _DAY)
    since, through = max(filter(None, bounds)), landed.through_on
    have = _landed_days(home, table, landed, since - _DAY, through)
    missing = [day for day in _span(since, through) if day not in have]
    if since - _DAY not in have and since > max(filter(None, bounds[:2])):
        missing = [day for day in missing if any(one in have for one in _span(since, day))]  # the first gap is lost
    return tuple(missing)


def _span(first: date, last: date) -> list[date]:
    return [first + n * _DAY for n in range((last - first).days + 1)]


def _landed_days(home: Home, table: SourceTable, landed: LandedTable, first: date, last: date) -> set[date]:
    paths = [home.landing / one.path for one in landed.files if one.overlaps(first, last)]
    if not paths:
        return set()
    day = f"{quote_identifier(str(table.period))}::date"
    query = f"select {day}, count(*) from {parquet_relation(paths)} where {day} between ? and ? group by 1"
    with duckdb.connect() as con:
        rows = dict(con.execute(query, [first, last]).fetchall())
    usual = median(rows.values()) if rows else 0
    return {on for on, count in rows.items() if count >= LEAST_SHARE * usual}


def awaited_text(index: LandedIndex, awaited: tuple[date, ...]) -> Text:
    """Return in words what is awaited, until when, and how not to wait."""
    through = index.tables[READINGS].through_on
    lost = awaited[0] + timedelta(days=int(source_contract(READINGS).stopped_days or 0))
    days = joined([day.isoformat() for day in awaited[:MOST_NAMED]], zh="、", en=", ")
    left = len(awaited) - MOST_NAMED
    more = Text(en=f" and {left} more", zh=f"等，另有 {left} 天") if left > 0 else Text(en="", zh="")
    return Text(
        en=f"Awaited: {READINGS} of {days.en}{more.en}. What has landed after it, through {through}, is published when "
        f"it lands, or without it once days through {lost} have landed; `tagrid refresh --as-of {through}` does not "
        "wait.",
        zh=f"等待 {READINGS} 的 {days.zh}{more.zh}。其后已入库的数据（至 {through}）待其到达后发布；若已入库至 {lost} "
        f"仍未到达，则不再等待。`tagrid refresh --as-of {through}` 可不等待直接发布。",
    )


def awaited_warnings(home: Home, index: LandedIndex, published: date | None) -> list[Text]:
    """Return what to say of awaited days; nothing where none is, or where the readings cannot be read."""
    try:
        awaited = awaited_days(home, index, published)
    except duckdb.Error:  # a damaged file stops the build, with its own message
        return []
    return [awaited_text(index, awaited)] if awaited else []
