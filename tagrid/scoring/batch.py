"""Score every customer inside a build: a chance or amount with its reasons, or null where the model cannot know.

Whatever is wrong with the model, the build goes on: the output is null, the tag unknown, and the state says why.
"""

from datetime import date

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from tagrid.core.project import Home
from tagrid.scoring.champions import ModelState, champion
from tagrid.scoring.declaration import Score
from tagrid.scoring.fit import predict
from tagrid.scoring.frames import frame_query, matrix
from tagrid.scoring.reasons import top_reasons

REASON = pa.struct([("feature", pa.string()), ("value", pa.float64()), ("effect", pa.float64())])


def score_schema(score: Score) -> pa.Schema:
    """Columns of a score's table, the same with and without a model."""
    return pa.schema(
        [
            ("customer_id", pa.string()),
            (score.output, pa.float64()),
            ("model_id", pa.string()),
            ("reasons", pa.list_(REASON)),
        ]
    )


def score_rows(
    score: Score, rows: pl.DataFrame, home: Home, as_of: date, reasons_from: float | None = None
) -> tuple[pa.Table, ModelState]:
    """Score rows of `frame_query` (naive and group columns unused); returns a table of `schema` and the State.

    Null output: not eligible, no usable model, or not one feature known. Reasons from the output `reasons_from`
    upwards (of an amount: its distance from 0), the score's own when left out; 0 gives everybody's, for a few rows.
    """
    state, model, manifest = champion(home, score, as_of)
    known = matrix(rows, score.names)
    usable = rows["eligible"].to_numpy() & ~np.isnan(known).all(axis=1)
    output = np.full(len(rows), np.nan)
    why: list[list[dict]] = [[] for _ in range(len(rows))]
    if model is not None and usable.any():
        output[usable] = predict(model, known[usable])
        medians = [manifest["medians"][name] for name in score.names]
        least = score.reasons_from if reasons_from is None else reasons_from
        high = np.flatnonzero(np.nan_to_num(np.abs(output), nan=-1) >= least)
        found = top_reasons(model, score, medians, known[high], output[high])
        for index, own in zip(high, found, strict=True):
            why[index] = own
    columns = [
        rows["customer_id"].to_arrow().cast(pa.string()),
        pa.array(output, from_pandas=True),
        pa.array([state.model_id if model is not None else None] * len(rows), pa.string()),
        pa.array(why, pa.list_(REASON)),
    ]
    return pa.Table.from_arrays(columns, schema=score_schema(score)), state


def score_relations(score: Score, relations: dict, home: Home, as_of: date) -> tuple[pa.Table, ModelState]:
    """Score straight from dbt's relations, by model name: those of ``score.relations``.

    They are read in a connection of its own, so that the query is the very one that made the training frames.
    """
    with duckdb.connect() as connection:
        for name in score.relations:
            connection.register(name, relations[name].to_arrow_table())
        rows = connection.sql(frame_query(score)).pl()
    return score_rows(score, rows.sort("customer_id"), home, as_of)
