"""Planned outages that took longer than planned.

Figures: planned against actual end, 12 months. Told from half an hour in all: plan against fact is to be watched.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.notices import over_minutes, planned
from tagrid.report.text import Text, counted, number

LEAST_MINUTES = 30


def advise(facts: Facts) -> Advice | None:
    """Hold where planned outages of 12 months ran over by half an hour or more in all."""
    over = [minutes for row in planned(facts) if (minutes := over_minutes(row)) is not None and minutes > 0]
    if sum(over) < LEAST_MINUTES:
        return None
    return Advice(
        title=Text("计划停电超时", "Planned outages ran over"),
        figure=Text(f"{number(sum(over))} 分钟", f"{number(sum(over))} minutes"),
        finding=Text(
            f"{len(over)} 次计划停电晚于计划复电，合计 {number(sum(over))} 分钟，最长 {number(max(over))} 分钟。",
            f"{counted(len(over), 'planned outage')} ended late, {number(sum(over))} minutes in all, "
            f"{number(max(over))} at most.",
        ),
        action=Text(
            f"安排复产时请在计划复电后多留 {number(max(over))} 分钟；超时的工作我们逐次说明原因。",
            f"Leave {number(max(over))} minutes beyond the planned end before you start again; we explain each "
            "overrun.",
        ),
        source=Text("计划与实际停电时间", "Planned and actual times"),
        grade="note",
        limit=Text("按计划复电", "restored as planned"),
    )
