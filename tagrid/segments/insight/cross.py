"""Two tags against each other within a segment, and up to five segments against each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tagrid.errors import BadInput
from tagrid.segments import bits
from tagrid.segments.bits import Words
from tagrid.segments.index import SegmentIndex

MOST_SEGMENTS = 5


@dataclass(frozen=True)
class Cross:
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


def cross(index: SegmentIndex, mask: Words, first: str, second: str) -> Cross:
    """Return the two-tag table of the customers in `mask`; raises BadInput for a tag not in this version."""
    rows = index.value_masks(first)
    return Cross(first, second, {value: index.facet(second, bits_of & mask) for value, bits_of in rows.items()})


@dataclass(frozen=True)
class Part:
    """Customers who are in exactly these segments, and in none of the others."""

    segments: tuple[str, ...]
    customers: int


def parts(masks: Mapping[str, Words]) -> list[Part]:
    """Return the customers of each exact combination of two to five segments, the largest first: an UpSet figure.

    Raises BadInput for more segments; combinations without a customer are left out.
    """
    if not 1 <= len(masks) <= MOST_SEGMENTS:
        raise BadInput(
            f"One to {MOST_SEGMENTS} segments can be compared at once, not {len(masks)}.",
            f"一次可对比 1 至 {MOST_SEGMENTS} 个客群，不能是 {len(masks)} 个。",
        )
    found = []
    for size in range(1, len(masks) + 1):
        for names in combinations(masks, size):
            inside = np.bitwise_and.reduce([masks[name] for name in names])
            outside = [masks[name] for name in masks if name not in names]
            rest = np.bitwise_or.reduce(outside) if outside else np.zeros_like(inside)
            found.append(Part(names, bits.count(inside & ~rest)))
    return sorted((one for one in found if one.customers), key=lambda one: -one.customers)
