"""Supply that is not back.

Figures: the outage's start, and no end up to the data date. Told for three days; an older one without an end is a gap
of the record, as the tag ``outage_exposure`` counts it.
"""

from datetime import timedelta

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, moment

TOLD_DAYS = 3


def advise(facts: Facts) -> Advice | None:
    """Hold where an outage of the last three days has no end."""
    since = facts.as_of - timedelta(days=TOLD_DAYS)
    still = [row for row in facts.outages_since(since) if row["ended_at"] is None]
    if not still:
        return None
    row = min(still, key=lambda one: one["started_at"])
    return Advice(
        title=Text("停电尚未恢复", "Supply is not back"),
        figure=Text(moment(row["started_at"]), moment(row["started_at"])),
        finding=Text(
            f"{moment(row['started_at'])} 起停电，截至 {facts.as_of} 未见复电记录。",
            f"Out since {moment(row['started_at'])}; no restoration is on record up to {facts.as_of}.",
        ),
        action=Text(
            "如仍无电，请拨打 95598；如已来电，请告知我们更正记录。",
            "If it is still out, call 95598; if it is back, tell us so that the record is put right.",
        ),
        source=Text("停电事件记录", "Record of outages"),
        grade="treat_now",
        by=facts.as_of,
    )
