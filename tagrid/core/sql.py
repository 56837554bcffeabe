"""SQL helpers: quoted names and texts, and the rows of a query as dictionaries."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def find_landed_files(con: "duckdb.DuckDBPyConnection", root: str | Path) -> None:
    """Let a connection read the views of a warehouse, which name landed files from the home's root."""
    con.execute("set file_search_path = ?", [str(root)])


def quote_literal(value: object) -> str:
    """Return a text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def quote_identifier(name: str) -> str:
    """Return `name` quoted as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def rows(con, sql: str, parameters: Sequence | Mapping = ()) -> list[dict]:
    """Return the rows of a query, one dictionary a row, its keys the columns."""
    found = con.execute(sql, parameters if isinstance(parameters, Mapping) else list(parameters))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
