"""The calendar: one row a day, with China's statutory holidays and make-up workdays."""

from datetime import date, timedelta

import chinese_calendar
import pandas as pd

FIRST, LAST = date(2014, 1, 1), date(2027, 12, 31)


def row(day: date) -> tuple:
    """Return the calendar's row of a day; beyond the library's years weekdays alone decide."""
    month, weekday = day.replace(day=1), day.isoweekday()
    try:
        is_off, holiday = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return day, month, weekday, weekday < 6, False, None, weekday > 5, False
    is_holiday = is_off and holiday is not None
    name = holiday if is_holiday else None
    return day, month, weekday, not is_off, is_holiday, name, is_off and not is_holiday, True


def model(dbt, session):
    dbt.config(materialized="table")
    days = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
    days_are = ["is_workday", "is_holiday", "holiday_name", "is_weekend_day", "is_known"]
    names = ["date_on", "month_on", "iso_weekday", *days_are]
    # DuckDB finds the frame by the name of the variable, which the linter takes for unused.
    calendar = pd.DataFrame([row(day) for day in days], columns=names)  # noqa: F841
    return session.sql("select * from calendar")
