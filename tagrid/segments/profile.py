"""Who is in a segment: what sets it apart from its base population, and its members by name."""

from dataclasses import dataclass

from tagrid.catalog import Catalog
from tagrid.segments.bits import Words
from tagrid.segments.index import SegmentIndex
from tagrid.segments.insight.chance import wilson

FEWEST = 10  # below this a share says more of single persons than of a group
FEW = 30


@dataclass(frozen=True)
class ProfileRow:
    """One value in the segment against the base; ``tgi`` is share / base_share x 100, 100 no difference.

    ``low`` and ``high`` bound the share with 95 % confidence; ``is_certain``: the base's share lies outside;
    ``is_small``: fewer than 30 customers, so that the interval is wide.
    """

    tag: str
    value: str
    customers: int
    share: float
    base_share: float
    tgi: float
    low: float
    high: float

    @property
    def is_certain(self) -> bool:
        """Whether the segment differs from the base by more than chance."""
        return not self.low <= self.base_share <= self.high

    @property
    def is_small(self) -> bool:
        """Whether few customers have the value."""
        return self.customers < FEW

    @property
    def weight(self) -> float:
        """TGI x size at the end of the interval that is nearest to the base: what is certain, and of how many."""
        nearest = min(max(self.base_share, self.low), self.high)
        return self.customers * (nearest / self.base_share - 1) * 100

    def described(self) -> dict:
        """Return as JSON-able values."""
        return {**vars(self), "is_certain": self.is_certain, "is_small": self.is_small}


def profile(index: SegmentIndex, catalog: Catalog, mask: Words, subject: str, fewest: int = FEWEST) -> list[ProfileRow]:
    """Return the values known of the customers in `mask`, the most telling first; empty for fewer than `fewest`.

    Ordered by TGI x size at the cautious end of its interval, so that a value few customers share does not come first;
    a value of fewer than `fewest` is left out, and ``unknown``, which says nothing of a customer.
    """
    inside, base = index.population(mask), index.population(index.base(subject))
    if inside < fewest:
        return []
    rows = [
        _row(name, value, count, inside, index.tags[name].counts[value], base)
        for name, counts in index.facets(mask, subject).items()
        for value, count in counts.items()
        if count >= max(fewest, 1) and value != "unknown" and name in catalog.tags
    ]
    return sorted(rows, key=lambda row: row.weight, reverse=True)


def _row(tag: str, value: str, count: int, inside: int, everywhere: int, base: int) -> ProfileRow:
    share, base_share = count / inside, everywhere / base
    return ProfileRow(tag, value, count, share, base_share, share / base_share * 100, *wilson(count, inside))


def members(version, index: SegmentIndex, mask: Words, limit: int = 50, offset: int = 0) -> list[dict]:
    """Return `limit` customers of `mask` from number `offset` on: the header facts of their portraits."""
    return people(version, index.members(mask, limit, offset).tolist())


def people(version, numbers: list[int]) -> list[dict]:
    """Return the header facts of customers by their ``customer_no``, in that order."""
    from tagrid.portrait.query import rows

    with version.connect() as con:
        found = {row.pop("customer_no"): row for row in rows(con, _MEMBERS, [numbers])}
    return [found[number] for number in numbers if number in found]


_MEMBERS = """
    select customer_tags_wide.customer_no, portrait_customer.*
    from customer_tags_wide
    join portrait_customer using (customer_id)
    where customer_tags_wide.customer_no in (select unnest(?))
"""
