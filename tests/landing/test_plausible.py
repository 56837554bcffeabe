"""Readings that strayed into days to come: few ahead land and move nothing, far ones are set aside."""

from datetime import date

from tagrid.landing.contracts import source_contract
from tagrid.landing.index import read_index
from tagrid.landing.plausible import last_day_of_most
from tests.landing.test_intake import ENERGY, days, readings


def test_the_first_readings_of_a_day_do_not_move_the_last_day_of_most(utility):
    readings(utility, "month", days("2026-05-01", 5))
    readings(utility, "early", ["2026-05-06"], customers=3)
    landed = read_index(utility.home)
    assert landed.tables[ENERGY].through_on == date(2026, 5, 6)
    assert last_day_of_most(utility.home, list(landed.files(ENERGY)), source_contract(ENERGY)) == date(2026, 5, 5)


def test_a_reading_of_weeks_ahead_is_set_aside_with_its_line(utility):
    readings(utility, "month", days("2026-05-01", 5))
    report = readings(utility, "stray", ["2026-06-20"], customers=1)
    assert report.tables[ENERGY]["refused"] == 1
    (aside,) = utility.home.quarantine.rglob("*.csv")
    assert "more than 3 days after 2026-05-05, the last day that most have" in aside.read_text("utf-8-sig")
