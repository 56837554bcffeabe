"""Reads an expression against a catalog.

    either := all ("or" all)*
    all    := term ("and" term)*
    term   := "not" term | "(" either ")" | "segment" "(" name ")" | condition (see tagrid.segments.conditions)

Recursive descent, one method a line of the grammar.
"""

from collections.abc import Mapping

from tagrid.catalog import Catalog
from tagrid.errors import Told
from tagrid.segments.condition import condition
from tagrid.segments.features import Features
from tagrid.segments.rule import All, Either, Not, Rule, height
from tagrid.segments.scope import Scope
from tagrid.segments.tokens import BadExpression
from tagrid.segments.walker import Walker

MOST_CHARACTERS = 10_000


def parse(
    expression: str, catalog: Catalog, saved: Mapping[str, str] | None = None, features: Features | None = None
) -> Rule:
    """Return the rule of `expression`; `saved` gives the expression of each saved segment by its name.

    `features` (of a version) lets a feature be compared only with what is of its kind. Raises BadExpression, which
    says at which character, for what cannot be read: a wrong form, an unknown name (with the nearest ones),
    conditions of two subjects, saved segments that go in a circle, too long or deep.
    """
    return read(expression, Scope(catalog, saved or {}, features))


def read(expression: str, scope: Scope, depth: int = 1) -> Rule:
    """Return the rule of `expression` with the names of `scope`; its top stands at level `depth`."""
    if len(expression) > MOST_CHARACTERS:
        raise BadExpression(
            MOST_CHARACTERS + 1,
            Told(
                f"an expression has at most {MOST_CHARACTERS:,} characters.",
                f"表达式最长 {MOST_CHARACTERS:,} 个字符。",
            ),
        )
    return _Reader(expression, scope).whole(depth)


class _Reader(Walker):
    """Reads how conditions are combined."""

    def whole(self, depth: int) -> Rule:
        first, rule = self.next, self._either(depth)
        if self.next.kind != "end":
            self.fail(Told("and, or, or the end", "and、or 或结尾"))
        self.at(first, self.scope.check_depth, depth + height(rule) - 1)
        return rule

    def _either(self, depth: int) -> Rule:
        rules = [self._all(depth)]
        while self.took("or"):
            rules.append(self._all(depth))
        return rules[0] if len(rules) == 1 else Either(tuple(rules))

    def _all(self, depth: int) -> Rule:
        rules = [self._term(depth)]
        while self.took("and"):
            rules.append(self._term(depth))
        return rules[0] if len(rules) == 1 else All(tuple(rules))

    def _term(self, depth: int) -> Rule:
        self.at(self.next, self.scope.check_depth, depth)
        if self.took("not"):
            return Not(self._term(depth + 1))
        if self.took("("):
            rule = self._either(depth + 1)
            self.expect(")")
            return rule
        following = self.after_next.kind if self.next.kind == "segment" else ""
        return self._segment(depth) if following == "(" else condition(self)

    def _segment(self, depth: int) -> Rule:
        self.expect("segment")
        self.expect("(")
        name = self.name(Told("the name of a saved segment", "已存客群的名称"))
        self.expect(")")
        return self.at(name, self.scope.segment, name.text, depth)
