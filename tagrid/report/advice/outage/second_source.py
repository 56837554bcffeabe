"""A second source for load whose interruption matters.

Figures: grade of load, number of sources, own generation; outages and hours of 12 months; highest demand as the size of
what would have to be kept going. Load of grade 1 or 2 is to have two sources or emergency generation.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, amount, counted, number

GRADES = {"grade_1": Text("一级", "grade 1"), "grade_2": Text("二级", "grade 2")}


def advise(facts: Facts) -> Advice | None:
    """Hold where load of grade 1 or 2 hangs on one source without generation, and was out in the last 12 months."""
    supply, count = facts.supply, facts.of("service", "outages_12m")
    grade = GRADES.get(supply.get("load_grade") or "")
    if (
        grade is None
        or supply.get("source_count") != 1
        or supply.get("own_generation") not in (None, "none")
        or not count
    ):
        return None
    lost, top = facts.of("service", "outage_hours_12m") or 0, facts.money("max_demand_kw_12m")
    size = (
        Text(f"（最大需量 {amount(top)} kW 中的保安部分）", f" (for the vital part of {amount(top)} kW demand)")
        if top
        else Text("", "")
    )
    return Advice(
        title=Text("重要负荷只有一路电源", "Important load on a single source"),
        figure=Text(f"{number(lost, 1)} 小时", f"{number(lost, 1)} hours"),
        finding=Text(
            f"{grade.zh}负荷、单电源、无自备电源；12 个月停电 {number(count)} 次，共 {number(lost, 1)} 小时。",
            f"Load of {grade.en} on one source without own generation: {counted(count, 'outage')} in 12 months, "
            f"{number(lost, 1)} hours.",
        ),
        action=Text(
            f"建议申请第二路电源，或配备应急发电机{size.zh}；客户经理可先做方案与造价比较。",
            f"Apply for a second source or keep an emergency generator{size.en}; your account manager compares "
            "ways and cost.",
        ),
        source=Text("供电点档案；停电记录", "Supply points; record of outages"),
        grade="attention",
        limit=Text("双电源或自备", "two sources, or own"),
    )
