"""Every message of the engine is given in both languages: each `Text` and each error, wherever it is made."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tagrid.core.overlay import REFERENCE

PACKAGES = ("tagrid", "models_ml", "expectations", "calendars")
LANGUAGES = {"zh", "en"}

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


def _errors(trees: list[ast.Module]) -> tuple[set[str], set[str]]:
    """Return the names of all error classes, and of those whose constructor takes other arguments than a message."""
    classes = [one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
    kinds = {"TagridError"}
    while below := {one.name for one in classes if kinds & _bases(one)} - kinds:
        kinds |= below
    made = [one for one in classes if one.name in kinds - {"TagridError"}]
    own = {one.name for one in made if any(getattr(part, "name", "") == "__init__" for part in one.body)}
    while below := {one.name for one in made if own & _bases(one)} - own:
        own |= below
    return kinds, own


def _bases(one: ast.ClassDef) -> set[str]:
    return {ast.unparse(base).rpartition(".")[2] for base in one.bases}


def _literal(node: ast.expr | None) -> str | None:
    """Return the letters of a text written where it is used; None for one that comes from elsewhere."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_literal(part) or "" for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            found = [_literal(left), _literal(right)]
            return None if None in found else "".join(one for one in found if one)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="join" | "format")):
            return text
    return None


def _fault(call: ast.Call, kind: str) -> str | None:
    """Return what is wrong with a message made by ``call``, which makes a `Text` or an error."""
    given = {one.arg: one.value for one in call.keywords}
    if None in given:  # **both
        return None
    if LANGUAGES & given.keys():
        if missing := LANGUAGES - given.keys():
            return f"{kind} has no {missing.pop()}"
        zh, en = _literal(given["zh"]), _literal(given["en"])
        if zh is not None and en is not None:
            if all(isinstance(given[lang], ast.Constant) for lang in LANGUAGES) and (not zh.strip()) != (
                not en.strip()
            ):
                return f"{kind} is blank in one language"
            if _SENTENCE.search(en) and not _CHINESE.search(zh):
                return f"{kind} says the same in both languages"
        return None
    if kind == "Text":
        return "Text takes zh= and en="
    if call.args and _literal(call.args[0]) not in (None, ""):
        return f"{kind} is in one language only"
    return f"{kind} takes one Text, or en= and zh=" if len(call.args) > 1 else None


def _names(imported: ast.ImportFrom) -> set[str]:
    return {one.asname or one.name for one in imported.names}


def _faults(tree: ast.Module, kinds: set[str], own: set[str]) -> Iterator[tuple[int, str]]:
    # rich has a Text of its own
    is_ours = not any(
        isinstance(one, ast.ImportFrom) and one.module == "rich.text" and "Text" in _names(one)
        for one in ast.walk(tree)
    )
    for one in ast.walk(tree):
        inside = one.name if isinstance(one, ast.ClassDef) and one.name in kinds else None
        for call in ast.walk(one) if inside else (one,):
            if not isinstance(call, ast.Call):
                continue
            name = ast.unparse(call.func).rpartition(".")[2] if not inside else ast.unparse(call.func)
            checked = name == "super().__init__" if inside else (is_ours and name == "Text") or name in kinds - own
            if checked and (fault := _fault(call, inside or name)):
                yield call.lineno, fault


@pytest.fixture(scope="module")
def modules() -> dict[Path, ast.Module]:
    """Every module of the engine, parsed."""
    paths = [path for package in PACKAGES for path in sorted((REFERENCE / package).rglob("*.py"))]
    return {path.relative_to(REFERENCE): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@pytest.fixture(scope="module")
def errors(modules) -> tuple[set[str], set[str]]:
    """What `_errors` says of them."""
    return _errors(list(modules.values()))


def test_every_message_is_in_both_languages(modules, errors):
    assert len(modules) > 250
    assert [f"{path}:{line}: {fault}" for path, tree in modules.items() for line, fault in _faults(tree, *errors)] == []


def test_a_message_in_one_language_would_be_found(errors):
    kinds, _ = errors
    source = (
        'Text("a", "b")\nText(zh="甲")\nBadInput("no")\nBadInput(f"no {x}")\nBadInput(en="no")\n'
        'Text(zh="not done", en="not done")\nText(zh="", en="b")\nBadInput("a", "b")\n'
        'class Late(BadInput):\n    def __init__(self, n):\n        super().__init__("late")\n'
    )
    faulty = [line for line, _ in _faults(ast.parse(source), kinds | {"Late"}, {"Late"})]
    assert sorted(faulty) == [1, 2, 3, 4, 5, 6, 7, 8, 11]


def test_a_message_in_both_languages_is_let_through(errors):
    kinds, _ = errors
    source = (
        'Text(zh="甲", en="a b")\nText(zh="", en="")\nText(**both)\nBadInput(text)\nBadInput(en="no way", zh="不行")\n'
        "Locked()\nLate(3)\nText(zh=zh, en=en)\n"
    )
    assert list(_faults(ast.parse(source), kinds | {"Late"}, {"Late"})) == []
