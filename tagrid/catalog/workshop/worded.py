"""A segment's rule in the words of the catalog, in either language: the definition of a tag proposed from it."""

from tagrid.catalog.model import Catalog
from tagrid.catalog.workshop.idea import Words
from tagrid.segments.rule import All, Changed, Either, Feature, Not, Rule, Saved, Value
from tagrid.segments.text import to_text

_AND = {"zh": "，且", "en": " and "}
_OR = {"zh": "，或", "en": " or "}


def worded(catalog: Catalog, rule: Rule) -> Words:
    """Return the rule in words, segments inside it spelt out, as a definition has to stand by itself."""
    return Words(_said(catalog, rule, "zh"), _said(catalog, rule, "en"))


def _said(catalog: Catalog, rule: Rule, lang: str) -> str:
    match rule:
        case Value(name, codes):
            tag = catalog.tags[name]
            labels = [tag.value_label(code).in_(lang) for code in codes]
            if lang == "zh":
                return f"{tag.label.zh}为{'、'.join(labels)}"
            return f"{tag.label.en} is {' or '.join(f'“{label}”' for label in labels)}"
        case Feature() | Changed():
            return to_text(rule)
        case Saved(_, inner):
            return _said(catalog, inner, lang)
        case Not(inner):
            return f"非（{_said(catalog, inner, lang)}）" if lang == "zh" else f"not ({_said(catalog, inner, lang)})"
        case All(rules) | Either(rules):
            join = _AND if isinstance(rule, All) else _OR
            return join[lang].join(_bracketed(catalog, one, lang) for one in rules)


def _bracketed(catalog: Catalog, rule: Rule, lang: str) -> str:
    while isinstance(rule, Saved):
        rule = rule.rule
    text = _said(catalog, rule, lang)
    if not isinstance(rule, All | Either):
        return text
    return f"（{text}）" if lang == "zh" else f"({text})"
