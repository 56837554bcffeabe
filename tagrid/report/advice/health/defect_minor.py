"""Minor defects that are open and still within their time.

Figures and limits: the register of defects.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.advice.health.defect_grave import is_grave, still_open, told
from tagrid.report.facts import Facts
from tagrid.report.text import Text, joined


def advise(facts: Facts) -> Advice | None:
    """Hold where a minor defect is open and not yet overdue."""
    minor = [row for row in still_open(facts) if not is_grave(facts, row)]
    if not minor:
        return None
    which = joined([told(row) for row in minor], "；", "; ")
    return Advice(
        title=Text("一般隐患待整改", "A minor defect is open"),
        figure=Text(f"{len(minor)} 项", f"{len(minor)} open"),
        finding=Text(f"{which.zh}。", f"{which.en[0].upper()}{which.en[1:]}."),
        action=Text(
            "请在限期内整改，完成后告知我们复查。", "Have it repaired by its day, and tell us so that we can check."
        ),
        source=Text("用电检查隐患台账", "Register of defects"),
        grade="attention",
        limit=Text("限期内整改", "repaired by its day"),
        by=minor[0]["due_on"],
    )
