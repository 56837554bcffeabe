"""Walks the tokens of one expression, and says at which token something else was expected."""

from collections.abc import Callable

from tagrid.segments.scope import Scope
from tagrid.segments.tokens import NAMES, BadExpression, Token, tokens
from tagrid.segments.unfit import Unfit


class Walker:
    """`next` is the token to be read; every reading method moves past what it read."""

    def __init__(self, expression: str, scope: Scope) -> None:
        self._tokens, self._at, self.scope = tokens(expression), 0, scope

    @property
    def next(self) -> Token:
        """The token to be read."""
        return self._tokens[self._at]

    @property
    def after_next(self) -> Token:
        """The token behind it; the end token stays the last."""
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def name(self, wanted: str) -> Token:
        """Read a name, bare or in quotes."""
        return self.one_of(NAMES, wanted)

    def one_of(self, kinds: tuple[str, ...], wanted: str) -> Token:
        """Read a token of one of `kinds`."""
        token = self.next
        if token.kind not in kinds:
            self.fail(wanted)
        self._at += 1
        return token

    def took(self, kind: str) -> bool:
        """Read a token of `kind` if it comes next; returns whether it did."""
        taken = self.next.kind == kind
        self._at += taken
        return taken

    def took_word(self, *words: str) -> str | None:
        """Read one of `words`, which are no keywords elsewhere, if it comes next."""
        found = next((word for word in words if self.next.says(word)), None)
        self._at += found is not None
        return found

    def expect(self, kind: str, wanted: str = "") -> None:
        """Read a token of `kind`."""
        if not self.took(kind):
            self.fail(wanted or f"'{kind}'")

    def listed(self, one: Callable) -> tuple:
        """Read ``( one , one ... )``."""
        self.expect("(")
        found = [one()]
        while self.took(","):
            found.append(one())
        self.expect(")", "',' or ')'")
        return tuple(found)

    def fail(self, wanted: str) -> None:
        """Raise BadExpression at the token to be read."""
        raise BadExpression(self.next.position, f"expected {wanted}, found {self.next.shown()}.")

    def at(self, token: Token, ask: Callable, *arguments):
        """Ask the scope; what it finds unfit stands at `token`."""
        try:
            return ask(*arguments)
        except Unfit as error:
            raise BadExpression(token.position, str(error)) from error
