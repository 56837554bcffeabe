"""What chance may explain: intervals of shares, and gaps between groups."""

import pytest
from hypothesis import given, strategies as st

from tagrid.core.statistics import wilson_interval
from tagrid.scoring.status import uneven_groups


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_lies_within_nought_and_one(counted):
    cases, customers = counted
    low, high = wilson_interval(cases, customers, z=1.96)
    assert 0 <= low <= cases / customers + 1e-12 and cases / customers - 1e-12 <= high <= 1


def test_the_interval_is_wilsons():
    assert wilson_interval(5, 50, z=1.96) == pytest.approx((0.0434752, 0.2136049), abs=1e-6)
    assert wilson_interval(0, 0, z=1.96) == (0.0, 1.0)


def _groups(*counted: tuple[int, int]) -> dict[str, list[dict]]:
    """Groups of so many cases, so many of them reached."""
    overall = sum(reached for _, reached in counted) / sum(cases for cases, _ in counted)
    rows = [
        {"group": str(n), "positives": cases, "recall": reached / cases, "recall_gap": reached / cases - overall}
        for n, (cases, reached) in enumerate(counted)
    ]
    return {"column": [*rows, {"group": "few", "positives": 3, "recall": None, "recall_gap": None}]}


def test_a_gap_of_few_cases_is_chance_and_one_of_many_is_not():
    assert uneven_groups(_groups((4, 0), (100, 50))) == set()
    assert uneven_groups(_groups((100, 10), (100, 60))) == {("column", "0"), ("column", "1")}


def test_the_more_groups_are_looked_at_the_wider_a_gap_must_be():
    gap = [(60, 18), (60, 32)]
    assert uneven_groups(_groups(*gap)) != set()
    assert uneven_groups(_groups(*gap, *[(60, 25)] * 12)) == set()
