"""What is not said of the customers of a rule that rests on restricted tags, where those are not to be seen.

The portrait hides such a tag of each customer; a count of three, or a list of who they are, would give it away again.
Then a count is rounded, none is told below the least group, and nobody is listed. Any other count is exact, however
small: what it rests on stands on every customer's portrait.
"""

from app import numbers
from tagrid.catalog import Catalog
from tagrid.portrait.leave import restricted_tags
from tagrid.segments import closed as engine
from tagrid.segments.profile import FEWEST
from tagrid.segments.rule import Rule

_NEAREST = -1  # decimal places: to tens


def is_closed(catalog: Catalog, rule: Rule | None) -> bool:
    """Return whether `rule` rests on what is not to be seen here."""
    return engine.is_closed(catalog, rule)


def closed_tags(catalog: Catalog) -> frozenset[str]:
    """Return the tags whose single customers are not to be told here."""
    return restricted_tags(catalog)


def count(customers: int, closed: bool) -> str:
    """Return a number of customers as it may be read: to tens, and none below the least group, where it is closed."""
    if not closed:
        return numbers.count(customers)
    return f"<{FEWEST}" if customers < FEWEST else f"≈{numbers.count(rounded(customers, closed))}"


def rounded(customers: int, closed: bool) -> int:
    """Return the number that shares and bars are drawn by."""
    return (round(customers, _NEAREST) if customers >= FEWEST else 0) if closed else customers
