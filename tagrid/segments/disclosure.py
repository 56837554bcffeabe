"""Small counts and restricted tags: which numbers of customers a viewer may see, and how they are rounded.

The portrait hides a restricted tag of each customer; a count of three would give it away again. So where a rule, or a
tag that is counted by, rests on restricted tags, a viewer who may not see them gets no number below the smallest group.
"""

from collections.abc import Iterable

from tagrid.catalog import Catalog, Viewer
from tagrid.segments.rule import FeatureCondition, Rule, rule_conditions

SMALLEST_GROUP = 10  # below this a share says more of single persons than of a group

SMALL_GROUP = 30  # below this an interval is wide

_TENS = -1


def restricted_tags_used(catalog: Catalog, rule: Rule, columns: Iterable[str] = ()) -> list[str]:
    """Return the restricted tags that the customers of `rule`, with some columns, would give away.

    They are named in the rule or the columns, or one of them reads what no open tag does: a file of everyone with an
    open court case gives the case away, whatever its columns are.
    """
    tags = [tag for tag in catalog.tags.values() if tag.sensitivity == "restricted"]
    used = {term.tag for term in rule_conditions(rule) if not isinstance(term, FeatureCondition)} | set(columns)
    read = {term.column for term in rule_conditions(rule) if isinstance(term, FeatureCondition)} | set(columns)
    only = {column for tag in tags for column in tag.inputs} - {
        column for tag in catalog.tags.values() if tag.sensitivity != "restricted" for column in tag.inputs
    }
    return sorted({tag.name for tag in tags if tag.name in used or (only & read).intersection(tag.inputs)})


def is_disclosure_limited(catalog: Catalog, viewer: Viewer, rule: Rule | None, tags: Iterable[str] = ()) -> bool:
    """Return whether `viewer` may see no small count of `rule`'s customers, or of them counted by one of `tags`."""
    if viewer.may_see_restricted:
        return False
    by_rule = rule is not None and bool(restricted_tags_used(catalog, rule))
    return by_rule or not viewer.restricted_tags(catalog).isdisjoint(tags)


def least_shown(fewest: int, is_limited: bool) -> int:
    """Return the least number of customers shown where somebody wants to see `fewest` and more."""
    return max(fewest, SMALLEST_GROUP) if is_limited else fewest


def count_or_none(customers: int, is_limited: bool) -> int | None:
    """Return a number of customers; where it is limited None for one below the smallest group."""
    return None if is_limited and customers < SMALLEST_GROUP else customers


def rounded_count(customers: int, is_limited: bool) -> int | None:
    """Return the size of a segment; where it is limited to tens, so that the difference of two gives nothing away."""
    shown = count_or_none(customers, is_limited)
    return shown if shown is None or not is_limited else round(shown, _TENS)


def rounded_ratio(ratio: float, is_limited: bool) -> float:
    """Return a ratio of two sizes; where they are limited to one decimal, or the sizes could be computed from it."""
    return round(ratio, 1 if is_limited else 4)


def count_text(customers: int | None) -> str:
    """Return a number of customers for a person; None is one that is not shown."""
    return f"<{SMALLEST_GROUP}" if customers is None else f"{customers:,}"
