"""A table's own past, against which the days of new rows are checked: which there are, and how many rows they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import duckdb

from tagrid.core.formats import counted
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text, as_text, joined
from tagrid.landing.contracts import SourceTable
from tagrid.landing.index import LandedFile
from tagrid.landing.parquet import one_row, parquet_relation

# The newest periods that count as the past, and more of them while they hold fewer rows than this.
PERIODS, PAST_ROWS = 2, 500

# Fewer rows a day than this vary too much to be judged.
JUDGED_ROWS = 20

# A day below this share of the usual rows lacks meters.
LOW_SHARE = 0.85

# So many days before the first that has landed is another time.
LONG = 62

# Tables whose contract warns after so few days are expected to hold every day.
DAILY_FRESH = 3


@dataclass(frozen=True)
class TablePast:
    """What landed before; all empty for a table that never did. ``rows_a_day`` is a median over its days."""

    rows: int = 0
    rows_a_day: float | None = None
    through_on: date | None = None


def newest_periods(home: Home, landed: list[LandedFile]) -> str | None:
    """SQL relation of the newest landed periods, or none when nothing has landed."""
    newest: list[str] = []
    for period in sorted({f.period for f in landed}, reverse=True):
        if len(newest) >= PERIODS and sum(f.rows for f in landed if f.period in newest) >= PAST_ROWS:
            break
        newest.append(period)
    return parquet_relation(home.landing / f.path for f in landed if f.period in newest) if landed else None


def read_past(con: duckdb.DuckDBPyConnection, home: Home, table: SourceTable, landed: list[LandedFile]) -> TablePast:
    """Return what the newest landed rows of a table look like."""
    relation = newest_periods(home, landed)
    if relation is None:
        return TablePast()
    days = _rows_by_day(con, table, relation) if table.period else {}
    return TablePast(
        rows=one_row(con, f"select count(*) from {relation}")[0],
        rows_a_day=median(days.values()) if days else None,
        through_on=max(days) if days else None,
    )


def _rows_by_day(con: duckdb.DuckDBPyConnection, table: SourceTable, relation: str) -> dict[date, int]:
    day = f"{quote_identifier(str(table.period))}::date"
    return dict(con.execute(f"select {day}, count(*) from {relation} group by all").fetchall())


def extent(
    con: duckdb.DuckDBPyConnection, table: SourceTable, incoming: list[Path], before: TablePast
) -> tuple[int, int | None]:
    """Return the rows that came and on how many days, no days when some of them had landed before."""
    relation = parquet_relation(incoming)
    if not table.period:
        return one_row(con, f"select count(*) from {relation}")[0], None
    days = _rows_by_day(con, table, relation)
    is_new = before.through_on is None or min(days) > before.through_on
    return sum(days.values()), len(days) if is_new else None


@dataclass(frozen=True)
class OddDays:
    """Days that lack rows, and the sentence about them."""

    text: Text
    days: tuple[date, ...]


def unusual_days(
    con: duckdb.DuckDBPyConnection, table: SourceTable, incoming: list[Path], before: TablePast
) -> list[OddDays]:
    """Report new days that are missing or hold far fewer rows than usual; days that had landed are not judged."""
    if not table.period or table.fresh_days is None or table.fresh_days > DAILY_FRESH:
        return []
    days = _rows_by_day(con, table, parquet_relation(incoming))
    new = {d: n for d, n in days.items() if before.through_on is None or d > before.through_on}
    if not new:
        return []
    start = before.through_on + timedelta(days=1) if before.through_on else min(new)
    span = [start + timedelta(days=i) for i in range((max(new) - start).days + 1)]
    missing = tuple(d for d in span if d not in new)
    usual = before.rows_a_day or median(new.values())
    low = {d: new[d] for d in span if d in new and new[d] < LOW_SHARE * usual and usual >= JUDGED_ROWS}
    found = []
    if missing:
        found.append(OddDays(Text(en="no rows for ", zh="以下日期没有数据：") + _first_few(missing), missing))
    if low:
        few = Text(
            en=f"far fewer rows than the usual {usual:,.0f} on ",
            zh=f"以下日期的行数远少于通常的 {usual:,.0f} 行：",
        )
        found.append(OddDays(few + _first_few([f"{d} ({n:,})" for d, n in low.items()]), tuple(low)))
    return found


def landed_days(con: duckdb.DuckDBPyConnection, table: SourceTable, incoming: list[Path]) -> set[date]:
    """Return the days that new rows are of, none for a table without days."""
    return set(_rows_by_day(con, table, parquet_relation(incoming))) if table.period and incoming else set()


def _first_few(days: Sequence[object]) -> Text:
    left = len(days) - 5
    more = Text(en=f" and {counted(left, 'more day')}", zh=f"等，另有 {left} 天") if left > 0 else as_text("")
    return joined(map(str, days[:5])) + more


def long_before(
    con: duckdb.DuckDBPyConnection, table: SourceTable, incoming: list[Path], landed: list[LandedFile]
) -> list[Text]:
    """Report days that lie long before everything that has landed of a table."""
    first = min((f.first_on for f in landed if f.first_on), default=None)
    if not table.period or first is None:
        return []
    limit = date.fromisoformat(first) - timedelta(days=LONG)
    day = f"{quote_identifier(table.period)}::date"
    early = con.execute(
        f"select distinct {day} from {parquet_relation(incoming)} where {day} < date '{limit}' order by 1"
    ).fetchall()
    if not early:
        return []
    before = Text(
        en=f"{table.period}: long before {first}, the first day that has landed: ",
        zh=f"{table.period}：远早于已入库的第一天 {first}：",
    )
    return [before + _first_few([one for (one,) in early])]
