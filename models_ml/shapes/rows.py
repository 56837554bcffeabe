"""Rows of past days that clusters learn from: which days, and what the worker wrote of them."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from models_ml.harness.cut_offs import LEAST_HISTORY_DAYS, STEP_DAYS
from models_ml.harness.leaks import LeakError
from models_ml.shapes.declaration import Clusters
from tagrid.errors import BadInput

# Days whose windows of 90 days do not overlap, on the grid of the scores; four of them hold a year.
APART = 100
MOST_DAYS = 4


@dataclass(frozen=True)
class Rows:
    """Shapes to group: `curve` rows x steps of the day, `scatter`, and whose each is."""

    customer: np.ndarray
    curve: np.ndarray
    scatter: np.ndarray

    def at(self, index: np.ndarray) -> "Rows":
        """The rows of that index or mask."""
        return Rows(self.customer[index], self.curve[index], self.scatter[index])


def rows_of(known: pl.DataFrame) -> Rows:
    """Rows of `Clusters.query` that have a curve."""
    known = known.filter(pl.col("curve").is_not_null())
    curve = known["curve"].explode().cast(pl.Float64).to_numpy().reshape(len(known), -1 if len(known) else 0)
    scatter = known["scatter"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return Rows(known["customer_id"].to_numpy(), curve, scatter)


def windows(first_on: date, through_on: date) -> list[date]:
    """Days to look back from, oldest first; BadInput where not one has its 90 days of history."""
    last = date.fromordinal(through_on.toordinal() // STEP_DAYS * STEP_DAYS)
    days = [last - timedelta(days=APART * n) for n in range(MOST_DAYS)]
    days = [day for day in days if (day - first_on).days >= LEAST_HISTORY_DAYS]
    if not days:
        raise BadInput(
            f"The landed curves from {first_on} to {through_on} are too few days to group: "
            f"{LEAST_HISTORY_DAYS + STEP_DAYS} days are needed. Ingest a longer history."
        )
    return days[::-1]


def read_rows(clusters: Clusters, day: date, folder: Path) -> tuple[date, Rows]:
    """Read what the worker wrote for one day; LeakError when its features carry a later date."""
    for name, latest in json.loads((folder / "dates.json").read_text()).items():
        if latest and date.fromisoformat(latest[:10]) > day:
            raise LeakError(f"{clusters.name}: {name} reaches {latest}, after the cut-off {day}.")
    return day, rows_of(pl.read_parquet(folder / "frame.parquet").sort("customer_id"))
