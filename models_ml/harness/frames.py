"""Frames: who was eligible on a day, what was known of them that day, and what came after.

Features of an earlier day are not looked up but computed again by the same dbt models at that ``as_of``, in a
scratch database; only the facts come from the warehouse. So a feature is the same number in training and use.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from models_ml.harness.declaration import Score
from models_ml.harness.leaks import check_frame
from tagrid.errors import BadInput, TagridError
from tagrid.home import PROJECT, Home

# Steps of 25 days walk through the billing month, so the model sees every day of it, not only month ends.
STEP_DAYS = 25
LEAST_HISTORY_DAYS = 90
MOST_TRAINING = 4


@dataclass(frozen=True)
class Frame:
    """One cut-off: ``rows`` has ``customer_id``, every feature, ``group:<column>``, ``naive`` and ``label``."""

    as_of: date
    rows: pl.DataFrame

    def matrix(self, names: list[str]):
        """Features as a float matrix, rows x features; a missing number is NaN."""
        return matrix(self.rows, names)

    @property
    def label(self):
        """Labels, 0 or 1."""
        return self.rows["label"].cast(pl.Int8).to_numpy()


def matrix(rows: pl.DataFrame, names: list[str]):
    """The named columns as a float matrix, rows x names; a missing number is NaN."""
    columns = [pl.col(name).cast(pl.Float64).fill_null(float("nan")) for name in names]
    return rows.select(columns).to_numpy()


def frame_query(score: Score) -> str:
    """SQL over dimensions and features: one row a customer of the subject, with the columns of a Frame."""
    columns = [f'cast({name} as double) as "{name}"' for name in score.names]
    columns += [f'cast({name} as varchar) as "group:{name}"' for name in score.groups]
    joins = [f"left join {name} using (customer_id)" for name in score.relations if name != "dim_customer"]
    return (
        f"select dim_customer.customer_id, coalesce({score.eligible}, false) as eligible,"
        f" cast({score.naive} as double) as naive, {', '.join(columns)}"
        f" from dim_customer {' '.join(joins)} where dim_customer.subject = '{score.subject}'"
    )


def cut_offs(first_on: date, through_on: date, horizon_days: int) -> list[date]:
    """Choose the cut-offs, oldest first: the last is the test, the one before calibrates, the rest train.

    The test's label is complete by `through_on`. Between calibration and test lies a whole horizon, so that
    whatever the model learned was known on the day it is tested for. BadInput when history is too short.
    """
    test = through_on - timedelta(days=horizon_days)
    calibration = test - timedelta(days=-(-horizon_days // STEP_DAYS) * STEP_DAYS)
    training = [calibration - timedelta(days=STEP_DAYS * n) for n in range(1, MOST_TRAINING + 1)]
    training = [day for day in training if (day - first_on).days >= LEAST_HISTORY_DAYS]
    if not training:
        needed = LEAST_HISTORY_DAYS + STEP_DAYS + (test - calibration).days + horizon_days
        raise BadInput(
            f"The landed history from {first_on} to {through_on} is too short to train on: {needed} days are "
            "needed. Ingest a longer history."
        )
    return [*reversed(training), calibration, test]


def state_folder(home: Home) -> Path:
    """Where dbt left the manifest of the build whose facts the frames borrow."""
    return home.root / "dbt_target"


def _listen(lines: Iterable[str], say: Callable[[str], None]) -> tuple[list[dict], list[str]]:
    """Split what the worker prints into what it says (``@{json}``) and noise, passing on its progress."""
    said, noise = [], []
    for line in lines:
        if not line.startswith("@"):
            noise.append(line.strip())
            continue
        said.append(json.loads(line[1:]))
        if "say" in said[-1]:
            say(said[-1]["say"])
    return said, noise


def _run_worker(home: Home, score: Score, folder: Path, job: dict, say: Callable[[str], None]) -> list[dict]:
    environment = os.environ | {
        "TAGRID_HOME": str(home.root),
        "TAGRID_WAREHOUSE": str(home.warehouse),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_LOG_PATH": str(folder / "logs"),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")])),
    }
    job = {"score": score.name, "folder": str(folder)} | job
    with subprocess.Popen(
        [sys.executable, "-m", "models_ml.harness.worker"],
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as child:
        assert child.stdin and child.stdout
        # Left open: its closing is how the worker learns that this process died.
        child.stdin.write(json.dumps(job) + "\n")
        child.stdin.flush()
        said, noise = _listen(child.stdout, say)
    if child.returncode:
        why = next((s["error"] for s in said if "error" in s), " ".join(noise[-5:]) or "the worker died")
        raise TagridError(f"Could not rebuild the features of an earlier day: {why}")
    return said


def span(home: Home, score: Score, folder: Path) -> tuple[date, date]:
    """First and last day of the facts the label is made from; BadInput when there are none."""
    said = _run_worker(home, score, folder, {"task": "span"}, lambda _: None)
    first_on, through_on = next(s["span"] for s in said if "span" in s)
    if not first_on or not through_on:
        raise BadInput(
            f"Nothing to train {score.name} on: {' or '.join(score.sources)} holds no rows. "
            "Ingest a delivery that has some."
        )
    return date.fromisoformat(first_on), date.fromisoformat(through_on)


def build_frames(home: Home, score: Score, days: list[date], folder: Path, say: Callable[[str], None]) -> list[Frame]:
    """Build one Frame a cut-off in `folder` (scratch; the caller deletes it), and check each for leaks."""
    job = {"task": "frames", "cut_offs": [str(day) for day in days], "state": str(state_folder(home))}
    _run_worker(home, score, folder, job, say)
    return [read_frame(score, day, folder / str(day)) for day in days]


def read_frame(score: Score, day: date, folder: Path) -> Frame:
    """Read what the worker wrote for one cut-off and join labels to the eligible; LeakError on a later fact."""
    known = pl.read_parquet(folder / "frame.parquet")
    labels = pl.read_parquet(folder / "labels.parquet")
    dates = json.loads((folder / "dates.json").read_text())
    check_frame(score, day, labels, dates)
    rows = known.filter("eligible").join(labels.select("customer_id", "label"), on="customer_id")
    return Frame(day, rows.sort("customer_id"))
