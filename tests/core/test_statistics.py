import pytest
from hypothesis import given, strategies as st

from tagrid.core.statistics import difference_interval, wilson_interval


@pytest.mark.parametrize(
    ("hits", "of", "expected"),
    # The last is example (a) of Newcombe, Statistics in Medicine 17 (1998) 857, table I.
    [
        (0, 10, (0, 0.2775)),
        (5, 10, (0.2366, 0.7634)),
        (10, 10, (0.7225, 1)),
        (0, 0, (0, 1)),
        (81, 263, (0.2553, 0.3662)),
    ],
)
def test_wilson_at_known_places(hits, of, expected):
    assert wilson_interval(hits, of) == pytest.approx(expected, abs=1e-4)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_share_lies_within_its_interval(hits, more):
    low, high = wilson_interval(hits, hits + more)
    assert 0 <= low <= hits / (hits + more) <= high <= 1


def test_difference_as_published():
    # Newcombe, Statistics in Medicine 17 (1998) 873, table II, (a): 56/70 against 48/80, method 10.
    assert difference_interval((56, 70), (48, 80)) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_no_difference_is_between_its_bounds():
    low, high = difference_interval((5, 50), (5, 50))
    assert low < 0 < high and low == pytest.approx(-high)
    assert difference_interval((0, 0), (3, 10))[0] <= -0.3
