"""The calendar: one row a day of the years that the data have, and how each is known."""

from datetime import date

import pandas as pd

from tagrid.core.calendar import FIRST_YEAR, LAST_YEAR, LIBRARY, OPERATOR, calendar_days

# What a home has before anything dated has landed.
DEFAULT = (date(2014, 1, 1), date(2027, 12, 31))


def bounds(first, last):
    """Return the first and last day of the calendar: the data's years, and one beyond on either side."""
    if first is None or last is None:
        return DEFAULT
    years = [min(max(year, FIRST_YEAR), LAST_YEAR) for year in (first.year - 1, last.year + 1)]
    return date(years[0], 1, 1), date(years[1], 12, 31)


def row(day):
    """Return the calendar's row of a day."""
    name = day.holiday.en if day.holiday else None
    kinds = day.is_workday, day.is_holiday, name, day.is_weekend_day, day.is_festival_season
    on = day.date_on
    return on, on.replace(day=1), on.isoweekday(), *kinds, day.known_by in (OPERATOR, LIBRARY), day.known_by


def model(dbt, session):
    dbt.config(materialized="table")
    landed = dbt.ref("stg_landing__status").aggregate("min(first_on), max(through_on)").fetchall()[0]
    kinds = ["is_workday", "is_holiday", "holiday_name", "is_weekend_day", "is_festival_season", "is_known", "known_by"]
    # DuckDB finds the frame by the name of the variable, which the linter takes for unused.
    calendar = pd.DataFrame(  # noqa: F841
        [row(day) for day in calendar_days(*bounds(*landed))], columns=["date_on", "month_on", "iso_weekday", *kinds]
    )
    return session.sql("select * from calendar")
