"""The benchmark on load profiles reads only customers' classes, judges no day by its neighbours, and can be wrong."""

import numpy as np
import polars as pl
import pytest

from benchmarks.models import simbench
from benchmarks.models.simbench_days import Days, days_of, mean_workdays
from tests.scoring.shapes.made_up import SHAPES

NAMES = ("evening_peak", "night", "two_shift", "midday_peak", "flat")
DAYS = 280


@pytest.fixture(scope="module")
def profiles(tmp_path_factory):
    """A table like the published one: quarter hours of five classes, a heat pump, a day without load."""
    random, found = np.random.default_rng(1), {}
    for name in NAMES:
        base = SHAPES[name].repeat(2)
        days = base * np.exp(0.1 * random.standard_normal((DAYS, 96))) * random.uniform(1, 9, (DAYS, 1))
        days[3] = 0
        found[f"{name}_pload"] = days.ravel()
    found["HS1_pload"] = found["Soil_2_pload"] = np.ones(DAYS * 96)
    path = tmp_path_factory.mktemp("profiles") / "load_profiles.parquet"
    pl.DataFrame({"time": ["x"] * (DAYS * 96)} | found).write_parquet(path)
    return path


def test_days_are_of_customers_and_have_a_load(profiles):
    days = days_of(profiles)
    assert set(days.label) == set(range(len(NAMES))) and len(days.curve) == len(NAMES) * (DAYS - 1)
    assert 3 not in days.day and days.curve.mean(axis=1) == pytest.approx(1)
    assert days.curve[0] != pytest.approx(days.curve[1])


def test_no_day_is_judged_by_its_neighbours(profiles):
    days = days_of(profiles)
    blocks, seasons = simbench.splits(days.day).values()
    assert set(blocks) == set(range(simbench.FOLDS)) and set(seasons) == set(range(4))
    own = {(int(block), int(fold)) for block, fold in zip(simbench.blocks_of(days.day), blocks, strict=True)}
    assert len(own) == len({block for block, _ in own})
    for one in range(4):
        inside = days.day[seasons == one]
        assert not ((days.day[seasons != one] >= inside.min()) & (days.day[seasons != one] <= inside.max())).any()


@pytest.mark.slow
def test_classes_that_differ_are_separated_and_shuffled_ones_are_not(profiles, monkeypatch):
    from sklearn.ensemble import ExtraTreesClassifier

    monkeypatch.setattr(simbench, "forest", lambda: ExtraTreesClassifier(20, random_state=0))
    days = days_of(profiles)
    rows = {(row.task, row.rival): row for row in simbench.class_rows(days)}
    assert all(row.value > 0.95 and row.low <= row.value <= row.high for row in rows.values())
    mixed = Days(days.curve, np.random.default_rng(0).permutation(days.label), days.day)
    ours = [row for row in simbench.class_rows(mixed) if row.rival == "ours"]
    assert all(row.value < 0.3 for row in ours)


def test_mean_workdays_are_steadier_and_of_every_class(profiles):
    days = days_of(profiles)
    means = mean_workdays(days)
    assert set(means.label) == set(days.label) and means.curve.mean(axis=1) == pytest.approx(1)
    one = means.curve[means.label == 4]
    assert one.std(axis=0).mean() < days.curve[days.label == 4].std(axis=0).mean() / 3
    weekend = Days(np.where((days.day + 4)[:, None] % 7 < 5, days.curve, 99), days.label, days.day)
    assert mean_workdays(weekend).curve == pytest.approx(means.curve)


@pytest.mark.slow
def test_clusters_that_are_there_are_found_by_both(profiles):
    rows = {(row.task, row.rival, row.measure): row for row in simbench.cluster_rows(days_of(profiles))}
    assert len(rows) == 8
    assert all(row.low <= row.value <= row.high for row in rows.values())
    assert rows["clusters of mean workdays", "ours", "adjusted Rand"].value > 0.5
