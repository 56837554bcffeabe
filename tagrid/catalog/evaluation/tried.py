"""A tag's rule tried on the customers of a version: its conditions one by one, before their order hides anything."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
from sqlglot.errors import SqlglotError

from tagrid.catalog import Label, Tag
from tagrid.catalog.evaluation.branches import branches
from tagrid.catalog.evaluation.cells import cells
from tagrid.catalog.evaluation.model import Conditions
from tagrid.catalog.evaluation.overlaps import overlaps
from tagrid.catalog.evaluation.patterns import Patterns, patterns
from tagrid.catalog.evaluation.spread import spread
from tagrid.catalog.evaluation.unknowns import causes, else_rows
from tagrid.refresh.inputs import SCHEMA

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_NUMBER = (*_WHOLE, "DOUBLE", "FLOAT", "DECIMAL")


@dataclass(frozen=True)
class Theme:
    """The numbers that the rules of one theme read: rows of ``relation`` with the type of each column."""

    relation: str
    rows: int
    types: dict[str, str]

    def of(self, kinds: tuple[str, ...]) -> frozenset[str]:
        """Return the columns whose type is one of ``kinds``."""
        return frozenset(name for name, kind in self.types.items() if kind.partition("(")[0] in kinds)


@dataclass(frozen=True)
class Tried:
    """What came of it. ``holds`` and ``reachable`` are by value; ``unchecked`` says why nothing could be tried."""

    conditions: Conditions | None = None
    holds: dict[str, int] | None = None
    reachable: dict[str, bool] | None = None
    unchecked: Label | None = None


def themes(con: duckdb.DuckDBPyConnection) -> dict[str, Theme]:
    """Return the inputs of every theme that a version holds; none in a version of before they were published."""
    query = "select table_name, column_name, data_type from information_schema.columns where table_schema = ?"
    types: dict[str, dict[str, str]] = {}
    for theme, column, kind in con.execute(query, [SCHEMA]).fetchall():
        types.setdefault(theme, {})[column] = kind
    return {theme: _theme(con, theme, found) for theme, found in types.items()}


def _theme(con: duckdb.DuckDBPyConnection, name: str, types: dict[str, str]) -> Theme:
    relation = f'"{SCHEMA}"."{name}"'
    (rows,) = con.execute(f"select count(*) from {relation}").fetchone() or (0,)
    return Theme(relation, rows, types)


def tried(
    con: duckdb.DuckDBPyConnection,
    tag: Tag,
    theme: Theme | None,
    customers: int,
    missing: Callable[[str], tuple[str, ...]],
) -> Tried:
    """Try the rule of ``tag``; ``missing`` names the tables behind an input that were never delivered."""
    if theme is None or tag.rule_sql is None:
        return _unchecked("此版本未保存规则输入。", "This version does not hold what the rule reads.")
    try:
        listed = branches(tag.rule_sql)
        data = patterns(con, listed, tag.inputs, theme.relation)
        logic = cells(listed, tuple(tag.values), theme.of(_WHOLE))
        wide = spread(con, tag, theme.relation, theme.rows, theme.of(_NUMBER))
    except (duckdb.Error, SqlglotError) as error:
        first = str(error).splitlines()[0]
        return _unchecked(f"规则无法在此版本上验证：{first}", f"The rule cannot be tried on this version: {first}")
    if data is None:
        return _unchecked("规则的条件超过 62 个。", "The rule has more than 62 conditions.")
    return _read_off(tag, data, logic, customers - theme.rows, missing, wide)


def _read_off(
    tag: Tag,
    data: Patterns,
    logic: Patterns | None,
    lacking: int,
    missing: Callable[[str], tuple[str, ...]],
    wide: float | None,
) -> Tried:
    codes = tuple(tag.values)
    why = causes(data, tag.inputs, missing, lacking)
    value, fallen, unsure = else_rows(data)
    return Tried(
        conditions=Conditions(
            overlaps=overlaps(data, logic, codes),
            else_value=value,
            else_customers=fallen,
            else_unknown=unsure,
            holes=sum(cause.customers for cause in why if cause.kind == "hole"),
            causes=why,
            spread=None if wide is None else round(wide, 3),
        ),
        holds=_counted(data, codes),
        reachable=None if logic is None else {code: any(logic.value(p) == code for p in logic.found) for code in codes},
    )


def _counted(data: Patterns, codes: tuple[str, ...]) -> dict[str, int]:
    held = [(pattern.rows, data.held(pattern)) for pattern in data.found]
    return {code: sum(rows for rows, those in held if code in those) for code in codes}


def _unchecked(zh: str, en: str) -> Tried:
    return Tried(unchecked=Label(zh=zh, en=en))
