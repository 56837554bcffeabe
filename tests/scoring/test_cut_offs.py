"""Cut-offs keep the test honest: all that was learned was known before the first day that tests."""

from datetime import date, timedelta

import pytest

from tagrid.core.errors import BadInput
from tagrid.scoring.frames import LEAST_HISTORY_DAYS, LEAST_TRAINING, MOST_TEST, STEP_DAYS, cut_offs

THROUGH = date(2026, 6, 30)


@pytest.mark.parametrize("horizon", [30, 92, 180])
@pytest.mark.parametrize("days", [520, 546, 730, 1200])
def test_the_tests_are_complete_and_later_than_all_that_was_learned(days, horizon):
    first = THROUGH - timedelta(days=days)
    found = cut_offs(first, THROUGH, horizon)
    *training, calibration = found.learning
    assert THROUGH - timedelta(days=STEP_DAYS) < found.test[-1] + timedelta(days=horizon) <= THROUGH
    assert calibration + timedelta(days=horizon) <= found.test[0]
    assert training == sorted(training) and training[-1] < calibration
    assert (training[0] - first).days >= LEAST_HISTORY_DAYS


def test_outcomes_of_about_a_year_are_learned_whatever_the_horizon():
    reach = {}
    for horizon in (30, 92, 180):
        found = cut_offs(date(2020, 1, 1), THROUGH, horizon)
        reach[horizon] = (found.learning[-1] - found.learning[0]).days + horizon
    assert all(270 <= days <= 300 for days in reach.values()), reach


def test_a_long_history_is_tested_on_a_quarter_and_sees_every_part_of_the_month():
    found = cut_offs(date(2024, 1, 1), THROUGH, 92)
    assert len(found.test) == MOST_TEST
    assert (found.test[-1] - found.test[0]).days == STEP_DAYS * (MOST_TEST - 1)
    assert {day.day // 11 for day in found.days} == {0, 1, 2}


def test_a_short_history_gives_up_days_of_the_test_before_those_it_must_learn_from():
    def shape(days: int) -> tuple[int, int]:
        found = cut_offs(THROUGH - timedelta(days=days), THROUGH, 92)
        return len(found.learning) - 1, len(found.test)

    shapes = [shape(days) for days in range(312, 560, STEP_DAYS)]
    assert shapes[0] == (1, 1) and shapes[-1][1] == MOST_TEST
    assert shapes == sorted(shapes, key=lambda one: (one[1], one[0]))
    assert all(training >= LEAST_TRAINING for training, tests in shapes if tests > 1)


def test_short_history_is_refused_with_the_days_it_needs():
    with pytest.raises(BadInput, match="312 days are needed"):
        cut_offs(THROUGH - timedelta(days=311), THROUGH, 92)
    assert cut_offs(THROUGH - timedelta(days=312), THROUGH, 92)
