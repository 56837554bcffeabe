"""The outages of a year, and how a planned one went: its end against the plan, and its notice.

The page of a customer and the documents take it from here; the features of outages count alike.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from tagrid.core.periods import window_start
from tagrid.core.settings import settings


def outages_of_year(outages: Iterable[dict], as_of: date) -> list[dict]:
    """Return the outages of the 12 months that end with a day, those that lasted into them among them."""
    first = datetime.combine(window_start(as_of), time())
    return [row for row in outages if row["started_at"] >= first or (row["ended_at"] and row["ended_at"] > first)]


def minutes_over_plan(row: dict) -> float | None:
    """Return how much later than planned supply was back, minutes; below 0 earlier; None where either is unknown."""
    return minutes_between(row["planned_end_at"], row["ended_at"])


def notice_begins(row: dict) -> datetime:
    """Return what a notice is measured against: the planned begin, or where no plan is known the actual one."""
    return row["planned_start_at"] or row["started_at"]


def hours_before(row: dict, at: datetime | None) -> float | None:
    """Return how many hours before an outage something was; None where it never was."""
    minutes = minutes_between(at, notice_begins(row))
    return None if minutes is None else minutes / 60


def notice_result(row: dict) -> str:
    """Return ``reached`` for a notice that came in time, ``late`` for one that came before the outage, else ``failed``.

    In time is what the project's regulation says (``notice_hours``), as `int_customer_outage` has it.
    """
    hours, received = settings().regulation.notice_hours, hours_before(row, row["first_received_at"])
    if received is None or received < 0:
        return "failed"
    return "reached" if received >= hours else "late"


def minutes_between(first: datetime | None, last: datetime | None) -> float | None:
    """Return the minutes from one time to another; None where either is unknown."""
    return None if first is None or last is None else (last - first).total_seconds() / 60
