"""Who is in a segment: what sets it apart from its base population, and its members by name."""

from dataclasses import dataclass

from tagrid.catalog import Catalog
from tagrid.segments.bits import Words
from tagrid.segments.index import SegmentIndex


@dataclass(frozen=True)
class ProfileRow:
    """One value in the segment against the base; ``tgi`` is share / base_share x 100, 100 no difference."""

    tag: str
    value: str
    customers: int
    share: float
    base_share: float
    tgi: float


def profile(index: SegmentIndex, catalog: Catalog, mask: Words, subject: str) -> list[ProfileRow]:
    """Return the values known of the customers in `mask`, the most telling first; empty for an empty mask.

    Ordered by customers x (TGI - 100), so that a value only two customers share does not come first.
    ``unknown`` says nothing of a customer and is left out.
    """
    inside, base = index.population(mask), index.population(index.base(subject))
    rows = [
        _row(name, value, count, inside, index.tags[name].counts[value], base)
        for name, counts in index.facets(mask, subject).items()
        for value, count in counts.items()
        if count and value != "unknown" and name in catalog.tags
    ]
    return sorted(rows, key=lambda row: row.customers * (row.tgi - 100), reverse=True)


def _row(tag: str, value: str, count: int, inside: int, everywhere: int, base: int) -> ProfileRow:
    share, base_share = count / inside, everywhere / base
    return ProfileRow(tag, value, count, share, base_share, share / base_share * 100)


def members(version, index: SegmentIndex, mask: Words, limit: int = 50, offset: int = 0) -> list[dict]:
    """Return `limit` customers of `mask` from number `offset` on: the header facts of their portraits."""
    from tagrid.portrait.query import rows

    numbers = index.members(mask, limit, offset).tolist()
    with version.connect() as con:
        return rows(con, _MEMBERS, [numbers])


_MEMBERS = """
    select portrait_customer.*
    from customer_tags_wide
    join portrait_customer using (customer_id)
    where customer_tags_wide.customer_no in (select unnest(?))
    order by customer_tags_wide.customer_no
"""
