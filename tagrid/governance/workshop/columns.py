"""The columns a rule may read: coverage and distribution of each, and a rule over one of them to begin with."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from tagrid.core.errors import BadInput
from tagrid.core.sql import quote_identifier
from tagrid.core.text import nearest
from tagrid.published import KEY, RULE_INPUTS, Version, rule_inputs_table

POINTS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)

MOST_WORDS = 8

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")

_UNSIGNED = ("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")


@dataclass(frozen=True)
class InputColumn:
    """One column of a theme: customers that have it, its quantiles at POINTS, or its most frequent words."""

    name: str
    kind: str
    known: int
    customers: int
    quantiles: tuple[float, ...] = ()
    words: tuple[tuple[str, int], ...] = ()

    @property
    def coverage(self) -> float:
        """Share of the theme's customers that have it."""
        return self.known / self.customers if self.customers else 0.0

    @property
    def samples(self) -> tuple:
        """Values that customers have: quantiles of a number, the most frequent words of a text."""
        if self.kind == "number":
            return tuple(dict.fromkeys(float(f"{point:.3g}") for point in self.quantiles))
        return (True, False) if self.kind == "truth" else tuple(word for word, _ in self.words)


def columns_by_theme(version: Version) -> dict[str, tuple[str, ...]]:
    """Return the columns that rules of each theme may read, by theme; ``BadInput`` where none were published."""
    with version.connect() as con:
        return _themes(con, version.id)


def chosen_columns(
    con: duckdb.DuckDBPyConnection, version_id: str, wanted: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return the columns of the ``wanted`` themes, in that order; ``BadInput`` names the nearest to a wrong one."""
    known = _themes(con, version_id)
    for theme in wanted:
        if theme not in known:
            hint = nearest(theme, tuple(known))
            raise BadInput(
                en=f"No theme {theme!r} in version {version_id}; it has {', '.join(known)}.{hint}",
                zh=f"版本 {version_id} 中没有主题“{theme}”；可选：{'、'.join(known)}。{hint.zh}",
            )
    if not wanted:
        raise BadInput(
            en=f"Name the theme whose columns the rule reads, one of {', '.join(known)}.",
            zh=f"请选择规则读取哪个主题的列：{'、'.join(known)}。",
        )
    return {theme: known[theme] for theme in wanted}


def _themes(con: duckdb.DuckDBPyConnection, version_id: str) -> dict[str, tuple[str, ...]]:
    query = (
        "select table_name, column_name from duckdb_columns() "
        "where database_name = current_database() and schema_name = ? order by 1, column_index"
    )
    found: dict[str, list[str]] = {}
    for theme, column in con.execute(query, [RULE_INPUTS]).fetchall():
        found.setdefault(theme, [])
        if column != KEY:
            found[theme].append(column)
    if not found:
        raise BadInput(
            en=f"Version {version_id} holds no inputs of rules; publish a new one with `tagrid refresh`.",
            zh=f"版本 {version_id} 没有规则的输入指标；请用 `tagrid refresh` 发布新版本。",
        )
    return {theme: tuple(columns) for theme, columns in found.items()}


def describe_columns(version: Version, theme: str) -> list[InputColumn]:
    """Return every column of ``theme`` with its coverage, and its quantiles or words."""
    with version.connect() as con:
        chosen_columns(con, version.id, [theme])
        typed = con.execute(
            "select column_name, data_type from duckdb_columns() "
            "where schema_name = ? and table_name = ? and column_name <> ? order by column_index",
            [RULE_INPUTS, theme, KEY],
        ).fetchall()
        return [_described(con, theme, name, _kind(type_name)) for name, type_name in typed]


def _kind(type_name: str) -> str:
    base = type_name.partition("(")[0]
    if base in _NUMBERS or base in _UNSIGNED:
        return "number"
    return {"BOOLEAN": "truth", "DATE": "date"}.get(base, "text")


def _described(con, theme: str, name: str, kind: str) -> InputColumn:
    relation, column = rule_inputs_table(theme), quote_identifier(name)
    known, customers = con.execute(f"select count({column}), count(*) from {relation}").fetchone()
    if kind == "number":
        query = f"select quantile_cont({column}::double, {list(POINTS)}) from {relation}"
        (points,) = con.execute(query).fetchone()
        return InputColumn(name, kind, known, customers, quantiles=tuple(points or ()))
    query = (
        f"select {column}::varchar, count(*) from {relation} where {column} is not null "
        f"group by all order by 2 desc, 1 limit {MOST_WORDS}"
    )
    return InputColumn(name, kind, known, customers, words=tuple(con.execute(query).fetchall()))


def template(column: InputColumn) -> str:
    """Return a rule over ``column`` that divides its customers, null for those that do not have it."""
    if column.kind == "truth":
        return f"case\n  when {column.name} then 'is_so'\n  when not {column.name} then 'not_so'\nend"
    if column.kind != "number":
        return column.name
    low, high = _thresholds(column)
    lines = [
        f"when {column.name} is null then null",
        f"when {column.name} >= {high} then 'high'",
        *([f"when {column.name} >= {low} then 'medium'"] if low != high else []),
        "else 'low'",
    ]
    return "\n  ".join(["case", *lines]) + "\nend"


def _thresholds(column: InputColumn) -> tuple[str, str]:
    """Return the quartiles, or what lies above the lowest where most customers have that."""
    points = dict(zip(POINTS, column.quantiles, strict=True)) if column.quantiles else dict.fromkeys(POINTS, 0.0)
    least = points[0.0]
    above = [point for point in (points[0.25], points[0.75], points[0.9], points[1.0]) if point > least] or [least]
    low, high = above[0], above[1] if len(above) > 1 and points[0.25] > least else above[0]
    return f"{low:.3g}", f"{high:.3g}"
