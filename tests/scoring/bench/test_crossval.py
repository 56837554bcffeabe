"""The figures of anybody's rows: ours beside its rivals, what it lives on, and what the gaps alone would tell."""

import json
import os
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from tagrid.core.overlay import REFERENCE
from tagrid.scoring.bench.crossval import cross_validate
from tagrid.scoring.bench.rivals import SingleColumn, level_shares
from tagrid.scoring.bench.table import BenchInput, read_table
from tests.scoring.bench.conftest import made

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("bench") / "rows.csv"
    made().write_csv(path)
    return path


@pytest.fixture(scope="module")
def figures(path):
    return cross_validate(read_table(BenchInput(path, "label", "customer")), 3)


def test_ours_beats_the_best_single_column_and_is_calibrated(figures):
    assert figures["rows"] == figures["judged_rows"] == figures["customers"] == 900
    assert figures["model"]["auc"] > figures["naive"]["auc"] > 0.7
    assert figures["over_naive"]["gain"] == pytest.approx(
        figures["model"]["average_precision"] - figures["naive"]["average_precision"]
    )
    assert {one["column"] for one in figures["naive_rule"]} == {"late"}
    for who in ("model", "naive", "logistic", "boosting"):
        low, high = figures["intervals"][who]["auc"]
        assert low < figures[who]["auc"] < high
    expected = sum(part["customers"] * part["expected"] for part in figures["deciles"])
    assert expected == pytest.approx(figures["positives"], rel=0.15)


def test_it_says_what_the_model_lives_on_and_how_groups_fare(figures):
    order = [one["feature"] for one in figures["importance"]]
    assert order[0] == "late" and set(order) == {"late", "kind", "noise", "gap"}
    groups = {one["group"]: one for one in figures["groups"]["kind"]}
    assert groups.keys() == {"farm", "home", "shop"}
    assert groups["shop"]["actual"] > groups["home"]["actual"]


def test_it_says_what_it_would_be_without_the_gaps(figures, path):
    blind = figures["without_missingness"]
    assert 0 < blind["missing"] < 0.1 and abs(blind["gaps_alone_auc"] - 0.5) < 0.08
    whole = cross_validate(read_table(BenchInput(path, "label", "customer", columns=("late", "noise"))), 2)
    assert whole["without_missingness"] is None


def test_gaps_that_tell_the_label_are_shown_up(path, tmp_path):
    rows, random = pl.read_csv(path), np.random.default_rng(1)
    told = random.random(len(rows)) < np.where(rows["label"] == 1, 0.75, 0.15)
    masked = rows.with_columns(noise=pl.when(pl.Series(told)).then(None).otherwise(pl.col("noise")))
    masked.write_csv(tmp_path / "masked.csv")
    found = cross_validate(read_table(BenchInput(tmp_path / "masked.csv", "label", "customer", without=("late",))), 3)
    blind = found["without_missingness"]
    assert blind["gaps_alone_auc"] > 0.7 and found["model"]["auc"] > blind["auc"] + 0.05


def test_a_shuffled_label_cannot_be_told(path, tmp_path):
    rows = pl.read_csv(path)
    rows.with_columns(pl.col("label").shuffle(5)).write_csv(tmp_path / "shuffled.csv")
    found = cross_validate(read_table(BenchInput(tmp_path / "shuffled.csv", "label", "customer")), 3)
    assert abs(found["model"]["auc"] - 0.5) < 0.07
    assert found["over_naive"]["sure"] < 0.03


def test_a_level_of_few_rows_is_drawn_to_everybodys_share():
    column, y = np.array([0.0] * 100 + [1.0] + [np.nan] * 99), np.array([1] * 50 + [0] * 50 + [1] + [0] * 99)
    shares = level_shares(column, y, 2)
    assert shares == pytest.approx([(50 + 5.1) / 120, (1 + 5.1) / 21, 5.1 / 119], rel=1e-9)


def test_the_naive_rule_is_chosen_by_the_learnt_rows_alone(path):
    table = read_table(BenchInput(path, "label", "customer"))
    learnt = np.arange(100, 400)
    other = table.x.copy()
    other[:100] = np.nan
    assert (SingleColumn(table, table.x, learnt).predict_proba(table.x[400:]) ==
            SingleColumn(table, other, learnt).predict_proba(table.x[400:])).all()  # fmt: skip


def tagrid(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tagrid", "bench-model", *map(str, arguments)],
        cwd=REFERENCE, env=os.environ, capture_output=True, text=True,
    )  # fmt: skip


def test_the_command_prints_the_table_and_json(path):
    asked = ("--features", path, "--label", "label", "--id", "customer", "--folds", 2)
    said = tagrid(*asked)
    assert said.returncode == 0, said.stderr
    for word in ("ours", "naive rule", "regression", "plain boosting", "By kind", "Column same is not used"):
        assert word in " ".join(said.stdout.split())
    found = json.loads(tagrid(*asked, "--json").stdout)
    assert found["folds"] == 2 and found["model"]["auc"] > 0.7


def test_the_command_refuses_in_one_sentence(path, tmp_path):
    (tmp_path / "empty.csv").write_text("")
    said = tagrid("--features", tmp_path / "empty.csv", "--label", "label")
    assert said.returncode == 2 and "is empty" in said.stderr and "Traceback" not in said.stderr
    assert len(said.stderr.strip().splitlines()) <= 3
