"""Windows and ages of the calendar, as dbt's macros ``window_of_months`` and ``years_between`` have them."""

from calendar import monthrange
from datetime import date, timedelta


def window_start(as_of: date, months: int = 12) -> date:
    """Return the first day of the ``months`` that end with the day ``as_of``: 2025-07-01 for twelve to 2026-06-30."""
    years, month = divmod(as_of.year * 12 + as_of.month - 1 - months, 12)
    day = min(as_of.day, monthrange(years, month + 1)[1])
    return date(years, month + 1, day) + timedelta(days=1)


def years_between(first: date, last: date) -> float:
    """Return the years from one day to another by anniversaries, a twelfth a whole month: 1.0 on the first one.

    A day that a shorter month lacks is that month's last.
    """
    months = (last.year - first.year) * 12 + last.month - first.month
    whole = last.day >= min(first.day, monthrange(last.year, last.month)[1])
    return (months - (not whole)) / 12
