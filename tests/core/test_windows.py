"""Windows of time: twelve months are a year of days, whatever the month and the year."""

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given, strategies as st
from jinja2 import Environment

from tagrid.core.overlay import REFERENCE
from tagrid.core.windows import window_start

MACRO = (REFERENCE / "dbt_project/macros/window_start.sql").read_text(encoding="utf-8")


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


def test_the_models_mean_the_same_window():
    sql = Environment().from_string(MACRO + "{{ window_start('12 months', 'day_on') }}").render()
    days = "select (date '2023-01-01' + n::integer) as day_on from range(1200) as days(n)"
    found = duckdb.sql(f"select day_on, ({sql})::date from ({days})").fetchall()
    assert [(day, window_start(day)) for day, _ in found] == found
