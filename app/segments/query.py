"""One segment as the panel shows it: its rule, its customers, its population, and how its counts may be shown.

Where a rule uses restricted tags, counts are rounded, none below the smallest group is shown, and nobody is listed.
"""

from dataclasses import dataclass
from functools import cached_property

from app.shared import frame
from tagrid.published import Mask
from tagrid.segments import (
    Rule,
    Workspace,
    count_or_none,
    count_text,
    is_disclosure_limited,
    rounded_count,
    to_text,
)


def limited_count_text(customers: int, is_limited: bool) -> str:
    """Return a number of customers for a person: where it is limited, to tens and none below the smallest group."""
    shown = rounded_count(customers, is_limited)
    return f"≈{count_text(shown)}" if is_limited and shown is not None else count_text(shown)


def drawn_count(customers: int, is_limited: bool) -> int:
    """Return the number that shares and bars are drawn by."""
    return rounded_count(customers, is_limited) or 0


def small_count_text(customers: int) -> str:
    """Return a number of customers for a person, none below the smallest group."""
    return count_text(count_or_none(customers, True))


@dataclass
class SegmentQuery:
    """A rule, None for everyone of `subject`, on one version."""

    workspace: Workspace
    rule: Rule | None
    subject: str

    @cached_property
    def mask(self) -> Mask:
        """The customers."""
        return self.workspace.mask(self.rule, self.subject)

    @cached_property
    def count(self) -> int:
        """How many they are."""
        return self.workspace.index.population(self.mask)

    @cached_property
    def is_limited(self) -> bool:
        """Whether the rule uses restricted tags that this viewer may not see."""
        return is_disclosure_limited(self.workspace.catalog, frame.viewer(), self.rule)

    @cached_property
    def base(self) -> int:
        """How many customers the subject has."""
        return self.workspace.index.population(self.workspace.index.base(self.subject))

    @cached_property
    def text(self) -> str:
        """The canonical expression, empty for everyone."""
        return "" if self.rule is None else to_text(self.rule)

    @property
    def key(self) -> tuple:
        """The key of a cached answer: version, rule, and the segments the rule may name."""
        saved = tuple(self.workspace.saved.items()) if "segment(" in self.text else ()
        return (*frame.cache_key(self.workspace.version), self.text, self.subject, saved)
