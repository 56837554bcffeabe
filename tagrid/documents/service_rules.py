"""The service rules for outages: notices of planned ones, their planned end, and the time points of repairs."""

from dataclasses import dataclass

from tagrid.core.settings import Regulation, settings
from tagrid.core.text import Text
from tagrid.documents.facts import Facts
from tagrid.portrait import hours_before, minutes_between, notice_begins, notice_result


def limits() -> Regulation:
    """Return what the regulator asks, as the project sets it."""
    return settings().regulation


# Segment: the two time points, its limit in minutes, what happens in it.
REPAIR_STEPS = (
    ("hung_up_at", "sent_at", 2, Text(zh="95598 派单", en="95598 sends the order")),
    ("sent_at", "centre_received_at", 4, Text(zh="送达抢修中心", en="order reaches the centre")),
    ("centre_received_at", "centre_sent_at", 2, Text(zh="中心转派", en="centre sends it on")),
    ("centre_sent_at", "crew_received_at", 4, Text(zh="送达班组", en="order reaches the crew")),
    ("crew_received_at", "crew_accepted_at", 2, Text(zh="班组接单", en="crew accepts")),
    ("crew_accepted_at", "crew_departed_at", 3, Text(zh="班组出发", en="crew sets out")),
    ("crew_departed_at", "crew_arrived_at", 28, Text(zh="到达现场", en="crew on its way")),
)

SAME_OFFICE_LIMIT = 2

# From the first to the last point: on site in an urban area.
URBAN_MINUTES = sum(limit for _, _, limit, _ in REPAIR_STEPS)


@dataclass(frozen=True)
class Notice:
    """How an outage was announced. Hours are before its planned start; None where nothing was sent or arrived.

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


def planned_outages(facts: Facts) -> list[dict]:
    """Return the planned outages of the last 12 months, newest first."""
    return [row for row in facts.outages_year if row["kind"] == "planned"]


def check_notice(row: dict) -> Notice:
    """Return how a planned outage was announced, measured against the rules."""
    start, regulation, first = notice_begins(row), limits(), row["first_sent_at"]
    again = hours_before(row, row["second_sent_at"]) if row["notices"] > 1 else None
    call = hours_before(row, row["last_call_at"])
    return Notice(
        sent_hours=hours_before(row, first),
        again_hours=again,
        received_hours=hours_before(row, row["first_received_at"]),
        two_days=first is not None and (start.date() - first.date()).days >= regulation.notice_days,
        twice=again is not None and again >= regulation.second_notice_hours,
        in_time=notice_result(row) == "reached",
        called=call is not None and call * 60 >= regulation.call_minutes,
    )


def repair_steps(row: dict, area: str | None = None) -> list[tuple[Text, float | None, int]]:
    """Return name, minutes and limit of each segment; minutes None where a time point is missing.

    The limits add up to the time of an urban area; of the customer's own ``area`` the way takes the rest.
    """
    return [
        (name, minutes_between(row[a], row[b]), _step_limit(row, a, limit, area)) for a, b, limit, name in REPAIR_STEPS
    ]


def _step_limit(row: dict, start: str, limit: int, area: str | None) -> int:
    if start == "centre_sent_at" and row["is_same_office"]:
        return SAME_OFFICE_LIMIT
    rest = limits().arrival_limit(area) - URBAN_MINUTES
    return max(limit + rest, 0) if start == "crew_departed_at" else limit


def slowest_step(row: dict, area: str | None = None) -> tuple[Text, float, int]:
    """Return the segment furthest beyond its limit: name, minutes, limit."""
    known = [(name, minutes, limit) for name, minutes, limit in repair_steps(row, area) if minutes is not None]
    return max(known, key=lambda one: one[1] - one[2])
