"""The calendar: one row a day, with China's statutory holidays, make-up workdays and the season around New Year."""

from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays
import pandas as pd

FIRST, LAST = date(2014, 1, 1), date(2027, 12, 31)
# From the Kitchen God's day a week before the Chinese New Year to the Lantern Festival on its 15th day works stand
# still and people are away, far beyond the statutory days.
SEASON = range(-7, 15)


@cache
def new_year(year: int) -> date:
    """Return the day of the Chinese New Year."""
    named = holidays.country_holidays("CN", years=year, language="en_US").items()
    return min(day for day, name in named if "Spring Festival" in name)


def row(day: date) -> tuple:
    """Return the calendar's row of a day; beyond the library's years weekdays alone decide."""
    month, weekday = day.replace(day=1), day.isoweekday()
    in_season = (day - new_year(day.year)).days in SEASON
    try:
        is_off, holiday = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return day, month, weekday, weekday < 6, False, None, weekday > 5, in_season, False
    is_holiday = is_off and holiday is not None
    name = holiday if is_holiday else None
    return day, month, weekday, not is_off, is_holiday, name, is_off and not is_holiday, in_season, True


def model(dbt, session):
    dbt.config(materialized="table")
    days = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
    kinds = ["is_workday", "is_holiday", "holiday_name", "is_weekend_day", "is_festival_season", "is_known"]
    # DuckDB finds the frame by the name of the variable, which the linter takes for unused.
    calendar = pd.DataFrame([row(day) for day in days], columns=["date_on", "month_on", "iso_weekday", *kinds])  # noqa: F841
    return session.sql("select * from calendar")
