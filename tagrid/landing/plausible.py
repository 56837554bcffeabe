"""Rows that cannot be right, set aside with file and line: days beyond what is known, sizes beyond belief."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tagrid.core.project import Home
from tagrid.core.settings import today
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.core.text import Text
from tagrid.landing.compare import FEW, Comparison, amounts, columns, magnitude
from tagrid.landing.contracts import SourceColumn, SourceTable
from tagrid.landing.index import LandedFile
from tagrid.landing.parquet import one_row, parquet_relation
from tagrid.landing.past import DAILY_FRESH, newest_periods
from tagrid.landing.refusals import CUSTOMER, Refusal

# Nothing lies this many days after today, but what the contract says may lie ahead; a little, as clocks are wrong.
AHEAD = 400

# No event is older than the systems that recorded it, and no account or meter than supply.
FIRST_EVENT, FIRST_STATE = date(2000, 1, 1), date(1930, 1, 1)

# Below this share of the usual rows a day of readings is none: its rows strayed there.
STRAY = 0.05

# A day that has so many of the usual rows is one that most have.
MOST = 0.5

# Days after the last one that most have, which a few may be ahead.
EARLY = 3

# So many times the most that a customer ever used, and so many times what its kind hardly ever exceeds, is no use.
OWN, KIND = 20, 5

# Amounts that say what is usual of a kind; of one with fewer all kinds together say it, and of what hardly anybody ever
# has, as a correction of a bill, nothing does.
ENOUGH = 100


@dataclass(frozen=True)
class Doubt:
    """A condition that no right row fulfils: of which column, and why."""

    column: str
    condition: str
    reason: Text


def doubtful(
    con: duckdb.DuckDBPyConnection,
    table: SourceTable,
    incoming: dict[str, Path],
    files: list[str],
    doubts: Iterable[Doubt],
) -> tuple[dict[str, Path], list[Refusal]]:
    """Take the rows of the doubts out of the files; return what is left and the rows that are set aside."""
    doubts = list(doubts)
    if not doubts:
        return incoming, []
    source = parquet_relation(dict.fromkeys(incoming.values()))
    counts = one_row(con, f"select {', '.join(f'count_true({d.condition})' for d in doubts)} from {source}")
    chosen = [doubt for doubt, n in zip(doubts, counts, strict=True) if n]
    if not chosen:
        return incoming, []
    found: list[Refusal] = []
    has_customer = any(column.name == CUSTOMER for column in table.columns)
    customer = f"coalesce({quote_identifier(CUSTOMER)}, '')" if has_customer else "''"
    for number, doubt in enumerate(chosen):  # a row is reported once, for the first of its faults
        earlier = " or ".join(f"coalesce({one.condition}, false)" for one in chosen[:number]) or "false"
        rows = con.execute(
            f"select _file, _line, {quote_identifier(doubt.column)}::varchar, {customer} from {source} "
            f"where {doubt.condition} and not ({earlier}) order by 1, 2"
        ).fetchall()
        found += [
            Refusal(files[f], line, doubt.column, value or "", doubt.reason, customer=who)
            for f, line, value, who in rows
        ]
    wrong = " or ".join(f"coalesce({doubt.condition}, false)" for doubt in chosen)
    left = {}
    for period, path in incoming.items():
        out = path.with_name(f"plausible-{path.name}")
        (count,) = one_row(
            con,
            f"copy (select * from {parquet_relation([path])} where not ({wrong})) "
            f"to {quote_literal(out)} (format parquet, compression lz4)",
        )
        if count:
            left[period] = out
    return left, sorted(found, key=lambda one: (one.file, one.line))


def day_doubts(seen: Comparison, now: date) -> list[Doubt]:
    """Days before anything was recorded, or long after today, and readings of days that most do not have yet."""
    table, found = seen.table, []
    for column in (c for c in table.columns if c.type in ("date", "timestamp")):
        day = f"{quote_identifier(column.name)}::date"
        first = FIRST_EVENT if column.name == table.period else FIRST_STATE
        early = Text(en=f"before {first}: no such record is that old", zh=f"早于 {first}：不会有这么早的记录")
        found.append(Doubt(column.name, f"{day} < date '{first}'", early))
        if not column.ahead:
            last = now + timedelta(days=AHEAD)
            late = Text(
                en=f"more than a year after today ({now} by this machine's clock)",
                zh=f"晚于今天一年以上（本机日期为 {now}）",
            )
            found.append(Doubt(column.name, f"{day} > date '{last}'", late))
    return found + _stray_days(seen, now)


def _stray_days(seen: Comparison, now: date) -> list[Doubt]:
    """Readings far after the last day that most customers have."""
    table = seen.table
    if not table.period or table.fresh_days is None or table.fresh_days > DAILY_FRESH:
        return []
    last = last_usual_day(seen.con, table, "(from now_rows union all by name from then_rows)", now)
    if last is None:
        return []
    day = f"{quote_identifier(table.period)}::date"
    reason = Text(
        en=f"more than {EARLY} days after {last}, the last day that most have",
        zh=f"比多数对象已有的最后一天 {last} 晚 {EARLY} 天以上",
    )
    return [Doubt(table.period, f"{day} > date '{last + timedelta(days=EARLY)}'", reason)]


def last_usual_day(
    con: duckdb.DuckDBPyConnection, table: SourceTable, relation: str, now: date, share: float = STRAY
) -> date | None:
    """Return the last day of a table of daily readings that has its usual rows, none when there is no day."""
    day = f"{quote_identifier(str(table.period))}::date"
    limit = now + timedelta(days=AHEAD)
    (last,) = one_row(
        con,
        f"""
        with days as (select {day} as d, count(*) as rows from {relation} where {day} <= date '{limit}' group by all),
        newest as (from days order by d desc limit 60)
        select max(d) from newest
        where rows >= {share} * (select median(rows) from (from newest order by rows desc limit 30))
        """,
    )
    return last


def last_day_of_most(home: Home, landed: list[LandedFile], table: SourceTable) -> date | None:
    """Return the last day on which most have a landed reading: a stray one, or the first of a day, moves nothing."""
    relation = newest_periods(home, landed)
    if relation is None or not table.period:
        return None
    with duckdb.connect() as con:
        return last_usual_day(con, table, relation, today(), share=MOST)


def size_doubts(seen: Comparison, source: str, kinds: str | None) -> list[Doubt]:
    """Amounts far beyond all that a customer had, and beyond its kind; ``kinds`` is SQL of customer and kind."""
    if "customer_id" not in {c.name for c in seen.table.columns} or seen.is_master or not seen.then:
        return []
    kinds = kinds or "select null::varchar as customer_id, null::varchar as kind limit 0"
    return [one for c in amounts(seen.table) if c.name in seen.filled if (one := _size_doubt(seen, source, c, kinds))]


def _size_doubt(seen: Comparison, source: str, column: SourceColumn, kinds: str) -> Doubt | None:
    size, name = magnitude(column), column.name
    limits = f"limits_{name}"
    seen.con.execute(f"""
        create or replace temp table {limits} as
        with sizes as (select customer_id, {size} as size from then_rows where {size} > 0),
        kinds as ({kinds}),
        tops as (select customer_id, max(size) as top from sizes group by customer_id),
        ordinary as (
            select kind, quantile_cont(size, 0.999) as top from sizes left join kinds using (customer_id)
            group by grouping sets ((kind), ())
            having count(*) >= {ENOUGH}
        )
        select
            coalesce(t.customer_id, k.customer_id) as customer_id,
            greatest({OWN} * coalesce(t.top, 0), {KIND} * coalesce(o.top, (select max(top) from ordinary))) as most
        from tops as t full join kinds as k using (customer_id)
        left join ordinary as o on o.kind = k.kind
        where exists (from ordinary)
    """)
    (known,) = seen.one(f"select count(*) from {limits} where most > 0")
    if known < FEW:
        return None
    reason = Text(
        en=f"over {OWN} times the most this customer had, and {KIND} times what its kind has",
        zh=f"超过该客户以往最大值的 {OWN} 倍，也超过同类客户的 {KIND} 倍",
    )
    seen.con.execute(f"""
        create or replace temp table far_{name} as
        select {columns(seen.table.keys)} from {source} join {limits} using (customer_id) where {size} > most
    """)
    if not seen.one(f"select count(*) from far_{name}")[0]:
        return None
    keys = ", ".join(map(quote_identifier, seen.table.keys))
    wanted = (
        f"({keys}) in (select ({keys}) from far_{name})" if len(seen.table.keys) > 1 else f"{keys} in (from far_{name})"
    )
    return Doubt(name, wanted, reason)


def kinds_of(home: Home, paths: list[Path], kind: str) -> str | None:
    """SQL of each customer and its kind, from the landed customers; none when they never landed."""
    if not paths:
        return None
    return f"select customer_id, {columns([kind])} as kind from {parquet_relation(paths)}"
