"""The faceted view of a rule: OR inside a tag, AND across tags; every count reflects the rest of the selection.

What facets cannot show (exclusions, alternatives, conditions on features) stands beside them, and holds as well.
"""

from collections.abc import Mapping

from tagrid.segments.bits import Words
from tagrid.segments.index import SegmentIndex
from tagrid.segments.rule import All, Rule, Value

Selection = Mapping[str, tuple[str, ...]]


def from_facets(selection: Selection, beside: tuple[Rule, ...] = ()) -> Rule | None:
    """Return the rule of a selection of values per tag and of what stands beside; None where there is neither."""
    terms = (*(Value(tag, tuple(values)) for tag, values in selection.items() if values), *beside)
    return All(terms) if len(terms) > 1 else next(iter(terms), None)


def split(rule: Rule | None) -> tuple[dict[str, tuple[str, ...]], tuple[Rule, ...]]:
    """Return the selection that facets show of `rule`, and the conditions beside it that hold as well.

    `from_facets` of both has the same customers.
    """
    selection: dict[str, tuple[str, ...]] = {}
    beside: list[Rule] = []
    for term in rule.rules if isinstance(rule, All) else () if rule is None else (rule,):
        if isinstance(term, Value) and term.tag not in selection:
            selection[term.tag] = term.values
        else:
            beside.append(term)
    return selection, tuple(beside)


def facet_counts(
    index: SegmentIndex, selection: Selection, subject: str, beside: tuple[Rule, ...] = ()
) -> dict[str, dict[str, int]]:
    """Return, for every tag of `subject`, the customers each value would leave in the selection and what is beside it.

    A tag's own choice does not narrow its own counts, so that its other values can be added.
    """
    counts = index.facets(_mask(index, selection, subject, beside), subject)
    for tag in selection:
        rest = {other: values for other, values in selection.items() if other != tag}
        counts[tag] = index.facet(tag, _mask(index, rest, subject, beside))
    return counts


def _mask(index: SegmentIndex, selection: Selection, subject: str, beside: tuple[Rule, ...]) -> Words:
    rule = from_facets(selection, beside)
    return index.base(subject) if rule is None else index.mask(rule)
