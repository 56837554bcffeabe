"""The six published attacks, and how they are put upon a population."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from benchmarks.models import attacks
from benchmarks.models.attacks import ATTACKS, inject

DAYS = 40
WEEKS = st.lists(st.integers(1, 5000), min_size=DAYS, max_size=DAYS).map(lambda x: np.array(x, dtype=float))


@given(WEEKS, st.integers(0, 2**16))
def test_each_does_what_its_name_says(x, seed):
    rng = np.random.default_rng(seed)
    h1, h2, h3, h4, h5, h6 = (attack(x, rng) for attack in ATTACKS)
    assert np.allclose(h1 / x, (h1 / x)[0]) and 0.1 <= (h1 / x)[0] <= 0.8
    off = np.flatnonzero(h2 == 0)
    assert len(off) >= round(DAYS / 6) and np.ptp(off) == len(off) - 1 and (h2[h2 > 0] == x[h2 > 0]).all()
    assert ((h3 >= 0.0999 * x) & (h3 <= 0.8001 * x)).all()
    assert ((h4 >= 0.0999 * x.mean()) & (h4 <= 0.8001 * x.mean())).all()
    assert (h5 == x.mean()).all() and list(h6) == list(x)[::-1]


@given(WEEKS, st.integers(0, 2**16))
def test_what_was_read_is_left_as_it_was(x, seed):
    before = x.copy()
    for attack in ATTACKS:
        attack(x, np.random.default_rng(seed))
    assert (x == before).all()


def test_a_tenth_is_attacked_in_turn_and_only_from_its_day_on():
    kwh = np.random.default_rng(1).integers(50, 500, (120, 100)).astype(float)
    made = inject(kwh, np.random.default_rng(2), 0.1, (30, 30))
    assert np.bincount(made.attack).tolist() == [108, 2, 2, 2, 2, 2, 2]
    assert (made.readings[:, :70] == kwh[:, :70]).all()
    assert (made.readings[made.attack == 0] == kwh[made.attack == 0]).all()
    assert (made.readings[made.attack > 0][:, 70:] != kwh[made.attack > 0][:, 70:]).any(axis=1).all()


def test_what_comes_out_is_what_the_export_writes():
    kwh = np.random.default_rng(1).integers(1, 500, (120, 100)).astype(float)
    left = inject(kwh, np.random.default_rng(2), 0.5, (60, 90)).readings
    assert left.min() >= 1 and (left == np.round(left)).all()


def test_the_spared_are_left_alone_and_a_seed_says_all():
    kwh = np.full((60, 50), 90.0)
    spare = np.arange(60) < 30
    one, two = (inject(kwh, np.random.default_rng(3), 0.2, (10, 40), spare) for _ in range(2))
    assert (one.attack[spare] == 0).all() and (one.attack > 0).sum() == 12
    assert (one.readings == two.readings).all()


def test_the_shortest_span_without_readings_is_a_sixth():
    lengths = {int((attacks.switched_off(np.ones(60), np.random.default_rng(n)) == 0).sum()) for n in range(300)}
    assert min(lengths) == pytest.approx(10, abs=2) and max(lengths) > 50 and min(lengths) >= 10
