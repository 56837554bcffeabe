"""How a segment spreads over the values of one tag, beside everyone: every value, ``unknown`` included."""

from dataclasses import dataclass

from tagrid.segments.bits import Words
from tagrid.segments.index import SegmentIndex
from tagrid.segments.insight.chance import wilson
from tagrid.segments.profile import FEWEST


@dataclass(frozen=True)
class Spread:
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


def distribution(index: SegmentIndex, mask: Words, tag: str, fewest: int = FEWEST) -> list[Spread]:
    """Return the customers of `mask` by the values of `tag`, in the order of the catalog.

    A value of fewer than `fewest` is told of everyone only. Raises BadInput for a tag that is not in this version.
    """
    counts, inside = index.facet(tag, mask), index.population(mask)
    facet = index.tags[tag]
    base = index.population(index.base(facet.subject))
    return [
        _spread(value, facet.counts[value] / max(base, 1), count, inside, fewest) for value, count in counts.items()
    ]


def _spread(value: str, base_share: float, count: int, inside: int, fewest: int) -> Spread:
    if count < max(fewest, 1):
        return Spread(value, base_share)
    share = count / inside
    return Spread(value, base_share, count, share, *wilson(count, inside), share / base_share * 100)
