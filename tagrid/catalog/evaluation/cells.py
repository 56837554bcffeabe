"""What a rule can do at all: every combination of what its conditions can tell apart, one row each.

A condition compares terms with literals. Between two neighbouring literals a term makes no difference, so one number
from every such cell, the literals themselves, and null stand for all inputs there are. Terms are taken as free of one
another, and what is no comparison with a literal is taken as a term that may be true, false or null. So a value that
no combination reaches can never be reached, and a condition that implies another on all of them always does; the
reverse need not be.
"""

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import prod

import duckdb
from sqlglot import exp

from tagrid.catalog.evaluation.branches import Branch
from tagrid.catalog.evaluation.patterns import Patterns, patterns

MOST_ROWS = 200_000
_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
# A text that no rule names: every other text.
_OTHER = "\x00other"


@dataclass
class _Term:
    """One thing the conditions compare: a column or an expression over columns."""

    name: str
    sql: str
    is_integer: bool
    literals: set = field(default_factory=set)
    is_flag: bool = False

    def points(self) -> list:
        numbers = sorted(one for one in self.literals if isinstance(one, float))
        texts = sorted(one for one in self.literals if isinstance(one, str))
        if self.is_flag:
            return [True, False, None]
        if numbers and texts:
            raise _Unclear
        if texts:
            return [*texts, _OTHER, None]
        return [*self._between(numbers), None] if numbers else [_OTHER, None]

    def _between(self, numbers: list[float]) -> list[float]:
        if self.is_integer:
            near = {round(n + step) for n in numbers for step in (-1, 0, 1)}
            return [float(n) for n in sorted(near)]
        inside = [(a + b) / 2 for a, b in pairwise(numbers)]
        return sorted({numbers[0] - 1, *numbers, *inside, numbers[-1] + 1})


class _Unclear(Exception):
    """A rule that compares one term with texts and numbers."""


def cells(branches: list[Branch], codes: tuple[str, ...], integers: frozenset[str]) -> Patterns | None:
    """Return the patterns over all combinations; None where there are too many, or the rule is not clear.

    ``codes`` are the tag's values, ``integers`` the columns that hold whole numbers.
    """
    terms: dict[str, _Term] = {}
    rewritten = [_rewritten(branch, terms, codes, integers) for branch in branches]
    try:
        points = {term.name: term.points() for term in terms.values()}
    except _Unclear:
        return None
    if prod(len(one) for one in points.values()) > MOST_ROWS:
        return None
    return patterns(_desk().cursor(), rewritten, (), _product(points))


@cache
def _desk() -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory; to open one takes longer than a rule."""
    return duckdb.connect()


def _product(points: dict[str, list]) -> str:
    parts = [f'(select unnest([{", ".join(map(_literal, one))}]) as "{name}")' for name, one in points.items()]
    return ", ".join(parts) or "(select 1)"


def _literal(point: object) -> str:
    return "null" if point is None else exp.convert(point).sql(dialect="duckdb")


def _rewritten(branch: Branch, terms: dict[str, _Term], codes: tuple[str, ...], integers: frozenset[str]) -> Branch:
    def term(node: exp.Expr) -> _Term:
        sql = node.sql(dialect="duckdb")
        whole = isinstance(node, exp.Column) and node.name in integers
        return terms.setdefault(sql, _Term(f"t{len(terms)}", sql, whole))

    def told(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.And | exp.Or):
            return type(node)(this=told(node.this), expression=told(node.expression))
        if isinstance(node, exp.Not | exp.Paren):
            return type(node)(this=told(node.this))
        if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
            return exp.Is(this=exp.column(term(node.this).name), expression=exp.Null())
        if isinstance(node, exp.In) and node.expressions and None not in map(_known, node.expressions):
            found = term(node.this)
            found.literals |= {_known(one) for one in node.expressions}
            return exp.In(this=exp.column(found.name), expressions=[one.copy() for one in node.expressions])
        if isinstance(node, _COMPARED) and (_known(node.this) is None) != (_known(node.expression) is None):
            return _compared(node, term)
        if isinstance(node, exp.Boolean):
            return node.copy()
        found = term(node)
        found.is_flag = True
        return exp.column(found.name)

    condition = told(branch.condition) if branch.condition is not None else None
    if not branch.is_open:
        return Branch(condition, branch.result)
    result = term(branch.result)
    result.literals |= set(codes)
    return Branch(condition, exp.column(result.name))


def _compared(node: exp.Expr, term) -> exp.Expr:
    turned = _known(node.expression) is None
    asked, literal = (node.expression, node.this) if turned else (node.this, node.expression)
    found = term(asked)
    found.literals.add(_known(literal))
    column = exp.column(found.name)
    sides = (literal.copy(), column) if turned else (column, literal.copy())
    return type(node)(this=sides[0], expression=sides[1])


def _known(node: exp.Expr) -> float | str | None:
    """Return a literal as a number or a text, None for what is none."""
    if isinstance(node, exp.Neg) and isinstance(inner := _known(node.this), float):
        return -inner
    if isinstance(node, exp.Paren):
        return _known(node.this)
    if not isinstance(node, exp.Literal):
        return None
    return node.this if node.is_string else float(node.this)
