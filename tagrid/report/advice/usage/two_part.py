"""Bill the basic charge by demand rather than by capacity, where that is cheaper.

Figures: contracted capacity, the highest demand of each bill, and the utility's list of basic charges (seed
``capacity_prices``). A month with at least 260 kWh a kVA has the demand price at 90 %: 发改价格〔2023〕526号.
"""

from dataclasses import dataclass

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, number, yuan

LEAST_KVA = 315
INTENSE_KWH_A_KVA, INTENSE_PRICE = 260, 0.90
LEAST_SAVED = 0.05


@dataclass(frozen=True)
class BasicCharge:
    """What the months cost by capacity and by demand, yuan; ``intense`` of them have the lower demand price."""

    months: int
    capacity_yuan: float
    demand_yuan: float
    intense: int


def basic_charge(facts: Facts) -> BasicCharge | None:
    """Return both ways to bill the last year's basic charge; None below 315 kVA, or without a price or demands."""
    kva, by_kva, by_kw = facts.capacity_kva, facts.money("capacity_yuan_per_kva"), facts.money("demand_yuan_per_kw")
    months = facts.demands
    if not months or by_kva is None or by_kw is None or kva is None or kva < LEAST_KVA:
        return None
    intense = {m.first for m, _ in months if m.kwh / kva >= INTENSE_KWH_A_KVA}
    demand = sum(kw * by_kw * (INTENSE_PRICE if m.first in intense else 1) for m, kw in months)
    return BasicCharge(len(months), kva * by_kva * len(months), demand, len(intense))


def advise(facts: Facts) -> Advice | None:
    """Hold where a year by demand costs at least 5 % less than by capacity."""
    both = basic_charge(facts)
    if both is None or both.months < 12 or both.demand_yuan > both.capacity_yuan * (1 - LEAST_SAVED):
        return None
    saved = both.capacity_yuan - both.demand_yuan
    return Advice(
        title=Text("基本电费改按最大需量计收", "Have the basic charge billed by demand"),
        figure=yuan(saved),
        finding=Text(
            f"按合同容量 {number(facts.capacity_kva)} kVA 计，一年基本电费 {number(both.capacity_yuan)} 元；"
            f"按各月最大需量计，{number(both.demand_yuan)} 元。",
            f"By the contracted {number(facts.capacity_kva)} kVA a year's basic charge is "
            f"{number(both.capacity_yuan)} yuan; by "
            f"each month's highest demand it is {number(both.demand_yuan)}.",
        ),
        action=Text(
            f"如现按容量计收，可申请改为按需量，一年少付 {number(saved)} 元；方式按季变更，提前 15 个工作日申请。",
            f"If you are billed by capacity, apply for billing by demand: {number(saved)} yuan less a year. The "
            "way may change "
            "each quarter, on application 15 working days before.",
        ),
        source=Text(
            f"账单最大需量；{facts.supply.get('capacity_price_source') or '基本电价表'}",
            "Highest demand on the bills; the list of basic charges",
        ),
        yuan=saved,
        is_sure=False,
    )
