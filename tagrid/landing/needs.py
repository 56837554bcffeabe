"""Columns that a row needs by what another one of it says: a fixed price its amount, a linked one what it follows."""

import duckdb

from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.core.text import Text
from tagrid.landing.contracts import Need, SourceTable
from tagrid.landing.refusals import CUSTOMER, Refusal


def lacking(
    con: duckdb.DuckDBPyConnection, table: SourceTable, rows: str, files: list[str]
) -> dict[tuple[int, int], Refusal]:
    """Return the rows without something that they need, by file and line; ``rows`` are the table's relation."""
    has_customer = any(column.name == CUSTOMER for column in table.columns)
    customer = f"coalesce({CUSTOMER}, '')" if has_customer else "''"
    out: dict[tuple[int, int], Refusal] = {}
    for need in table.needs:
        for name in need.columns:
            found = con.execute(
                f"select _file, _line, {customer} from {rows} where {quote_identifier(need.column)} = "
                f"{quote_literal(need.value)} and {quote_identifier(name)} is null order by 1, 2"
            ).fetchall()
            for file, line, who in found:
                out.setdefault((file, line), Refusal(files[file], line, name, "", _reason(table, need), customer=who))
    return out


def _reason(table: SourceTable, need: Need) -> Text:
    column = table.column(need.column)
    word = column.code_names.get(need.value, need.value)
    return Text(
        en=f"empty, and a row whose {need.column} is {need.value} needs it; deliver it or correct {need.column}",
        zh=f"为空，而{column.zh}为“{word}”的行必须填写；请补上，或改正{column.zh}",
    )
