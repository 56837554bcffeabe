"""The app's words: both languages complete, and none that no page says."""

import re
import string

import pytest

from app.shared.words import WORDS
from tagrid.core.project import PROJECT


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_are_there_with_the_same_blanks(key):
    zh, en = WORDS[key]
    assert zh.strip()
    blanks = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (zh, en)]
    assert blanks[0] == blanks[1]


def test_every_word_is_said_somewhere_in_the_app():
    code = "\n".join(p.read_text(encoding="utf-8") for p in (PROJECT / "app").rglob("*.py") if p.name != "words.py")
    said = set(re.findall(r"[\"']([a-z_0-9]+)[\"']", code))
    from_catalog = {"rule", "statistic", "model", "daily", "weekly", "monthly", "yearly", "public", "internal"}
    from_catalog |= {"restricted", "draft", "active", "deprecated", "retired", "exclusive", "ordered"}
    assert set(WORDS) - said - from_catalog - {key for key in WORDS if key.startswith("event_")} == set()
