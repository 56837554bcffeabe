"""The names of tags, values, features, rules and owners in the language in force."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from app.shared import formats
from app.shared.words import in_language, t
from tagrid.catalog import Catalog, column_codes
from tagrid.core.overlay import content_file
from tagrid.core.yaml_files import read_yaml
from tagrid.segments import (
    All,
    ChangeCondition,
    Either,
    FeatureCondition,
    Not,
    Rule,
    SavedRule,
    TagCondition,
    attribute_label,
)

_OWNERS_FILE = "app/owners.yml"


def value_label(tag, code: str) -> str:
    """Return the name of a tag's value in the language in force."""
    return in_language(tag.value_label(code))


@cache
def _owner_names() -> dict[str, dict[str, str]]:
    return read_yaml(content_file(_OWNERS_FILE), _OWNERS_FILE)


def owner_label(owner: str) -> str:
    """Return the name of a tag's owner in the language in force; the owner as written where it has none."""
    names = _owner_names().get(owner)
    return in_language(names) if names else owner


def tag_label(catalog: Catalog, name: str) -> str:
    """Return the label of a tag, or its code where the catalog has none of that name."""
    return in_language(catalog.tags[name].label) if name in catalog.tags else name


def feature_label(column: str) -> str:
    """Return what a column that rules read is called, or its code where nobody has worded it."""
    return in_language(attribute_label(column))


def attribute_value_labels(catalog: Catalog, column: str, values: Iterable[Any]) -> dict[Any, str]:
    """Return what each value of a column is called: a code by its name, a text as it is, yes or no."""
    codes = column_codes(catalog, column)
    return {
        one: t("yes" if one else "no") if isinstance(one, bool) else in_language(codes.get(one, str(one)))
        for one in values
    }


def value_labels(catalog: Catalog, name: str, codes: tuple[str, ...]) -> str:
    """Return the labels of some values of a tag."""
    return " / ".join(value_label(catalog.tags[name], code) for code in codes)


def rule_text(catalog: Catalog, rule: Rule) -> str:
    """Return `rule` in words, groups in brackets."""
    match rule:
        case TagCondition(tag, codes):
            return f"{tag_label(catalog, tag)}{t('colon')}{value_labels(catalog, tag, codes)}"
        case FeatureCondition():
            return _feature_text(catalog, rule)
        case ChangeCondition():
            return _changed_text(catalog, rule)
        case SavedRule(name):
            return t("segment_called", name=name)
        case Not(inner):
            return t("rule_not", rule=_in_brackets(catalog, inner))
        case All(rules) | Either(rules):
            join = t("rule_and" if isinstance(rule, All) else "rule_or")
            return join.join(_in_brackets(catalog, one) for one in rules)


def _in_brackets(catalog: Catalog, rule: Rule) -> str:
    text = rule_text(catalog, rule)
    return t("bracketed", rule=text) if isinstance(rule, All | Either) else text


def _feature_text(catalog: Catalog, rule: FeatureCondition) -> str:
    name, operands = feature_label(rule.column), [_operand_text(catalog, rule.column, one) for one in rule.operands]
    match rule.operator:
        case "known":
            return t("rule_known", name=name)
        case "between":
            return f"{operands[0]} ≤ {name} ≤ {operands[1]}"
        case "in":
            return f"{name}{t('colon')}{' / '.join(operands)}"
    if rule.operator == "=" and isinstance(rule.operands[0], str | bool):
        return f"{name}{t('colon')}{operands[0]}"
    return f"{name} {rule.operator.replace('>=', '≥').replace('<=', '≤')} {operands[0]}"


def _operand_text(catalog: Catalog, column: str, one: object) -> str:
    return (
        f"{one:,}"
        if isinstance(one, int | float) and not isinstance(one, bool)
        else attribute_value_labels(catalog, column, (one,))[one]
    )


def _changed_text(catalog: Catalog, rule: ChangeCondition) -> str:
    parts = [tag_label(catalog, rule.tag)]
    if rule.before:
        parts.append(t("changed_from", values=value_labels(catalog, rule.tag, rule.before)))
    parts.append(t("changed_to", values=value_labels(catalog, rule.tag, rule.after)) if rule.after else t("changed"))
    if isinstance(rule.within, str):
        parts.append(t("changed_since", day=rule.within))
    elif rule.within is not None:
        parts.append(t("changed_within", days=formats.count(rule.within)))
    return " ".join(parts)
