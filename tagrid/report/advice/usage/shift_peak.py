"""Move use from peak to valley hours.

Figures: peak kWh of the customer's own bills, and the prices of its own tariff at the data date. A tenth of the peak
energy is what the demand-side rules count as movable without new equipment; the rule speaks from 1 % of the bill on.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts, total
from tagrid.report.text import Text, amount, number, share, yuan

MOVED = 0.10
LEAST_OF_BILL = 0.01


def advise(facts: Facts) -> Advice | None:
    """Hold where a tenth of the peak energy, used in the valley, saves at least 1 % of the year's bills."""
    peak, valley, months = facts.money("price_peak_yuan"), facts.money("price_valley_yuan"), facts.split
    if not facts.supply.get("is_time_of_use") or peak is None or valley is None or not months:
        return None
    peak_kwh = total(months, "peak_kwh")
    moved, billed = peak_kwh * MOVED, total(months, "yuan")
    saved = moved * (peak - valley)
    if billed <= 0 or saved < LEAST_OF_BILL * billed:
        return None
    part = share(peak_kwh / total(months, "kwh"))
    return Advice(
        title=Text("把部分用电移到低谷时段", "Move some use to valley hours"),
        figure=yuan(saved),
        finding=Text(
            f"{len(months)} 个月内峰段用电 {amount(peak_kwh)} kWh，占 {part}；峰价 {peak:.4f} 元，谷价 "
            f"{valley:.4f} 元，"
            f"每移 1 kWh 省 {peak - valley:.4f} 元。",
            f"In {len(months)} months {amount(peak_kwh)} kWh, {part} of the use, fell in peak hours. Peak costs "
            f"{peak:.4f} yuan a kWh, valley {valley:.4f}: each kWh moved saves {peak - valley:.4f}.",
        ),
        action=Text(
            f"把峰段用电的 {share(MOVED, 0)}（{amount(moved)} kWh）安排到谷段，一年少付 {number(saved)} 元。",
            f"Put {share(MOVED, 0)} of the peak use ({amount(moved)} kWh) into valley hours: {number(saved)} yuan "
            "less a year.",
        ),
        source=Text(
            f"账单峰、谷电量；电价 {facts.supply['tariff_code']}",
            f"Peak and valley energy of the bills; tariff {facts.supply['tariff_code']}",
        ),
        yuan=saved,
    )
