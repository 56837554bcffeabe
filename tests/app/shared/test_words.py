"""The app's words: both languages complete, and none that no page uses."""

import re
import string
from importlib import import_module

from app.shared.widget_words import WIDGET_PATTERNS, WIDGET_WORDS
from app.shared.words import COMMON, WORDS
from tagrid.core.overlay import REFERENCE
from tagrid.core.text import LANGUAGES, Text

PAGES = sorted(path.parent.name for path in (REFERENCE / "app").glob("*/words.py") if path.parent.name != "shared")

# Words of the catalog's own codes, looked up by the code.
FROM_CATALOG = {"rule", "statistic", "model", "daily", "weekly", "monthly", "yearly", "public", "internal"}
FROM_CATALOG |= {"restricted", "draft", "active", "deprecated", "retired", "exclusive", "ordered"}
FROM_CATALOG |= {f"{status}_tag" for status in ("draft", "active", "deprecated", "retired")}
FROM_CATALOG |= {f"evidence_{kind}" for kind in ("stated", "observed", "inferred")}


def test_both_languages_are_there_with_the_same_blanks():
    assert all(isinstance(text, Text) for text in WORDS.values())
    # The customers of a count have a measure word in Chinese, and none in English.
    empty = {(key, lang) for key, text in WORDS.items() for lang in LANGUAGES if not text.in_(lang).strip()}
    assert empty == {("unit_customers", "en")}
    assert {key for key, text in WORDS.items() if _blanks(text.zh) != _blanks(text.en)} == set()


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_words_of_every_page_are_gathered():
    assert {"home", "catalog", "workshop", "evaluation", "compare", "segments", "models", "portrait"} == set(PAGES)
    gathered = dict(COMMON)
    for page in PAGES:
        gathered |= import_module(f"app.{page}.words").WORDS
    assert gathered == WORDS


def test_every_word_is_used_somewhere_in_the_app():
    code = "\n".join(p.read_text(encoding="utf-8") for p in (REFERENCE / "app").rglob("*.py") if p.name != "words.py")
    used = set(re.findall(r"[\"']([a-z_0-9]+)[\"']", code))
    assert set(WORDS) - used - FROM_CATALOG - {key for key in WORDS if key.startswith("event_")} == set()


def test_english_words_have_no_chinese_punctuation():
    # An example of what is to be written in Chinese is Chinese in both.
    english = {key: text.en for key, text in WORDS.items() if not key.endswith("_zh")}
    assert {key for key, text in english.items() if re.search(r"[\u3000-\u303f\uff00-\uffef]", text)} == set()


def test_lists_are_made_with_the_comma_of_the_language():
    """No page joins names by itself; a tag's examples are written as code."""
    code = {p.name: p.read_text(encoding="utf-8") for p in (REFERENCE / "app").rglob("*.py")}
    found = {name for name, text in code.items() if re.search(r"\"(?:、|；|, |; )\"\.join", text)}
    assert found <= {"tag_page.py"}


def test_the_words_of_widgets_are_there_in_both_languages_once():
    words = [*WIDGET_WORDS, *WIDGET_PATTERNS]
    assert all(re.search(r"[\u4e00-\u9fff]", text.zh) and not re.search(r"[\u4e00-\u9fff]", text.en) for text in words)
    assert len({text.en for text in words}) == len(words)
