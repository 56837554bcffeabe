"""Voltage outside its limits for too much of the time.

Figures: minutes monitored and outside the limits, last three months. The limit of 95 % is that of the tags
``voltage_quality`` and ``health_grade``; one of the "two rates" as seen at the customer.
"""

from datetime import timedelta

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, day, same, share

LEAST, WITHIN_DAYS = 0.95, 30


def advise(facts: Facts) -> Advice | None:
    """Hold where less than 95 % of the time monitored was within the limits."""
    value = facts.of("service", "voltage_qualified_share_3m")
    if value is None or value >= LEAST:
        return None
    by = facts.as_of + timedelta(days=WITHIN_DAYS)
    return Advice(
        title=Text("电压合格率偏低", "Voltage is too often outside its limits"),
        figure=same(share(value, 2)),
        finding=Text(
            f"近三个月有 {share(1 - value, 2)} 的时间电压越限。",
            f"In the last three months it was outside for {share(1 - value, 2)} of the time.",
        ),
        action=Text(
            f"我们在 {day(by)} 前测量并调整变压器分接或线路；请记录灯暗、设备跳停的时刻。",
            f"We measure and set transformer or line right by {day(by)}; please note when lights dim or machines trip.",
        ),
        source=Text("电压监测（两率）", "Voltage monitoring"),
        grade="attention",
        limit=Text("≥ 95%", "≥ 95%"),
        by=by,
    )
