"""Measures worked out by hand."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from tagrid.scoring.measure import areas, by_group, deciles, measure_chance, precision_at_top


def test_precision_at_the_top_counts_ties_in_proportion():
    label = np.array([1, 0, 1, 0, 0, 0, 0, 0, 0, 0])
    assert precision_at_top(label, np.arange(10)[::-1], 0.2) == 0.5
    # Every row ties: the top is as good as the base rate.
    assert precision_at_top(label, np.zeros(10), 0.2) == pytest.approx(0.2)
    # One row above, four tie for the second place, one of them positive.
    assert precision_at_top(label, np.array([9, 5, 5, 5, 5, 0, 0, 0, 0, 0]), 0.2) == pytest.approx(1.25 / 2)


def test_deciles_cover_everybody_highest_first():
    chance = np.linspace(0, 1, 95)
    label = (chance > 0.8).astype(int)
    found = deciles(label, chance)
    assert sum(d["customers"] for d in found) == 95
    assert found[0]["actual"] == 1.0 and found[-1]["actual"] == 0.0
    assert found[0]["lift"] == pytest.approx(1 / label.mean())


def test_small_groups_have_no_auc():
    rows = pl.DataFrame({"group:g": ["big"] * 60 + [None] * 10})
    label = np.array([0, 1] * 35)
    found = {g["group"]: g for g in by_group(rows, "group:g", label, label * 0.9, 0.05)}
    assert found["big"]["auc"] == 1.0 and found["big"]["customers"] == 60
    assert found["(none)"]["auc"] is None


def test_a_customer_is_counted_once_and_judged_on_each_of_its_days():
    who = [f"c{n}" for n in range(60)] * 2
    rows = pl.DataFrame({"customer_id": who, "naive": [0.0] * 120, "group:g": ["one"] * 120})
    label = np.array([1, 0, 0] * 40)
    chance = np.linspace(1, 0, 120)
    found = measure_chance(rows, label, chance, chance, 0.1)
    assert (found["customers"], found["rows"], found["positives"]) == (60, 120, 40)
    (group,) = found["groups"]["g"]
    assert (group["customers"], group["positives"]) == (60, 20)
    assert group["actual"] == pytest.approx(1 / 3)
    assert sum(part["rows"] for part in found["deciles"]) == 120


@given(st.lists(st.tuples(st.booleans(), st.integers(-3, 3)), min_size=2, max_size=60))
def test_areas_are_those_of_scikit_learn(pairs):
    label, by = np.array([p[0] for p in pairs], int), np.array([p[1] for p in pairs], float)
    label[:2] = 0, 1
    assert areas(label, by) == pytest.approx((roc_auc_score(label, by), average_precision_score(label, by)))
