"""Equipment in service for 15 years or longer.

Figures: the register of equipment; 15 years is where the tag ``equipment_age_band`` begins its last band.
"""

from datetime import timedelta

from tagrid.report.advice.base import Advice
from tagrid.report.codes import named
from tagrid.report.facts import Facts
from tagrid.report.health_safety import OLD_YEARS, age
from tagrid.report.text import Text, counted, joined, number

WITHIN_DAYS = 180


def advise(facts: Facts) -> Advice | None:
    """Hold where a piece of equipment is 15 years old or older."""
    aged = [
        (years, row) for row in facts.kind("equipment") if (years := age(facts, row)) is not None and years >= OLD_YEARS
    ]
    if not aged:
        return None
    oldest = max(years for years, _ in aged)
    which = joined([named(row["about"]) for _, row in sorted(aged, key=lambda pair: -pair[0])])
    return Advice(
        title=Text("设备老化，列入预防性试验", "Old equipment: have it tested"),
        figure=Text(f"{number(oldest, 1)} 年", f"{number(oldest, 1)} years"),
        finding=Text(
            f"{len(aged)} 件设备投运满 {OLD_YEARS:.0f} 年：{which.zh}；最久 {number(oldest, 1)} 年。",
            f"{counted(len(aged), 'piece')} in service {OLD_YEARS:.0f} years or longer: {which.en.lower()}; the "
            f"oldest {number(oldest, 1)} years.",
        ),
        action=Text(
            "半年内做一次预防性试验，按结果安排大修或更换；更换时可比较节能型变压器。",
            "Have them tested within half a year, then repair or replace by the result; compare efficient "
            "transformers when you do.",
        ),
        source=Text("设备台账", "Register of equipment"),
        grade="note",
        limit=Text(f"{OLD_YEARS:.0f} 年", f"{OLD_YEARS:.0f} years"),
        by=facts.as_of + timedelta(days=WITHIN_DAYS),
    )
