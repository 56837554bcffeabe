"""Names of the product's code are the field's: no private word, and a class name stands for one thing."""

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tagrid.core.overlay import REFERENCE

PRODUCT = ("tagrid", "app", "models_ml", "expectations", "calendars")

# Words that once meant something here alone. A part of a name, `_` and capitals apart, is none of these ...
IN_NAMES = {
    *("told", "untold", "said", "speaks", "speaker", "spells", "way"),  # phrasing, intervals, run for a day, ancestry
    *("kin", "heir", "leave", "kept", "crown", "crowned"),  # peers, successor, access, saved, promote
    *("desk", "asked", "took", "unfit", "walker"),  # workspace, query, accept, resolve error, token stream
    *("morning", "standing", "matters"),  # overview, status, highlights
}
# ... and none of these stands in a docstring or a comment. Other words above are plain English there.
IN_PROSE = re.compile(
    r"\b(told|untold|said|kin|heirs?|speaks|spells|crown(ed|s)?|unfit|walkers?|desks?|(leaving|arriving) doors?)\b",
    re.IGNORECASE,
)


@cache
def _modules() -> dict[Path, str]:
    paths = [path for top in PRODUCT for path in sorted((REFERENCE / top).rglob("*.py"))]
    return {path.relative_to(REFERENCE): path.read_text(encoding="utf-8") for path in paths}


def _names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the names a module gives: of classes, functions, parameters, variables, fields and modules."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.alias(asname=str(name)):
                yield node.lineno, name


def _parts(name: str) -> set[str]:
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


def _prose(source: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the docstrings and the comments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
            yield getattr(node, "lineno", 1), text
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _private_words(source: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(source)
    yield from ((line, name) for line, name in _names(tree) if _parts(name) & IN_NAMES)
    yield from ((line, found.group()) for line, text in _prose(source, tree) for found in IN_PROSE.finditer(text))


@pytest.mark.slow
def test_code_uses_the_field_s_words():
    found = [f"{path}:{line}: {word}" for path, source in _modules().items() for line, word in _private_words(source)]
    found += [f"{path}: its name" for path in _modules() if _parts(path.stem) & IN_NAMES]
    assert found == [], "\n".join(["private words, see IN_NAMES and IN_PROSE", *found])


def test_a_private_word_would_be_found():
    source = (
        'class Told:\n    """What is said."""\n\n\ndef f(kept_ids, *, anyway):\n    for heir in kept_ids:\n'
        "        x.standing = heir  # the leaving door\n    return anyway.way(taken, outstanding=1)\n"
    )
    assert sorted(_private_words(source)) == [
        (1, "Told"),
        (1, "said"),
        (5, "kept_ids"),
        (6, "heir"),
        (7, "leaving door"),
        (7, "standing"),
    ]


@pytest.mark.slow
def test_a_class_name_stands_for_one_thing():
    places = defaultdict(list)
    for path, source in _modules().items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path}:{node.lineno}")
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
