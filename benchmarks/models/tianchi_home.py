"""Tianchi's daily energy put through the product: its mapping, its intake, its features as of any day."""

import gzip
import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from tagrid.core.dbt import run_dbt
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.core.sql import find_landed_files
from tagrid.landing.intake import ingest

MAPPING = REFERENCE / "examples" / "tianchi" / "mapping.yml"
FILE, WEATHER = "daily_energy.csv.gz", "weather_gbk.csv"
FLOOR = 1  # what the export writes for a day without use


def readings(folder: Path) -> tuple[list[str], list[date], np.ndarray]:
    """Users, days and readings (users x days, kWh as exported) of the export in `folder`."""
    table = pl.read_csv(folder / FILE, try_parse_dates=True, schema_overrides={"user_id": pl.String})
    wide = table.pivot("record_date", index="user_id", values="power_consumption").sort("user_id")
    days = sorted(table["record_date"].unique().to_list())
    return wide["user_id"].to_list(), days, wide.select([str(day) for day in days]).to_numpy().astype(float)


def ingested(source: Path, root: Path, users: list[str], days: list[date], kwh: np.ndarray) -> Home:
    """Land readings as the contest exports them, with the weather of `source`, in a new home below `root`."""
    delivery, home = root / "delivery", Home(root / "home")
    delivery.mkdir(parents=True)
    shutil.copyfile(source / WEATHER, delivery / WEATHER)
    table = pl.DataFrame(
        {
            "record_date": pl.Series(days * len(users), dtype=pl.Date),
            "user_id": np.repeat(np.array(users), len(days)),
            "power_consumption": kwh.astype(np.int64).ravel(),
        }
    )
    with gzip.open(delivery / FILE, "wb", compresslevel=1) as out:
        out.write(table.write_csv().encode())
    ingest(home, delivery, MAPPING, accept_unusual=True)
    return home


def features(home: Home, models: list[str], day: date, first: bool) -> pl.DataFrame:
    """The features models as of `day`, one row a customer; the `first` call builds the facts they stand on, too."""
    inside = "" if first else ",path:dbt_project/models/features"
    chosen = [f"+{model}{inside}" for model in models] + ["run_date"]
    asked = {"TAGRID_ASKED": json.dumps({"as_of": day.isoformat()})}
    run_dbt(["run", "--select", *chosen], home=home, environment=asked)
    joins = " ".join(f"full join {model} using (customer_id)" for model in models[1:])
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        find_landed_files(connection, home.root)
        return connection.sql(f"select * from {models[0]} {joins} order by customer_id").pl()


def numbers(table: pl.DataFrame, users: list[str]) -> np.ndarray:
    """The features as a matrix, one row for each of `users`; whoever has none is missing in every column."""
    names = pl.DataFrame({"customer_id": users}, schema={"customer_id": pl.String})
    found = names.join(table, on="customer_id", how="left", maintain_order="left").drop("customer_id")
    return found.select(pl.all().cast(pl.Float64).fill_null(float("nan"))).to_numpy()
