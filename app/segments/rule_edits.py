"""Edits of a rule as the rules view shows it: who is included, and below as a band of its own who is excluded.

A path in a rule is the number of the child at each level.
"""

from collections.abc import Sequence

from tagrid.segments import All, Either, FeatureCondition, Not, Rule, TagCondition, children

RulePath = tuple[int, ...]

GROUPS: dict[str, type[All] | type[Either]] = {"all": All, "any": Either}


def split_bands(rule: Rule | None) -> tuple[Rule | None, Rule | None]:
    """Return what `rule` includes and what it excludes; either may be None."""
    terms = rule.rules if isinstance(rule, All) else () if rule is None else (rule,)
    included = [one for one in terms if not isinstance(one, Not)]
    excluded = [one.rule for one in terms if isinstance(one, Not)]
    if not excluded:
        return rule, None
    return _combined(All, included), _combined(Either, excluded)


def join_bands(included: Rule | None, excluded: Rule | None) -> Rule | None:
    """Return the rule of both bands."""
    if excluded is None:
        return included
    if included is None:
        return Not(excluded)
    terms = included.rules if isinstance(included, All) else (included,)
    return All((*terms, Not(excluded)))


def _combined(how: type[All] | type[Either], rules: Sequence[Rule]) -> Rule | None:
    return how(tuple(rules)) if len(rules) > 1 else next(iter(rules), None)


def rule_at(rule: Rule, place: RulePath) -> Rule:
    """Return the rule at `place`."""
    for child in place:
        rule = children(rule)[child]
    return rule


def replace_rule(rule: Rule | None, place: RulePath, new: Rule | None) -> Rule | None:
    """Return `rule` with `new` at `place`; None takes it out, and the group of a last one goes with it."""
    if not place or rule is None:
        return new
    rules = list(children(rule))
    made = replace_rule(rules[place[0]], place[1:], new)
    if isinstance(rule, Not):
        return None if made is None else Not(made)
    rules[place[0] : place[0] + 1] = [] if made is None else [made]
    return _combined(type(rule), rules)  # ty: ignore[invalid-argument-type]


def add_rule(rule: Rule | None, place: RulePath, new: Rule, how: str) -> Rule:
    """Return `rule` with `new` combined with the rule at `place`; a group of that kind takes it in."""
    if rule is None:
        return new
    there, group = rule_at(rule, place), GROUPS[how]
    rules = there.rules if isinstance(there, group) else (there,)
    return replace_rule(rule, place, group((*rules, new)))  # ty: ignore[invalid-explicit-return]


def toggle_group(rule: Rule, place: RulePath) -> Rule | None:
    """Return `rule` with AND for OR at `place`, or the reverse."""
    there = rule_at(rule, place)
    return replace_rule(rule, place, (Either if isinstance(there, All) else All)(children(there)))


def negate_rule(rule: Rule, place: RulePath) -> Rule | None:
    """Return `rule` with the rule at `place` negated."""
    there = rule_at(rule, place)
    return replace_rule(rule, place, there.rule if isinstance(there, Not) else Not(there))


def facet_of(term: Rule) -> str | None:
    """Return the facet whose values a condition names: a tag, or ``theme.column``; None for any other rule."""
    match term:
        case TagCondition(tag, _):
            return tag
        case FeatureCondition(operator="=" | "in", operands=operands) if all(
            isinstance(one, str | bool) for one in operands
        ):
            return term.name
    return None


def facet_values(term: Rule) -> tuple:
    """Return the values that a facet's condition names."""
    return term.values if isinstance(term, TagCondition) else getattr(term, "operands", ())


def facet_condition(facet: str, values: Sequence) -> Rule:
    """Return the condition on some values of a facet."""
    theme, dot, column = facet.partition(".")
    return FeatureCondition(theme, column, "in", tuple(values)) if dot else TagCondition(facet, tuple(values))


def band_terms(band: str, rule: Rule | None) -> tuple[Rule, ...]:
    """Return the conditions of the ``included`` band of `rule`, of which all hold, or of the ``excluded`` one."""
    part = split_bands(rule)[band == "excluded"]
    group = Either if band == "excluded" else All
    return part.rules if isinstance(part, group) else () if part is None else (part,)


def with_terms(band: str, rule: Rule | None, terms: Sequence[Rule]) -> Rule | None:
    """Return `rule` with other conditions in a band."""
    included, excluded = split_bands(rule)
    if band == "excluded":
        return join_bands(included, _combined(Either, terms))
    return join_bands(_combined(All, terms), excluded)


def chosen_values(band: str, rule: Rule | None, facet: str) -> tuple:
    """Return the values of a facet that are chosen in a band: of the first condition on it."""
    return next((facet_values(one) for one in band_terms(band, rule) if facet_of(one) == facet), ())


def choose_values(band: str, rule: Rule | None, facet: str, values: Sequence) -> Rule | None:
    """Return `rule` with these values of a facet chosen in a band, none of them for any; the rest stays as it is."""
    terms = list(band_terms(band, rule))
    at = next((n for n, one in enumerate(terms) if facet_of(one) == facet), len(terms))
    terms[at : at + 1] = [facet_condition(facet, values)] if values else []
    return with_terms(band, rule, terms)
