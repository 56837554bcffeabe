"""The made-up score published: a warehouse as dbt leaves it, and a version whose refresh scored with the champion."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from tagrid.core.project import Home
from tagrid.published.versions import SERVING, Version
from tagrid.refresh.scores import write_scores
from tagrid.scoring.batch import score_relations
from tests.scoring.conftest import SCORE

AS_OF = date(2025, 7, 1)


def relations(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The dimensions and features models the rows of a frame would come from."""
    found = {
        "dim_customer": rows.select("customer_id", pl.lit("power_customer").alias("subject")),
        "dim_supply": rows.select("customer_id", tariff_category="group:dim_supply.tariff_category"),
    }
    for model in ("int_a", "int_b"):
        own = [name for name in SCORE.names if name.startswith(model)]
        found[model] = rows.select("customer_id", *(pl.col(n).alias(n.split(".")[1]) for n in own))
    return found


def publish(home: Home, folder: Path, rows: pl.DataFrame, as_of: date = AS_OF, score=SCORE) -> Version:
    """Score the rows with the champion of `home` and publish what a refresh would of it."""
    folder.mkdir(parents=True, exist_ok=True)
    parts, (warehouse, served) = relations(rows), (folder / "warehouse.duckdb", folder / SERVING)
    with duckdb.connect(str(warehouse)) as con:
        for name, part in parts.items():
            con.register("part", part.to_arrow())
            con.execute(f"create table {name} as from part")
        made = {name: con.table(name) for name in parts}
        scored, _ = score_relations(score, made, home, as_of)
        con.register("scored", scored)
        con.execute("create table ml_made_up as from scored")
        unnested = "select customer_id, unnest(reasons, recursive := true) from ml_made_up"
        con.execute(f"create table portrait_reasons as {unnested}")
    with duckdb.connect(str(served)) as con:
        con.register("wide", rows.select("customer_id").to_arrow())
        con.execute("create table customer_tags_wide as select *, 'power_customer' as subject from wide")
        con.execute("create table portrait_customer as from customer_tags_wide")
        con.execute(f"attach '{warehouse}' as built (read_only)")
        con.execute("create table portrait_reasons as from built.portrait_reasons")
    write_scores(home, warehouse, "warehouse", served, as_of)
    return Version(f"{as_of}.1", as_of, folder, {})
