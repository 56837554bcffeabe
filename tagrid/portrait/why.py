"""Why a tag has its value: the branches of its rule, which of them held for this customer, and on which numbers."""

from dataclasses import dataclass
from typing import Any

import duckdb

from tagrid.catalog import UNKNOWN, CaseBranch, Catalog, Tag, Viewer, branches
from tagrid.core.sql import quote_identifier
from tagrid.portrait.phrasing import Phrasing
from tagrid.published import KEY, rule_inputs_table

_LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class RuleStep:
    """A branch: its condition in words (None: everyone else), whether it holds, and the value it gives.

    The value is None in a branch that gives a column's value and does not apply. ``applies`` is the first that
    holds, the one that decides.
    """

    condition: dict[str, str] | None
    sql: str
    holds: bool
    applies: bool
    value: str | None


@dataclass(frozen=True)
class RuleInput:
    """A column the rule reads: what it is called and what this customer has, as text and as it is."""

    name: str
    label: dict[str, str]
    text: dict[str, str]
    value: Any


@dataclass(frozen=True)
class Why:
    """The value the rule gives on today's numbers, its branches in order, and the numbers."""

    tag: str
    value: str
    steps: tuple[RuleStep, ...]
    numbers: tuple[RuleInput, ...]

    @property
    def decisive(self) -> tuple[RuleInput, ...]:
        """Return the numbers that the deciding branch and those before it read: without them another one would."""
        at = next((n for n, step in enumerate(self.steps) if step.applies), len(self.steps))
        read = " ".join(step.sql for step in self.steps[: at + 1])
        return tuple(one for one in self.numbers if one.name in read)


def why(con, catalog: Catalog, tag: Tag, customer_id: str, *, viewer: Viewer) -> Why | None:
    """Return why the rule of ``tag`` gives a customer its value, over an open version.

    None where ``viewer`` may not see the value, for a customer that there is not, and where the version holds no inputs
    of the rule, as one made before they were published.
    """
    if not tag.rule_sql or tag.name in viewer.restricted_tags(catalog):
        return None
    found = branches(tag.rule_sql)
    row = _evaluated(con, tag, found, customer_id)
    if row is None:
        return None
    value, holds, numbers = row[0], row[1 : 1 + len(found)], row[1 + len(found) :]
    phrasings = {lang: Phrasing(catalog, lang) for lang in _LANGUAGES}
    return Why(
        tag=tag.name,
        value=UNKNOWN if value is None else str(value),
        steps=tuple(_steps(found, holds, value, phrasings)),
        numbers=tuple(_input(phrasings, name, value) for name, value in zip(tag.inputs, numbers, strict=True)),
    )


def _evaluated(con, tag: Tag, found: list[CaseBranch], customer_id: str) -> tuple | None:
    conditions = [one.condition.sql(dialect="duckdb") if one.condition else "true" for one in found]
    columns = ", ".join([f"({tag.rule_sql})", *(f"({sql})" for sql in conditions), *map(quote_identifier, tag.inputs)])
    query = f"select {columns} from {rule_inputs_table(tag.theme)} where {KEY} = ?"
    try:
        return con.execute(query, [customer_id]).fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):  # a version without these inputs
        return None


def _steps(found: list[CaseBranch], holds: tuple, value: Any, phrasings: dict[str, Phrasing]):
    first = next((n for n, one in enumerate(holds) if one), None)
    for n, (branch, held) in enumerate(zip(found, holds, strict=True)):
        given = UNKNOWN if branch.is_null else branch.code
        if branch.is_open and n == first:
            given = UNKNOWN if value is None else str(value)
        text = {lang: one.condition(branch.condition) for lang, one in phrasings.items()} if branch.condition else None
        sql = branch.condition.sql(dialect="duckdb") if branch.condition else branch.result.sql(dialect="duckdb")
        yield RuleStep(text, sql, bool(held), n == first, given)


def _input(phrasings: dict[str, Phrasing], name: str, value: Any) -> RuleInput:
    label = {lang: one.column(name) for lang, one in phrasings.items()}
    return RuleInput(name, label, {lang: one.value(name, value) for lang, one in phrasings.items()}, value)
