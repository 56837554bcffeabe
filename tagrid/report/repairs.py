"""The eight time points of a repair and the limit of each of its seven segments (domain rules of the repair flow)."""

from datetime import datetime

from tagrid.report.text import Text

# Segment: the two time points, its limit in minutes, what happens in it.
SEGMENTS = (
    ("hung_up_at", "sent_at", 2, Text("95598 派单", "95598 sends the order")),
    ("sent_at", "centre_received_at", 4, Text("送达抢修中心", "order reaches the centre")),
    ("centre_received_at", "centre_sent_at", 2, Text("中心转派", "centre sends it on")),
    ("centre_sent_at", "crew_received_at", 4, Text("送达班组", "order reaches the crew")),
    ("crew_received_at", "crew_accepted_at", 2, Text("班组接单", "crew accepts")),
    ("crew_accepted_at", "crew_departed_at", 3, Text("班组出发", "crew sets out")),
    ("crew_departed_at", "crew_arrived_at", 28, Text("到达现场", "crew on its way")),
)
SAME_OFFICE_LIMIT = 2
# From A to H: on site.
LIMIT_MINUTES = 45


def segments(row: dict) -> list[tuple[Text, float | None, int]]:
    """Return name, minutes and limit of each segment; minutes None where a time point is missing."""
    return [(name, _minutes(row[a], row[b]), _limit(row, a, limit)) for a, b, limit, name in SEGMENTS]


def _limit(row: dict, start: str, limit: int) -> int:
    return SAME_OFFICE_LIMIT if start == "centre_sent_at" and row["is_same_office"] else limit


def _minutes(start: datetime | None, end: datetime | None) -> float | None:
    return (end - start).total_seconds() / 60 if start and end else None


def slowest(row: dict) -> tuple[Text, float, int]:
    """Return the segment furthest beyond its limit: name, minutes, limit."""
    known = [(name, minutes, limit) for name, minutes, limit in segments(row) if minutes is not None]
    return max(known, key=lambda one: one[1] - one[2])
