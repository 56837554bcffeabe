"""The harness learns what there is to learn, no more, and refuses what it cannot learn from."""

import numpy as np
import pytest

from tagrid.core.errors import BadInput
from tagrid.scoring.fit import fit, predict
from tagrid.scoring.measure import measure_chance
from tagrid.scoring.training import train_on
from tests.scoring.conftest import make_frames, relabelled

pytestmark = pytest.mark.slow


def figures(score, frames):
    fitted, test = fit(score, frames), frames[-1]
    x = test.matrix(score.names)
    return measure_chance(test.rows, test.label, predict(fitted.model, x), predict(fitted.linear, x), score.capacity)


def test_it_beats_the_naive_rule_where_there_is_more_to_know(score, frames):
    found = figures(score, frames)
    assert found["model"]["auc"] > found["naive"]["auc"] + 0.05
    assert found["model"]["average_precision"] > found["naive"]["average_precision"]


def test_its_chances_are_calibrated(score, frames):
    found = figures(score, frames)
    assert sum(d["expected"] for d in found["deciles"]) / 10 == pytest.approx(found["base_rate"], abs=0.03)
    assert found["model"]["brier"] < found["base_rate"] * (1 - found["base_rate"])


def test_shuffled_labels_teach_nothing(score, frames):
    random = np.random.default_rng(7)
    shuffled = [relabelled(f, random.permutation(f.label).astype(bool)) for f in frames]
    assert figures(score, shuffled)["model"]["auc"] == pytest.approx(0.5, abs=0.07)


def test_same_frames_same_predicted(score, frames):
    x = frames[-1].matrix(score.names)
    assert np.array_equal(*(predict(fit(score, frames).model, x) for _ in range(2)))


def test_more_of_a_directed_feature_never_lowers_the_chance(score, frames):
    model = fit(score, frames).model
    rows = np.repeat(np.array([[0.0, 4.0, 0.0, 0.0]]), 50, axis=0)
    rows[:, 0] = np.linspace(0, 1, 50)
    assert (np.diff(predict(model, rows)) >= 0).all()


def test_a_feature_nobody_has_is_no_obstacle(score, frames):
    from dataclasses import replace

    import polars as pl

    empty = [replace(f, rows=f.rows.with_columns(pl.lit(None, pl.Float64).alias("int_b.growth"))) for f in frames]
    fitted = fit(score, empty)
    assert fitted.medians["int_b.growth"] is None
    assert figures(score, empty)["model"]["auc"] > 0.7
    # What nobody had in training may be there when customers are scored: it says nothing then either.
    x = frames[-1].matrix(score.names)
    without = x.copy()
    without[:, score.names.index("int_b.growth")] = np.nan
    for model in (fitted.model, fitted.linear):
        assert np.allclose(predict(model, x), predict(model, without))


@pytest.mark.parametrize(
    ("label", "says"),
    [
        (lambda n: np.zeros(n, bool), "0 cases of its label"),
        (lambda n: np.ones(n, bool), "at least 50 of each kind"),
        (lambda n: np.arange(n) < 12, "48 cases of its label among 6000 rows"),
    ],
)
def test_too_few_of_one_kind_are_refused_and_nothing_is_written(score, home, label, says):
    frames = [relabelled(f, label(len(f.rows))) for f in make_frames()]
    with pytest.raises(BadInput, match=says):
        train_on(home, score, frames)
    assert not home.models.exists()


def test_nothing_to_measure_on_is_refused(score, frames, home):
    last = relabelled(frames[-1], np.zeros(len(frames[-1].rows), bool))
    with pytest.raises(BadInput, match="every outcome after"):
        train_on(home, score, [*frames[:-1], last])


def test_no_eligible_rows_are_refused(score, frames, home):
    from dataclasses import replace

    empty = [replace(f, rows=f.rows.clear()) for f in frames]
    with pytest.raises(BadInput, match="Nobody is eligible"):
        train_on(home, score, empty)
