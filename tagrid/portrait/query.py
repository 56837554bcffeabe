"""Reads rows of a published version as dictionaries."""

from collections.abc import Sequence


def rows(con, sql: str, parameters: Sequence = ()) -> list[dict]:
    """Return the rows of a query, one dictionary a row, its keys the columns."""
    found = con.execute(sql, list(parameters))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
