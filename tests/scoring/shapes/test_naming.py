"""Names come from what can be measured of a shape, and stay with the centre that bears them."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from models_ml.load_shape import RULES, SCORE
from tagrid.scoring.declaration import Limit, Rule
from tagrid.scoring.shapes.measures import SLACK, by_rule, measure_shape, name_centres, predecessors
from tests.scoring.shapes.made_up import HOUR, SCATTERED, SHAPES, USUAL, bump, curve, plateau


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_has_its_name(name):
    assert by_rule(RULES, SHAPES[name], USUAL) == name


@pytest.mark.parametrize("name", sorted(set(SHAPES) - {"midday_dip"}))
def test_days_far_from_the_mean_day_are_fluctuating(name):
    spread = SHAPES[name].std() / SHAPES[name].mean()
    assert by_rule(RULES, SHAPES[name], max(SCATTERED, spread)) == "fluctuating"
    assert by_rule(RULES, SHAPES[name], 0.32) == name


@given(st.sampled_from(sorted(SHAPES)), st.integers(0, 2**32 - 1), st.integers(-1, 1), st.floats(0.1, 1000))
def test_a_name_does_not_hang_on_noise_half_an_hour_or_the_size_of_the_load(name, seed, shift, size):
    made = curve(name, np.random.default_rng(seed), shift, noise=0.02) * size
    assert by_rule(RULES, made, USUAL) == name


def test_a_shape_that_fits_no_rule_has_no_name():
    assert by_rule(RULES, plateau(6, 24, rest=0.6) + bump(23.5, 0.4), USUAL) is None


def test_the_rules_give_the_values_of_the_tag():
    from tagrid.catalog.files import load

    tag = load().tags["load_shape"]
    assert {rule.name for rule in RULES} == set(tag.values) == set(SCORE.words)
    assert {name: (label.zh, label.en) for name, label in tag.values.items()} == SCORE.words


def test_measures_are_what_they_say():
    found = measure_shape(plateau(8, 17, rest=0.25), 0.2)
    assert (found["work_from"], found["work_until"], found["work_hours"]) == (8, 17, 9)
    assert found["rest"] == pytest.approx(0.25)
    assert found["scatter"] == 0.2
    assert measure_shape(np.where(HOUR < 6, 2.0, 1.0))["night_share"] == pytest.approx(14 / 30)
    two = measure_shape(1 + bump(8) + 0.5 * bump(19))
    assert two["highest_at"] == 8 and two["peaks_alike"] == pytest.approx(0.75, abs=0.02)
    dip = measure_shape(SHAPES["midday_dip"])
    assert dip["lowest_at"] == 12.5 and dip["midday_low"] < 0.5


@pytest.mark.parametrize("steps", [24, 48, 96])
def test_a_day_may_have_any_number_of_steps(steps):
    made = np.where(np.arange(steps) * 24 / steps % 24 < 12, 1.0, 3.0)
    found = measure_shape(made)
    assert found["work_from"] == 12 and found["night_share"] == pytest.approx((6 + 2 * 3) / 48)


def test_centres_are_followed_wherever_they_stand():
    random = np.random.default_rng(2)
    before = random.normal(size=(9, 25))
    order = random.permutation(9)
    after = before[order] + 0.01 * random.normal(size=(9, 25))
    assert predecessors(after, before) == order.tolist()


def test_a_centre_far_from_all_before_follows_none_and_none_is_followed_twice():
    before = np.array([[0.0, 0.0], [1.0, 0.0]])
    after = np.array([[0.01, 0.0], [0.02, 0.0], [5.0, 5.0]])
    found = predecessors(after, before)
    assert found.count(0) == 1 and found[2] is None


WIDE, OTHER = Rule("wide", (Limit("high", least=2.0),)), Rule("other", (Limit("high", least=0.0),))


@pytest.mark.parametrize(
    ("high", "old", "name"),
    [(2.1, None, "wide"), (1.9, None, "other"), (1.9, "wide", "wide"), (1.7, "wide", "other"), (2.1, "other", "other")],
)
def test_a_name_stays_while_it_is_true_within_a_tenth(high, old, name):
    assert SLACK == 0.1
    # an eighth of the day is high, so that its 95th percentile is
    rest = (48 - 6 * high) / 42
    made = np.where(HOUR < 3, high, rest)
    assert name_centres((WIDE, OTHER), made[None], np.array([USUAL]), [old]) == [name]


def test_a_name_that_is_no_longer_ruled_is_not_inherited():
    assert name_centres((OTHER,), np.ones((1, 48)), np.array([USUAL]), ["gone"]) == ["other"]


@given(st.lists(st.floats(0, 1e3), min_size=48, max_size=48).filter(lambda day: sum(day) > 1e-3))
def test_any_day_can_be_measured(day):
    assert all(np.isfinite(value) for value in measure_shape(np.array(day)).values())
