"""An inspection of use that was due and is not done.

Figures: planned and done dates of inspections; the limit is the day it was due.
"""

from datetime import timedelta

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, day

WITHIN_DAYS = 30


def advise(facts: Facts) -> Advice | None:
    """Hold where the day of an inspection not done has passed."""
    due = [row["due_on"] for row in facts.kind("inspection") if row["done_on"] is None and row["due_on"] < facts.as_of]
    if not due:
        return None
    late, by = (facts.as_of - min(due)).days, facts.as_of + timedelta(days=WITHIN_DAYS)
    return Advice(
        title=Text("用电检查逾期", "An inspection is overdue"),
        figure=Text(f"{late} 天", f"{late} days"),
        finding=Text(
            f"应于 {day(min(due))} 完成的用电检查至今未做。", f"The inspection due on {day(min(due))} is not done yet."
        ),
        action=Text(
            f"我们将在 {day(by)} 前上门，请约定时间并安排电工到场。",
            f"We come by {day(by)}: please agree on a day and have your electrician there.",
        ),
        source=Text("用电检查计划", "Plan of inspections"),
        grade="attention",
        limit=Text(f"应检 {day(min(due))}", f"due {day(min(due))}"),
        by=by,
    )
