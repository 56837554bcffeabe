"""Which conditions of a rule hold together, and for how many customers: one grouping query a tag.

Everything the method asks of a rule (overlaps, what the order hides, holes, why customers are unknown) is then
read off a few dozen groups, however many customers there are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from tagrid.catalog.evaluation.branches import Branch

# Bits of a DuckDB BIGINT that can be used.
MOST_BITS = 62


@dataclass(frozen=True)
class Pattern:
    """Rows for which the same conditions hold (``bits``, one a branch) and the same inputs are null (``nulls``)."""

    bits: int
    nulls: int
    opened: tuple[str | None, ...]
    rows: int


class Patterns:
    """The patterns of one rule over some rows."""

    def __init__(self, branches: list[Branch], found: list[Pattern]) -> None:
        self.branches, self.found = branches, found
        self._open = {n: at for at, n in enumerate(n for n, b in enumerate(branches) if b.is_open)}

    def given(self, number: int, pattern: Pattern) -> str | None:
        """Return the value that branch ``number`` gives to the rows of a pattern, None for none."""
        branch = self.branches[number]
        return pattern.opened[self._open[number]] if branch.is_open else branch.code

    def first(self, pattern: Pattern) -> int | None:
        """Return the number of the branch that the rule's order leads to, None where no branch takes them."""
        for number, branch in enumerate(self.branches):
            if branch.condition is None or pattern.bits >> number & 1:
                return number
        return None

    def value(self, pattern: Pattern) -> str | None:
        """Return the value the rule gives, None for unknown."""
        number = self.first(pattern)
        return None if number is None else self.given(number, pattern)

    def held(self, pattern: Pattern) -> frozenset[str]:
        """Return the values whose own condition holds; that of ``else`` is that no other does."""
        met = [n for n, b in enumerate(self.branches) if b.condition is not None and pattern.bits >> n & 1]
        rest = [n for n, b in enumerate(self.branches) if b.condition is None and not met]
        return frozenset(code for n in [*met, *rest] if (code := self.given(n, pattern)) is not None)

    def rows(self, holds: Callable[[Pattern], bool]) -> int:
        """Return the rows of the patterns for which ``holds``."""
        return sum(pattern.rows for pattern in self.found if holds(pattern))


def patterns(
    con: duckdb.DuckDBPyConnection, branches: list[Branch], inputs: tuple[str, ...], relation: str
) -> Patterns | None:
    """Group the rows of ``relation``, which has the rule's columns; None for more than 62 branches or inputs."""
    if max(len(branches), len(inputs)) > MOST_BITS:
        return None
    asked = [(n, _sql(branch.condition)) for n, branch in enumerate(branches) if branch.condition is not None]
    opened = [branch for branch in branches if branch.is_open]
    keys = [_mask([(n, f"({condition})") for n, condition in asked])]
    keys.append(_mask([(n, f'"{name}" is null') for n, name in enumerate(inputs)]))
    keys += [f"cast({_sql(branch.result)} as varchar)" for branch in opened]
    rows = con.execute(f"select {', '.join(keys)}, count(*) from {relation} group by all").fetchall()
    return Patterns(branches, [Pattern(bits, nulls, tuple(rest), n) for bits, nulls, *rest, n in rows])


def _mask(conditions: list[tuple[int, str]]) -> str:
    # a condition that is null does not hold
    terms = [f"case when {condition} then {1 << n} else 0 end" for n, condition in conditions]
    return f"cast({' + '.join(terms) or '0'} as bigint)"


def _sql(expression) -> str:
    return expression.sql(dialect="duckdb", comments=False)
