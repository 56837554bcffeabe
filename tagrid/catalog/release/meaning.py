"""Whether two rules mean the same: their syntax trees are compared, never their text."""

from collections.abc import Set
from decimal import Decimal
from functools import lru_cache

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from tagrid.errors import TagridError


@lru_cache(maxsize=1024)
def _parsed(rule_sql: str) -> exp.Expr:
    try:
        return parse_one(rule_sql, dialect="duckdb")
    except SqlglotError as error:
        raise TagridError(f"A rule of the catalog cannot be read: {str(error).splitlines()[0]}") from None


def tree(rule_sql: str) -> exp.Expr:
    """Return a rule's syntax tree without what does not count: comments, layout, case, brackets, ``0.30`` for ``0.3``.

    Raises TagridError where the text is no SQL.
    """
    return _parsed(rule_sql).copy().transform(_plain)


def _plain(node: exp.Expr) -> exp.Expr:
    node.comments = None
    while isinstance(node, exp.Paren):
        node = node.this
        node.comments = None
    if isinstance(node, exp.Literal) and not node.is_string:
        return exp.Literal.number(format(Decimal(node.this).normalize(), "f"))
    if isinstance(node, exp.Identifier):
        return exp.to_identifier(node.this.lower(), quoted=False)
    return node


def same(first: str | None, second: str | None) -> bool:
    """Tell whether two rules are one and the same; None stands for no rule."""
    if first is None or second is None or first == second:
        return first == second
    return tree(first) == tree(second)


def only_adds(old: str | None, new: str | None, added: Set[str]) -> bool:
    """Tell whether ``new`` is ``old`` with branches that give added values, and nothing else.

    A value added takes customers from others, but every condition that stood still stands.
    """
    if old is None or new is None:
        return False
    rest = tree(new)
    for case in list(rest.find_all(exp.Case)):
        kept = [branch for branch in case.args["ifs"] if not _gives(branch.args["true"], added)]
        case.set("ifs", kept)
        if _gives(case.args.get("default"), added):
            case.set("default", None)
    return rest == tree(old)


def _gives(result: exp.Expr | None, codes: Set[str]) -> bool:
    return isinstance(result, exp.Literal) and result.is_string and result.this in codes
