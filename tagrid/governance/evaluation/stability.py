"""How a tag moved between two published versions: customers between its values, and its stability over time."""

from collections.abc import Iterator
from math import log

import numpy as np
import polars as pl

from tagrid.catalog import UNKNOWN, Catalog, same_meaning
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.governance.evaluation.model import Stability
from tagrid.published import TagIndex, Version, all_versions, id_key

NEW = "(new)"

GONE = "(gone)"


def flows(earlier: Version, later: Version, tag: str) -> pl.DataFrame:
    """Return ``old``, ``new`` and ``customers`` for every pair of values that a customer had in the two versions.

    Customers who are in one version only have the old value ``(new)`` or the new value ``(gone)``. Pairs come in no
    order; a version that does not know the tag gives an empty table.
    """
    before, after = _values(earlier, tag, "old"), _values(later, tag, "new")
    if before is None or after is None:
        return pl.DataFrame(schema={"old": pl.String, "new": pl.String, "customers": pl.UInt32})
    both = before.join(after, on="customer_id", how="full", coalesce=True)
    named = both.with_columns(pl.col("old").fill_null(NEW), pl.col("new").fill_null(GONE))
    return named.group_by("old", "new").agg(pl.len().alias("customers"))


def _values(version: Version, tag: str, column: str) -> pl.DataFrame | None:
    """Return the value of each customer of the tag's subject, or None where the version does not know the tag."""
    known = version.catalog().tags.get(tag)
    if known is None:
        return None
    values = f"coalesce({quote_identifier(tag)}, ?) as {column}"
    query = f"select customer_id, {values} from customer_tags_wide where subject = ?"
    with version.connect() as con:
        return con.sql(query, params=[UNKNOWN, known.subject]).pl()


def psi(before: np.ndarray, after: np.ndarray) -> float:
    """Return the population stability index of two distributions of counts over the same values; 0 for equal ones.

    The sum of (q - p) ln(q / p) over the values, ``unknown`` among them: N. Siddiqi, Credit Risk Scorecards (2006), who
    reads below 0.10 as stable and above 0.25 as shifted. Half a customer is added to every value (Jeffreys' prior), so
    that an empty one does not make it infinite.
    """
    p, q = (np.asarray(one, dtype=np.float64) + 0.5 for one in (before, after))
    p, q = p / p.sum(), q / q.sum()
    return float(sum((b - a) * log(b / a) for a, b in zip(p, q, strict=True)))


def older(home: Home, version: Version) -> list[Version]:
    """Return the versions before ``version``, those of an earlier day first, each the newest first."""
    earlier = [one for one in all_versions(home) if (id_key(one.id) or ()) < (id_key(version.id) or ())]
    return sorted(earlier, key=lambda one: one.as_of == version.as_of)


def stability(home: Home, version: Version, catalog: Catalog) -> dict[str, Stability]:
    """Return for each tag how it moved since the newest older version of another day in which it meant the same."""
    found: dict[str, Stability] = {}
    before = older(home, version)
    if not before:
        return found
    now = _Customers(version, version.index())
    for past in before:
        was = past.catalog()
        names = [
            name
            for name, tag in catalog.tags.items()
            if name not in found and name in was.tags and same_meaning(tag, was.tags[name])
        ]
        if names:
            found.update(_moved(now, _Customers(past, past.index()), past, names))
    return found


class _Customers:
    """Who the customers of a version are, and the values they have."""

    def __init__(self, version: Version, index: TagIndex) -> None:
        self.index = index
        with version.connect() as con:
            query = "select customer_id, customer_no from customer_tags_wide order by customer_no"
            found = con.execute(query).fetchnumpy()
            self.ids, self.numbers = found["customer_id"].astype(str), found["customer_no"]

    def codes(self, tag: str) -> np.ndarray:
        """Return the number of each customer's value, from 1; 0 for customers of the other subject."""
        facet = self.index.tags[tag]
        found = np.zeros(self.index.size, dtype=np.uint8)
        for number, row in enumerate(self.index.rows(range(facet.row, facet.row + len(facet.counts))), start=1):
            found[np.unpackbits(row.view(np.uint8), bitorder="little")[: len(found)].view(bool)] = number
        return found[self.numbers]


def _moved(now: _Customers, then: _Customers, past: Version, names: list[str]) -> Iterator[tuple[str, Stability]]:
    here, there = _common(now.ids, then.ids)
    for name in names:
        new, old = now.codes(name)[here], then.codes(name)[there]
        both = (new > 0) & (old > 0)
        customers = int(np.count_nonzero(both))
        if not customers:
            continue
        size = len(now.index.tags[name].counts) + 1
        counts = [np.bincount(codes[codes > 0], minlength=size)[1:] for codes in (then.codes(name), now.codes(name))]
        changed = int(np.count_nonzero(both & (new != old))) / customers
        yield (
            name,
            Stability(
                version=past.id, as_of=past.as_of, psi=round(psi(*counts), 5), changed=changed, customers=customers
            ),
        )


def _common(here: np.ndarray, there: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places, in each of two lists of customers, of those in both."""
    if np.array_equal(here, there):
        same = np.arange(len(here))
        return same, same
    _, first, second = np.intersect1d(here, there, assume_unique=True, return_indices=True)
    return first, second
