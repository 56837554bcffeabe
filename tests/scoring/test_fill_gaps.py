"""A model without gaps must not find them again by the number they were filled with."""

import numpy as np

from tagrid.scoring.assess import fill_gaps


def test_filled_gaps_look_like_any_other_number():
    random = np.random.default_rng(5)
    x = random.normal(size=(4000, 2))
    gaps = random.random(4000) < 0.3
    x[gaps, 0] = np.nan
    filled = fill_gaps(x, x[:3000])
    assert not np.isnan(filled).any() and (filled[~gaps] == x[~gaps]).all()
    assert np.isin(filled[gaps, 0], x[:3000, 0]).all()
    assert np.unique(filled[gaps, 0]).size > 0.3 * gaps.sum()
    assert abs(filled[gaps, 0].mean() - np.nanmean(x[:, 0])) < 0.1


def test_a_column_nobody_has_is_0():
    x = np.array([[np.nan, 1.0], [np.nan, np.nan]])
    assert fill_gaps(x, x).tolist() == [[0.0, 1.0], [0.0, 1.0]]
