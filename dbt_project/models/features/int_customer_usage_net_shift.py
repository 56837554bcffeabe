"""The level of the last weeks against the weeks before, less what customers have in common.

Season, weather and festivals move customers together, each to its own degree. Those common movements are the first
principal components of all customers' weekly levels, and every customer's change is estimated beside them by least
squares: interactive fixed effects (J. Bai, "Panel data models with interactive fixed effects", Econometrica 77, 2009).
What is left of a change is the customer's own.
"""

import numpy as np
import pyarrow as pa

WEEKS = 78
SPANS = (4, 13, 26, 52)
# Chosen on real daily use with thefts put upon it: fewer leave season in, more take the change itself out.
FACTORS = 5
CUSTOMERS_A_FACTOR = 20  # of fewer, a factor would be one customer's own
SAMPLE, BATCH = 20_000, 100_000
LEAST_WEEKS, LEAST_AFTER = 26, 3
SPREAD_FLOOR = 0.01  # a log level is not known closer than that
COLUMNS = [f"level_net_{what}_{span}w" for span in SPANS for what in ("change", "contrast")]


def common(levels):
    """Return what customers do together, weeks x (1 + factors): a constant, their mean, and the principal components.

    ``levels`` is customers x weeks, log, NaN where nothing is known; bounded, so that the few who stand still do not
    speak for all.
    """
    centred = np.clip(levels - np.nanmedian(levels, axis=1, keepdims=True), -1, 1)
    known = ~np.isnan(centred)
    mean = np.where(known, centred, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    parts = [np.ones(levels.shape[1])]
    if len(levels) >= CUSTOMERS_A_FACTOR:
        rest = np.where(known, centred - mean, 0)
        components = np.linalg.svd(rest, full_matrices=False)[2]
        parts += [mean, *components[: min(FACTORS, len(levels) // CUSTOMERS_A_FACTOR)]]
    return np.column_stack(parts)


def net_changes(levels, together):
    """Return per customer and span the change of the log level, and it over its standard error; see COLUMNS.

    NaN for customers with fewer than 26 known weeks, or with fewer than 3 on either side of the change.
    """
    known = ~np.isnan(levels)
    filled = np.where(known, np.clip(levels, -3, 3), 0)
    return np.column_stack([part for span in SPANS for part in _change(filled, known, together, span)])


def _change(filled, known, together, span):
    after = (np.arange(filled.shape[1]) < span).astype(float)
    x = np.column_stack([after, together])
    inner = (known @ np.einsum("tp,tq->tpq", x, x).reshape(len(x), -1)).reshape(-1, x.shape[1], x.shape[1])
    inverse = np.linalg.inv(inner + 1e-6 * np.eye(x.shape[1]))
    slopes = np.einsum("npq,nq->np", inverse, filled @ x)
    freedom = np.maximum(known.sum(axis=1) - x.shape[1], 1)
    spread = (known * (filled - slopes @ x.T) ** 2).sum(axis=1) / freedom
    change, error = slopes[:, 0], np.sqrt((spread + SPREAD_FLOOR**2) * inverse[:, 0, 0])
    weeks, later = known.sum(axis=1), known[:, after == 1].sum(axis=1)
    told = (weeks >= LEAST_WEEKS) & (later >= LEAST_AFTER) & (weeks - later >= LEAST_AFTER)
    return np.where(told, change, np.nan), np.where(told, change / error, np.nan)


def gathered(weeks, part, parts):
    """Return a part of the customers and their levels, customers x weeks, newest first, NaN where nothing is known.

    Parts are of customers by the hash of their number: all at once would not fit the memory of a large utility.
    """
    rows = weeks.filter(f"hash(customer_id) % {parts} = {part}")
    lists = rows.aggregate("customer_id, list(struct_pack(weeks_ago, level)) as weeks").order("customer_id")
    table = lists.to_arrow_table().combine_chunks()
    told = table.column("weeks").combine_chunks()
    levels = np.full((len(table), WEEKS), np.nan)
    owner = np.repeat(np.arange(len(table)), np.diff(told.offsets.to_numpy()))
    week, level = (told.flatten().field(name).to_numpy(zero_copy_only=False) for name in ("weeks_ago", "level"))
    levels[owner, week] = level
    return table.column("customer_id"), levels


def model(dbt, session):
    weeks = dbt.ref("int_usage_week_measure").filter(f"level is not null and weeks_ago < {WEEKS}")
    size = weeks.count("*").fetchall()[0][0] // WEEKS + 1
    _, sample = gathered(weeks, 0, size // SAMPLE + 1)
    together, parts = common(sample), size // BATCH + 1
    tables = []
    for part in range(parts):
        customers, levels = gathered(weeks, part, parts)
        told = net_changes(levels, together)
        columns = {name: pa.array(told[:, at], from_pandas=True) for at, name in enumerate(COLUMNS)}
        tables.append(pa.table({"customer_id": customers, **columns}))
    return pa.concat_tables(tables)
