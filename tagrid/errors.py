"""What can go wrong, said once: each error is one message for a person, in both languages, and one exit code."""

from collections.abc import Iterable, Sequence


class Told(str):
    """A text for a user in both languages: itself is the English, ``zh`` the Chinese; a sum of two adds both."""

    __slots__ = ("zh",)

    def __new__(cls, en: str, zh: str | None = None) -> "Told":
        """Return the pair; a text without Chinese (a code, a mark) is the same in both."""
        told = super().__new__(cls, en)
        told.zh = getattr(en, "zh", str(en)) if zh is None else zh
        return told

    def __add__(self, other: str) -> "Told":
        return Told(str(self) + str(other), self.zh + getattr(other, "zh", str(other)))

    def __reduce__(self) -> tuple:
        return Told, (str(self), self.zh)

    def split_lines(self) -> list["Told"]:
        """Return the text's lines; both languages have as many."""
        return [Told(*pair) for pair in zip(str(self).split("\n"), self.zh.split("\n"), strict=True)]

    def in_(self, lang: str) -> str:
        """Return the text in ``lang``: the Chinese for ``zh``, else the English."""
        return self.zh if lang == "zh" else str(self)


def lines(texts: Iterable[str], apart: str = "\n  ") -> Told:
    """Return several texts as one, a line each, by default those after the first indented."""
    both = [Told(text) for text in texts]
    return Told(apart.join(both), apart.join(one.zh for one in both))


class TagridError(Exception):
    """A failure whose message is complete for a user: what, where, and what to do; ``both`` holds it twice.

    ``str()`` is the English. A message that no page can show may have no Chinese; it is then told in English.
    """

    exit_code = 1

    def __init__(self, en: str = "", zh: str | None = None) -> None:
        super().__init__(str(en))
        self.both = Told(en, zh)

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


def nearest(word: str, known: list[str] | tuple[str, ...], most: int = 3) -> Told:
    """Return `` Did you mean a, b?`` for the names nearest to `word`, or an empty text."""
    from difflib import get_close_matches

    return did_you_mean(get_close_matches(word, list(known), n=most, cutoff=0.55))


def did_you_mean(near: Sequence[str]) -> Told:
    """Return the hint at some names, or an empty text for none."""
    return Told(f" Did you mean {', '.join(near)}?", f"您要的是 {'、'.join(near)} 吗？") if near else Told("")
