"""A rule as the list of its branches: each with its own condition and the value it gives, in the rule's order."""

from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp, parse_one

from tagrid.catalog.model import UNKNOWN


@dataclass(frozen=True)
class Branch:
    """``condition`` leads to ``result``, where no earlier branch has led elsewhere; without one: everyone else."""

    condition: exp.Expr | None
    result: exp.Expr

    @property
    def code(self) -> str | None:
        """The value it gives, where that is a literal."""
        is_text = isinstance(self.result, exp.Literal) and self.result.is_string
        return self.result.this if is_text and self.result.this != UNKNOWN else None

    @property
    def is_null(self) -> bool:
        """Whether it says that nothing can be said."""
        return isinstance(self.result, exp.Null) or (isinstance(self.result, exp.Literal) and self.code is None)

    @property
    def is_open(self) -> bool:
        """Whether it gives whatever a column or an expression says."""
        return not self.is_null and self.code is None

    @cached_property
    def columns(self) -> frozenset[str]:
        """Names of the columns its condition reads."""
        return columns(self.condition)

    @property
    def asks_only_if_known(self) -> bool:
        """Whether its condition compares nothing: ``x is not null``, ``has_record``."""
        compared = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between, exp.Like)
        return self.condition is not None and not any(self.condition.find_all(*compared))


def branches(rule_sql: str) -> list[Branch]:
    """Return the branches of a rule: of a CASE, an IF, a COALESCE, or the single one of a bare expression."""
    return _of(parse_one(rule_sql, dialect="duckdb"))


def columns(expression: exp.Expr | None) -> frozenset[str]:
    """Return the names of the columns an expression reads."""
    return frozenset(column.name for column in expression.find_all(exp.Column)) if expression else frozenset()


def _of(node: exp.Expr) -> list[Branch]:
    if isinstance(node, exp.Paren):
        return _of(node.this)
    if isinstance(node, exp.Case):
        pairs = [(_asked(node, one), one.args["true"]) for one in node.args["ifs"]]
        return _chained(pairs, node.args.get("default"))
    if isinstance(node, exp.If):
        return _chained([(node.this, node.args["true"])], node.args.get("false"))
    if isinstance(node, exp.Coalesce):
        *first, last = [node.this, *node.expressions]
        return _chained([(exp.not_(exp.Is(this=one.copy(), expression=exp.Null())), one) for one in first], last)
    return [Branch(None, node)]


def _asked(case: exp.Case, one: exp.If) -> exp.Expr:
    """Return the condition of a branch; `case x when 1` asks whether x = 1."""
    return exp.EQ(this=case.this.copy(), expression=one.this.copy()) if case.this else one.this


def _chained(pairs: list[tuple[exp.Expr, exp.Expr]], default: exp.Expr | None) -> list[Branch]:
    found = [
        Branch(_both(condition, inner.condition), inner.result) for condition, end in pairs for inner in _closed(end)
    ]
    return found + (_of(default) if default is not None else [])


def _closed(node: exp.Expr) -> list[Branch]:
    """Return the branches of what stands inside a branch: whom none of its own takes does not fall to the next."""
    inner = _of(node)
    return inner if inner[-1].condition is None else [*inner, Branch(None, exp.Null())]


def _both(outer: exp.Expr, inner: exp.Expr | None) -> exp.Expr:
    return exp.and_(outer.copy(), inner.copy()) if inner is not None else outer
