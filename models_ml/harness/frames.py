"""Frames: who was eligible on a day, what was known of them that day, and what came after.

Features of an earlier day are not looked up but computed again by the same dbt models at that ``as_of``, in a
scratch database; only the facts come from the warehouse. So a feature is the same number in training and use.
"""

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from models_ml.harness.declaration import Score
from models_ml.harness.leaks import check_frame

# More rows teach and show a large utility no more: of each cut-off customers are taken evenly.
MOST_ROWS = 2_000_000


@dataclass(frozen=True)
class Frame:
    """One cut-off: ``rows`` has ``customer_id``, every feature, ``group:<column>``, ``naive`` and ``label``.

    ``population`` has the same without labels: everybody eligible, whether or not an outcome came. A label may be
    known of few (only who is inspected can be found out), yet all of them are scored. ``days`` are the cut-offs whose
    rows stand here; of several, a customer has a row for each, and ``population`` is the last one's.
    """

    as_of: date
    rows: pl.DataFrame
    population: pl.DataFrame
    target: str = "chance"
    earlier: tuple[date, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Every cut-off of the rows, oldest first."""
        return (*self.earlier, self.as_of)

    def matrix(self, names: list[str]):
        """Features as a float matrix, rows x features; a missing number is NaN."""
        return matrix(self.rows, names)

    @property
    def label(self):
        """Labels: 0 or 1; of an amount, numbers."""
        return self.rows["label"].cast(pl.Int8 if self.target == "chance" else pl.Float64).to_numpy()


def matrix(rows: pl.DataFrame, names: list[str]):
    """The named columns as a float matrix, rows x names; a missing number is NaN."""
    columns = [pl.col(name).cast(pl.Float64).fill_null(float("nan")) for name in names]
    return rows.select(columns).to_numpy()


def frame_query(score: Score) -> str:
    """SQL over dimensions and features: one row a customer of the subject, with the columns of a Frame.

    A feature is a number of 4 bytes, in training as in use: a version then keeps, in half the room, the very numbers
    that its model read.
    """
    columns = [f'cast({name} as float) as "{name}"' for name in score.names]
    columns += [f'cast({name} as varchar) as "group:{name}"' for name in score.groups]
    joins = [f"left join {name} using (customer_id)" for name in score.relations if name != "dim_customer"]
    return (
        f"select dim_customer.customer_id, coalesce({score.eligible}, false) as eligible,"
        f" cast({score.naive} as double) as naive, {', '.join(columns)}"
        f" from dim_customer {' '.join(joins)} where dim_customer.subject = '{score.subject}'"
    )


def thinned(frames: list[Frame]) -> list[Frame]:
    """Leave of each frame customers taken evenly, so that together they are no more than MOST_ROWS."""
    step = -(-sum(len(frame.rows) for frame in frames) // MOST_ROWS)
    return [replace(frame, rows=frame.rows[::step]) for frame in frames] if step > 1 else frames


def together(frames: list[Frame]) -> Frame:
    """Make one frame of those of several cut-offs, oldest first."""
    *earlier, last = frames
    rows = pl.concat([frame.rows for frame in frames])
    return replace(last, rows=rows, earlier=tuple(frame.as_of for frame in earlier))


def read_frame(score: Score, day: date, folder: Path) -> Frame:
    """Read what the worker wrote for one cut-off and join labels to the eligible; LeakError on a later fact."""
    known = pl.read_parquet(folder / "frame.parquet")
    labels = pl.read_parquet(folder / "labels.parquet")
    dates = json.loads((folder / "dates.json").read_text())
    check_frame(score, day, labels, dates)
    population = known.filter("eligible").sort("customer_id")
    return Frame(day, labelled(score, population, labels), population, score.target)


def labelled(score: Score, customers: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Return the customers whose outcome is known, with their ``label``, in the order of their numbers."""
    rows = customers.join(labels.select("customer_id", "label"), on="customer_id", how="left")
    if score.otherwise is not None:
        rows = rows.with_columns(pl.col("label").fill_null(score.otherwise))
    return rows.filter(pl.col("label").is_not_null()).sort("customer_id")
