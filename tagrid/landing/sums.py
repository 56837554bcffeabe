"""Rows that are parts of one sum: the lines of a bill that do not add up to its amount are refused together."""

import duckdb

from tagrid.core.formats import counted
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text
from tagrid.landing.contracts import AddsUp, SourceTable
from tagrid.landing.parquet import column_list
from tagrid.landing.refusals import CUSTOMER, Refusal


def broken_sums(
    con: duckdb.DuckDBPyConnection, table: SourceTable, rows: str, landed: str | None, whole: str, files: list[str]
) -> dict[tuple[int, int], Refusal]:
    """Return the new rows whose sum is not that of the row they name, by file and line; ``rows`` are their relation.

    They are added to those that have landed (``landed``) and are not replaced. ``whole`` is the relation of the rows
    that they are parts of; what names none of them is no part of a sum.
    """
    rule = table.adds_up
    if rule is None:
        return {}
    keys = column_list(table.keys)
    by, amount, total = map(quote_identifier, (rule.by, rule.amount, rule.total))
    every = f"select {keys}, {amount}, _file from came"
    if landed:
        every += f" union all by name select {keys}, {amount}, null as _file from (from {landed}) as old "
        every += f"semi join came using ({by}) anti join came using ({keys})"
    found = con.execute(f"""
        with came as (
            select * from {rows}
            qualify row_number() over (partition by {keys} order by _file desc, _line desc) = 1
        ), summed as (
            select {by}, sum({amount}) as parts, count(*) as n, count(*) filter (_file is null) as before
            from ({every}) group by {by}
        ), broken as (
            select summed.*, whole.{total} as total
            from summed join {whole} as whole using ({by}) where summed.parts <> whole.{total}
        )
        select new._file, new._line, {by}, new.{amount}, parts, total, n, before, coalesce(new.{CUSTOMER}, '')
        from {rows} as new join broken using ({by}) order by 1, 2
    """).fetchall()
    return {
        (file, line): Refusal(
            files[file],
            line,
            rule.amount,
            f"{value}",
            _reason(rule, name, parts, total, n, before),
            is_code=True,
            customer=customer,
        )
        for file, line, name, value, parts, total, n, before, customer in found
    }


def _reason(rule: AddsUp, name: str, parts, total, n: int, before: int) -> Text:
    landed = (
        Text(en=f", {before:,} of them landed before,", zh=f"，其中 {before:,} 行此前已入库")
        if before
        else Text(en="", zh="")
    )
    adds = "adds" if n == 1 else "add"
    return Text(
        en=f"the {counted(n, f'row of {name}', f'rows of {name}')}{landed.en} {adds} up to {parts}, and {rule.whole} "
        f"has {total}; deliver all of them as they are, a row that is gone with 0",
        zh=f"{name} 共 {n:,} 行{landed.zh}，合计 {parts}，而 {rule.whole} 为 {total}；"
        "请按实际交付全部行，已取消的行以 0 交付",
    )
