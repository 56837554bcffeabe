"""How a planned outage went: its end against the plan, and its notice.

The page of a customer and the documents take it from here; the tag of the latest notice counts alike.
"""

from datetime import datetime

# As `int_customer_outage` counts it: in any case a planned outage is announced 24 hours before.
NOTICE_HOURS = 24


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


def notice_result(row: dict, hours: float = NOTICE_HOURS) -> str:
    """Return ``reached`` for a notice received so many hours before or earlier, ``late`` for later, else ``failed``."""
    received = hours_before(row, row["first_received_at"])
    if received is None or received < 0:
        return "failed"
    return "reached" if received >= hours else "late"


def minutes_between(first: datetime | None, last: datetime | None) -> float | None:
    """Return the minutes from one time to another; None where either is unknown."""
    return None if first is None or last is None else (last - first).total_seconds() / 60
