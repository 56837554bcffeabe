"""Texts and errors hold both languages, and a page shows its own; `test_messages` looks at every message."""

import ast
import copy
import pickle
from collections.abc import Iterator

from tagrid.core.errors import BadInput
from tagrid.core.overlay import REFERENCE
from tagrid.core.text import Text, as_text, nearest


def test_a_text_has_both_languages_and_is_english_as_a_string():
    text = Text(en="No tag.", zh="没有标签。") + nearest("valu", ["value"])
    assert str(text) == text.in_("en") == "No tag. Did you mean value?"
    assert text.in_("zh") == "没有标签。您要的是 value 吗？"
    assert [one.in_("zh") for one in (pickle.loads(pickle.dumps(text)), copy.deepcopy(text))] == [text.zh] * 2


def test_a_word_without_a_language_is_the_same_in_both():
    assert as_text("'('").in_("zh") == "'('" and nearest("x", []) == Text(zh="", en="")
    assert BadInput("only English").in_language("zh") == "only English"


def test_an_error_is_english_as_text_and_holds_both():
    error = BadInput(en="no", zh="没有")
    assert (str(error), error.in_language("en"), error.in_language("zh")) == ("no", "no", "没有")
    assert BadInput(error.text).in_language("zh") == "没有" and str(pickle.loads(pickle.dumps(error)).text) == "no"


def _made_english(tree: ast.Module) -> Iterator[int]:
    """Yield the lines where a page would make English of an error it caught."""
    for handler in ast.walk(tree):
        if isinstance(handler, ast.ExceptHandler) and handler.name:
            for node in ast.walk(handler):
                shown = node.args[:1] if isinstance(node, ast.Call) and ast.unparse(node.func) == "str" else []
                shown = [node.value] if isinstance(node, ast.FormattedValue) else shown
                yield from (one.lineno for one in shown if isinstance(one, ast.Name) and one.id == handler.name)


def test_a_page_shows_errors_in_its_language():
    pages = sorted((REFERENCE / "app").rglob("*.py"))
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in pages}
    found = [f"{path.relative_to(REFERENCE)}:{line}" for path, tree in trees.items() for line in _made_english(tree)]
    assert pages and found == [], "show app.shared.words.in_language(error), not its English"
