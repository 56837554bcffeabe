"""Text in two languages, and hints at the names nearest to a word."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Text(str):
    """A text for a user in both languages: itself is the English, ``zh`` the Chinese; a sum of two adds both."""

    __slots__ = ("zh",)

    def __new__(cls, en: str, zh: str | None = None) -> "Text":
        """Return the pair; a text without Chinese (a code, a mark) is the same in both."""
        told = super().__new__(cls, en)
        told.zh = getattr(en, "zh", str(en)) if zh is None else zh
        return told

    def __add__(self, other: str) -> "Text":
        return Text(str(self) + str(other), self.zh + getattr(other, "zh", str(other)))

    def __reduce__(self) -> tuple:
        return Text, (str(self), self.zh)

    def split_lines(self) -> list["Text"]:
        """Return the text's lines; both languages have as many."""
        return [Text(*pair) for pair in zip(str(self).split("\n"), self.zh.split("\n"), strict=True)]

    def in_(self, lang: str) -> str:
        """Return the text in ``lang``: the Chinese for ``zh``, else the English."""
        return self.zh if lang == "zh" else str(self)


def lines(texts: Iterable[str], apart: str = "\n  ") -> Text:
    """Return several texts as one, a line each, by default those after the first indented."""
    both = [Text(text) for text in texts]
    return Text(apart.join(both), apart.join(one.zh for one in both))


def nearest(word: str, known: list[str] | tuple[str, ...], most: int = 3) -> Text:
    """Return `` Did you mean a, b?`` for the names nearest to `word`, or an empty text."""
    from difflib import get_close_matches

    return did_you_mean(get_close_matches(word, list(known), n=most, cutoff=0.55))


def did_you_mean(near: Sequence[str]) -> Text:
    """Return the hint at some names, or an empty text for none."""
    return Text(f" Did you mean {', '.join(near)}?", f"您要的是 {'、'.join(near)} 吗？") if near else Text("")


class TextPair(NamedTuple):
    """One text in Chinese and in English."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """Return the text in ``lang``, ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


def same_text(text: object) -> TextPair:
    """Return a text that is the same in both languages: a name, a number."""
    return TextPair(str(text), str(text))


def join_texts(texts: list[TextPair], zh: str = "、", en: str = ", ") -> TextPair:
    """Return several texts as one."""
    return TextPair(zh.join(one.zh for one in texts), en.join(one.en for one in texts))
