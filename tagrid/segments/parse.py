"""Reads an expression, or a JSON rule tree, against a catalog.

    either := all ("or" all)*
    all    := term ("and" term)*
    term   := "not" term | "(" either ")" | "segment" "(" name ")"
            | tag ("=" | "!=") value | tag ["not"] "in" "(" value ("," value)* ")"

Recursive descent, one method a line of the grammar. ``tag != value`` is read as ``not tag = value``.
"""

from collections.abc import Mapping

from tagrid.catalog import Catalog, Tag
from tagrid.segments.rule import All, Either, Not, Rule, Value, height
from tagrid.segments.scope import Scope, Unfit
from tagrid.segments.tokens import BadExpression, Token, tokens

MOST_CHARACTERS = 10_000


def parse(expression: str, catalog: Catalog, saved: Mapping[str, str] | None = None) -> Rule:
    """Return the rule of `expression`; `saved` gives the expression of each saved segment by its name.

    Raises BadExpression, which says at which character, for what cannot be read: a wrong form, an unknown
    name (with the nearest ones), tags of two subjects, saved segments that go in a circle, too long or deep.
    """
    return read(expression, Scope(catalog, saved or {}))


def read(expression: str, scope: Scope, depth: int = 1) -> Rule:
    """Return the rule of `expression` with the names of `scope`; its top stands at level `depth`."""
    if len(expression) > MOST_CHARACTERS:
        raise BadExpression(MOST_CHARACTERS + 1, f"an expression has at most {MOST_CHARACTERS:,} characters.")
    return _Reader(expression, scope).whole(depth)


class _Reader:
    """Walks the tokens of one expression; `self._next` is the one to be read."""

    def __init__(self, expression: str, scope: Scope) -> None:
        self._tokens, self._at, self._scope = tokens(expression), 0, scope

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def whole(self, depth: int) -> Rule:
        rule = self._either(depth)
        if self._next.kind != "end":
            self._fail("and, or, or the end")
        self._at_token(self._tokens[0], self._scope.check_depth, depth + height(rule) - 1)
        return rule

    def _either(self, depth: int) -> Rule:
        rules = [self._all(depth)]
        while self._took("or"):
            rules.append(self._all(depth))
        return rules[0] if len(rules) == 1 else Either(tuple(rules))

    def _all(self, depth: int) -> Rule:
        rules = [self._term(depth)]
        while self._took("and"):
            rules.append(self._term(depth))
        return rules[0] if len(rules) == 1 else All(tuple(rules))

    def _term(self, depth: int) -> Rule:
        self._at_token(self._next, self._scope.check_depth, depth)
        if self._took("not"):
            return Not(self._term(depth + 1))
        if self._took("("):
            rule = self._either(depth + 1)
            self._expect(")")
            return rule
        following = self._tokens[self._at + 1].kind if self._next.kind == "segment" else ""
        return self._segment(depth) if following == "(" else self._comparison()

    def _segment(self, depth: int) -> Rule:
        self._expect("segment")
        self._expect("(")
        name = self._name("the name of a saved segment")
        self._expect(")")
        return self._at_token(name, self._scope.segment, name.text, depth)

    def _comparison(self) -> Rule:
        name = self._name("a tag, not, segment(\"name\") or '('")
        tag = self._at_token(name, self._scope.tag, name.text)
        if self._took("="):
            return Value(tag.name, (self._value(tag),))
        if self._took("!="):
            return Not(Value(tag.name, (self._value(tag),)))
        negated = self._took("not")
        self._expect("in", f"=, !=, in or not in after tag {tag.name}")
        rule = Value(tag.name, self._values(tag))
        return Not(rule) if negated else rule

    def _values(self, tag: Tag) -> tuple[str, ...]:
        self._expect("(")
        codes = [self._value(tag)]
        while self._took(","):
            codes.append(self._value(tag))
        self._expect(")", "',' or ')'")
        return tuple(codes)

    def _value(self, tag: Tag) -> str:
        name = self._name(f"a value of tag {tag.name}")
        return self._at_token(name, self._scope.value, tag, name.text)

    def _name(self, wanted: str) -> Token:
        token = self._next
        if token.kind not in ("name", "text"):
            self._fail(wanted)
        self._at += 1
        return token

    def _took(self, kind: str) -> bool:
        taken = self._next.kind == kind
        self._at += taken
        return taken

    def _expect(self, kind: str, wanted: str = "") -> None:
        if not self._took(kind):
            self._fail(wanted or f"'{kind}'")

    def _fail(self, wanted: str) -> None:
        raise BadExpression(self._next.position, f"expected {wanted}, found {self._next.shown()}.")

    @staticmethod
    def _at_token(token: Token, ask, *arguments):
        """Ask the scope; what it finds unfit stands at `token`."""
        try:
            return ask(*arguments)
        except Unfit as error:
            raise BadExpression(token.position, str(error)) from error
