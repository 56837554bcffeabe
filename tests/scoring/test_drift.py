"""A population that moved is found, one that did not is left alone, and what varied in training is no drift."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from tagrid.scoring.drift import (
    DRIFT_THRESHOLD,
    has_drifted,
    measure_drift,
    part_shares,
    population_references,
    psi,
    reference,
    references,
)
from tagrid.scoring.fit import fit, predict

numbers = st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))), max_size=60).map(np.array)


@settings(max_examples=60)
@given(then=numbers, now=numbers)
def test_the_index_is_never_below_0_and_0_for_the_same(then, now):
    then, now = then.astype(float), now.astype(float)
    assert psi(reference(then), now) >= 0
    assert psi(reference(then), then) == pytest.approx(0, abs=1e-12)


@settings(max_examples=60)
@given(values=numbers.filter(len))
def test_everybody_is_in_one_part(values):
    values = values.astype(float)
    then = reference(values)
    assert sum(then["shares"]) == pytest.approx(1)
    assert then["cuts"] == sorted(set(then["cuts"]))
    assert part_shares(then["cuts"], values)[-1] == pytest.approx(np.isnan(values).mean())


def test_a_known_index_by_hand():
    then = {"cuts": [0.0], "shares": [0.5, 0.5, 0.0]}
    now = np.array([-1.0] * 25 + [1.0] * 75)
    assert psi(then, now) == pytest.approx(-0.25 * np.log(0.5) + 0.25 * np.log(1.5), abs=1e-6)


def test_a_shift_is_found_in_the_input_that_moved_and_in_no_other():
    random = np.random.default_rng(5)
    then, now = random.normal(size=(4000, 3)), random.normal(size=(4000, 3))
    now[:, 1] += 0.8
    said = then[:, 0]
    found = measure_drift(references(["a", "b", "c"], [(then, said)]), ["a", "b", "c"], now, now[:, 0])
    assert found[0]["input"] == "b" and found[0]["psi"] >= DRIFT_THRESHOLD
    assert all(one["psi"] < 0.02 for one in found[1:]) and [has_drifted(one) for one in found] == [True] + [False] * 3


def test_numbers_that_stop_coming_are_a_drift_of_their_own():
    random = np.random.default_rng(5)
    then = random.normal(size=(1000, 1))
    now = np.where(random.random((1000, 1)) < 0.4, np.nan, then)
    (found,) = [
        one for one in measure_drift(references(["a"], [(then, then[:, 0])]), ["a"], now, then[:, 0]) if one["psi"]
    ]
    assert found["input"] == "a" and found["missing_then"] == 0 and found["missing_now"] == pytest.approx(0.4, abs=0.05)
    assert has_drifted(found)


def test_what_differed_from_day_to_day_in_training_is_no_drift():
    """Days since the latest bill: on one day everybody has the same few."""
    random = np.random.default_rng(5)
    days = [random.normal(middle, 1, (2000, 1)) for middle in (5, 12, 19, 26)]
    then = references(["since_bill"], [(day, np.zeros(2000)) for day in days])
    now = random.normal(12, 1, (2000, 1))
    found = measure_drift(then, ["since_bill"], now, np.zeros(2000))[0]
    assert found["psi"] >= DRIFT_THRESHOLD and not has_drifted(found)
    far = measure_drift(then, ["since_bill"], random.normal(60, 1, (2000, 1)), np.zeros(2000))[0]
    assert has_drifted(far)


def test_references_are_of_everybody_eligible_on_every_day(score, frames):
    from dataclasses import replace

    model = fit(score, frames).model
    few = [replace(frame, rows=frame.rows.head(100)) for frame in frames]
    then = population_references(score, model, few)
    assert then == population_references(score, model, frames) and set(then) == {*score.names, "score"}
    x = frames[-1].matrix(score.names)
    found = measure_drift(then, score.names, x, predict(model, x))
    assert all(one["psi"] < 0.1 and not has_drifted(one) for one in found)
    assert all(one["usual"] >= one["psi"] - 1e-12 for one in found)


def test_nobody_and_a_reference_of_nobody_do_no_harm():
    assert psi(reference(np.empty(0)), np.empty(0)) == 0
    assert psi(reference(np.array([1.0, 2.0])), np.empty(0)) == 0
    assert psi(reference(np.empty(0)), np.array([1.0])) > 0
    assert measure_drift({}, ["a"], np.ones((2, 1)), np.ones(2)) == []
