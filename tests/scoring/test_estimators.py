"""A line never contradicts what the trade knows, whatever features that move together would make of it."""

import numpy as np
import pytest

from tagrid.scoring.estimators import linear
from tests.scoring.conftest import SCORE


@pytest.fixture(scope="module")
def twins():
    """Two features that say the same with noise; alone, the second comes out against its direction beside the first."""
    random = np.random.default_rng(5)
    strength = random.normal(size=4000)
    first, second = strength, strength + 0.3 * random.normal(size=4000)
    chance = 1 / (1 + np.exp(-(2.5 * first - 1.0 * second - 1)))
    filler = random.normal(size=(4000, 2))
    return np.column_stack([first, filler[:, 0], filler[:, 1], second]), random.random(4000) < chance, chance


def _score(directions, target="chance"):
    from dataclasses import replace

    features = tuple(replace(f, direction=d) for f, d in zip(SCORE.features, directions, strict=True))
    return replace(SCORE, features=features, target=target)


@pytest.mark.parametrize("target", ["chance", "amount"])
def test_what_comes_out_against_its_direction_is_left_out(twins, target):
    x, label, chance = twins
    y = label if target == "chance" else chance
    free, held = (linear(_score(directions, target)).fit(x, y) for directions in ((0, 0, 0, 0), (1, 0, 0, 1)))
    assert list(free.columns_) == [0, 1, 2, 3] and list(held.columns_) == [0, 1, 2]
    moved = x.copy()
    moved[:, 3] += 1
    say = (lambda m, rows: m.predict_proba(rows)[:, 1]) if target == "chance" else (lambda m, rows: m.predict(rows))
    assert (say(free, moved) < say(free, x)).mean() > 0.9
    assert np.array_equal(say(held, moved), say(held, x))


def test_a_constant_and_gaps_do_not_shift_the_columns(twins):
    x, label, _ = twins
    x = x.copy()
    x[:, 1] = 7.0
    x[::3, 2] = np.nan
    assert linear(_score((1, 1, 1, 1))).fit(x, label).columns_[0] == 0
