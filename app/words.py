"""Every word the app itself says, in Chinese and English; the catalog brings the words of the tags.

The words stand by page in ``app/wording``; a key is in one of its files only.
"""

from importlib import import_module
from pathlib import Path

import streamlit as st

from tagrid.errors import TagridError, Told

LANGUAGES = {"zh": "中文", "en": "English"}


def _gathered() -> dict[str, tuple[str, str]]:
    words: dict[str, tuple[str, str]] = {}
    for path in sorted((Path(__file__).parent / "wording").glob("[a-z]*.py")):
        for key, both in import_module(f"app.wording.{path.stem}").WORDS.items():
            if words.setdefault(key, both) is not both:
                raise KeyError(f"app/wording/{path.name}: the word {key!r} is in another file already")
    return words


WORDS = _gathered()


def language() -> str:
    """Return the language in force, ``zh`` or ``en``."""
    return st.session_state.get("lang", "zh")


def t(key: str, **fills: object) -> str:
    """Return the words for ``key`` in the language in force, its braces filled from ``fills``."""
    text = WORDS[key][language() == "en"]
    return text.format(**fills) if fills else text


def told(said: Exception | str) -> str:
    """Return an error, or a text of the engine in both languages, in the language in force."""
    both = said.both if isinstance(said, TagridError) else Told(str(said) if isinstance(said, Exception) else said)
    return both.in_(language())


def named(label) -> str:
    """Return a catalog label (with ``zh`` and ``en``) in the language in force."""
    return label.en if language() == "en" else label.zh
