"""A rule in the words of the catalog, and any text as a label of a widget that shows it as it stands."""

import re

from app import numbers
from app.tag_card import value_name
from app.words import named, t
from tagrid.catalog import Catalog
from tagrid.portrait.columns import COLUMNS
from tagrid.segments.rule import All, Changed, Either, Feature, Not, Rule, Saved, Value

# Facts of the customer that no rule reads, by the words for them.
_FACTS = {
    "annual_kwh": "annual_kwh",
    "district": "district",
    "opened_on": "opened_on",
    "closed_on": "fact_closed_on",
    "manager_name": "manager",
}
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: str) -> str:
    """Return `text` so that a label, which reads Markdown, shows it as it stands."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def tag_name(catalog: Catalog, name: str) -> str:
    """Return the label of a tag, or its code where the catalog has none of that name."""
    return named(catalog.tags[name].label) if name in catalog.tags else name


def feature_name(column: str) -> str:
    """Return what a number that rules read is called, or its code where nobody has worded it."""
    if column in COLUMNS:
        return named(COLUMNS[column])
    return t(_FACTS[column]) if column in _FACTS else column


def values_said(catalog: Catalog, name: str, codes: tuple[str, ...]) -> str:
    """Return the labels of some values of a tag."""
    return " / ".join(value_name(catalog.tags[name], code) for code in codes)


def said(catalog: Catalog, rule: Rule) -> str:
    """Return `rule` as a person would say it, groups in brackets."""
    match rule:
        case Value(tag, codes):
            return f"{tag_name(catalog, tag)}{t('colon')}{values_said(catalog, tag, codes)}"
        case Feature():
            return _feature(rule)
        case Changed():
            return _changed(catalog, rule)
        case Saved(name):
            return t("segment_called", name=name)
        case Not(inner):
            return t("not_said", rule=_bracketed(catalog, inner))
        case All(rules) | Either(rules):
            join = t("and_said" if isinstance(rule, All) else "or_said")
            return join.join(_bracketed(catalog, one) for one in rules)


def _bracketed(catalog: Catalog, rule: Rule) -> str:
    text = said(catalog, rule)
    return t("bracketed", rule=text) if isinstance(rule, All | Either) else text


def _feature(rule: Feature) -> str:
    name, operands = feature_name(rule.column), [_operand(one) for one in rule.operands]
    match rule.operator:
        case "known":
            return t("known_said", name=name)
        case "between":
            return f"{operands[0]} ≤ {name} ≤ {operands[1]}"
        case "in":
            return f"{name}{t('colon')}{' / '.join(operands)}"
    return f"{name} {rule.operator.replace('>=', '≥').replace('<=', '≤')} {operands[0]}"


def _operand(one: object) -> str:
    if isinstance(one, bool):
        return t("yes" if one else "no")
    return f"{one:,}" if isinstance(one, int | float) else str(one)


def _changed(catalog: Catalog, rule: Changed) -> str:
    parts = [tag_name(catalog, rule.tag)]
    if rule.before:
        parts.append(t("changed_from", values=values_said(catalog, rule.tag, rule.before)))
    parts.append(t("changed_to", values=values_said(catalog, rule.tag, rule.after)) if rule.after else t("changed"))
    if isinstance(rule.within, str):
        parts.append(t("changed_since", day=rule.within))
    elif rule.within is not None:
        parts.append(t("changed_within", days=numbers.count(rule.within)))
    return " ".join(parts)
