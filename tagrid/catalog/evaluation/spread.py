"""Whether the most frequent value of a tag hides customers that differ much, by the number its rule divides."""

import duckdb

from tagrid.catalog import Tag

# Quantiles need no more customers than this. One row in so many is taken, so the figure of a version stays the same;
# to draw by the customer's id took longer than all the rest.
SAMPLE = 100_000


def spread(con: duckdb.DuckDBPyConnection, tag: Tag, relation: str, rows: int, numeric: frozenset[str]) -> float | None:
    """Return the 90th percentile / the 10th of the rule's number, within the most frequent value.

    None where the rule reads more than one column or none that is a number, and where the 10th percentile is not
    above 0: then a ratio says nothing.
    """
    if len(tag.inputs) != 1 or tag.inputs[0] not in numeric or not rows:
        return None
    some = f"where rowid % {rows // SAMPLE} = 0" if rows > SAMPLE else ""
    found = con.execute(
        f'with tried as (select ({tag.rule_sql}) as value, cast("{tag.inputs[0]}" as double) as number '
        f"from {relation} {some}) select count(*) as n, quantile_cont(number, 0.1), quantile_cont(number, 0.9) "
        "from tried where value is not null group by value order by n desc, value limit 1"
    ).fetchone()
    return float(found[2] / found[1]) if found and found[1] and found[1] > 0 else None
