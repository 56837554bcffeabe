"""Theft put upon real customers: how well the features of 78 weeks find it.

A tenth of the customers who use power on at least half of the days is attacked (see `attacks`), until the last day.
Two tasks: attacks that began 180 days before, which is how one would compare, and attacks that began 90 to 365 days
before, each on its own day, which is harder. Folds are of customers. `ours` learns from labels; `ours, rehearsed` also
from further attacks upon its own training customers, as Jokar et al. train.

    make bench-models TIANCHI=../data/tianchi
"""

import tempfile
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.models.attacks import inject
from benchmarks.models.rivals import across, boosting, both, isolation, logistic, rehearsed
from benchmarks.models.row import Row, measured
from benchmarks.models.tianchi_home import FLOOR, features, ingested, numbers, readings
from tagrid.scoring.estimators import SEED

TASKS = {"theft from day 180": (180, 180), "theft from day 90 to 365": (90, 365)}
SHARE, FOLDS = 0.1, 5
# Each attacks as many as are attacked: what customers have in common must stay what the honest do.
REHEARSALS = 20
MODELS = [
    "int_customer_usage_step",
    "int_customer_usage_shift",
    "int_customer_usage_net_shift",
    "int_customer_usage_pattern",
    "int_customer_usage_gaps",
]
NAIVE = "level_change_year_13w"


def rows(folder: Path, seeds: int = 3) -> list[Row]:
    """Rows of both tasks; `folder` holds the export."""
    return [row for task, days in TASKS.items() for row in _task(folder, task, days, seeds)]


def _task(folder: Path, task: str, days: tuple[int, int], seeds: int) -> list[Row]:
    _, calendar, kwh = readings(folder)
    kwh = kwh[(kwh > FLOOR).mean(axis=1) >= 0.5]
    worlds, attacks = _worlds(kwh, days, seeds)
    names = [f"{key}.{n}" for key in worlds for n in range(len(kwh))]
    with tempfile.TemporaryDirectory() as root:
        home = ingested(folder, Path(root), names, calendar, np.vstack(list(worlds.values())))
        table = features(home, MODELS, calendar[-1], first=True)
    return measured(task, [_run(table, worlds, attacks, seed) for seed in range(seeds)])


def _worlds(kwh: np.ndarray, days: tuple[int, int], seeds: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Readings and attacks by ``<seed>.<n>``: n 0 is what happened, the others rehearse on it, upon the honest."""
    worlds, attacks = {}, {}
    for seed in range(seeds):
        rng = np.random.default_rng([SEED, seed])
        real = inject(kwh, rng, SHARE, days)
        worlds[f"{seed}.0"], attacks[f"{seed}.0"] = real.readings, real.attack
        for n in range(1, REHEARSALS + 1):
            played = inject(real.readings, rng, SHARE, days, spare=real.attack > 0)
            worlds[f"{seed}.{n}"], attacks[f"{seed}.{n}"] = played.readings, played.attack
    return worlds, attacks


def _run(table: pl.DataFrame, worlds: dict, attacks: dict, seed: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    from sklearn.model_selection import StratifiedKFold

    raw, attack = worlds[f"{seed}.0"], attacks[f"{seed}.0"]
    x, y = numbers(table, [f"{seed}.0.{n}" for n in range(len(raw))]), (attack > 0).astype(int)
    owner = [(at, n) for at in range(1, REHEARSALS + 1) for n in np.flatnonzero(attacks[f"{seed}.{at}"])]
    played = numbers(table, [f"{seed}.{at}.{n}" for at, n in owner])
    known = ~np.isnan(x).all(axis=0)  # no day of this export is without a read, so nothing is known of gaps
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(x, y))
    naive = x[:, table.drop("customer_id").columns.index(NAIVE)]
    x, played = x[:, known], played[:, known]
    owners = np.array([n for _, n in owner])
    return y, {
        "ours, rehearsed": across(rehearsed, x, y, folds, played, owners),
        "ours": across(partial(both, 2), x, y, folds),
        "logistic": across(partial(logistic, x.shape[1]), x, y, folds),
        "boosting on raw days": across(boosting, raw, y, folds),
        "isolation forest": isolation(x),
        "fall on the year before": -np.nan_to_num(naive, nan=0.0),
    }
