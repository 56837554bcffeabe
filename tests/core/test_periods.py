"""Windows and ages of the calendar: twelve months are a year of days, whatever the month and the year."""

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given, strategies as st
from jinja2 import Environment

from tagrid.core.overlay import REFERENCE
from tagrid.core.periods import window_start, years_between

MACROS = REFERENCE / "dbt_project/macros"


@pytest.mark.parametrize(
    ("as_of", "months", "first"),
    [
        (date(2026, 6, 30), 12, date(2025, 7, 1)),
        (date(2024, 2, 29), 12, date(2023, 3, 1)),
        (date(2025, 2, 28), 12, date(2024, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 3, 1)),
        (date(2026, 1, 15), 24, date(2024, 1, 16)),
    ],
)
def test_the_first_day_of_a_window(as_of, months, first):
    assert window_start(as_of, months) == first


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)))
def test_twelve_months_are_a_year_of_days(as_of):
    assert (as_of - window_start(as_of) + timedelta(days=1)).days in (365, 366)


def _rendered(call: str) -> str:
    """The SQL of a call of one of the two macros."""
    macros = [(MACROS / f"{name}.sql").read_text(encoding="utf-8") for name in ("windows", "years_between")]
    return Environment().from_string("".join(macros) + call).render()


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (date(2025, 6, 30), date(2026, 6, 30), 1),
        (date(2025, 7, 1), date(2026, 6, 30), 11 / 12),
        (date(2023, 6, 30), date(2026, 6, 30), 3),
        (date(2024, 2, 29), date(2025, 2, 28), 1),
        (date(2025, 1, 31), date(2025, 2, 28), 1 / 12),
    ],
)
def test_an_age_counts_anniversaries(first, last, years):
    assert years_between(first, last) == years


def test_the_models_mean_the_same_age():
    sql = _rendered("{{ years_between('first_on', 'last_on') }}")
    days = "select date '2015-01-30' + (n * 2)::integer as first_on, date '2023-02-26' + n::integer as last_on"
    found = duckdb.sql(f"select first_on, last_on, {sql} from ({days} from range(800) as days(n))").fetchall()
    assert [(first, last, pytest.approx(years_between(first, last))) for first, last, _ in found] == found


def test_the_models_mean_the_same_window():
    sql = _rendered("{{ window_of_months('day_on', 12) }}")
    days = "select (date '2023-01-01' + n::integer) as day_on from range(1200) as days(n)"
    found = duckdb.sql(f"select day_on, ({sql})::date from ({days})").fetchall()
    assert [(day, window_start(day)) for day, _ in found] == found
