"""How customers moved between the values of a tag from one published version to a later one."""

import polars as pl

from tagrid.catalog.model import UNKNOWN
from tagrid.refresh.versions import Version

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
    query = f'select customer_id, coalesce("{tag}", ?) as {column} from customer_tags_wide where subject = ?'
    with version.connect() as con:
        return con.sql(query, params=[UNKNOWN, known.subject]).pl()
