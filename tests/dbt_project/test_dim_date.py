"""The calendar's Python: workdays, holidays and the season around the Chinese New Year."""

import importlib.util
from datetime import date

import pytest

from tagrid.core.calendar import calendar_days
from tagrid.core.overlay import REFERENCE

COLUMNS = [
    "date_on", "month_on", "weekday", "is_workday", "is_holiday", "name", "is_weekend", "in_season", "is_known",
    "known_by",
]  # fmt: skip


@pytest.fixture(scope="module")
def module():
    path = REFERENCE / "dbt_project" / "models" / "marts" / "dimensions" / "dim_date.py"
    spec = importlib.util.spec_from_file_location("dim_date", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def calendar(module):
    return lambda day: dict(zip(COLUMNS, module.row(calendar_days(day, day)[0]), strict=True))


@pytest.mark.parametrize(
    ("day", "in_season"),
    [
        (date(2026, 2, 9), False),
        (date(2026, 2, 10), True),  # a week before New Year, 17 February
        (date(2026, 3, 3), True),  # the Lantern Festival
        (date(2026, 3, 4), False),
        (date(2025, 1, 21), False),
        (date(2025, 1, 22), True),
        (date(2025, 2, 12), True),
        (date(2025, 2, 13), False),
        (date(2027, 1, 30), True),  # beyond the years whose make-up days are known
    ],
)
def test_the_festival_season_moves_with_the_moon(calendar, day, in_season):
    assert calendar(day)["in_season"] is in_season


def test_make_up_days_are_worked_and_holidays_are_not_weekends(calendar):
    assert calendar(date(2025, 9, 28)) | {"is_workday": True, "is_weekend": False} == calendar(date(2025, 9, 28))
    holiday = calendar(date(2025, 10, 4))
    assert (holiday["is_holiday"], holiday["is_weekend"], holiday["is_workday"]) == (True, False, False)
    assert (calendar(date(1999, 10, 1))["is_known"], calendar(date(1999, 10, 1))["known_by"]) == (False, "rule")


@pytest.mark.parametrize(
    ("first", "last", "covered"),
    [
        (date(2009, 3, 1), date(2011, 1, 1), (date(2008, 1, 1), date(2012, 12, 31))),
        (date(2026, 1, 1), date(2031, 6, 30), (date(2025, 1, 1), date(2032, 12, 31))),
        (date(1601, 1, 1), date(9999, 12, 31), (date(1900, 1, 1), date(2199, 12, 31))),
        (None, None, (date(2014, 1, 1), date(2027, 12, 31))),
    ],
)
def test_it_covers_the_years_that_the_data_have(module, first, last, covered):
    assert module.bounds(first, last) == covered
