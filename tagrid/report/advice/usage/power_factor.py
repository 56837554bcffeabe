"""Correct the power factor where surcharges were paid for it.

Figures: the power factor and the adjustment on the customer's own bills. Standard 0.90 and the scale (0.5 % of the bill
for each 0.01 below, 0.15 % off for each 0.01 above, 0.75 % at most): (83) 水电财字第 215 号. Reactive power to be
compensated: Q = P (tan phi now - tan phi wanted), P the mean power of the worst month.
"""

from math import acos, tan

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, number

STANDARD, WANTED = 0.90, 0.95
MOST_REWARD = 0.0075
LEAST_YUAN = 50.0
HOURS_A_MONTH = 730.0


def surcharge(facts: Facts) -> float:
    """Return the surcharges among the year's adjustments, yuan."""
    return sum(paid for _, _, paid in facts.factors if paid > 0)


def compensation_kvar(kwh: float, factor: float, wanted: float = WANTED) -> float:
    """Return the reactive power, kvar, that lifts a month's power factor from ``factor`` to ``wanted``."""
    return kwh / HOURS_A_MONTH * (tan(acos(factor)) - tan(acos(wanted)))


def advise(facts: Facts) -> Advice | None:
    """Hold where the surcharges of the year come to 50 yuan or more."""
    measured, paid = facts.factors, surcharge(facts)
    punished = [row for row in measured if row[2] > 0]
    if paid < LEAST_YUAN:
        return None
    worst, low, _ = min(punished, key=lambda row: row[1])
    energy_fee = sum(m.yuan - adjusted for m, _, adjusted in measured)
    reward, kvar = energy_fee * MOST_REWARD, max(compensation_kvar(worst.kwh, low), 0)
    saved = sum(adjusted for _, _, adjusted in measured) + reward
    return Advice(
        title=Text("提高功率因数，免付力调电费", "Correct the power factor"),
        figure=Text(f"{number(paid)} 元", f"{number(paid)} yuan"),
        finding=Text(
            f"{len(measured)} 个月中有 {len(punished)} 个月低于标准 {STANDARD:.2f}，最低 {worst.first:%Y-%m} 为 "
            f"{low:.2f}，"
            f"力调电费多付 {number(paid)} 元。",
            f"{len(punished)} of {len(measured)} months lay below the standard of {STANDARD:.2f}, the worst, "
            f"{worst.first:%Y-%m}, "
            f"at {low:.2f}: {number(paid)} yuan of surcharges.",
        ),
        action=Text(
            f"检查并投入约 {number(kvar)} kvar 无功补偿，稳定在 {WANTED:.2f}：不再多付，还可减收约 "
            f"{number(reward)} 元，一年合计改善 {number(saved)} 元。",
            f"Check the capacitors and bring in about {number(kvar)} kvar to hold {WANTED:.2f}: no surcharge, a "
            "reward of about "
            f"{number(reward)} yuan, {number(saved)} yuan better a year in all.",
        ),
        source=Text("账单力调电费；(83)水电财字第215号", "Adjustments on the bills; rule (83) 215 on power factor"),
        limit=Text(f"{STANDARD:.2f}", f"{STANDARD:.2f}"),
        yuan=saved,
    )
