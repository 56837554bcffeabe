"""How far two tags say the same: the association of every pair, and whether a declaration accounts for it.

Bits of values are counted, no row is read. A pair is measured on the customers to whom both tags apply and who are
known in both: that no household is a business says nothing of two tags of businesses.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from math import sqrt

import numpy as np

from tagrid.catalog import UNKNOWN, Catalog, Tag
from tagrid.governance.evaluation.model import Evaluation, How
from tagrid.published import TagIndex, counts_within

# Of fewer customers a table says little: with 100 of them, chance alone lifts the V of two independent tags of five
# values to 0.12 at one standard deviation of chi2.
LEAST_CUSTOMERS = 100

# Values that fewer customers have are left out of V: where one value has two customers and both share another
# value of two, V is 1 and says nothing.
LEAST_OF_VALUE = 30

# A third tag accounts for what two tags derived from it have in common only where both go with it at least this far.
EXPLAINS_V = 0.5

# Two tags that share this much of their information divide customers alike: of two tags with five even values, 0.9 is
# where some 3 % of the customers differ. A third tag never accounts for that.
SAME_NMI = 0.9


def tables(index: TagIndex, subject: str, left_out: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], np.ndarray]:
    """Return the contingency table of every pair of a subject's tags: values of the first x values of the second.

    ``left_out`` names values of a tag that do not count.
    """
    tags = [name for name, facet in index.tags.items() if facet.subject == subject]
    bits, spans = _values(index, tags, left_out)
    shared = _shared(bits, spans)
    return {
        (first, second): shared[slice(*spans[first]), slice(*spans[second])] for first, second in combinations(tags, 2)
    }


def _values(
    index: TagIndex, tags: list[str], left_out: Mapping[str, Iterable[str]]
) -> tuple[np.ndarray, dict[str, tuple[int, int]]]:
    """Return the bits of the values that someone has and that count, a row each, and where those of each tag stand."""
    rows, spans = [], {}
    for name in tags:
        facet, begun, idle = index.tags[name], len(rows), {UNKNOWN, *left_out.get(name, ())}
        rows += [facet.row + at for at, (code, n) in enumerate(facet.counts.items()) if n and code not in idle]
        spans[name] = (begun, len(rows))
    return index.rows(rows), spans


def _shared(bits: np.ndarray, spans: dict[str, tuple[int, int]]) -> np.ndarray:
    """Return how many customers each two rows share, for rows of an earlier and a later tag; 0 elsewhere."""
    counts = np.zeros((len(bits), len(bits)), dtype=np.int64)
    jobs = [(row, end) for begun, end in spans.values() for row in range(begun, end) if end < len(bits)]

    def fill(job: tuple[int, int]) -> None:
        row, end = job
        counts[row, end:] = counts_within(bits[end:], bits[row])

    # numpy releases the interpreter lock while it counts
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fill, jobs))
    return counts


def filled(table: np.ndarray, least: int = 1) -> np.ndarray:
    """Return a table without the rows and columns that hold fewer than ``least`` customers."""
    while table.size and min(table.sum(axis=1).min(), table.sum(axis=0).min()) < least:
        table = table[np.ix_(table.sum(axis=1) >= least, table.sum(axis=0) >= least)]
    return table


def cramers_v(table: np.ndarray) -> float:
    """Return the bias-corrected Cramér's V of a table of counts, 0 (independent) to 1; 0 where one side has one value.

    phi2 = chi2 / n is lowered by its expectation under independence, (r - 1)(c - 1) / (n - 1), and the numbers of rows
    and columns likewise: W. Bergsma, A bias-correction for Cramér's V and Tschuprow's T, J. Korean Statistical Society
    42 (2013) 323-328. Without it a pair of tags with many values looks associated in every small sample.
    """
    table = filled(table).astype(np.float64)
    n, (r, c) = table.sum(), table.shape
    if min(r, c) < 2 or n < 2:
        return 0.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    phi2 = float(((table - expected) ** 2 / expected).sum() / n)
    phi2 = max(0.0, phi2 - (r - 1) * (c - 1) / (n - 1))
    least = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    return min(1.0, sqrt(phi2 / least)) if least > 0 else 0.0


def entropy(counts: np.ndarray) -> float:
    """Return the entropy of counts in nats."""
    counts = np.asarray(counts, dtype=np.float64)
    shares = counts[counts > 0] / max(counts.sum(), 1)
    return abs(float((shares * np.log(shares)).sum()))


def normalised_information(table: np.ndarray) -> float:
    """Return the mutual information of a table / the mean of the two entropies, 0 to 1; 0 where one side has one value.

    The arithmetic mean, as in scikit-learn's ``normalized_mutual_info_score``. It is 1 only where the two tags divide
    the customers alike, while V is 1 already where one follows from the other.
    """
    own = entropy(table.sum(axis=1)), entropy(table.sum(axis=0))
    if min(own) <= 0:
        return 0.0
    shared = own[0] + own[1] - entropy(table.ravel())
    return min(1.0, max(0.0, shared / ((own[0] + own[1]) / 2)))


class Derivations:
    """The declarations of a catalog, followed to their ends."""

    def __init__(self, catalog: Catalog) -> None:
        self._tags = catalog.tags
        self._above = {name: self._ancestors(name, lambda tag: tag.derived_from) for name in catalog.tags}
        self._origins = {
            name: self._ancestors(name, lambda tag: (*tag.derived_from, *tag.related_to)) for name in catalog.tags
        }

    def _ancestors(self, name: str, next_to: Callable[[Tag], Iterable[str]]) -> frozenset[str]:
        found, queue = set(), [name]
        while queue:
            tag = self._tags.get(queue.pop())
            new = [one for one in next_to(tag) if one not in found] if tag else []
            found.update(new)
            queue += new
        return frozenset(found)

    def between(self, first: str, second: str, nmi: float, v: dict[frozenset[str], float]) -> How | None:
        """Return how the association of two tags is accounted for, None where it is not; ``v`` is that of all pairs."""
        if first in self._above[second] or second in self._above[first]:
            return "derived"
        if self._tags[first].is_outgoing or self._tags[second].is_outgoing:
            return "outgoing"  # it goes with the tags that take its place, and with all that they go with

        def goes_with(third: str) -> bool:
            return min(v.get(frozenset((one, third)), 0.0) for one in (first, second)) >= EXPLAINS_V

        is_related = first in self._origins[second] or second in self._origins[first]
        is_common = is_related or any(map(goes_with, self._origins[first] & self._origins[second]))
        return "common" if is_common and nmi < SAME_NMI else None

    def pairs(self) -> list[tuple[str, str]]:
        """Return every pair that a tag's file itself declares, and both are served."""
        return [
            (name, one)
            for name, tag in self._tags.items()
            for one in (*tag.derived_from, *tag.related_to)
            if one in self._tags
        ]


def clustered(found: Evaluation, subject: str, most: int = 30) -> tuple[list[str], np.ndarray]:
    """Return at most ``most`` tags of a subject, those with the strongest associations, and V of every pair of them.

    The order is that of the leaves of an average-linkage tree over 1 - V; a pair that was not measured counts as 0.
    """
    # scipy takes most of a second to import, and only one chart of the app needs it
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    pairs = [pair for pair in found.pairs if found.tags[pair.first].subject == subject]
    names = list(dict.fromkeys(name for pair in pairs for name in (pair.first, pair.second)))[:most]
    place = {name: at for at, name in enumerate(names)}
    v = np.eye(len(names))
    for pair in pairs:
        if pair.first in place and pair.second in place:
            v[place[pair.first], place[pair.second]] = v[place[pair.second], place[pair.first]] = pair.v
    if len(names) > 2:
        order = leaves_list(linkage(squareform(1 - v, checks=False), "average", optimal_ordering=True))
        names, v = [names[at] for at in order], v[np.ix_(order, order)]
    return names, v
