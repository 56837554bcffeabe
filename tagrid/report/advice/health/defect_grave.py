"""Major defects that are open, and any that is past the day it was to be repaired by.

Figures: the register of defects. Limits: the day set when the defect was found. The tag ``health_grade`` calls both
grave.
"""

from datetime import timedelta

from tagrid.report.advice.base import Advice
from tagrid.report.codes import named
from tagrid.report.facts import Facts
from tagrid.report.text import Text, day, joined

AT_ONCE_DAYS = 7


def is_grave(facts: Facts, row: dict) -> bool:
    """Return whether an open defect is major or overdue."""
    return row["result"] == "major" or (row["due_on"] is not None and row["due_on"] < facts.as_of)


def still_open(facts: Facts) -> list[dict]:
    """Return the defects that are not repaired, the one due first ahead."""
    found = [row for row in facts.kind("defect") if row["done_on"] is None]
    return sorted(found, key=lambda row: row["due_on"] or facts.as_of)


def told(row: dict) -> Text:
    """Return one defect in words."""
    what, how, by = named(row["about"]), named(row["result"]), day(row["due_on"])
    return Text(f"{what.zh}（{how.zh}，限期 {by}）", f"{what.en.lower()} ({how.en}, due {by})")


def advise(facts: Facts) -> Advice | None:
    """Hold where an open defect is major or overdue."""
    grave = [row for row in still_open(facts) if is_grave(facts, row)]
    if not grave:
        return None
    late = [(facts.as_of - row["due_on"]).days for row in grave if row["due_on"] and row["due_on"] < facts.as_of]
    due = min((row["due_on"] for row in grave if row["due_on"]), default=facts.as_of)
    by = max(due, facts.as_of + timedelta(days=AT_ONCE_DAYS)) if late else due
    which = joined([told(row) for row in grave], "；", "; ")
    over = Text(f"，最长超期 {max(late)} 天", f", the longest {max(late)} days overdue") if late else Text("", "")
    return Advice(
        title=Text("隐患须立即整改", "Repair defects at once"),
        figure=Text(f"{len(grave)} 项", f"{len(grave)} open"),
        finding=Text(f"{which.zh}{over.zh}。", f"{which.en[0].upper()}{which.en[1:]}{over.en}."),
        action=Text(
            f"请在 {day(by)} 前请有资质的单位整改并告知我们复查；整改前加强巡视。",
            f"Have a licensed firm repair it by {day(by)} and tell us, so that we can check; until then inspect it "
            "daily.",
        ),
        source=Text("用电检查隐患台账", "Register of defects"),
        grade="treat_now",
        limit=Text("限期内整改", "repaired by its day"),
        by=by,
    )
