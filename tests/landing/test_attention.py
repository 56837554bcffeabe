"""Warnings stay until somebody acts: the missing day lands, or a person settles them by name and reason."""

import pytest

from tagrid.core.errors import BadInput
from tagrid.landing.attention import acknowledge, all_warnings, open_warnings
from tests.landing.test_intake import days, readings

pytestmark = pytest.mark.slow


def test_a_missing_day_is_settled_when_it_lands(utility):
    readings(utility, "month", days("2026-05-01", 3))
    readings(utility, "later", ["2026-05-06"])
    (warning,) = open_warnings(utility.home)
    assert warning.days == ("2026-05-04", "2026-05-05")
    readings(utility, "fourth", ["2026-05-04"])
    assert open_warnings(utility.home)[0].days == ("2026-05-05",)
    readings(utility, "fifth", ["2026-05-05"])
    assert open_warnings(utility.home) == []
    assert all_warnings(utility.home)[0].reason == "landed with delivery 4"


def test_a_person_settles_a_warning_by_name_and_reason(utility):
    readings(utility, "month", days("2026-05-01", 5))
    readings(utility, "day", ["2026-05-06"], customers=100)
    (warning,) = open_warnings(utility.home)
    assert "far fewer rows" in warning.en
    with pytest.raises(BadInput, match="--by"):
        acknowledge(utility.home, [warning.id], " ", "why")
    with pytest.raises(BadInput, match="No open warning 9; open are: 1"):
        acknowledge(utility.home, [9], "Li Na", "why")
    acknowledge(utility.home, [warning.id], "Li Na", "A district was without power")
    assert open_warnings(utility.home) == []
    assert all_warnings(utility.home)[0].by == "Li Na"


def test_what_was_accepted_as_unusual_needs_no_attention(utility):
    readings(utility, "month", days("2026-05-01", 5))
    report = readings(utility, "day", ["2026-05-06"], customers=100, unusual=True)
    assert len(report.warnings) == 1
    assert open_warnings(utility.home) == []


def test_rows_that_were_set_aside_are_told_without_what_they_hold(utility):
    readings(utility, "month", days("2026-05-01", 5))
    wrong = 7_654_321.0
    readings(utility, "day", ["2026-05-06"], energy_kwh=lambda i, cells: wrong if i == 3 else cells["energy_kwh"][i])
    (warning,) = open_warnings(utility.home)
    assert "1 row was set aside in quarantine/000002/metering.daily_energy.csv" in warning.en
    assert "7654321" not in warning.en
    assert "7654321" in (utility.home.quarantine / "000002" / "metering.daily_energy.csv").read_text("utf-8-sig")
