"""Walks the tokens of one expression, and says at which token something else was expected."""

from collections.abc import Callable

from tagrid.errors import Told
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

    def name(self, wanted: Told) -> Token:
        """Read a name, bare or in quotes."""
        return self.one_of(NAMES, wanted)

    def one_of(self, kinds: tuple[str, ...], wanted: Told) -> Token:
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

    def expect(self, kind: str, wanted: Told | None = None) -> None:
        """Read a token of `kind`."""
        if not self.took(kind):
            self.fail(wanted or Told(f"'{kind}'", f"“{kind}”"))

    def listed(self, one: Callable) -> tuple:
        """Read ``( one , one ... )``."""
        self.expect("(")
        found = [one()]
        while self.took(","):
            found.append(one())
        self.expect(")", Told("',' or ')'", "“,”或“)”"))
        return tuple(found)

    def fail(self, wanted: Told) -> None:
        """Raise BadExpression at the token to be read."""
        found = self.next.shown()
        message = Told(f"expected {wanted}, found {found}.", f"此处应为{_apart(wanted.zh)}，却是{found.zh}。")
        raise BadExpression(self.next.position, message)

    def at(self, token: Token, ask: Callable, *arguments):
        """Ask the scope; what it finds unfit stands at `token`."""
        try:
            return ask(*arguments)
        except Unfit as error:
            raise BadExpression(token.position, error.both) from error


def _apart(zh: str) -> str:
    """Return a Chinese text that stands apart from the Chinese before it where it begins with a Latin letter."""
    return f" {zh}" if zh[:1].isascii() else zh
