"""Rows that follow each other in time: a price list whose prices overlap, or leave days without a price, is refused."""

import duckdb

from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.core.text import Text
from tagrid.landing.contracts import SourceTable
from tagrid.landing.parquet import column_list
from tagrid.landing.refusals import CUSTOMER, Refusal


def broken_spans(
    con: duckdb.DuckDBPyConnection, table: SourceTable, rows: str, landed: str | None, files: list[str]
) -> dict[tuple[int, int], Refusal]:
    """Return the new rows that break the order of the table's spans, by file and line; ``rows`` are its relation.

    A row is read beside the others that came and those that have landed (``landed``) and are not replaced.
    """
    spans = table.spans
    if spans is None:
        return {}
    keys, by = column_list(table.keys), column_list(spans.by)
    first, last = quote_identifier(spans.first), quote_identifier(spans.last)
    names = column_list(dict.fromkeys([*table.keys, *spans.by, spans.first, spans.last]))
    customer = f"coalesce({CUSTOMER}, '')" if CUSTOMER in spans.by else "''"
    every = f"select {names}, _file, _line from {rows}"
    if landed:
        typed = f"select null::{table.column(spans.last).type} as {last} where false"  # of files without the column
        every += f" union all by name select {names}, null as _file, null as _line from "
        every += f"(select * from {landed} union all by name {typed}) as old anti join {rows} as new using ({keys})"
    pauses = (
        f"{quote_identifier(spans.pauses)} in ({', '.join(map(quote_literal, spans.pausing))})"
        if spans.pauses
        else f"{spans.gaps}"
    )
    found = con.execute(f"""
        with every_row as (
            select * from ({every})
            qualify row_number() over (partition by {keys} order by _file desc nulls last, _line desc) = 1
        ), ordered as (
            select *, {pauses} as may_pause,
                lead({first}) over spans as next_first, lead(_file) over spans as next_file,
                lead(_line) over spans as next_line
            from every_row window spans as (partition by {by} order by {first})
        )
        select {first}, {last}, next_first, _file, _line, next_file, next_line, concat_ws(' ', {by}) as name,
            {customer} as customer
        from ordered
        where {last} < {first} or {last} >= next_first or ({last} + 1 < next_first and not may_pause)
        order by _file, _line
    """).fetchall()
    out: dict[tuple[int, int], Refusal] = {}
    for begin, end, then, file, line, next_file, next_line, name, customer in found:
        at = (next_file, next_line) if file is None else (file, line)
        if at[0] is not None:
            reason = _reason(name, begin, end, then)
            out[at] = Refusal(files[at[0]], at[1], spans.last, f"{end}", reason, is_code=True, customer=customer)
    return out


def _reason(name: str, begin, end, then) -> Text:
    if end < begin:
        return Text(
            en=f"{name}: it ends on {end}, before it begins on {begin}; correct one of the days",
            zh=f"{name}：{end} 终止，早于 {begin} 开始；请改正其一",
        )
    if end >= then:
        return Text(
            en=f"{name}: it holds until {end}, and the next already from {then}; end it on the day before",
            zh=f"{name}：执行到 {end}，而下一条自 {then} 起执行，时间重叠；请改为前一日终止",
        )
    return Text(
        en=f"{name}: it ends on {end} and the next begins on {then}; deliver what holds in between",
        zh=f"{name}：{end} 终止，下一条自 {then} 起执行，中间有空档；请补交期间的数据",
    )
