"""Small counts and restricted tags: which numbers of customers may be shown, and how they are rounded.

The portrait hides a restricted tag of each customer; a count of three would give it away again. So where a rule, or a
tag that is counted by, uses restricted tags, no number below the smallest group is shown to a viewer without access.
"""

from collections.abc import Iterable

from tagrid.catalog import Catalog, may_see_restricted, restricted_tags
from tagrid.segments.rule import FeatureCondition, Rule, rule_conditions

SMALLEST_GROUP = 10  # below this a share says more of single persons than of a group

SMALL_GROUP = 30


def restricted_tags_used(catalog: Catalog, rule: Rule, columns: list[str]) -> list[str]:
    """Return the restricted tags an export would give away: in its columns, in its rule, by what the rule reads.

    A file of everyone with an open court case tells it of each, whatever its columns are.
    """
    tags = [tag for tag in catalog.tags.values() if tag.sensitivity == "restricted"]
    used = {term.tag for term in rule_conditions(rule) if not isinstance(term, FeatureCondition)} | set(columns)
    read = {term.column for term in rule_conditions(rule) if isinstance(term, FeatureCondition)} | set(columns)
    only = {column for tag in tags for column in tag.inputs} - {
        column for tag in catalog.tags.values() if tag.sensitivity != "restricted" for column in tag.inputs
    }
    return sorted({tag.name for tag in tags if tag.name in used or (only & read).intersection(tag.inputs)})


def is_disclosure_limited(catalog: Catalog, rule: Rule | None, tags: Iterable[str] = ()) -> bool:
    """Return whether `rule`, or one of the `tags` that its customers are counted by, is not to be seen here."""
    if may_see_restricted():
        return False
    by_rule = rule is not None and bool(restricted_tags_used(catalog, rule, []))
    return by_rule or not restricted_tags(catalog).isdisjoint(tags)


def count_or_none(customers: int, closed: bool) -> int | None:
    """Return a number of customers; None for one below the least group where it is closed."""
    return None if closed and customers < SMALLEST_GROUP else customers


def rounded_count(customers: int, closed: bool) -> int | None:
    """Return the size of a segment as it may be told: where it is closed to tens, so no difference of two tells."""
    return count_or_none(round(customers, -1) if closed and customers >= SMALLEST_GROUP else customers, closed)


def count_text(customers: int | None) -> str:
    """Return a number that may be untold, for a person."""
    return f"<{SMALLEST_GROUP}" if customers is None else f"{customers:,}"
