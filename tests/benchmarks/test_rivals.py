"""No row is judged by a model that saw its customer, whichever way the customer came in."""

from functools import partial
from typing import ClassVar

import numpy as np

from benchmarks.models.rivals import across, logistic
from benchmarks.models.row import measured

X = np.arange(20, dtype=float).reshape(-1, 1)
Y = np.arange(20) % 2
FOLDS = [(np.arange(10), np.arange(10, 20)), (np.arange(10, 20), np.arange(10))]


class Seen:
    """An estimator that remembers what it was shown."""

    shown: ClassVar[list] = []

    def fit(self, x, y):
        Seen.shown.append((x[:, 0].tolist(), y.tolist()))
        return self

    def predict_proba(self, x):
        return np.column_stack([1 - x[:, 0] / 100, x[:, 0] / 100])


def test_further_attacks_are_learned_only_of_training_customers():
    Seen.shown = []
    chance = across(Seen, X, Y, FOLDS, more=np.array([[103.0], [115.0]]), owner=np.array([3, 15]))
    first, second = Seen.shown
    assert first[0] == [*map(float, range(10)), 103.0] and first[1][-1] == 1
    assert second[0] == [*map(float, range(10, 20)), 115.0]
    assert chance.tolist() == (X[:, 0] / 100).tolist()


def test_logistic_takes_any_number_of_columns_whichever_way_they_point():
    x = np.random.default_rng(0).normal(size=(1000, 40))
    label = (x[:, 0] - x[:, 39] > 0).astype(int)
    folds = [(np.arange(500), np.arange(500, 1000)), (np.arange(500, 1000), np.arange(500))]
    chance = across(partial(logistic, x.shape[1]), x, label, folds)
    assert ((chance > 0.5) == label).mean() > 0.8


def test_rows_are_means_over_the_runs_and_hold_their_intervals():
    label = np.array([0, 1] * 40)
    runs = [(label, {"ours": label + 0.0, "chance": np.tile([0.0, 0.0, 1.0, 1.0], 20)}) for _ in range(2)]
    rows = {(row.rival, row.measure): row for row in measured("t", runs)}
    assert rows["ours", "auc"].value == rows["ours", "average_precision"].low == 1
    chance = rows["chance", "auc"]
    assert chance.value == 0.5 and chance.low < 0.5 < chance.high and chance.runs == 2
