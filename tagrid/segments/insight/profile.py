"""Who is in a segment: the values that set it apart from its base, its spread over one tag, its use over a year."""

from dataclasses import dataclass
from datetime import date

from tagrid.catalog import Catalog
from tagrid.core.errors import BadInput
from tagrid.core.statistics import wilson_interval
from tagrid.published import Mask, member_ids
from tagrid.segments.disclosure import SMALL_GROUP, SMALLEST_GROUP
from tagrid.segments.index import SegmentIndex
from tagrid.segments.workspace import Workspace

MONTHS = 12


# A day not read is left out of its customer's mean; a month with no day read, of the curve.
_CURVE = """
    with days as (
        select customer_id, month_on, list_avg(daily_kwh) as kwh
        from portrait_energy semi join chosen using (customer_id)
        where month_on > $as_of - interval (cast($months as integer)) month and month_on <= $as_of
    )
    select month_on, count(kwh), avg(kwh), quantile_cont(kwh, 0.1), median(kwh), quantile_cont(kwh, 0.9)
    from days where kwh is not null group by month_on order by month_on
"""


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
        return self.customers < SMALL_GROUP

    @property
    def weight(self) -> float:
        """TGI x size at the end of the interval that is nearest to the base: what is certain, and of how many."""
        nearest = min(max(self.base_share, self.low), self.high)
        return self.customers * (nearest / self.base_share - 1) * 100

    def described(self) -> dict:
        """Return as JSON-able values."""
        return {**vars(self), "is_certain": self.is_certain, "is_small": self.is_small}


def segment_profile(
    index: SegmentIndex, catalog: Catalog, mask: Mask, subject: str, fewest: int = SMALLEST_GROUP
) -> list[ProfileRow]:
    """Return the values known of the customers in `mask`, the most distinctive first; empty for fewer than `fewest`.

    Ordered by TGI x size at the cautious end of its interval, so that a value few customers share does not come first;
    a value of fewer than `fewest` is left out, and ``unknown``, which says nothing of a customer.
    """
    inside, base = index.population(mask), index.population(index.base(subject))
    if inside < fewest:
        return []
    rows = [
        _profile_row(name, value, count, inside, index.tags[name].counts[value], base)
        for name, counts in index.facets(mask, subject).items()
        for value, count in counts.items()
        if count >= max(fewest, 1) and value != "unknown" and name in catalog.tags
    ]
    return sorted(rows, key=lambda row: row.weight, reverse=True)


def _profile_row(tag: str, value: str, count: int, inside: int, everywhere: int, base: int) -> ProfileRow:
    share, base_share = count / inside, everywhere / base
    return ProfileRow(tag, value, count, share, base_share, share / base_share * 100, *wilson_interval(count, inside))


@dataclass(frozen=True)
class ValueShare:
    """One value: its share of everyone, and of the segment with a 95 % interval; None where fewer than the least group.

    ``tgi`` is share / base_share x 100, None where nobody has the value.
    """

    value: str
    base_share: float
    customers: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    tgi: float | None = None

    @property
    def is_certain(self) -> bool:
        """Whether the segment differs from everyone by more than chance."""
        return self.low is not None and self.high is not None and not self.low <= self.base_share <= self.high


def tag_distribution(index: SegmentIndex, mask: Mask, tag: str, fewest: int = SMALLEST_GROUP) -> list[ValueShare]:
    """Return the customers of `mask` by the values of `tag`, in the order of the catalog.

    Of a value of fewer than `fewest` only the share of everyone is given. Raises BadInput for a tag that is not in
    this version.
    """
    counts, inside = index.facet(tag, mask), index.population(mask)
    facet = index.tags[tag]
    base = index.population(index.base(facet.subject))
    return [
        _value_share(value, facet.counts[value] / max(base, 1), count, inside, fewest)
        for value, count in counts.items()
    ]


def _value_share(value: str, base_share: float, count: int, inside: int, fewest: int) -> ValueShare:
    if count < max(fewest, 1):
        return ValueShare(value, base_share)
    share = count / inside
    return ValueShare(value, base_share, count, share, *wilson_interval(count, inside), share / base_share * 100)


@dataclass(frozen=True)
class MonthOfUse:
    """Mean daily use in a month, kWh a customer: of the group, and the band of 80 % of its customers."""

    month_on: date
    customers: int
    mean_kwh: float
    low_kwh: float
    median_kwh: float
    high_kwh: float


def usage_curve(workspace: Workspace, mask: Mask, months: int = MONTHS) -> list[MonthOfUse]:
    """Return the use of the customers in `mask` over the last `months` months, oldest first.

    The mean alone would be that of the few large ones; the band says how far customers differ.
    """
    if not 1 <= months <= 120:
        raise BadInput(
            en=f"A usage curve has 1 to 120 months, not {months}.",
            zh=f"用电曲线应为 1 至 120 个月，不能是 {months} 个月。",
        )
    with workspace.version.connect() as con:
        con.register("chosen", _member_table(workspace, mask))
        found = con.execute(_CURVE, {"as_of": workspace.version.as_of, "months": months}).fetchall()
    return [MonthOfUse(*row) for row in found]


def _member_table(workspace: Workspace, mask: Mask):
    import pyarrow as pa  # heavy; counting a segment needs none of it

    return pa.table({"customer_id": member_ids(workspace.version, mask)})
