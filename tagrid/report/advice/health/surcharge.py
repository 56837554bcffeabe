"""Surcharges for a low power factor: reactive power heats the equipment as well as it costs.

Figures: the adjustments on the year's bills, as in the usage report. Standard 0.90: (83) 水电财字第 215 号.
"""

from datetime import timedelta

from tagrid.report.advice.base import Advice
from tagrid.report.advice.usage import power_factor
from tagrid.report.facts import Facts
from tagrid.report.text import Text, counted, number, yuan

WITHIN_DAYS = 60


def advise(facts: Facts) -> Advice | None:
    """Hold where the usage report advises to correct the power factor."""
    said = power_factor.advise(facts)
    if said is None:
        return None
    paid, below = power_factor.surcharge(facts), sum(1 for _, _, adjusted in facts.factors if adjusted > 0)
    mean = facts.money("power_factor_12m")
    return Advice(
        title=Text("无功补偿不足", "Too little reactive compensation"),
        figure=Text(f"cos φ {number(mean, 2)}", f"cos φ {number(mean, 2)}") if mean is not None else yuan(paid),
        finding=Text(
            f"{below} 个月低于标准，力调电费多付 {number(paid)} 元。",
            f"{counted(below, 'month')} lay below the standard: {number(paid)} yuan of surcharges.",
        ),
        action=Text(
            "检查补偿电容器是否投入、是否损坏；做法与效益见用电情况分析报告。",
            "Check whether the capacitors work and are switched in; what it saves is in the usage report.",
        ),
        source=said.source,
        grade="note",
        limit=said.limit,
        yuan=said.yuan,
        by=facts.as_of + timedelta(days=WITHIN_DAYS),
    )
