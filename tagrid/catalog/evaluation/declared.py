"""Which associations are meant: what `derived_from` says of two tags, directly, by way of others, or by a third."""

from typing import Literal

from tagrid.catalog.model import Catalog

# Two tags derived from a third may go together through it; that does not account for their being the same.
SAME_V = 0.95


class Declared:
    """The declarations of a catalog, followed to their ends."""

    def __init__(self, catalog: Catalog) -> None:
        self._tags = catalog.tags
        self._above = {name: self._ancestors(name) for name in catalog.tags}

    def _ancestors(self, name: str) -> frozenset[str]:
        found, ahead = set(), [name]
        while ahead:
            tag = self._tags.get(ahead.pop())
            new = [one for one in tag.derived_from if one not in found] if tag else []
            found.update(new)
            ahead += new
        return frozenset(found)

    def between(self, first: str, second: str, v: float) -> Literal["derived", "common"] | None:
        """Return how the association ``v`` of two tags is accounted for, None where it is not."""
        if first in self._above[second] or second in self._above[first]:
            return "derived"
        return "common" if v < SAME_V and self._above[first] & self._above[second] else None

    def pairs(self) -> list[tuple[str, str]]:
        """Return every pair that a tag's file itself declares, and both are served."""
        return [(name, one) for name, tag in self._tags.items() for one in tag.derived_from if one in self._tags]
