"""Whether two rules mean the same: their syntax trees are compared, never their text."""

from collections.abc import Set
from decimal import Decimal
from functools import lru_cache

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from tagrid.errors import TagridError


@lru_cache(maxsize=1024)
def _parsed(rule_sql: str) -> exp.Expr:
    try:
        found = parse(rule_sql, dialect="duckdb")
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        raise TagridError(
            f"A rule of the catalog cannot be read: {first}", f"无法读懂目录中的一条规则：{first}"
        ) from None
    if len(found) != 1 or not isinstance(found[0], exp.Condition):
        raise TagridError(
            f"A rule of the catalog cannot be read: it is not one expression: {rule_sql[:80]!r}.",
            f"无法读懂目录中的一条规则：它不是一个表达式：{rule_sql[:80]!r}。",
        )
    return found[0]


def tree(rule_sql: str) -> exp.Expr:
    """Return a rule's syntax tree without what does not count: comments, layout, case, brackets, ``0.30`` for ``0.3``.

    Not to be written as SQL again: the tree itself says what belongs together. TagridError where the text is no rule.
    """
    root = exp.Tuple(expressions=[_parsed(rule_sql).copy()])
    for bracket in list(root.find_all(exp.Paren)):
        bracket.replace(bracket.this)
    for number in list(root.find_all(exp.Literal)):
        if not number.is_string:
            number.set("this", format(Decimal(number.this).normalize(), "f"))
    for name in root.find_all(exp.Identifier):
        name.replace(exp.to_identifier(name.this.lower(), quoted=False))
    for node in root.walk():
        node.comments = None
    return root


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


def sql(rule_sql: str) -> str:
    """Return a rule as SQL to be evaluated: one expression and nothing after it; TagridError for any other text."""
    return _parsed(rule_sql).sql(dialect="duckdb", comments=False)
