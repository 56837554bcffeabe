"""An interval of 95 % holds the truth about that often, and a gain is sure only where there is one."""

import numpy as np
import pytest

from tagrid.scoring import measure as module
from tagrid.scoring.measure import intervals


def mean(label: np.ndarray, by: np.ndarray) -> dict[str, float]:
    """A measure whose truth is known: the mean error."""
    return {"error": float((label - by).mean())}


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    random = np.random.default_rng(11)
    held = 0
    for _ in range(100):
        label = random.normal(0.3, 1, 120)
        low, high = intervals(label, {"model": np.zeros(120)}, mean, "error")["intervals"]["model"]["error"]
        held += low <= 0.3 <= high
    # 95 of 100, less what 120 customers drawn 200 times do not tell; three standard deviations around
    assert 86 <= held <= 100


def test_both_outcomes_keep_their_number_in_every_draw():
    label = np.array([1] * 3 + [0] * 50)
    assert all(label[rows].sum() == 3 and len(rows) == 53 for rows in module._resamples(label, None))


def test_a_gain_is_told_with_its_sign_and_nobody_beats_himself():
    random = np.random.default_rng(3)
    label = random.normal(size=400)
    rivals = {"model": label + random.normal(0, 0.1, 400), "naive": label + random.normal(0, 1, 400)}

    def far(truth: np.ndarray, by: np.ndarray) -> dict[str, float]:
        return {"mae": float(np.abs(truth - by).mean())}

    won = intervals(label, rivals, far, "mae", sign=-1)["over_naive"]
    assert won["low"] <= won["gain"] <= won["high"] and won["low"] > 0 and won["sure"] > 0
    lost = intervals(label, {"model": rivals["naive"], "naive": rivals["model"]}, far, "mae", sign=-1)["over_naive"]
    assert lost["gain"] == pytest.approx(-won["gain"]) and lost["sure"] < 0
    same = intervals(label, {"model": label, "naive": label}, far, "mae", sign=-1)["over_naive"]
    assert same["gain"] == same["sure"] == 0


def test_the_same_customers_give_the_same_interval():
    label = np.random.default_rng(1).normal(size=80)
    first, second = (intervals(label, {"model": label * 0}, mean, "error") for _ in range(2))
    assert first == second


def test_a_customer_is_drawn_with_all_its_days():
    """Four days of a customer that are alike tell no more than one; as rows of their own they would halve the width."""
    random = np.random.default_rng(5)
    label, who = np.repeat(random.normal(size=200), 4), np.repeat(np.arange(200), 4)
    told = {"model": np.zeros(800)}

    def width(**of) -> float:
        low, high = intervals(label, told, mean, "error", **of)["intervals"]["model"]["error"]
        return high - low

    once = intervals(label[::4], {"model": np.zeros(200)}, mean, "error")["intervals"]["model"]["error"]
    assert width(who=who) == pytest.approx(once[1] - once[0], rel=1e-9)
    assert width() < 0.65 * width(who=who)


def test_rows_of_a_customer_need_not_stand_together():
    label, who = np.array([1, 0, 0, 1, 0, 0]), np.array([7, 3, 5, 3, 7, 5])
    for rows in module._resamples(label, who):
        drawn = who[rows]
        assert all((drawn == one).sum() % 2 == 0 for one in set(who)) and len(rows) == 6
        assert label[rows].sum() == 2
