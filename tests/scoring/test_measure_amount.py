"""A score of amounts: learned, measured, released only where it beats its rule, explained in the way it points."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from tagrid.core.errors import BadInput
from tagrid.scoring.fit import fit, predict
from tagrid.scoring.measure import amount_deciles, distances
from tagrid.scoring.reasons import top_reasons
from tagrid.scoring.training import train_on
from tests.scoring.conftest import SCORE, make_frames

pytestmark = pytest.mark.slow

AMOUNT = replace(SCORE, target="amount", naive="int_b.growth", reasons_from=0.1,
                 features=tuple(replace(f, direction=0) for f in SCORE.features))  # fmt: skip


def with_amounts(frame, seed: int):
    """The frame with a label that follows two features, and a rule of thumb that knows one of them."""
    random = np.random.default_rng(seed)
    late, days = (frame.rows[name].to_numpy() for name in SCORE.names[:2])
    label = 0.8 * late - 0.05 * days + random.normal(0, 0.1, len(late))
    rows = frame.rows.with_columns(label=pl.Series(label), naive=pl.Series(0.8 * late))
    return replace(frame, rows=rows, target="amount")


@pytest.fixture(scope="module")
def amounts():
    return [with_amounts(frame, n) for n, frame in enumerate(make_frames(size=500))]


@pytest.fixture(scope="module")
def done(amounts, tmp_path_factory):
    from tagrid.core.project import Home

    return train_on(Home(tmp_path_factory.mktemp("amount")), AMOUNT, amounts)


def test_it_learns_the_amount_and_is_released_by_its_error(done):
    figures = done.figures
    assert done.is_released and done.is_champion and figures["judged"] == "rmse"
    # noise of 0.1 is all that cannot be known
    assert figures["model"]["rmse"] < 0.16 < figures["naive"]["rmse"]
    assert figures["model"]["mae"] < figures["naive"]["mae"] and figures["model"]["r2"] > 0.6
    assert figures["over_naive"]["low"] > 0
    assert [part["expected"] for part in figures["deciles"]] == sorted(
        (part["expected"] for part in figures["deciles"]), reverse=True
    )
    assert "平均绝对误差" in done.card.read_text(encoding="utf-8")


def test_one_that_does_not_beat_its_rule_is_not_released(amounts, home):
    test = amounts[-1]
    known = replace(test, rows=test.rows.with_columns(naive=test.rows["label"]))
    done = train_on(home, AMOUNT, [*amounts[:-1], known])
    assert not done.is_released and not done.is_champion and done.figures["over_naive"]["gain"] < 0


def test_one_customers_outlier_does_not_decide_what_others_are_told(amounts):
    first = amounts[0]
    label = first.rows["label"].to_numpy().copy()
    label[0] = 1e6
    wild = [replace(first, rows=first.rows.with_columns(label=pl.Series(label))), *amounts[1:]]
    x = amounts[-1].matrix(AMOUNT.names)
    said, tame = predict(fit(AMOUNT, wild).model, x), predict(fit(AMOUNT, amounts).model, x)
    assert np.abs(said - tame).max() < 0.3


def test_a_decline_has_reasons_to_decline(amounts):
    fitted = fit(AMOUNT, amounts)
    x = amounts[-1].matrix(AMOUNT.names)
    said = predict(fitted.model, x)
    medians = [fitted.medians[name] for name in AMOUNT.names]
    for sign in (-1, 1):
        at = np.argsort(-sign * said)[:5]
        found = top_reasons(fitted.model, AMOUNT, medians, x[at], said[at])
        assert all(why and all(one["effect"] * sign > 0 for one in why) for why in found)


@pytest.mark.parametrize("rows", [0, 8])
def test_too_few_amounts_are_refused(amounts, home, rows):
    few = [replace(frame, rows=frame.rows.head(rows)) for frame in amounts]
    with pytest.raises(BadInput, match="settled outcome"):
        train_on(home, AMOUNT, few)
    assert not home.models.exists()


@settings(max_examples=50)
@given(label=st.lists(st.floats(-5, 5), min_size=1, max_size=40))
def test_distances_of_the_truth_are_0_and_parts_hold_everybody(label):
    label = np.array(label)
    found = distances(label, label)
    assert found["mae"] == found["rmse"] == 0 and found["spearman"] <= 1 + 1e-9
    shown = amount_deciles(label, label[::-1])
    assert sum(part["customers"] for part in shown) == len(label)
    assert sum(part["customers"] * part["actual"] for part in shown) == pytest.approx(label.sum(), abs=1e-6)


def test_distances_by_hand():
    found = distances(np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0, 4.0]))
    assert (found["mae"], found["rmse"]) == (1.0, pytest.approx((5 / 3) ** 0.5))
    assert found["r2"] == pytest.approx(1 - 5 / 2) and found["spearman"] == pytest.approx(1)
    assert distances(np.ones(3), np.zeros(3))["r2"] == 0.0
    assert distances(np.array([0.0, 1e-300]), np.zeros(2))["r2"] == 0.0
