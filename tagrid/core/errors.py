"""The errors of the product: each is one complete message for a person, in both languages, and one exit code."""

from tagrid.core.text import Text


class TagridError(Exception):
    """A failure whose message is complete for a user: what, where, and what to do; ``both`` holds it twice.

    ``str()`` is the English. A message that no page can show may have no Chinese; it is then told in English.
    """

    exit_code = 1

    def __init__(self, en: str = "", zh: str | None = None) -> None:
        super().__init__(str(en))
        self.both = Text(en, zh)

    def told(self, lang: str) -> str:
        """Return the message in ``lang``, ``zh`` or ``en``."""
        return self.both.in_(lang)


class BadInput(TagridError):
    """Input or usage the user can put right: a file, an expression, an option."""

    exit_code = 2


class GateRefused(TagridError):
    """A new version did not pass the leaving door; nothing was published."""

    exit_code = 3


class Locked(TagridError):
    """Another writer holds the lock; try again later."""

    exit_code = 75
