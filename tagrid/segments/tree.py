"""Reads the JSON form of a rule, as a program or the app writes it, against a catalog.

{"tag": T, "in": [V, ...]} | {"all": [rule, rule, ...]} | {"any": [...]} | {"not": rule} | {"segment": name}
| {"feature": "theme.column", "is": ">", "to": [5]} | {"feature": "theme.column", "is": "known"}
| {"changed": T, "from": [V, ...], "to": [V, ...], "last_days": n} (or "since": date; all but the tag may be left out)
"""

from collections.abc import Mapping
from typing import Any, get_args

from tagrid.catalog import Catalog, Tag
from tagrid.errors import BadInput, Told
from tagrid.segments.features import Features
from tagrid.segments.rule import All, Changed, Either, Feature, Not, Operator, Rule, Value
from tagrid.segments.scope import Scope
from tagrid.segments.unfit import Unfit

_FORMS = Told(
    "expected {tag, in}, {feature, is, to}, {changed}, {all}, {any}, {not} or {segment}; "
    "all and any take at least two rules, in one value.",
    "此处应为 {tag, in}、{feature, is, to}、{changed}、{all}、{any}、{not} 或 {segment}；"
    "all 与 any 至少含两条规则，in 至少含一个取值。",
)


def from_json(
    tree: Any, catalog: Catalog, saved: Mapping[str, str] | None = None, features: Features | None = None
) -> Rule:
    """Return the rule of a JSON `tree`; raises BadInput, which says at which path, where `parse` would."""
    return _rule(tree, "rule", Scope(catalog, saved or {}, features), 1)


def _rule(tree: Any, path: str, scope: Scope, depth: int) -> Rule:
    _at(path, scope.check_depth, depth)
    match tree:
        case {"tag": str(name), "in": [_, *_] as values, **rest} if not rest:
            tag = _at(f"{path}.tag", scope.tag, name)
            return Value(tag.name, _values(values, f"{path}.in", scope, tag))
        case {"feature": str(name), "is": str(operator), **rest} if not rest.keys() - {"to"}:
            return _feature(path, scope, name, operator, rest.get("to", []))
        case {"changed": str(name), **rest} if not rest.keys() - {"from", "to", "last_days", "since"}:
            return _changed(path, scope, name, rest)
        case {"all": [_, _, *_] as rules, **rest} if not rest:
            return All(_rules(rules, f"{path}.all", scope, depth))
        case {"any": [_, _, *_] as rules, **rest} if not rest:
            return Either(_rules(rules, f"{path}.any", scope, depth))
        case {"not": inner, **rest} if not rest:
            return Not(_rule(inner, f"{path}.not", scope, depth + 1))
        case {"segment": str(name), **rest} if not rest:
            return _at(f"{path}.segment", scope.segment, name, depth)
    raise _wrong(path, _FORMS)


def _rules(trees: list, path: str, scope: Scope, depth: int) -> tuple[Rule, ...]:
    return tuple(_rule(tree, f"{path}[{i}]", scope, depth + 1) for i, tree in enumerate(trees))


def _values(values: Any, path: str, scope: Scope, tag: Tag) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise _wrong(path, Told(f"a list of values, not {values!r}.", f"应为取值的列表，不能是 {values!r}。"))
    return tuple(_value(one, f"{path}[{i}]", scope, tag) for i, one in enumerate(values))


def _value(name: Any, path: str, scope: Scope, tag: Tag) -> str:
    if not isinstance(name, str):
        raise _wrong(path, Told(f"a value is a text, not {name!r}.", f"取值应为文字，不能是 {name!r}。"))
    return _at(path, scope.value, tag, name)


def _feature(path: str, scope: Scope, name: str, operator: str, operands: Any) -> Feature:
    theme, _, column = name.rpartition(".")
    if operator not in get_args(Operator):
        known = ", ".join(get_args(Operator))
        raise _wrong(
            f"{path}.is", Told(f"one of {known}, not {operator!r}.", f"应为 {known} 之一，不能是 {operator!r}。")
        )
    if not isinstance(operands, list) or not all(isinstance(one, bool | int | float | str) for one in operands):
        raise _wrong(
            f"{path}.to",
            Told(
                f"a list of numbers, texts, true or false, not {operands!r}.",
                f"应为由数、文字、true 或 false 组成的列表，不能是 {operands!r}。",
            ),
        )
    theme = _at(f"{path}.feature", scope.theme, theme)
    column = _at(f"{path}.feature", scope.column, theme, column)
    try:
        return _at(f"{path}.to", scope.condition, theme, column, operator, tuple(operands))
    except (TypeError, ValueError) as error:
        said = Told(f"{error}.", f"{operator} 的操作数个数或类型不对。")
        raise _wrong(f"{path}.to", said) from None


def _changed(path: str, scope: Scope, name: str, rest: dict) -> Changed:
    tag = _at(f"{path}.changed", scope.tag, name)
    before, after = (_values(rest.get(key, []), f"{path}.{key}", scope, tag) for key in ("from", "to"))
    match rest:
        case {"last_days": _, "since": _}:
            raise _wrong(path, Told("last_days or since, not both.", "last_days 与 since 只能写一个。"))
        case {"last_days": days}:
            return Changed(tag.name, before, after, _at(f"{path}.last_days", scope.days, days))
        case {"since": since}:
            return Changed(tag.name, before, after, _at(f"{path}.since", scope.day, since))
    return Changed(tag.name, before, after)


def _at(path: str, ask, *arguments):
    try:
        return ask(*arguments)
    except Unfit as error:
        raise _wrong(path, error.both) from error


def _wrong(path: str, said: Told) -> BadInput:
    return BadInput(Told(f"Rule tree, at {path}: ", f"规则树 {path} 处：") + said)
