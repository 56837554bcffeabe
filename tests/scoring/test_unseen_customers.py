"""Two doubts about a good figure: it may be of customers met before, or of what is missing."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tagrid.scoring.assess import is_unseen_customer, measure_unseen_customers, measure_without_missingness
from tagrid.scoring.fit import fit, predict
from tagrid.scoring.measure import areas
from tests.scoring.conftest import make_frames, relabelled

pytestmark = pytest.mark.slow


def auc(score, frames, of=slice(None)) -> float:
    """How well a model that met everybody ranks those customers `of` the last frame."""
    test = frames[-1]
    said = predict(fit(score, frames).model, test.matrix(score.names))
    return areas(test.label[of], said[of])[0]


def test_strangers_are_a_fifth_and_always_the_same():
    customers = [f"c{n:05d}" for n in range(5000)]
    first = is_unseen_customer(customers)
    assert 0.17 < first.mean() < 0.23
    assert (is_unseen_customer(customers[::-1]) == first[::-1]).all()


def recognised(frame):
    """The frame where each customer's outcome is its own for ever, and one number tells customers apart."""
    number = np.array([int(customer[1:]) for customer in frame.rows["customer_id"]])
    fate = np.random.default_rng(99).random(len(number)) < 0.3
    rows = frame.rows.with_columns(pl.Series("int_a.noise", number.astype(float)), label=pl.Series(fate))
    return replace(frame, rows=pl.concat([rows] * 4))


def test_a_model_that_only_recognises_customers_is_found_out(score):
    one = replace(score, features=score.features[2:3])
    frames = [recognised(frame) for frame in make_frames(size=150)]
    found = measure_unseen_customers(one, frames)
    assert auc(one, frames) > 0.65 and found["auc"] < auc(one, frames) - 0.1


def test_an_honest_model_is_as_good_on_strangers(score, frames):
    found, new = measure_unseen_customers(score, frames), is_unseen_customer(frames[-1].rows["customer_id"].to_list())
    assert found["customers"] == new.sum()
    assert found["auc"] == pytest.approx(auc(score, frames, new), abs=0.03)


def test_too_few_strangers_are_not_measured(score, frames):
    label = np.zeros(len(frames[-1].rows), bool)
    label[:12] = True
    assert measure_unseen_customers(score, [*frames[:-1], relabelled(frames[-1], label)]) is None


def test_a_model_that_lives_on_gaps_is_blind_without_them(score, frames):
    """It happens to whoever has no number of growth, as where meters that stop talking are the ones inspected."""
    gaps = replace(score, features=(*score.features[:2], replace(score.features[2], is_mask=True), score.features[3]))

    def gone(frame):
        noise = pl.Series(np.random.default_rng(4).random(len(frame.rows)) < 0.1)
        return replace(frame, rows=frame.rows.with_columns(label=frame.rows["int_b.growth"].is_null() ^ noise))

    frames = [gone(frame) for frame in frames]
    blind = measure_without_missingness(gaps, frames)
    assert auc(gaps, frames) > 0.8 and blind["auc"] < 0.6 and blind["features"] == 3
