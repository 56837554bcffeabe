"""What the app adds to Streamlit in the browser: one step back for one action, and no word of another language.

Streamlit writes every change of a link as a step of its own, and has its own words in English alone; neither has a
parameter. Both are mended in browser.js, once, for every page.
"""

import json
import re
from functools import cache
from pathlib import Path

import streamlit as st

from app.shared.widget_words import WIDGET_PATTERNS, WIDGET_WORDS
from app.shared.words import language
from tagrid.core.text import Lang

_SCRIPT = Path(__file__).with_name("browser.js")

_BLANKS = {"{name}": "(.+)", "{number}": r"(\d+)"}


def apply() -> None:
    """Put the script in force in the reader's language; called once a run, before anything is drawn."""
    st.html(_script(language()), unsafe_allow_javascript=True)


@cache
def _script(lang: Lang) -> str:
    """Return the script with the words of a language in it: the same at every run."""
    values = {
        "__LANGUAGE__": "zh-CN" if lang == "zh" else "en",
        "__WORDS__": _words(lang),
        "__PATTERNS__": _patterns(lang),
    }
    script = _SCRIPT.read_text(encoding="utf-8")
    for name, value in values.items():
        script = script.replace(name, json.dumps(value))
    return f"<script>{script}</script>"


def _other(lang: Lang) -> Lang:
    return "en" if lang == "zh" else "zh"


def _words(lang: Lang) -> dict[str, str]:
    """Return what to put in place of what: who changes the language has the other one's words on the page."""
    return {text.in_(_other(lang)): text.in_(lang) for text in WIDGET_WORDS}


def _patterns(lang: Lang) -> list[tuple[str, str]]:
    """Return the same for words around a name or a number, as regular expressions and what replaces them."""
    return [(_pattern(text.in_(_other(lang))), re.sub(r"\{\w+\}", "$1", text.in_(lang))) for text in WIDGET_PATTERNS]


def _pattern(text: str) -> str:
    blank = next(one for one in _BLANKS if one in text)
    before, after = map(re.escape, text.split(blank))
    return f"^{before}{_BLANKS[blank]}{after}$"
