"""Two segments directly against each other: of which values of tags the one has more than the other.

Customers in both make neither different, and would be counted on both sides of a test: what is compared are those in
one only. Where nearly all of one lie in the other, that one is compared with the rest of the other.
"""

from dataclasses import dataclass, replace
from math import erfc, sqrt

import numpy as np

from tagrid.errors import BadInput
from tagrid.segments.bits import Words
from tagrid.segments.index import SegmentIndex
from tagrid.segments.insight.chance import difference
from tagrid.segments.profile import FEW, FEWEST

FALSE_SHARE = 0.05  # of the differences called certain, so many may be chance


@dataclass(frozen=True)
class Difference:
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
        return max(self.first or 0, self.second or 0) < FEW

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
    differences: tuple[Difference, ...]

    def leading(self, left_out: set[str] | frozenset[str] = frozenset()) -> list[Difference]:
        """Return the greatest certain difference of each tag but those `left_out`, the greatest first."""
        found: dict[str, Difference] = {}
        for one in self.differences:
            if one.is_certain and one.weight and one.tag not in left_out:
                found.setdefault(one.tag, one)
        return list(found.values())


def contrast(index: SegmentIndex, first: Words, second: Words, subject: str, fewest: int = FEWEST) -> Contrast:
    """Return which values of the tags of `subject` most differ between two segments.

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
        if value != "unknown" and (made := _difference(tag, value, (count, inside[1][tag][value]), sizes, fewest))
    ]
    ranked = sorted(_judged(found), key=lambda one: (-abs(one.weight), -abs(one.difference), one.tag, one.value))
    return Contrast(*kinds, *sizes, index.overlap(first, second).both, tuple(ranked))


def _groups(index: SegmentIndex, first: Words, second: Words, fewest: int):
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
        f"To compare, each segment needs {fewest} customers, and one of them {fewest} who are not in the other.",
        f"要对比，两个客群各需至少 {fewest} 户，且其中一个至少有 {fewest} 户不在另一个之中。",
    )


def _difference(tag: str, value: str, counts, sizes, fewest: int) -> Difference | None:
    """Return how a value differs; None where fewer than `fewest` have it, or so few that nothing can be said."""
    first, second = (count if count >= fewest else None for count in counts)
    # Fewer than the least group are taken for as many as they may be: no figure tells them.
    taken = [max(count, fewest - 1) for count in counts]
    ours, theirs = (count / size for count, size in zip(taken, sizes, strict=True))
    apart = ours - theirs
    if (first is None and second is None) or (first is None and apart >= 0) or (second is None and apart <= 0):
        return None
    low, high = difference((taken[0], sizes[0]), (taken[1], sizes[1]))
    shares = None if first is None else ours, None if second is None else theirs
    return Difference(tag, value, first, second, *shares, apart, low, high, _chance(taken, sizes))


def _chance(counts, sizes) -> float:
    """Return how often chance alone makes two shares differ so much: the two-sided test with a pooled share."""
    pooled = sum(counts) / sum(sizes)
    spread = sqrt(pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1]))
    if not spread:
        return 1.0
    # Yates' correction: at small numbers the test without it finds too much.
    apart = abs(counts[0] / sizes[0] - counts[1] / sizes[1]) - (1 / sizes[0] + 1 / sizes[1]) / 2
    return erfc(max(apart, 0.0) / spread / sqrt(2))


def _judged(found: list[Difference]) -> list[Difference]:
    """Say which differences are certain: the largest rank r with chance <= r / n x 5 %, and all before it."""
    chances = np.sort([one.chance for one in found])
    passing = np.flatnonzero(chances <= FALSE_SHARE * np.arange(1, len(found) + 1) / max(len(found), 1))
    limit = chances[passing[-1]] if len(passing) else -1.0
    return [replace(one, is_certain=bool(one.chance <= limit)) for one in found]
