"""Planned outages against the rules: notices two days, twelve and twenty-four hours ahead, and the planned end."""

from dataclasses import dataclass
from datetime import datetime

from tagrid.report.facts import Facts
from tagrid.report.year import since

SECOND_HOURS, LEAST_HOURS, DAYS_BEFORE, CALL_MINUTES = 12, 24, 2, 30


@dataclass(frozen=True)
class Notice:
    """How an outage was told. Hours are before its planned start; None where nothing was sent or arrived.

    ``two_days``: first sent two days before, by the calendar; ``twice``: sent again and at least 12 hours before;
    ``in_time``: it arrived, in writing or by telephone, at least 24 hours before; ``called``: by telephone at least 30
    minutes before.
    """

    sent_hours: float | None
    again_hours: float | None
    received_hours: float | None
    two_days: bool
    twice: bool
    in_time: bool
    called: bool


def planned(facts: Facts) -> list[dict]:
    """Return the planned outages of the last 12 months, newest first."""
    found = [row for row in facts.outages if row["kind"] == "planned" and row["started_at"] > since(facts.as_of)]
    return sorted(found, key=lambda row: row["started_at"], reverse=True)


def checked(row: dict) -> Notice:
    """Return how a planned outage was told, against the rules."""
    start = row["planned_start_at"] or row["started_at"]
    first, received = row["first_sent_at"], _before(start, row["first_received_at"])
    again = _second(row, start)
    call = _before(start, row["last_call_at"])
    return Notice(
        sent_hours=_before(start, first),
        again_hours=again,
        received_hours=received,
        two_days=first is not None and (start.date() - first.date()).days >= DAYS_BEFORE,
        twice=again is not None and again >= SECOND_HOURS,
        in_time=received is not None and received >= LEAST_HOURS,
        called=call is not None and call * 60 >= CALL_MINUTES,
    )


def _second(row: dict, start: datetime) -> float | None:
    return _before(start, row["second_sent_at"]) if row["notices"] > 1 else None


def _before(start: datetime, at: datetime | None) -> float | None:
    return (start - at).total_seconds() / 3600 if at else None


def over_minutes(row: dict) -> float | None:
    """Return how much later than planned supply was back, minutes; below 0 earlier; None where either is unknown."""
    if row["ended_at"] is None or row["planned_end_at"] is None:
        return None
    return (row["ended_at"] - row["planned_end_at"]).total_seconds() / 60
