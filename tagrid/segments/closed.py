"""What is not told of the customers of restricted tags, where those are not to be seen.

The portrait hides such a tag of each customer; a count of three would give it away again. So where a rule, or a tag
that is counted by, rests on restricted tags, no number below the least group is told to a caller without leave.
"""

from collections.abc import Iterable

from tagrid.catalog import Catalog
from tagrid.portrait.leave import may_see_restricted, restricted_tags
from tagrid.segments.export.columns import restricted
from tagrid.segments.profile import FEWEST
from tagrid.segments.rule import Rule


def is_closed(catalog: Catalog, rule: Rule | None, tags: Iterable[str] = ()) -> bool:
    """Return whether `rule`, or one of the `tags` that its customers are counted by, is not to be seen here."""
    if may_see_restricted():
        return False
    by_rule = rule is not None and bool(restricted(catalog, rule, []))
    return by_rule or not restricted_tags(catalog).isdisjoint(tags)


def told(customers: int, closed: bool) -> int | None:
    """Return a number of customers; None for one below the least group where it is closed."""
    return None if closed and customers < FEWEST else customers


def rounded(customers: int, closed: bool) -> int | None:
    """Return the size of a segment as it may be told: where it is closed to tens, so no difference of two tells."""
    return told(round(customers, -1) if closed and customers >= FEWEST else customers, closed)


def shown(customers: int | None) -> str:
    """Return a number that may be untold, for a person."""
    return f"<{FEWEST}" if customers is None else f"{customers:,}"
