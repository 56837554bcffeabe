"""SQL helpers: quoted names and texts, and the rows of a query as dictionaries."""

from collections.abc import Mapping, Sequence


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
