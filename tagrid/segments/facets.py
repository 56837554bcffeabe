"""The faceted view of a rule: OR inside a tag, AND across tags; every count reflects the rest of the selection."""

from collections.abc import Mapping

from tagrid.segments.index import SegmentIndex
from tagrid.segments.rule import All, Rule, Value

Selection = Mapping[str, tuple[str, ...]]


def from_facets(selection: Selection) -> Rule | None:
    """Return the rule of a selection of values per tag, or None where nothing is selected."""
    terms = tuple(Value(tag, tuple(values)) for tag, values in selection.items() if values)
    return All(terms) if len(terms) > 1 else next(iter(terms), None)


def as_facets(rule: Rule | None) -> dict[str, tuple[str, ...]] | None:
    """Return the selection that `rule` stands for, or None where it goes beyond facets (or, not, nesting)."""
    if rule is None:
        return {}
    terms = rule.rules if isinstance(rule, All) else (rule,)
    selection = {term.tag: term.values for term in terms if isinstance(term, Value)}
    return selection if len(selection) == len(terms) else None


def facet_counts(index: SegmentIndex, selection: Selection, subject: str) -> dict[str, dict[str, int]]:
    """Return, for every tag of `subject`, the customers each value would leave in the selection.

    A tag's own choice does not narrow its own counts, so that its other values can be added.
    """
    counts = _counts(index, selection, subject)
    for tag in selection:
        rest = {other: values for other, values in selection.items() if other != tag}
        counts[tag] = _counts(index, rest, subject)[tag]
    return counts


def _counts(index: SegmentIndex, selection: Selection, subject: str) -> dict[str, dict[str, int]]:
    rule = from_facets(selection)
    return index.facets(index.base(subject) if rule is None else index.mask(rule))
