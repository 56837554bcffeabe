"""Repairs whose crew was not on site within 45 minutes.

Figures: from the caller's hanging up to the crew's arrival, 12 months. Limit: 45 minutes.
"""

from datetime import timedelta

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.repairs import LIMIT_MINUTES, slowest
from tagrid.report.text import Text, moment, number


def advise(facts: Facts) -> Advice | None:
    """Hold where a crew of the last 12 months arrived after more than 45 minutes."""
    since = facts.as_of - timedelta(days=365)
    recent = [row for row in facts.repairs if row["hung_up_at"].date() > since and row["arrival_minutes"] is not None]
    late = [row for row in recent if row["arrival_minutes"] > LIMIT_MINUTES]
    if not late:
        return None
    worst = max(late, key=lambda row: row["arrival_minutes"])
    where, minutes, limit = slowest(worst)
    return Advice(
        title=Text("抢修到场超时", "The crew came late"),
        figure=Text(f"{number(worst['arrival_minutes'])} 分钟", f"{number(worst['arrival_minutes'])} minutes"),
        finding=Text(
            f"{len(recent)} 次报修中 {len(late)} 次超过 {LIMIT_MINUTES} 分钟；{moment(worst['hung_up_at'])} "
            f"的一次在“{where.zh}”一段用了 {number(minutes)} 分钟，限 {limit} 分钟。",
            f"{len(late)} of {len(recent)} repairs took more than {LIMIT_MINUTES} minutes. On "
            f"{moment(worst['hung_up_at'])} the step '{where.en}' took "
            f"{number(minutes)} minutes, limit {limit}.",
        ),
        action=Text(
            "我们对该环节的责任部门督办；报修时请说明进厂路线与联系人，可省去到场找人的时间。",
            "The unit in charge of that step is held to it. When you call, name the gate and a person to meet: it "
            "saves the crew time.",
        ),
        source=Text("报修八个时间点；规定 45 分钟到场", "Eight time points of the repair; rule: on site in 45 minutes"),
        grade="attention",
        limit=Text(f"{LIMIT_MINUTES} 分钟", f"{LIMIT_MINUTES} minutes"),
    )
