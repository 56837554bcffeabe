"""Which associations are meant: what `derived_from` says of two tags, directly, by way of others, or by a third."""

from typing import Literal

from tagrid.catalog.model import Catalog

# A third tag accounts for what two derived from it have in common only where both go with it at least this far...
EXPLAINS_V = 0.5
# ...and it never accounts for their being the same.
SAME_NMI = 0.9


How = Literal["derived", "common"]


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

    def between(self, first: str, second: str, nmi: float, v: dict[frozenset[str], float]) -> How | None:
        """Return how the association of two tags is accounted for, None where it is not; ``v`` is that of all pairs."""
        if first in self._above[second] or second in self._above[first]:
            return "derived"

        def goes_with(third: str) -> bool:
            return min(v.get(frozenset((one, third)), 0.0) for one in (first, second)) >= EXPLAINS_V

        is_common = nmi < SAME_NMI and any(map(goes_with, self._above[first] & self._above[second]))
        return "common" if is_common else None

    def pairs(self) -> list[tuple[str, str]]:
        """Return every pair that a tag's file itself declares, and both are served."""
        return [(name, one) for name, tag in self._tags.items() for one in tag.derived_from if one in self._tags]
