"""A tag's rule tried on the customers of a version: its conditions, the spread of its largest value, missing inputs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tagrid.catalog import MODELS, PREFIX, Tag, branches, parse_model, tagged_step
from tagrid.catalog.lineage import lineage
from tagrid.core.errors import BadInput
from tagrid.core.overlay import content_file
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text
from tagrid.governance.evaluation.conditions import Patterns, causes, cells, else_rows, overlaps, patterns
from tagrid.governance.evaluation.model import Conditions
from tagrid.published import RULE_INPUTS, rule_inputs_table

# Quantiles need no more customers than this. One row in so many is taken, so the figure of a version stays the same;
# to draw by the customer's id took longer than all the rest.
SAMPLE = 100_000


def spread(con: duckdb.DuckDBPyConnection, tag: Tag, relation: str, rows: int, numeric: frozenset[str]) -> float | None:
    """Return the 90th percentile / the 10th of the rule's number, within the most frequent value.

    None where the rule reads more than one column or none that is a number, and where the 10th percentile is not
    above 0: then a ratio says nothing.
    """
    if len(tag.inputs) != 1 or tag.inputs[0] not in numeric or not rows:
        return None
    some = f"where rowid % {rows // SAMPLE} = 0" if rows > SAMPLE else ""
    found = con.execute(
        f"with tried as (select ({tag.rule_sql}) as value, cast({quote_identifier(tag.inputs[0])} as double) as number "
        f"from {relation} {some}) select count(*) as n, quantile_cont(number, 0.1), quantile_cont(number, 0.9) "
        "from tried where value is not null group by value order by n desc, value limit 1"
    ).fetchone()
    return float(found[2] / found[1]) if found and found[1] and found[1] > 0 else None


def never_delivered(tag: Tag, landed: frozenset[str], project: Path | None = None) -> Callable[[str], tuple[str, ...]]:
    """Return a function that gives, for an input of ``tag``, its source tables that are not among ``landed``.

    Where everything the tag comes from has landed nothing is followed; that takes seconds.
    """
    gone = frozenset(tag.source_tables) - landed
    if not gone:
        return lambda _: ()
    return lambda name: tuple(sorted(gone & _tables(tag.theme, name, project)))


@cache
def _input_columns(theme: str, project: Path | None) -> dict[str, frozenset[str]]:
    path = content_file(f"{MODELS}/tags/{PREFIX}{theme}.sql", project)
    try:
        tree = parse_model(path, project)
        step = tagged_step(tree)
        if step is None:
            return {}
        read = {column.name: column.copy() for one in step.expressions for column in one.find_all(exp.Column)}
        step.set("expressions", [exp.alias_(column, name) for name, column in read.items()])
        return lineage(project).of_query(tree, path)
    except (OSError, BadInput):
        return {}


def _tables(theme: str, name: str, project: Path | None) -> frozenset[str]:
    found = _input_columns(theme, project).get(name, frozenset())
    return frozenset(".".join(column.split(".")[:2]) for column in found)


_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")

_NUMBER = (*_WHOLE, "DOUBLE", "FLOAT", "DECIMAL")


@dataclass(frozen=True)
class ThemeInputs:
    """The numbers that the rules of one theme read: rows of ``relation`` with the type of each column."""

    relation: str
    rows: int
    types: dict[str, str]

    def of(self, kinds: tuple[str, ...]) -> frozenset[str]:
        """Return the columns whose type is one of ``kinds``."""
        return frozenset(name for name, kind in self.types.items() if kind.partition("(")[0] in kinds)


@dataclass(frozen=True)
class TrialResult:
    """What came of it. ``holds`` and ``reachable`` are by value; ``unchecked`` says why nothing could be tried."""

    conditions: Conditions | None = None
    holds: dict[str, int] | None = None
    reachable: dict[str, bool] | None = None
    unchecked: Text | None = None


def theme_inputs(con: duckdb.DuckDBPyConnection) -> dict[str, ThemeInputs]:
    """Return the inputs of every theme that a version holds; none in a version of before they were published."""
    query = "select table_name, column_name, data_type from information_schema.columns where table_schema = ?"
    types: dict[str, dict[str, str]] = {}
    for theme, column, kind in con.execute(query, [RULE_INPUTS]).fetchall():
        types.setdefault(theme, {})[column] = kind
    return {theme: _theme_inputs(con, theme, found) for theme, found in types.items()}


def _theme_inputs(con: duckdb.DuckDBPyConnection, name: str, types: dict[str, str]) -> ThemeInputs:
    relation = rule_inputs_table(name)
    (rows,) = con.execute(f"select count(*) from {relation}").fetchone() or (0,)
    return ThemeInputs(relation, rows, types)


def try_rule(
    con: duckdb.DuckDBPyConnection,
    tag: Tag,
    theme: ThemeInputs | None,
    customers: int,
    missing: Callable[[str], tuple[str, ...]],
) -> TrialResult:
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
    return _trial_result(tag, data, logic, customers - theme.rows, missing, wide)


def _trial_result(
    tag: Tag,
    data: Patterns,
    logic: Patterns | None,
    lacking: int,
    missing: Callable[[str], tuple[str, ...]],
    wide: float | None,
) -> TrialResult:
    codes = tuple(tag.values)
    why = causes(data, tag.inputs, missing, lacking)
    value, fallen, unsure = else_rows(data)
    return TrialResult(
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


def _unchecked(zh: str, en: str) -> TrialResult:
    return TrialResult(unchecked=Text(zh=zh, en=en))
