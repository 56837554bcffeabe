"""Which saved segments a customer is in."""

from collections.abc import Iterable
from dataclasses import dataclass

from tagrid.errors import BadInput
from tagrid.portrait.leave import may_see_restricted
from tagrid.segments.desk import Desk
from tagrid.segments.keep.read import Kept
from tagrid.segments.rule import Rule


@dataclass(frozen=True)
class Memberships:
    """``segments`` are those the customer is in, with their rules.

    ``asked`` is how many there are for its kind of customer, ``unread`` the names of those the catalog cannot read any
    more, ``closed`` how many rest on restricted tags, of which nothing is said.
    """

    segments: tuple[tuple[Kept, Rule], ...]
    asked: int
    unread: tuple[str, ...]
    closed: int


def memberships(desk: Desk, kept: Iterable[Kept], customer_id: str) -> Memberships:
    """Return the saved segments whose rule a customer meets on the desk's version.

    Raises BadInput for an unknown customer.
    """
    from tagrid.segments.export.columns import restricted

    number = desk.numbered(customer_id)
    held, unread, asked, closed = [], [], 0, 0
    for one in kept:
        try:
            rule = desk.parse(one.expression)
            base = desk.index.base(desk.index.subject(rule))
            mask = desk.index.mask(rule)
        except BadInput:
            unread.append(one.name)
            continue
        if not _bit(base, number):
            continue
        if not may_see_restricted() and restricted(desk.catalog, rule, []):
            closed += 1
            continue
        asked += 1
        if _bit(mask, number):
            held.append((one, rule))
    return Memberships(tuple(held), asked, tuple(unread), closed)


def _bit(mask, number: int) -> bool:
    return bool(int(mask[number // 64]) >> number % 64 & 1)
