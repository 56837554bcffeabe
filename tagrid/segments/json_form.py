"""Reads the JSON form of a rule, as a program or the app writes it, against a catalog.

{"tag": T, "in": [V, ...]} | {"all": [rule, rule, ...]} | {"any": [...]} | {"not": rule} | {"segment": name}
| {"feature": "theme.column", "is": ">", "to": [5]} | {"feature": "theme.column", "is": "known"}
| {"changed": T, "from": [V, ...], "to": [V, ...], "last_days": n} (or "since": date; all but the tag may be left out)
"""

from collections.abc import Callable, Mapping
from typing import Any, get_args

from tagrid.catalog import Catalog, Tag
from tagrid.core.errors import BadInput
from tagrid.core.text import Text
from tagrid.published import Features
from tagrid.segments.language import Scope
from tagrid.segments.names import ResolveError
from tagrid.segments.rule import All, ChangeCondition, Either, FeatureCondition, Not, Operator, Rule, TagCondition

_EXPECTED_FORMS = Text(
    en="expected {tag, in}, {feature, is, to}, {changed}, {all}, {any}, {not} or {segment}; "
    "all and any take at least two rules, in one value.",
    zh="此处应为 {tag, in}、{feature, is, to}、{changed}、{all}、{any}、{not} 或 {segment}；"
    "all 与 any 至少含两条规则，in 至少含一个取值。",
)


def from_json(
    tree: Any, catalog: Catalog, saved: Mapping[str, str] | None = None, features: Features | None = None
) -> Rule:
    """Return the rule of a JSON `tree`; raises BadInput, which says at which path, where `parse` would."""
    return _rule(tree, "rule", Scope(catalog, features, saved=saved or {}), 1)


def _rule(tree: Any, path: str, scope: Scope, depth: int) -> Rule:
    _resolve_at(path, scope.check_depth, depth)
    match tree:
        case {"tag": str(name), "in": [_, *_] as values, **rest} if not rest:
            tag = _resolve_at(f"{path}.tag", scope.tag, name)
            return TagCondition(tag.name, _values(values, f"{path}.in", scope, tag))
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
            return _resolve_at(f"{path}.segment", scope.segment, name, depth)
    raise _error_at(path, _EXPECTED_FORMS)


def _rules(trees: list, path: str, scope: Scope, depth: int) -> tuple[Rule, ...]:
    return tuple(_rule(tree, f"{path}[{i}]", scope, depth + 1) for i, tree in enumerate(trees))


def _values(values: Any, path: str, scope: Scope, tag: Tag) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise _error_at(path, Text(en=f"a list of values, not {values!r}.", zh=f"应为取值的列表，不能是 {values!r}。"))
    return tuple(_value(one, f"{path}[{i}]", scope, tag) for i, one in enumerate(values))


def _value(name: Any, path: str, scope: Scope, tag: Tag) -> str:
    if not isinstance(name, str):
        raise _error_at(path, Text(en=f"a value is a text, not {name!r}.", zh=f"取值应为文字，不能是 {name!r}。"))
    return _resolve_at(path, scope.value, tag, name)


def _feature(path: str, scope: Scope, name: str, operator: str, operands: Any) -> FeatureCondition:
    theme, _, column = name.rpartition(".")
    if operator not in get_args(Operator):
        known = ", ".join(get_args(Operator))
        raise _error_at(
            f"{path}.is", Text(en=f"one of {known}, not {operator!r}.", zh=f"应为 {known} 之一，不能是 {operator!r}。")
        )
    if not isinstance(operands, list) or not all(isinstance(one, bool | int | float | str) for one in operands):
        raise _error_at(
            f"{path}.to",
            Text(
                en=f"a list of numbers, texts, true or false, not {operands!r}.",
                zh=f"应为由数、文字、true 或 false 组成的列表，不能是 {operands!r}。",
            ),
        )
    theme = _resolve_at(f"{path}.feature", scope.theme, theme)
    column = _resolve_at(f"{path}.feature", scope.column, theme, column)
    try:
        return _resolve_at(f"{path}.to", scope.condition, theme, column, operator, tuple(operands))
    except (TypeError, ValueError) as error:
        message = Text(en=f"{error}.", zh=f"{operator} 的操作数个数或类型不对。")
        raise _error_at(f"{path}.to", message) from None


def _changed(path: str, scope: Scope, name: str, rest: dict) -> ChangeCondition:
    tag = _resolve_at(f"{path}.changed", scope.tag, name)
    before, after = (_values(rest.get(key, []), f"{path}.{key}", scope, tag) for key in ("from", "to"))
    match rest:
        case {"last_days": _, "since": _}:
            raise _error_at(path, Text(en="last_days or since, not both.", zh="last_days 与 since 只能写一个。"))
        case {"last_days": days}:
            return ChangeCondition(tag.name, before, after, _resolve_at(f"{path}.last_days", scope.days, days))
        case {"since": since}:
            return ChangeCondition(tag.name, before, after, _resolve_at(f"{path}.since", scope.day, since))
    return ChangeCondition(tag.name, before, after)


def _resolve_at(path: str, look_up: Callable, *arguments):
    try:
        return look_up(*arguments)
    except ResolveError as error:
        raise _error_at(path, error.text) from error


def _error_at(path: str, message: Text) -> BadInput:
    return BadInput(Text(en=f"Rule tree, at {path}: ", zh=f"规则树 {path} 处：") + message)
