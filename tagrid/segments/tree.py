"""Reads the JSON form of a rule, as a program or the app writes it, against a catalog.

{"tag": T, "in": [V, ...]} | {"all": [rule, rule, ...]} | {"any": [...]} | {"not": rule} | {"segment": name}
"""

from collections.abc import Mapping
from typing import Any

from tagrid.catalog import Catalog
from tagrid.errors import BadInput
from tagrid.segments.rule import All, Either, Not, Rule, Value
from tagrid.segments.scope import Scope, Unfit

FORMS = "{tag, in}, {all}, {any}, {not} or {segment}"


def from_json(tree: Any, catalog: Catalog, saved: Mapping[str, str] | None = None) -> Rule:
    """Return the rule of a JSON `tree`; raises BadInput, which says at which path, where `parse` would."""
    return _rule(tree, "rule", Scope(catalog, saved or {}), 1)


def _rule(tree: Any, path: str, scope: Scope, depth: int) -> Rule:
    _at(path, scope.check_depth, depth)
    match tree:
        case {"tag": str(name), "in": [_, *_] as values, **rest} if not rest:
            tag = _at(f"{path}.tag", scope.tag, name)
            return Value(tag.name, tuple(_value(one, f"{path}.in[{i}]", scope, tag) for i, one in enumerate(values)))
        case {"all": [_, _, *_] as rules, **rest} if not rest:
            return All(_rules(rules, f"{path}.all", scope, depth))
        case {"any": [_, _, *_] as rules, **rest} if not rest:
            return Either(_rules(rules, f"{path}.any", scope, depth))
        case {"not": inner, **rest} if not rest:
            return Not(_rule(inner, f"{path}.not", scope, depth + 1))
        case {"segment": str(name), **rest} if not rest:
            return _at(f"{path}.segment", scope.segment, name, depth)
    raise BadInput(f"Rule tree, at {path}: expected {FORMS}; all and any take at least two rules, in one value.")


def _rules(trees: list, path: str, scope: Scope, depth: int) -> tuple[Rule, ...]:
    return tuple(_rule(tree, f"{path}[{i}]", scope, depth + 1) for i, tree in enumerate(trees))


def _value(name: Any, path: str, scope: Scope, tag) -> str:
    if not isinstance(name, str):
        raise BadInput(f"Rule tree, at {path}: a value is a text, not {name!r}.")
    return _at(path, scope.value, tag, name)


def _at(path: str, ask, *arguments):
    try:
        return ask(*arguments)
    except Unfit as error:
        raise BadInput(f"Rule tree, at {path}: {error}") from error
