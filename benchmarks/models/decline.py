"""Decline of real customers: who will use less than 60 % of what it used, in the 60 days to come?

The measure is the mean day of the 60 days after the cut-off over that of the 147 days, 21 weeks, before it. Of spans
tried, about five months bring the naive rule (the last 14 days over the last 90) to the figures reported for it. The
model learns from cut-offs whose 60 days had ended before the one it is tested at, and, in each fold, from other
customers than it is tested on.

    make bench-models TIANCHI=../data/tianchi
"""

import tempfile
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.models.rivals import boosting, both, logistic
from benchmarks.models.row import Row, measured
from benchmarks.models.tianchi_home import FLOOR, features, ingested, numbers, readings

AHEAD, BEFORE, NAIVE_NOW, NAIVE_BEFORE, FALL = 60, 147, 14, 90, 0.6
TESTED = (date(2016, 4, 24), date(2016, 5, 1))
FIRST_HISTORY, STEP, FOLDS, LEAST_KWH = 180, 20, 4, 1.0
MODELS = ["int_customer_usage_slide"]


class Cut:
    """What is known at a cut-off (`at`: days before it), who is in use, who declined, and the naive rule's number."""

    def __init__(self, kwh: np.ndarray, at: int, x: np.ndarray) -> None:
        """`kwh` is users x days, `x` the features as of the last day before `at`."""
        before, ahead = kwh[:, at - BEFORE : at].mean(axis=1), kwh[:, at : at + AHEAD].mean(axis=1)
        self.x, self.raw = x, kwh[:, at - FIRST_HISTORY : at]
        self.used = before > LEAST_KWH
        self.label = (ahead < FALL * before).astype(int)
        now, base = kwh[:, at - NAIVE_NOW : at].mean(axis=1), kwh[:, at - NAIVE_BEFORE : at].mean(axis=1)
        self.naive = -now / np.maximum(base, 1e-9)
        self.own = -now / np.maximum(before, 1e-9)


def rows(folder: Path, seeds: int = 3) -> list[Row]:
    """Rows of every tested day; `folder` holds the export."""
    users, days, kwh = readings(folder)
    with tempfile.TemporaryDirectory() as root:
        home = ingested(folder, Path(root), users, days, kwh)
        kwh = np.where(kwh <= FLOOR, 0.0, kwh)
        tested = [days.index(day) + 1 for day in TESTED]
        ends = sorted({*tested, *range(tested[0] - AHEAD, FIRST_HISTORY, -STEP)})
        cuts = {}
        for at in ends:
            table = features(home, MODELS, days[at - 1], first=at == ends[0])
            cuts[at] = Cut(kwh, at, numbers(table, users))
    found = []
    for at in tested:
        past = [cuts[end] for end in ends if end <= at - AHEAD]
        task = f"decline after {days[at - 1]}"
        found += measured(task, [_run(cuts[at], past, seed) for seed in range(seeds)])
    return found


def _run(test: Cut, past: list[Cut], seed: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    made = {
        "ours": _across(partial(both, 10, 0.2), test, past, seed, "x"),
        "logistic": _across(partial(logistic, test.x.shape[1]), test, past, seed, "x"),
        "boosting on raw days": _across(boosting, test, past, seed, "raw"),
    }
    said = made | {"last 14 days over last 90": test.naive, "last 14 days over last 147": test.own}
    return test.label[test.used], {rival: by[test.used] for rival, by in said.items()}


def _across(make, test: Cut, past: list[Cut], seed: int, what: str) -> np.ndarray:
    """Chance of each customer by a model of earlier cut-offs and of other customers."""
    from sklearn.model_selection import KFold

    chance = np.empty(len(test.label))
    for train, out in KFold(FOLDS, shuffle=True, random_state=seed).split(test.x):
        kept = [np.intersect1d(train, np.flatnonzero(cut.used)) for cut in past]
        x = np.vstack([getattr(cut, what)[rows_of] for cut, rows_of in zip(past, kept, strict=True)])
        y = np.concatenate([cut.label[rows_of] for cut, rows_of in zip(past, kept, strict=True)])
        chance[out] = make().fit(x, y).predict_proba(getattr(test, what)[out])[:, 1]
    return chance
