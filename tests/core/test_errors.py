"""Errors are told in both languages, wherever a page may show them."""

import ast
import copy
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import PROJECT
from tagrid.core.text import Text, as_text, nearest

# What only the command line tells: deliveries, the demo's data, a refresh as it runs, the catalog's own upkeep.
NO_PAGE = (*("sources", "demo", "serve", "dbt.py", "gx.py", "catalog/interchange", "catalog/release/approve.py"),)


def test_a_text_is_english_and_carries_its_chinese():
    said = Text(en="No tag.", zh="没有标签。") + nearest("valu", ["value"])
    assert said == "No tag. Did you mean value?" and said.in_("en") == str(said)
    assert said.in_("zh") == "没有标签。您要的是 value 吗？"
    assert [one.in_("zh") for one in (pickle.loads(pickle.dumps(said)), copy.deepcopy(said))] == [said.zh] * 2


def test_a_text_without_chinese_is_told_as_it_is():
    assert as_text("'('").in_("zh") == "'('" and nearest("x", []) == "" == nearest("x", []).zh
    assert BadInput("only English").in_language("zh") == "only English"


def test_an_error_is_english_as_text_and_both_when_told():
    error = BadInput(en="no", zh="没有")
    assert (str(error), error.in_language("en"), error.in_language("zh")) == ("no", "no", "没有")
    assert BadInput(error.text).in_language("zh") == "没有" and pickle.loads(pickle.dumps(error)).both == "no"


def _kinds() -> set[str]:
    found: set[str] = {"TagridError"}
    waiting: list[type[TagridError]] = [TagridError]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found |= {one.__name__ for one in below}
    return found


def _is_english_only(call: ast.Call) -> bool:
    return len(call.args) == 1 and not call.keywords and _is_text(call.args[0])


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) and _is_text(node.right)
    joined = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join"
    return joined or isinstance(node, ast.JoinedStr | ast.Constant)


def _untold(path: Path, kinds: set[str]) -> Iterator[int]:
    """Yield the lines where an error is made with its English only, by its name or in the class of such an error."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = [one for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
    errors = [one for one in classes if kinds & {ast.unparse(base) for base in one.bases}]
    inside = {id(one) for error in errors for one in ast.walk(error)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_english_only(node):
            name = ast.unparse(node.func)
            if name in kinds or (name == "super().__init__" and id(node) in inside):
                yield node.lineno


def _rooms() -> list[Path]:
    engine = PROJECT / "tagrid"
    out = [engine / name for name in NO_PAGE]
    assert all(path.exists() for path in out)
    return [
        path
        for path in sorted(engine.rglob("*.py"))
        if path.name != "commands.py" and not any(path == one or one in path.parents for one in out)
    ]


@pytest.fixture(scope="module")
def kinds() -> set[str]:
    import tagrid.governance.workshop.grammar
    import tagrid.segments.language  # noqa: F401

    return _kinds()


def test_what_a_page_may_show_has_chinese(kinds):
    untold = [f"{path.relative_to(PROJECT)}:{line}" for path in _rooms() for line in _untold(path, kinds)]
    assert untold == [], "an error without Chinese; raise it with both texts: BadInput(en, zh)"


def test_an_english_error_would_be_found(tmp_path, kinds):
    path = tmp_path / "room.py"
    path.write_text(
        'raise BadInput("a", "甲")\nraise BadInput(f"b {1}")\nraise TagridError("c"\n  "d")\n'
        'raise BadInput(said.text)\nclass Late(BadInput):\n    def __init__(self):\n        super().__init__(f"e")\n'
    )
    assert sorted(_untold(path, kinds)) == [2, 3, 8]


def _handled(path: Path) -> Iterator[int]:
    """Yield the lines where a page would make English of an error it caught."""
    for handler in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(handler, ast.ExceptHandler) and handler.name:
            for node in ast.walk(handler):
                shown = node.args[:1] if isinstance(node, ast.Call) and ast.unparse(node.func) == "str" else []
                shown = [node.value] if isinstance(node, ast.FormattedValue) else shown
                yield from (one.lineno for one in shown if isinstance(one, ast.Name) and one.id == handler.name)


def test_a_page_tells_errors_in_its_language():
    found = [
        f"{path.relative_to(PROJECT)}:{line}"
        for path in sorted((PROJECT / "app").rglob("*.py"))
        for line in _handled(path)
    ]
    assert found == [], "show app.shared.words.message_of(error), not its English"
