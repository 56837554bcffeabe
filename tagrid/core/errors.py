"""The errors of the product: each is one complete message for a person, in both languages, and one exit code."""

import re

from tagrid.core.text import Text, as_text


class TagridError(Exception):
    """A failure whose message is complete for a user: what, where, and what to do.

    Give the message as one `Text`, or as ``en`` and ``zh``. ``text`` holds it; ``str()`` is the English.
    """

    exit_code = 1

    # Whether the command's own JSON, which says what is wrong, stands on standard output already.
    is_in_answer = False

    def __init__(self, text: Text | str = "", *, en: str | None = None, zh: str | None = None) -> None:
        if en is not None:
            text = Text(en=en, zh=en if zh is None else zh)
        self.text = as_text(text)
        super().__init__(self.text.en)

    def __reduce__(self) -> tuple:
        # Not through the constructor: a subclass may take other arguments.
        return type(self).__new__, (type(self), *self.args), self.__dict__

    def in_language(self, lang: str) -> str:
        """Return the message in ``lang``, ``zh`` or ``en``."""
        return self.text.in_(lang)

    def described(self) -> dict:
        """Return the failure as JSON-able values."""
        kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()
        return {"error": {"kind": kind, "exit_code": self.exit_code, "message": self.text.en, "zh": self.text.zh}}


class BadInput(TagridError):
    """Input or usage the user can put right: a file, an expression, an option."""

    exit_code = 2


class GateRefused(TagridError):
    """A new version did not pass the release gate; nothing was published."""

    exit_code = 3


class Locked(TagridError):
    """Another writer holds the lock; try again later."""

    exit_code = 75
