"""A rule tried on numbers that no rule reads yet: a version holds those that rules read, the warehouse the others."""

import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
from sqlglot import exp

from tagrid.catalog import PREFIX, model_files, parse_model
from tagrid.core.lock import exclusive
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.governance.workshop.grammar import NotARule
from tagrid.governance.workshop.preview import SECONDS, Preview, preview, preview_with
from tagrid.published import KEY, RULE_INPUTS, SERVING, Version, rule_inputs_table

Columns = dict[str, dict[str, str]]

# The same limits as of a reader of a version; nothing but the two files is reachable, and it cannot be lifted again.
_LOCKED_DOWN = (
    "set memory_limit = '2GB'",
    "set threads = 2",
    "set enable_external_access = false",
    "set lock_configuration = true",
)


def preview_all(home: Home, version: Version, text: str, themes: Sequence[str]) -> Preview:
    """Try a rule over the published columns, and where it names others over those the themes' models have built.

    The warehouse is read with the home's lock held, as a refresh would find it open: ``Locked`` while one runs. Errors
    as of ``preview``.
    """
    try:
        return preview(version, text, themes)
    except NotARule:
        words = set(re.findall(r"\w+", text))
        if not home.warehouse.exists():
            raise
        with exclusive(home, "tagrid catalog preview"):
            unread = {theme: _named(found, words) for theme, found in _unread(home.warehouse, version, themes).items()}
            if not any(unread.values()):
                raise
            with _opened(home.warehouse, version, unread) as con:
                return preview_with(con, version, text, themes, SECONDS)


def _named(columns: dict[str, str], words: set[str]) -> dict[str, str]:
    return {column: model for column, model in columns.items() if column in words}


def _unread(warehouse: Path, version: Version, themes: Sequence[str]) -> Columns:
    """Return, by theme, the built columns of the models it reads that no rule reads, each with its model."""
    with version.connect() as con:
        query = "select table_name, column_name from duckdb_columns() where schema_name = ?"
        read = set(con.execute(query, [RULE_INPUTS]).fetchall())
    with duckdb.connect(str(warehouse), read_only=True) as con:
        built = con.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'main'"
        ).fetchall()
    columns: dict[str, list[str]] = {}
    for model, column in built:
        columns.setdefault(model, []).append(column)
    found: Columns = {}
    for theme in themes:
        mine = found.setdefault(theme, {})
        for model in _models(theme):
            if KEY in columns.get(model, ()):
                fresh = (name for name in columns[model] if name != KEY and (theme, name) not in read)
                mine.update({name: model for name in fresh if name not in mine})
    return found


def _models(theme: str) -> list[str]:
    """Return the models that a theme's model reads, in the order they stand."""
    path = model_files().get(f"{PREFIX}{theme}")
    if path is None:
        return []
    tree = parse_model(path)
    steps = {cte.alias for cte in tree.find_all(exp.CTE)}
    return list(dict.fromkeys(table.name for table in tree.find_all(exp.Table) if table.name not in steps))


@contextmanager
def _opened(warehouse: Path, version: Version, unread: Columns) -> Generator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that looks like the version's, the inputs of each theme with its unread columns."""
    with duckdb.connect() as con:
        con.execute("set temp_directory = ''")
        con.execute(f"attach {quote_literal(version.folder / SERVING)} as published (read_only)")
        con.execute(f"attach {quote_literal(warehouse)} as built (read_only)")
        con.execute("create view customer_tags_wide as from published.main.customer_tags_wide")
        con.execute(f"create schema {quote_identifier(RULE_INPUTS)}")
        for theme, columns in unread.items():
            con.execute(f"create view {rule_inputs_table(theme)} as {_query(theme, columns)}")
        for statement in _LOCKED_DOWN:
            con.execute(statement)
        yield con


def _query(theme: str, columns: dict[str, str]) -> str:
    models = {model: f"built_{n}" for n, model in enumerate(dict.fromkeys(columns.values()))}
    added = [f"{models[model]}.{quote_identifier(name)}" for name, model in columns.items()]
    joins = [
        f"left join built.main.{quote_identifier(model)} as {alias} on inputs.{KEY} = {alias}.{KEY}"
        for model, alias in models.items()
    ]
    selected, first = ", ".join(["inputs.*", *added]), rule_inputs_table(theme)
    return f"select {selected} from published.{first} as inputs {' '.join(joins)}"
