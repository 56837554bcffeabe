"""One segment as the panel asks about it: its rule, its customers and the population it is of."""

from dataclasses import dataclass
from functools import cached_property

from app import frame, numbers, segment_guard
from tagrid.segments.bits import Words
from tagrid.segments.desk import Desk
from tagrid.segments.profile import FEWEST
from tagrid.segments.rule import Rule
from tagrid.segments.text import to_text

__all__ = ["FEWEST", "Asked", "counted"]


@dataclass
class Asked:
    """A rule, None for everyone of `subject`, on one version."""

    desk: Desk
    rule: Rule | None
    subject: str

    @cached_property
    def mask(self) -> Words:
        """The customers."""
        return self.desk.mask(self.rule, self.subject)

    @cached_property
    def count(self) -> int:
        """How many they are."""
        return self.desk.index.population(self.mask)

    @cached_property
    def is_closed(self) -> bool:
        """Whether the rule rests on what is not to be seen here."""
        return segment_guard.is_closed(self.desk.catalog, self.rule)

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
        return (*frame.key_of(self.desk.version), self.text, self.subject, saved)


def counted(customers: int) -> str:
    """Return a number of customers as people may read it: none below the least group."""
    return numbers.count(customers) if customers >= FEWEST else f"<{FEWEST}"
