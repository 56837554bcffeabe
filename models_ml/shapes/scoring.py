"""Name everybody's curve inside a build: a name with the shape's own numbers, or null where the model cannot know."""

from datetime import date

import polars as pl
import pyarrow as pa

from models_ml.harness.scoring import REASON, State, champion
from models_ml.shapes.declaration import Clusters
from models_ml.shapes.model import name_of
from models_ml.shapes.rows import rows_of
from tagrid.home import Home


def schema(clusters: Clusters) -> pa.Schema:
    """Columns of the table, the same with and without a model."""
    return pa.schema(
        [
            ("customer_id", pa.string()),
            (clusters.output, pa.string()),
            ("model_id", pa.string()),
            ("reasons", pa.list_(REASON)),
        ]
    )


def name_rows(clusters: Clusters, rows: pl.DataFrame, home: Home, as_of: date) -> tuple[pa.Table, State]:
    """Name rows of `Clusters.query`; returns a table of `schema` and the State.

    Null: no usable model, no curve, a curve far from every centre, or a centre without a name. The reasons are the
    numbers of the shape itself; they have no effect in points, so that is null.
    """
    state, model, _ = champion(home, clusters, as_of)
    found: dict[str, str | None] = {}
    if model is not None:
        known = rows_of(rows)
        found = dict(zip(known.customer, name_of(model, known), strict=True))
    names = [found.get(customer) for customer in rows["customer_id"]]
    told = rows.select(clusters.told).iter_rows()
    why = [_told(clusters, numbers) if name else [] for name, numbers in zip(names, told, strict=True)]
    columns = [
        rows["customer_id"].to_arrow().cast(pa.string()),
        pa.array(names, pa.string()),
        pa.array([state.model_id if model is not None else None] * len(rows), pa.string()),
        pa.array(why, pa.list_(REASON)),
    ]
    return pa.Table.from_arrays(columns, schema=schema(clusters)), state


def _told(clusters: Clusters, numbers: tuple) -> list[dict]:
    pairs = zip(clusters.told, numbers, strict=True)
    return [{"feature": name, "value": value, "effect": None} for name, value in pairs if value is not None]


def name_relations(clusters: Clusters, relations: dict, home: Home, as_of: date) -> tuple[pa.Table, State]:
    """Name straight from dbt's relations, by model name: those of ``clusters.relations``."""
    import duckdb

    with duckdb.connect() as connection:
        for name in clusters.relations:
            connection.register(name, relations[name].to_arrow_table())
        rows = connection.sql(clusters.query).pl()
    return name_rows(clusters, rows.sort("customer_id"), home, as_of)
