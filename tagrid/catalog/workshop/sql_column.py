"""The column a new tag needs in its theme's model: as text to paste, never written by a program."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlglot import exp, parse_one

from tagrid.catalog.rules import PREFIX, STEP
from tagrid.catalog.sql import MODELS, parse
from tagrid.home import PROJECT

STUB = "case when column_name is null then null when column_name >= 1 then 'first_value' else 'second_value' end"
_INDENT = " " * 12


def sql_column(
    name: str,
    rule_sql: str = STUB,
    theme: str = "",
    project: Path = PROJECT,
    joined: Mapping[str, str] | None = None,
) -> str:
    """Return ``rule_sql as name`` in the house's style, its columns qualified as the theme's model has them.

    ``joined``: of which table a column is that the model has not read so far.
    """
    expression = parse_one(rule_sql, dialect="duckdb")
    tables = {**(joined or {}), **(qualifiers(theme, project) if theme else {})}
    for column in expression.find_all(exp.Column):
        if table := tables.get(column.name):
            column.set("table", exp.to_identifier(table))
    lines = expression.sql(dialect="duckdb", pretty=True, indent=4, pad=4, comments=False).splitlines()
    text = "\n".join(_INDENT + _small(line) for line in lines)
    return f"{text} as {name}"


def not_read(columns: Iterable[str], theme: str, project: Path = PROJECT) -> tuple[str, ...]:
    """Return those of ``columns`` that no rule of the theme's model reads yet: their relation may have to be joined."""
    known = qualifiers(theme, project)
    return tuple(column for column in columns if column not in known)


def qualifiers(theme: str, project: Path = PROJECT) -> dict[str, str]:
    """Return the columns that the rules of a theme's model read, each with the name of its table there, or none."""
    path = project / MODELS / "tags" / f"{PREFIX}{theme}.sql"
    if not path.is_file():
        return {}
    step = next((cte for cte in parse(path, project).find_all(exp.CTE) if cte.alias == STEP), None)
    found = step.this.expressions if step else []
    return {column.name: column.table for selected in found for column in selected.find_all(exp.Column)}


def _small(line: str) -> str:
    """Write keywords small, as the house does; what stands in quotes stays."""
    parts = re.split(r"('(?:[^']|'')*'|\"[^\"]*\")", line)
    return "".join(part if at % 2 else part.lower() for at, part in enumerate(parts))
