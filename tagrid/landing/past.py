"""A table's own past, against which new rows are checked: rows a day, means, shares of empty cells, identifiers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import duckdb

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text, joined
from tagrid.landing.contracts import SourceColumn, SourceTable
from tagrid.landing.index import LandedFile
from tagrid.landing.parquet import one_row, parquet_relation

# The newest periods that count as the past.
PERIODS = 2

# Fewer rows a day than this vary too much to be judged.
JUDGED_ROWS = 20

# A day below this share of the usual rows is far below.
LOW_SHARE = 0.5

# Tables whose contract warns after so few days are expected to hold every day.
DAILY_FRESH = 3


@dataclass(frozen=True)
class TablePast:
    """What landed before; all empty for a table that never did. ``rows_a_day`` is a median over its days."""

    rows: int = 0
    rows_a_day: float | None = None
    through_on: date | None = None
    means: dict[str, float] = field(default_factory=dict)
    null_shares: dict[str, float] = field(default_factory=dict)


def measures(table: SourceTable) -> list[SourceColumn]:
    """Columns that hold a measured number."""
    return [c for c in table.columns if c.type == "double" or c.type.startswith("decimal")]


def newest_periods(home: Home, landed: list[LandedFile]) -> str | None:
    """SQL relation of the newest landed periods, or none when nothing has landed."""
    newest = sorted({f.period for f in landed})[-PERIODS:]
    return parquet_relation(home.landing / f.path for f in landed if f.period in newest) if landed else None


def read_past(con: duckdb.DuckDBPyConnection, home: Home, table: SourceTable, landed: list[LandedFile]) -> TablePast:
    """Return what the newest landed rows of a table look like."""
    relation = newest_periods(home, landed)
    if relation is None:
        return TablePast()
    numbers = measures(table)
    names = [quote_identifier(c.name) for c in numbers]
    measured = "".join(f", avg({name}), 1 - count({name}) / count(*)" for name in names)
    found = one_row(con, f"select count(*){measured} from {relation}")
    days = _rows_by_day(con, table, relation) if table.period else {}
    return TablePast(
        rows=found[0],
        rows_a_day=median(days.values()) if days else None,
        through_on=max(days) if days else None,
        means={c.name: float(m) for c, m in zip(numbers, found[1::2], strict=True) if m is not None},
        null_shares={c.name: n for c, n in zip(numbers, found[2::2], strict=True)},
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


def unusual_days(
    con: duckdb.DuckDBPyConnection, table: SourceTable, incoming: list[Path], before: TablePast
) -> list[Text]:
    """Report new days that are missing or hold far fewer rows than usual; days that had landed are not judged."""
    if not table.period or table.fresh_days is None or table.fresh_days > DAILY_FRESH:
        return []
    days = _rows_by_day(con, table, parquet_relation(incoming))
    new = {d: n for d, n in days.items() if before.through_on is None or d > before.through_on}
    if not new:
        return []
    start = before.through_on + timedelta(days=1) if before.through_on else min(new)
    span = [start + timedelta(days=i) for i in range((max(new) - start).days + 1)]
    missing = [d for d in span if d not in new]
    usual = before.rows_a_day or median(new.values())
    low = [f"{d} ({new[d]:,})" for d in span if d in new and new[d] < LOW_SHARE * usual and usual >= JUDGED_ROWS]
    found = []
    if missing:
        none = Text(en=f"{table.address}: no rows for ", zh=f"{table.address}：以下日期没有数据：")
        found.append(none + _first_few(missing))
    if low:
        few = Text(
            en=f"{table.address}: far fewer rows than the usual {usual:,.0f} on ",
            zh=f"{table.address}：以下日期的行数远少于通常的 {usual:,.0f} 行：",
        )
        found.append(few + _first_few(low))
    return found


def _first_few(days: Sequence[object]) -> Text:
    left = len(days) - 5
    more = Text(en=f" and {left} more days.", zh=f"等，另有 {left} 天。") if left > 0 else Text(en=".", zh="。")
    return joined(map(str, days[:5])) + more


def refuse_swapped(
    con: duckdb.DuckDBPyConnection, home: Home, table: SourceTable, incoming: list[Path], landed: list[LandedFile]
) -> None:
    """Refuse rows whose identifiers are in each other's columns: known from the past, but of the other column."""
    relation = newest_periods(home, landed)
    ids = [c.name for c in table.columns if c.type == "varchar" and c.required and not c.domain]
    for a, b in ((a, b) for a in ids for b in ids if a != b):
        if relation is None:
            return
        first, second = quote_identifier(a), quote_identifier(b)
        (share,) = one_row(
            con,
            f"""
            with sample as (select distinct {first} as id from {parquet_relation(incoming)} limit 1000)
            select avg((id in (select {second} from {relation}) and id not in (select {first} from {relation}))::int)
            from sample
        """,
        )
        if share and share > 0.5:
            raise BadInput(
                en=f"{table.address}: {share:.0%} of the values of {a} are known as {b} and not as {a}; "
                f"the columns {a} and {b} are swapped. Correct the export or the mapping file.",
                zh=f"{table.address}：{a} 的取值有 {share:.0%} 是已知的 {b} 而不是 {a}；{a} 与 {b} 两列颠倒了，"
                "请改正导出或映射文件。",
            )
