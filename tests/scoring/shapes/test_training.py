"""Trained clusters find what is there, keep their names in the next training, and take over only when no worse."""

import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from models_ml.load_shape import SCORE
from tagrid.core.errors import BadInput
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.demo import shapes
from tagrid.scoring import store
from tagrid.scoring.frames import LeakError
from tagrid.scoring.shapes.cards import is_held_out, renamed_customers
from tagrid.scoring.shapes.clusters import APART, CLUSTERS, CurveRows, name_of, read_rows, training_days
from tagrid.scoring.shapes.training import train_clusters
from tests.scoring.shapes.conftest import FIRST
from tests.scoring.shapes.made_up import bump, population

pytestmark = pytest.mark.slow

LATER = FIRST + timedelta(days=APART)


def model_of(home: Home, trained) -> dict:
    return store.read_model(home.models / SCORE.name / trained.model_id).load()


def seasonal(season: int, seed: int, each: int = 20) -> CurveRows:
    """Customers of the 13 published profiles on workdays of a season: the same customers, other curves."""
    random, own = np.random.default_rng(seed), np.random.default_rng(0)
    profile = np.repeat(np.arange(len(shapes.PROFILES)), each)
    base = shapes.shapes()[profile, season, 0].reshape(len(profile), 48, 2).mean(axis=2)
    at = (np.arange(48)[None, :] + own.integers(-1, 2, len(profile))[:, None]) % 48
    made = np.take_along_axis(base, at, axis=1) * np.exp(0.03 * random.standard_normal(base.shape))
    made /= made.mean(axis=1, keepdims=True)
    return CurveRows(np.array([f"s{n}" for n in range(len(profile))]), made, np.full(len(profile), 0.12))


def test_customers_are_called_what_they_were_made(shaped):
    home, trained = shaped
    assert trained.is_champion and trained.figures["chosen"]["clusters"] in CLUSTERS
    rows, names = population(7)
    found = name_of(model_of(home, trained), rows)
    assert np.mean([a == b for a, b in zip(found, names, strict=True)]) > 0.97
    assert trained.figures["as_own"] > 0.97 and trained.figures["unknown_share"] < 0.03


def test_clusters_are_better_than_hours_of_the_peak(shaped):
    figures = shaped[1].figures
    assert figures["model"]["silhouette"] > figures["naive"]["silhouette"] + 0.2
    assert figures["over_naive"]["low"] > 0
    low, high = figures["intervals"]["model"]["silhouette"]
    assert low <= figures["model"]["silhouette"] <= high


def test_who_measures_was_not_grouped():
    rows = population(1)[0]
    held = is_held_out(rows)
    assert 0.15 < held.mean() < 0.35 and (held == is_held_out(population(9)[0])).all()


def test_names_stay_over_two_trainings_on_different_months(own_shaped):
    home, first = own_shaped
    rows, _ = population(2, noise=0.05, shift=1)
    second = train_clusters(home, SCORE, [(LATER, rows)])
    against = second.figures["against_champion"]
    assert second.is_champion and against["customers"] == len(rows.curve)
    assert against["share"] <= 0.03
    assert renamed_customers(model_of(home, first), model_of(home, second), rows)["changed"] == against["changed"]


@pytest.mark.parametrize("seasons", [((0, 1), (1, 2)), ((2, 0), (2, 0)), ((1, 0), (2, 1))])
def test_names_stay_from_season_to_season(tmp_path, seasons):
    """Not one day is in both trainings: of the same customers, 3 in 100 may change name."""
    home, seed = Home(tmp_path), iter(range(10))
    first, second = (
        train_clusters(home, SCORE, [(FIRST, seasonal(a, next(seed))), (LATER, seasonal(b, next(seed)))])
        for a, b in seasons
    )
    told = renamed_customers(model_of(home, first), model_of(home, second), seasonal(seasons[1][1], 9))
    assert told["share"] <= 0.03, told["moves"]
    assert second.figures["chosen"]["method"] == "continued"


def test_clusters_found_afresh_replace_those_that_no_longer_fit(own_shaped):
    home, _ = own_shaped
    second = train_clusters(home, SCORE, [(LATER, seasonal(0, 3))])
    assert second.figures["chosen"]["method"] != "continued"


def test_a_worse_challenger_leaves_the_champion(own_shaped):
    """It learned from customers of one kind, and meets all kinds."""
    home, first = own_shaped
    rows, names = population(5)
    alike = np.flatnonzero(np.array(names) == "flat")
    curve = np.where(is_held_out(rows)[:, None], rows.curve, rows.curve[np.resize(alike, len(names))])
    second = train_clusters(home, SCORE, [(LATER, CurveRows(rows.customer, curve, rows.scatter))])
    assert second.is_released and not second.is_champion
    assert store.champion_id(home, SCORE.name) == first.model_id


def test_clusters_no_better_than_the_peak_s_hour_are_not_released(own_shaped):
    """Every customer has one peak and nothing else, so that its hour is all there is to know."""
    home, first = own_shaped
    random = np.random.default_rng(5)
    at = random.integers(0, 8, 320) * 3 + 1
    curve = np.array([0.2 + 8 * bump(hour, 0.4) for hour in at]) * np.exp(0.05 * random.standard_normal((320, 48)))
    rows = CurveRows(np.array([f"n{i}" for i in range(320)]), curve / curve.mean(axis=1)[:, None], np.full(320, 0.12))
    second = train_clusters(home, SCORE, [(LATER, rows)])
    assert not second.is_released and store.champion_id(home, SCORE.name) == first.model_id


def test_too_few_curves_are_told(tmp_path):
    rows = population(1)[0].at(np.arange(0, 240, 4))
    with pytest.raises(BadInput, match="too few to group; 100 are needed"):
        train_clusters(Home(tmp_path), SCORE, [(FIRST, rows)])
    assert not Home(tmp_path).models.exists()


KILLED = """
import os, sys
from pathlib import Path
from tagrid.scoring import store
from models_ml.load_shape import SCORE
from tagrid.scoring.shapes.training import train_clusters
from tagrid.core.project import Home
from tests.scoring.shapes.conftest import FIRST
from tests.scoring.shapes.made_up import bump, population
if sys.argv[2] == "writing":
    store.sync = lambda path: os._exit(9)
else:
    store.set_champion = lambda *_: os._exit(9)
train_clusters(Home(Path(sys.argv[1])), SCORE, [(FIRST, population(2)[0])])
"""


@pytest.mark.parametrize("where", ["writing", "promoting"])
def test_a_training_killed_halfway_leaves_the_champion(own_shaped, where):
    home, first = own_shaped
    ended = subprocess.run([sys.executable, "-c", KILLED, str(home.root), where], cwd=REFERENCE)
    assert ended.returncode == 9
    assert store.champion_id(home, SCORE.name) == first.model_id
    assert model_of(home, first)["names"]


def test_days_do_not_share_a_window_and_each_has_its_history():
    days = training_days(date(2024, 6, 1), date(2026, 6, 26))
    assert len(days) == 4 and days[-1] <= date(2026, 6, 26) and (date(2026, 6, 26) - days[-1]).days < 25
    assert {(b - a).days for a, b in pairwise(days)} == {APART}
    assert len(training_days(days[-1] - timedelta(days=90), date(2026, 6, 26))) == 1
    with pytest.raises(BadInput, match="Ingest a longer history"):
        training_days(days[-1] - timedelta(days=89), date(2026, 6, 26))


def test_a_later_curve_is_a_leak_and_a_missing_one_no_row(tmp_path):
    known = pl.DataFrame({"customer_id": ["b", "a"], "curve": [None, [1.0] * 48], "scatter": [None, None]})
    known.write_parquet(tmp_path / "frame.parquet")
    (tmp_path / "dates.json").write_text('{"int_customer_curve.latest_curve_on": "2026-01-09"}')
    day, rows = read_rows(SCORE, FIRST, tmp_path)
    assert day == FIRST and rows.customer.tolist() == ["a"] and np.isnan(rows.scatter).all()
    with pytest.raises(LeakError, match="after the cut-off"):
        read_rows(SCORE, FIRST - timedelta(days=1), tmp_path)


def test_the_card_says_it_in_both_languages(own_shaped):
    home, _ = own_shaped
    text = train_clusters(home, SCORE, [(LATER, population(2)[0])]).card.read_text(encoding="utf-8")
    for said in (
        "夜间为主 Night",
        "轮廓系数 Silhouette",
        "Against the champion",
        "换了名称",
        "`work_hours` ≤ 14.5",
        "█",
    ):
        assert said in text
