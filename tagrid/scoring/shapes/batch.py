"""Name every customer's curve inside a build: a name with the shape's own numbers, null where it is not known."""

from datetime import date

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from tagrid.core.project import Home
from tagrid.scoring.batch import REASON
from tagrid.scoring.champions import ModelState, champion
from tagrid.scoring.declaration import Clusters
from tagrid.scoring.shapes.clusters import name_of, rows_of


def cluster_schema(clusters: Clusters) -> pa.Schema:
    """Columns of the table, the same with and without a model."""
    return pa.schema(
        [
            ("customer_id", pa.string()),
            (clusters.output, pa.string()),
            ("model_id", pa.string()),
            ("reasons", pa.list_(REASON)),
        ]
    )


def name_rows(clusters: Clusters, rows: pl.DataFrame, home: Home, as_of: date) -> tuple[pa.Table, ModelState]:
    """Name rows of `Clusters.query`; returns a table of `schema` and the State.

    Null: no usable model, no curve, a curve far from every centre, or a centre without a name. The reasons are the
    numbers of the shape itself; they have no effect in points, so that is null.
    """
    state, model, _ = champion(home, clusters, as_of)
    names = pl.Series("name", [None] * len(rows), pl.String)
    if model is not None:
        known = rows_of(rows)
        named = {"customer_id": known.customer.tolist(), "name": name_of(model, known)}
        found = pl.DataFrame(named, {"customer_id": pl.String, "name": pl.String})
        customers = rows.select(pl.col("customer_id").cast(pl.String))
        names = customers.join(found, "customer_id", how="left", maintain_order="left")["name"]
    columns = [
        rows["customer_id"].to_arrow().cast(pa.string()),
        names.to_arrow().cast(pa.string()),
        pa.array([state.model_id if model is not None else None] * len(rows), pa.string()),
        _shape_reasons(clusters, rows, names.is_not_null().to_numpy()),
    ]
    return pa.Table.from_arrays(columns, schema=cluster_schema(clusters)), state


def _shape_reasons(clusters: Clusters, rows: pl.DataFrame, is_named: np.ndarray) -> pa.Array:
    """The shape's numbers of every named row, as reasons; an empty list for the others."""
    count = len(clusters.reason_features)
    values = rows.select(clusters.reason_features).to_numpy()[is_named].astype(float).ravel()
    reasons = pa.StructArray.from_arrays(
        [
            pa.array(list(clusters.reason_features) * int(is_named.sum()), pa.string()),
            pa.array(values, pa.float64(), from_pandas=True),
            pa.nulls(len(values), pa.float64()),
        ],
        fields=list(REASON),
    )
    ends = np.concatenate([[0], np.cumsum(is_named * count)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), reasons).cast(pa.list_(REASON))


def name_relations(clusters: Clusters, relations: dict, home: Home, as_of: date) -> tuple[pa.Table, ModelState]:
    """Name straight from dbt's relations, by model name: those of ``clusters.relations``."""
    with duckdb.connect() as connection:
        for name in clusters.relations:
            connection.register(name, relations[name].to_arrow_table())
        rows = connection.sql(clusters.query).pl()
    return name_rows(clusters, rows.sort("customer_id"), home, as_of)
