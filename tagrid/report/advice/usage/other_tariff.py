"""Choose the cheaper of flat and time-of-use prices, where the customer may choose.

Figures: the customer's own kWh by period, at the prices of each tariff of its category. Homes choose freely, and shops
and offices below 100 kVA; larger ones are on time-of-use by most provinces' lists.
"""

from dataclasses import dataclass

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts, total
from tagrid.report.text import Text, number, share, yuan

MAY_CHOOSE_BELOW_KVA = 100
LEAST_SAVED = 0.02
CHOOSING = ("residential", "general_commercial")


@dataclass(frozen=True)
class Priced:
    """What the last year's use costs on a tariff, yuan, without adjustments."""

    code: str
    is_time_of_use: bool
    yuan: float


def priced(facts: Facts) -> list[Priced]:
    """Return the year's use at the prices of every tariff of the customer's category, its own first."""
    months, own = facts.split, facts.supply.get("tariff_code")
    if not months or own is None:
        return []
    kwh, peak, valley = (total(months, name) for name in ("kwh", "peak_kwh", "valley_kwh"))
    found = []
    for row in facts.tariffs:
        if row["tariff_category"] == facts.customer.get("tariff_category"):
            cost = _cost(row, kwh, peak, valley)
            if cost is not None:
                found.append(Priced(row["tariff_code"], row["price_single_yuan"] is None, cost))
    return sorted(found, key=lambda one: (one.code != own, one.yuan))


def _cost(row: dict, kwh: float, peak: float, valley: float) -> float | None:
    if row["price_single_yuan"] is not None:
        return kwh * float(row["price_single_yuan"])
    prices = [row[f"price_{period}_yuan"] for period in ("peak", "flat", "valley")]
    if None in prices:
        return None
    high, flat, low = map(float, prices)
    return peak * high + valley * low + (kwh - peak - valley) * flat


def advise(facts: Facts) -> Advice | None:
    """Hold where another tariff of the category saves at least 2 % of the year's energy charge."""
    costs = priced(facts)
    may = facts.customer.get("tariff_category") in CHOOSING and (
        facts.customer.get("tariff_category") == "residential" or (facts.capacity_kva or 0) < MAY_CHOOSE_BELOW_KVA
    )
    if not may or len(costs) < 2 or costs[0].code != facts.supply["tariff_code"] or len(facts.split) < 12:
        return None
    own, best = costs[0], min(costs[1:], key=lambda one: one.yuan)
    saved = own.yuan - best.yuan
    if saved < LEAST_SAVED * own.yuan or best.is_time_of_use == own.is_time_of_use:
        return None
    to = Text("分时电价", "time-of-use prices") if best.is_time_of_use else Text("单一电价", "a flat price")
    part = share(saved / own.yuan)
    return Advice(
        title=Text(f"改用{to.zh}更省", f"Change to {to.en}"),
        figure=yuan(saved),
        finding=Text(
            f"同样的用电，按现行电价 {own.code} 一年 {number(own.yuan)} 元，按 {best.code} 为 {number(best.yuan)} "
            f"元，低 {part}。",
            f"The same use costs {number(own.yuan)} yuan a year on your tariff {own.code} and {number(best.yuan)} "
            f"on {best.code}: "
            f"{part} less.",
        ),
        action=Text(
            f"到营业厅或网上申请改用 {best.code}（{to.zh}），一年少付 {number(saved)} 元；用电习惯不变也成立。",
            f"Apply for {best.code} ({to.en}) at the counter or online: {number(saved)} yuan less a year without "
            "changing any habit.",
        ),
        source=Text("账单分时电量；本类电价表", "Energy by period on the bills; the price list of your category"),
        yuan=saved,
    )
