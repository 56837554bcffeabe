"""Frames of past days: who was eligible on a day, what was known of them that day, and what came after.

The dbt models compute features again at that ``as_of``, so a feature is the same number in training and in use.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from tagrid.core.errors import BadInput, TagridError
from tagrid.scoring.declaration import Score

# Steps of 25 days walk through the billing month, so the model sees every day of it, not only month ends.
STEP_DAYS = 25

LEAST_HISTORY_DAYS = 90

LEAST_TRAINING = 4

# What is learned from came within so many days before the last of it was known: short horizons get more cut-offs, as
# each holds fewer cases; long ones would only hold the same outcomes again.
REACH_DAYS = 300

# One day's test is one draw of luck and one season; four of the grid walk through a quarter.
MOST_TEST = 4

# A single number that ranks this well is the label in disguise, not a predictor.
TOO_GOOD_AUC = 0.985

# More rows change nothing for a large utility: of each cut-off customers are taken evenly.
MOST_ROWS = 2_000_000


def _grid(day: date) -> date:
    """The last day of the shared grid that is not after `day`."""
    return date.fromordinal(day.toordinal() // STEP_DAYS * STEP_DAYS)


@dataclass(frozen=True)
class CutOffs:
    """The days of a training, oldest first: those learned from, of which the last calibrates, and those that test."""

    learning: tuple[date, ...]
    test: tuple[date, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """All of them."""
        return (*self.learning, *self.test)


def cut_offs(first_on: date, through_on: date, horizon_days: int) -> CutOffs:
    """Choose the cut-offs: those that train, within a reach of 300 days, one that calibrates, up to four that test.

    All lie on one grid of days, so that scores of different horizons share what is rebuilt for a day. The tests' labels
    are complete by `through_on`. Between calibration and the first test lies a whole horizon, so that whatever the
    model learned was known on the days it is tested for. A shorter history has fewer days to train on, below four of
    them fewer tests. BadInput when it is too short.
    """
    last = _grid(through_on - timedelta(days=horizon_days))
    found = [_with_tests(first_on, last, horizon_days, count) for count in range(MOST_TEST, 0, -1)]
    chosen = next((one for one in found if len(one.learning) > LEAST_TRAINING), found[-1])
    if len(chosen.learning) < 2:
        needed = LEAST_HISTORY_DAYS + STEP_DAYS + (through_on - chosen.learning[-1]).days
        raise BadInput(
            en=f"The landed history from {first_on} to {through_on} is too short to train on: {needed} days are "
            "needed. Ingest a longer history.",
            zh=f"已接入 {first_on} 至 {through_on} 的历史数据，不足以训练：需要 {needed} 天。请接入更长的历史数据。",
        )
    return chosen


def _with_tests(first_on: date, last: date, horizon_days: int, count: int) -> CutOffs:
    test = tuple(last - timedelta(days=STEP_DAYS * n) for n in reversed(range(count)))
    calibration = test[0] - timedelta(days=-(-horizon_days // STEP_DAYS) * STEP_DAYS)
    most = max(LEAST_TRAINING, (REACH_DAYS - horizon_days) // STEP_DAYS)
    training = [calibration - timedelta(days=STEP_DAYS * n) for n in range(most, 0, -1)]
    known = [day for day in training if (day - first_on).days >= LEAST_HISTORY_DAYS]
    return CutOffs((*known, calibration), test)


class LeakError(TagridError):
    """A training frame holds something that was not known at its cut-off."""


def check_frame(score: Score, as_of: date, labels: pl.DataFrame, dates: dict[str, str | None]) -> None:
    """Refuse labels outside (as_of, as_of + horizon] and features that carry a later date.

    `dates` is the latest value of each date column of the frame's models, by ``model.column``.
    """
    until = as_of + timedelta(days=score.horizon_days)
    if labels["customer_id"].n_unique() != len(labels):
        raise LeakError(
            en=f"{score.name}: the label has more than one row for a customer at {as_of}.",
            zh=f"{score.name}：{as_of} 的标签中有客户不止一行。",
        )
    outside = labels.filter((pl.col("began_on") <= as_of) | (pl.col("decided_on") > until))
    if len(outside):
        raise LeakError(
            en=f"{score.name}: a label at {as_of} looks at days outside ({as_of}, {until}].",
            zh=f"{score.name}：{as_of} 的标签用到了 ({as_of}, {until}] 以外的日期。",
        )
    for name, latest in dates.items():
        if latest and date.fromisoformat(latest[:10]) > as_of:
            raise LeakError(
                en=f"{score.name}: {name} reaches {latest}, after the cut-off {as_of}.",
                zh=f"{score.name}：{name} 的日期到 {latest}，晚于截止日 {as_of}。",
            )


def check_features(names: list[str], matrix: np.ndarray, label: np.ndarray) -> None:
    """Refuse a feature that alone almost gives the label away (AUC above 0.985, missing values at the median)."""
    # scikit-learn loads slowly; scoring and its statuses need none of its metrics
    from sklearn.metrics import roc_auc_score

    for name, column in zip(names, matrix.T, strict=True):
        if np.isnan(column).all():
            continue
        auc = roc_auc_score(label, np.where(np.isnan(column), np.nanmedian(column), column))
        if max(auc, 1 - auc) > TOO_GOOD_AUC:
            raise LeakError(
                en=f"{name} alone ranks the label with AUC {max(auc, 1 - auc):.3f}: it knows the future.",
                zh=f"仅凭 {name} 就能把结果排到 AUC {max(auc, 1 - auc):.3f}：它包含了未来的信息。",
            )


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

    A feature is a number of 4 bytes, in training as in use: a version then holds, in half the space, the very numbers
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


def subsampled(frames: list[Frame]) -> list[Frame]:
    """Return the frames with customers taken evenly, so that together they are no more than MOST_ROWS."""
    step = -(-sum(len(frame.rows) for frame in frames) // MOST_ROWS)
    return [replace(frame, rows=frame.rows[::step]) for frame in frames] if step > 1 else frames


def concatenated(frames: list[Frame]) -> Frame:
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
    return Frame(day, join_labels(score, population, labels), population, score.target)


def join_labels(score: Score, customers: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Return the customers whose outcome is known, with their ``label``, in the order of their numbers."""
    rows = customers.join(labels.select("customer_id", "label"), on="customer_id", how="left")
    if score.otherwise is not None:
        rows = rows.with_columns(pl.col("label").fill_null(score.otherwise))
    return rows.filter(pl.col("label").is_not_null()).sort("customer_id")
