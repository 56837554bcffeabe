"""Ask for more capacity, or cut the peak, where demand went beyond what is contracted.

Figures: the highest demand of each bill (kW) against the contracted capacity (kVA): at any power factor so many kW are
more than so many kVA.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, amount, counted, month, number, same, share


def advise(facts: Facts) -> Advice | None:
    """Hold where the highest demand of some month is above the contracted capacity."""
    kva = facts.capacity_kva
    over = [(m, demand) for m, demand in facts.demands if kva and demand > kva]
    if not over or not kva:
        return None
    top, demand = max(over, key=lambda pair: pair[1])
    part = share(demand / kva, 0)
    return Advice(
        title=Text("负荷超过合同容量", "Demand above the contracted capacity"),
        figure=same(part),
        finding=Text(
            f"{len(over)} 个月的最大需量超过合同容量 {number(kva)} kVA，最高 {month(top.first)} 为 "
            f"{amount(demand)} kW。",
            f"In {counted(len(over), 'month')} the highest demand was above the contracted {number(kva)} kVA, at most "
            f"{amount(demand)} kW "
            f"in {month(top.first)}.",
        ),
        action=Text(
            f"错开大设备的启动，至少压低 {amount(demand - kva)} kW，或申请增容；变压器长期过载会缩短寿命。",
            f"Start large machines one after another to take off at least {amount(demand - kva)} kW, or "
            "apply for more "
            "capacity: steady overload wears the transformer out.",
        ),
        source=Text("账单最大需量；合同容量", "Highest demand on the bills; contracted capacity"),
        grade="attention",
        limit=Text(f"{number(kva)} kVA", f"{number(kva)} kVA"),
    )
