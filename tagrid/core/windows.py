"""Windows of time that end with a day, as dbt's macro ``window_start`` has them."""

from calendar import monthrange
from datetime import date, timedelta


def window_start(as_of: date, months: int = 12) -> date:
    """Return the first day of the ``months`` that end with the day ``as_of``: 2025-07-01 for twelve to 2026-06-30."""
    years, month = divmod(as_of.year * 12 + as_of.month - 1 - months, 12)
    day = min(as_of.day, monthrange(years, month + 1)[1])
    return date(years, month + 1, day) + timedelta(days=1)
