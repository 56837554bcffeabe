"""Comparisons: two tags within a segment, up to five segments by who is in which, two segments by their values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import erfc, sqrt

import numpy as np

from tagrid.core.errors import BadInput
from tagrid.core.statistics import difference_interval
from tagrid.published import Mask, bits
from tagrid.segments.disclosure import SMALL_GROUP, SMALLEST_GROUP
from tagrid.segments.index import SegmentIndex

MOST_SEGMENTS = 5

FALSE_DISCOVERY_RATE = 0.05  # of the differences called certain, so many may be chance


@dataclass(frozen=True)
class CrossTable:
    """Customers by the values of two tags; ``counts[first value][second value]``."""

    first: str
    second: str
    counts: dict[str, dict[str, int]]

    @property
    def total(self) -> int:
        """Customers in the table."""
        return sum(sum(row.values()) for row in self.counts.values())

    def lift(self, one: str, other: str) -> float | None:
        """Return how many times as many have both as would if the tags were independent; None where none could."""
        row, column = sum(self.counts[one].values()), sum(counts[other] for counts in self.counts.values())
        return self.counts[one][other] * self.total / (row * column) if row and column else None

    @property
    def cramers_v(self) -> float:
        """How strongly the tags go together, 0 to 1 (Cramér's V)."""
        table = np.array([list(row.values()) for row in self.counts.values()], dtype=float)
        table = table[table.sum(1) > 0][:, table.sum(0) > 0]
        if min(table.shape) < 2:
            return 0.0
        expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / table.sum()
        squares = ((table - expected) ** 2 / expected).sum()
        return float(np.sqrt(squares / table.sum() / (min(table.shape) - 1)))


def cross_tabulate(index: SegmentIndex, mask: Mask, first: str, second: str) -> CrossTable:
    """Return the two-tag table of the customers in `mask`; raises BadInput for a tag not in this version."""
    rows = index.value_masks(first)
    return CrossTable(first, second, {value: index.facet(second, bits_of & mask) for value, bits_of in rows.items()})


@dataclass(frozen=True)
class ExactIntersection:
    """Customers who are in exactly these segments, and in none of the others."""

    segments: tuple[str, ...]
    customers: int


def exact_intersections(masks: Mapping[str, Mask]) -> list[ExactIntersection]:
    """Return the customers of each exact combination of two to five segments, the largest first: an UpSet figure.

    Raises BadInput for more segments; combinations without a customer are left out.
    """
    if not 1 <= len(masks) <= MOST_SEGMENTS:
        raise BadInput(
            en=f"One to {MOST_SEGMENTS} segments can be compared at once, not {len(masks)}.",
            zh=f"一次可对比 1 至 {MOST_SEGMENTS} 个客群，不能是 {len(masks)} 个。",
        )
    found = []
    for size in range(1, len(masks) + 1):
        for names in combinations(masks, size):
            inside = np.bitwise_and.reduce([masks[name] for name in names])
            outside = [masks[name] for name in masks if name not in names]
            rest = np.bitwise_or.reduce(outside) if outside else np.zeros_like(inside)
            found.append(ExactIntersection(names, bits.count(inside & ~rest)))
    return sorted((one for one in found if one.customers), key=lambda one: -one.customers)


@dataclass(frozen=True)
class ValueDifference:
    """One value in the two groups: how many have it, their shares, and the difference with its 95 % interval.

    A count below the least group is None, and so is its share: the difference is then the least there can be.
    ``is_certain``: no more than 5 % of all called so are chance (Benjamini and Hochberg 1995), however many values were
    looked at. ``is_small``: fewer than 30 in both.
    """

    tag: str
    value: str
    first: int | None
    second: int | None
    first_share: float | None
    second_share: float | None
    difference: float
    low: float
    high: float
    chance: float
    is_certain: bool = False

    @property
    def weight(self) -> float:
        """The difference at the end of its interval that is nearest to none: 0 where it may be none."""
        return max(self.low, 0.0) if self.difference > 0 else min(self.high, 0.0)

    @property
    def is_small(self) -> bool:
        """Whether few customers have the value on either side."""
        return max(self.first or 0, self.second or 0) < SMALL_GROUP

    def described(self) -> dict:
        """Return as JSON-able values."""
        return {**vars(self), "is_small": self.is_small}


@dataclass(frozen=True)
class Contrast:
    """The differences of two groups, the greatest first; ``first`` and ``second`` say which customers they are.

    ``only``: those of the segment who are not in the other; ``all``: the whole segment, nearly all of it in the other.
    """

    first: str
    second: str
    first_size: int
    second_size: int
    both: int
    differences: tuple[ValueDifference, ...]

    def leading(self, left_out: set[str] | frozenset[str] = frozenset()) -> list[ValueDifference]:
        """Return the greatest certain difference of each tag but those `left_out`, the greatest first."""
        found: dict[str, ValueDifference] = {}
        for one in self.differences:
            if one.is_certain and one.weight and one.tag not in left_out:
                found.setdefault(one.tag, one)
        return list(found.values())


def contrast_segments(
    index: SegmentIndex, first: Mask, second: Mask, subject: str, fewest: int = SMALLEST_GROUP
) -> Contrast:
    """Return which values of the tags of `subject` most differ between two segments.

    Customers in both are left out: they would be counted on both sides of a test. Where nearly all of one segment lie
    in the other, it is compared with the rest of the other.
    Ranked by the end of the difference's interval that is nearest to none, so that a few customers do not lead.
    ``unknown``, and what fewer than `fewest` have in both, is left out. Raises BadInput where fewer than `fewest` tell
    the two apart, or are in one of them.
    """
    kinds, masks, sizes = _groups(index, first, second, fewest)
    inside = [index.facets(mask, subject) for mask in masks]
    found = [
        made
        for tag, counts in inside[0].items()
        for value, count in counts.items()
        if value != "unknown" and (made := _value_difference(tag, value, (count, inside[1][tag][value]), sizes, fewest))
    ]
    ranked = sorted(
        _with_certainty(found), key=lambda one: (-abs(one.weight), -abs(one.difference), one.tag, one.value)
    )
    return Contrast(*kinds, *sizes, index.overlap(first, second).both, tuple(ranked))


def _groups(index: SegmentIndex, first: Mask, second: Mask, fewest: int):
    """Return two groups without a customer in common: what each is, their masks and sizes."""
    alone = first & ~second, second & ~first
    tries = [
        (("only", "only"), alone),
        (("all", "only"), (first, alone[1])),
        (("only", "all"), (alone[0], second)),
    ]
    for kinds, masks in tries:
        sizes = index.population(masks[0]), index.population(masks[1])
        if min(sizes) >= max(fewest, 1):
            return kinds, masks, sizes
    raise BadInput(
        en=f"To compare, each segment needs {fewest} customers, and one of them {fewest} who are not in the other.",
        zh=f"要对比，两个客群各需至少 {fewest} 户，且其中一个至少有 {fewest} 户不在另一个之中。",
    )


def _value_difference(tag: str, value: str, counts, sizes, fewest: int) -> ValueDifference | None:
    """Return how a value differs; None where fewer than `fewest` have it, or so few that nothing is certain."""
    first, second = (count if count >= fewest else None for count in counts)
    # Fewer than the least group count as many as they may be: no figure gives the number away.
    taken = [max(count, fewest - 1) for count in counts]
    ours, theirs = (count / size for count, size in zip(taken, sizes, strict=True))
    apart = ours - theirs
    if (first is None and second is None) or (first is None and apart >= 0) or (second is None and apart <= 0):
        return None
    low, high = difference_interval((taken[0], sizes[0]), (taken[1], sizes[1]))
    shares = None if first is None else ours, None if second is None else theirs
    return ValueDifference(tag, value, first, second, *shares, apart, low, high, _chance_probability(taken, sizes))


def _chance_probability(counts, sizes) -> float:
    """Return how often chance alone makes two shares differ so much: the two-sided test with a pooled share."""
    pooled = sum(counts) / sum(sizes)
    spread = sqrt(pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1]))
    if not spread:
        return 1.0
    # Yates' correction: at small numbers the test without it finds too much.
    apart = abs(counts[0] / sizes[0] - counts[1] / sizes[1]) - (1 / sizes[0] + 1 / sizes[1]) / 2
    return erfc(max(apart, 0.0) / spread / sqrt(2))


def _with_certainty(found: list[ValueDifference]) -> list[ValueDifference]:
    """Say which differences are certain: the largest rank r with chance <= r / n x 5 %, and all before it."""
    chances = np.sort([one.chance for one in found])
    passing = np.flatnonzero(chances <= FALSE_DISCOVERY_RATE * np.arange(1, len(found) + 1) / max(len(found), 1))
    limit = chances[passing[-1]] if len(passing) else -1.0
    return [replace(one, is_certain=bool(one.chance <= limit)) for one in found]
