"""One segment as the panel asks about it: its rule, its customers, its population, and how its counts may be shown.

Where a rule rests on restricted tags, a count is rounded, none below the least group is shown, and nobody is listed.
"""

from dataclasses import dataclass
from functools import cached_property

from app.shared import formats, frame
from tagrid.catalog import Catalog, restricted_tags
from tagrid.published import Mask
from tagrid.segments import SMALLEST_GROUP, Rule, Workspace, disclosure as engine, to_text

_DECIMALS = -1  # decimal places: to tens


def is_restricted(catalog: Catalog, rule: Rule | None) -> bool:
    """Return whether `rule` rests on what is not to be seen here."""
    return engine.is_disclosure_limited(catalog, rule)


def hidden_tags(catalog: Catalog) -> frozenset[str]:
    """Return the tags whose single customers are not to be told here."""
    return restricted_tags(catalog)


def count_text(customers: int, closed: bool) -> str:
    """Return a number of customers as it may be read: to tens, and none below the least group, where it is closed."""
    if not closed:
        return formats.count(customers)
    return f"<{SMALLEST_GROUP}" if customers < SMALLEST_GROUP else f"≈{formats.count(rounded_count(customers, closed))}"


def rounded_count(customers: int, closed: bool) -> int:
    """Return the number that shares and bars are drawn by."""
    return (round(customers, _DECIMALS) if customers >= SMALLEST_GROUP else 0) if closed else customers


@dataclass
class SegmentQuery:
    """A rule, None for everyone of `subject`, on one version."""

    desk: Workspace
    rule: Rule | None
    subject: str

    @cached_property
    def mask(self) -> Mask:
        """The customers."""
        return self.desk.mask(self.rule, self.subject)

    @cached_property
    def count(self) -> int:
        """How many they are."""
        return self.desk.index.population(self.mask)

    @cached_property
    def is_closed(self) -> bool:
        """Whether the rule rests on what is not to be seen here."""
        return is_restricted(self.desk.catalog, self.rule)

    @cached_property
    def base(self) -> int:
        """How many customers the subject has."""
        return self.desk.index.population(self.desk.index.base(self.subject))

    @cached_property
    def text(self) -> str:
        """The canonical expression, empty for everyone."""
        return "" if self.rule is None else to_text(self.rule)

    @property
    def key(self) -> tuple:
        """What to keep an answer by: version, rule, and the segments the rule may name."""
        saved = tuple(self.desk.saved.items()) if "segment(" in self.text else ()
        return (*frame.cache_key(self.desk.version), self.text, self.subject, saved)


def small_count_text(customers: int) -> str:
    """Return a number of customers as people may read it: none below the least group."""
    return formats.count(customers) if customers >= SMALLEST_GROUP else f"<{SMALLEST_GROUP}"
