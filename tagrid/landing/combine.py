"""Makes one row of the rows of a key that are its parts, as a mapping says: the hours of a day, a meter's registers."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tagrid.core.formats import counted
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.core.text import Text
from tagrid.landing.contracts import SourceTable
from tagrid.landing.parquet import column_list, one_row, parquet_relation
from tagrid.landing.refusals import Refusal
from tagrid.landing.rules import Combine

_AGGREGATES = {
    # In the order of the file, so that the same rows give the same sum; a part that is empty leaves it empty.
    "sum": "case when count({0}) = count(*) then round(sum({0} order by _file, _line), 9) end",
    "mean": "case when count({0}) = count(*) then round(avg({0} order by _file, _line), 9) end",
    "max": "max({0})",
    "min": "min({0})",
    "any": "bool_or({0})",
}

_PART_TWICE = Text(
    en="the same part of the key stands more than once, with different values",
    zh="同一主键的同一组成部分出现多次，取值不同",
)


@dataclass
class Combined:
    """The file of the combined rows, the refused rows, how many copies were dropped, and what is worth a look."""

    path: Path
    refused: list[Refusal] = field(default_factory=list)
    copies: int = 0
    warnings: list[Text] = field(default_factory=list)


def combine(
    con: duckdb.DuckDBPyConnection, table: SourceTable, rule: Combine, paths: list[Path], files: list[str], out: Path
) -> Combined:
    """Write one row a key to ``out``; keys whose parts are doubled, too few, too many or at odds are refused.

    ``files`` are the delivered files' names by the number in ``_file``.
    """
    keys, found = column_list(table.keys), Combined(out)
    chosen = "distinct on (_row)" if rule.by else ""
    con.execute(f"""
        create or replace temp table parts as
        select * from (select {chosen} * from {parquet_relation(paths)} order by _row, _file, _line)
    """)
    rows, parts = (one_row(con, f"select count(*) from {r}")[0] for r in (parquet_relation(paths), "parts"))
    found.copies = rows - parts
    if rule.by:
        found.refused += _refuse(con, table, files, _PART_TWICE, "count(*) > count(distinct _part)")
    for column in table.columns:
        if not column.key and column.name not in rule.columns:
            name = quote_identifier(column.name)
            differ = Text(
                en=f"{column.name} differs among the parts of the key; say in `combine.columns` how they become one",
                zh=f"同一主键各组成部分的 {column.name} 不同；请在 `combine.columns` 中说明如何合并",
            )
            condition = f"count(distinct {name}) + (count({name}) < count(*) and count({name}) > 0)::int > 1"
            found.refused += _refuse(con, table, files, differ, condition, column.name)
    if rule.parts:
        _refuse_incomplete(con, table, rule, files, found)
    else:
        found.warnings += _uneven(con, table)
    cells = [_cell(column.name, column.type, column.key, rule) for column in table.columns]
    con.execute(f"""
        copy (
            select {", ".join(cells)}, min(_line) as _line, min(_row) as _row, min(_part) as _part, min(_file) as _file
            from parts group by {keys}
        ) to {quote_literal(out)} (format parquet, compression lz4)
    """)
    con.execute("drop table parts")
    return found


def _cell(name: str, kind: str, is_key: bool, rule: Combine) -> str:
    quoted = quote_identifier(name)
    if is_key:
        return quoted
    made = _AGGREGATES[rule.columns[name]].format(quoted) if name in rule.columns else f"any_value({quoted})"
    return f"({made})::{kind} as {quoted}"


def _refuse(
    con: duckdb.DuckDBPyConnection, table: SourceTable, files: list[str], reason: Text, having: str, column: str = ""
) -> list[Refusal]:
    """Take the keys that a condition on their parts holds for out of the parts; return their rows."""
    keys = column_list(table.keys)
    con.execute(f"create or replace temp table wrong as select {keys} from parts group by {keys} having {having}")
    rows = con.execute(f"""
        select _file, _line, concat_ws(', ', {keys}) from parts semi join wrong using ({keys}) order by _file, _line
    """).fetchall()
    if rows:
        con.execute(f"create or replace temp table parts as select * from parts anti join wrong using ({keys})")
    where, is_personal = column or ", ".join(table.keys), table.has_personal_key
    return [Refusal(files[f], line, where, value, reason, is_personal) for f, line, value in rows]


def _refuse_incomplete(
    con: duckdb.DuckDBPyConnection, table: SourceTable, rule: Combine, files: list[str], found: Combined
) -> None:
    wanted = " or ".join(map(str, rule.parts))
    for count in _counts(con, table):
        if count not in rule.parts:
            some = Text(
                en=f"{counted(count, 'part')} of the key instead of {wanted}",
                zh=f"该主键有 {count} 个组成部分，应为 {wanted.replace(' or ', ' 或 ')} 个",
            )
            found.refused += _refuse(con, table, files, some, f"count(*) = {count}")


def _counts(con: duckdb.DuckDBPyConnection, table: SourceTable) -> dict[int, int]:
    keys = column_list(table.keys)
    query = f"select n, count(*) from (select count(*) as n from parts group by {keys}) group by n order by n"
    return dict(con.execute(query).fetchall())


def _uneven(con: duckdb.DuckDBPyConnection, table: SourceTable) -> list[Text]:
    """Report keys that have fewer or more parts than most have."""
    counts = Counter(_counts(con, table))
    if len(counts) < 2:
        return []
    ((usual, _),) = counts.most_common(1)
    others = counts.total() - counts[usual]
    return [
        Text(
            en=f"{table.address}: most keys have {usual} parts, {others:,} have {min(counts)} to {max(counts)}; say "
            "by `combine.parts` how many make a whole, and the others are set aside.",
            zh=f"{table.address}：多数主键有 {usual} 个组成部分，另有 {others:,} 个为 {min(counts)} 至 "
            f"{max(counts)} 个；请用 `combine.parts` 说明完整时的个数，其余将被拒收。",
        )
    ]
