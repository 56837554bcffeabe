"""Advice of the usage report on what the customer pays: tariff, capacity, power factor, late fees.

Each function is one rule: it looks at a customer's facts and returns advice or None.
"""

from dataclasses import dataclass
from math import acos, tan

from tagrid.core.formats import amount, counted, month, number, share, yuan
from tagrid.core.text import Text, as_text
from tagrid.documents.facts import BilledMonth, Facts, total_of
from tagrid.documents.model import Advice

LEAST_YUAN = 50.0

HOURS_A_MONTH = 730.0


def surcharges_paid(facts: Facts) -> float:
    """Return the surcharges among the year's adjustments, yuan."""
    return sum(paid for _, _, paid in facts.factors if paid > 0)


def compensation_kvar(kwh: float, factor: float, wanted: float) -> float:
    """Return the reactive power, kvar, that lifts a month's power factor from ``factor`` to ``wanted``."""
    return kwh / HOURS_A_MONTH * (tan(acos(factor)) - tan(acos(wanted)))


def power_factor(facts: Facts) -> Advice | None:
    """Advise where the surcharges of the year come to 50 yuan or more.

    Correct the power factor where surcharges were paid for it.

    Figures: the power factor and the adjustment on the customer's own bills. Its own standard, the factor that earns
    most and what it earns: (83) 水电财字第 215 号, as the seeds ``power_factor_standards`` and ``power_factor_scale``
    hold it. Reactive power to be compensated: Q = P (tan phi now - tan phi wanted), P the mean power of the worst
    month.
    """
    measured, paid = facts.factors, surcharges_paid(facts)
    punished = [row for row in measured if row[2] > 0]
    standard, wanted = facts.money("power_factor_standard"), facts.money("best_power_factor")
    if paid < LEAST_YUAN or standard is None or wanted is None:
        return None
    worst, low, _ = min(punished, key=lambda row: row[1])
    energy_fee = sum(m.current_yuan - adjusted for m, _, adjusted in measured)
    reward = energy_fee * -(facts.money("best_adjustment_share") or 0)
    kvar = max(compensation_kvar(worst.kwh, low, wanted), 0)
    saved = sum(adjusted for _, _, adjusted in measured) + reward
    return Advice(
        title=Text(zh="提高功率因数，免付力调电费", en="Correct the power factor"),
        figure=yuan(paid),
        finding=Text(
            zh=f"{len(measured)} 个月中有 {len(punished)} 个月低于标准 {standard:.2f}，最低 "
            f"{worst.first:%Y-%m} 为 {low:.2f}，力调电费多付 {yuan(paid).zh}。",
            en=f"{len(punished)} of {len(measured)} months lay below the standard of {standard:.2f}, the "
            f"worst, {worst.first:%Y-%m}, at {low:.2f}: {yuan(paid).en} of surcharges.",
        ),
        action=Text(
            zh=f"检查并投入约 {number(kvar)} kvar 无功补偿，稳定在 {wanted:.2f}：不再多付，还可减收约 "
            f"{yuan(reward).zh}，一年合计改善 {yuan(saved).zh}。",
            en=f"Check the capacitors and bring in about {number(kvar)} kvar to hold {wanted:.2f}: no "
            f"surcharge, a reward of about {yuan(reward).en}, {yuan(saved).en} better a year in all.",
        ),
        source=Text(
            zh=f"账单力调电费；{facts.supply.get('power_factor_source') or '供用电合同'}",
            en=f"Adjustments on the bills; {facts.supply.get('power_factor_source_en') or 'supply contract'}",
        ),
        limit=Text(zh=f"{standard:.2f}", en=f"{standard:.2f}"),
        yuan=saved,
    )


LEAST_KVA = 315

INTENSE_KWH_A_KVA, INTENSE_PRICE = 260, 0.90

OVER_CONTRACT = 1.05  # of the contracted demand: what lies beyond counts twice over

LEAST_SAVED_BY_DEMAND = 0.05

WAYS = {
    "capacity": Text(zh="按合同容量", en="by the contracted capacity"),
    "contracted_demand": Text(zh="按合同需量", en="by the contracted demand"),
    "actual_demand": Text(zh="按实际需量", en="by the highest demand of the month"),
}


@dataclass(frozen=True)
class BasicCharge:
    """What the months cost by capacity and by demand, yuan; ``intense`` of them have the lower demand price.

    ``contract_yuan`` is what they cost by the demand contracted for, where one is.
    """

    months: int
    capacity_yuan: float
    demand_yuan: float
    intense: int
    contract_yuan: float | None = None


def has_basic_charge(facts: Facts) -> bool:
    """Return whether the tariff has two parts; where it does not tell, it has two from 315 kVA on."""
    pricing = facts.supply.get("pricing")
    return pricing == "two_part" if pricing else (facts.capacity_kva or 0) >= LEAST_KVA


def basic_charge(facts: Facts) -> BasicCharge | None:
    """Return both ways to bill the last year's basic charge; None without a two-part tariff, a price or demands."""
    kva, by_kva, each_kw = facts.capacity_kva, facts.money("capacity_yuan_per_kva"), facts.money("demand_yuan_per_kw")
    months = facts.demands
    if not months or by_kva is None or each_kw is None or not kva or not has_basic_charge(facts):
        return None
    by_kw: float = each_kw
    intense = {m.first for m, _ in months if m.kwh / kva >= INTENSE_KWH_A_KVA}
    agreed = facts.supply.get("contract_demand_kw")

    def priced(demands: list[tuple[BilledMonth, float]]) -> float:
        return sum(kw * by_kw * (INTENSE_PRICE if m.first in intense else 1) for m, kw in demands)

    contracted = priced([(m, agreed + 2 * max(kw - OVER_CONTRACT * agreed, 0)) for m, kw in months]) if agreed else None
    return BasicCharge(len(months), kva * by_kva * len(months), priced(months), len(intense), contracted)


def two_part(facts: Facts) -> Advice | None:
    """Advise where a year billed another way costs at least 5 % less than the customer's own way.

    Change what the basic charge is billed by: from capacity to demand, or back, by the customer's own choice; where
    it is unknown, demand is compared with capacity.

    Figures: contracted capacity and demand, the highest demand of each bill, and the utility's list of basic charges
    (seed ``capacity_prices``). A month with at least 260 kWh a kVA has the demand price at 90 %: 发改价格〔2023〕526号.
    Of a demand beyond 105 % of the contracted one the excess counts twice over, and the way may change each quarter:
    发改办价格〔2016〕1583号.
    """
    both, own = basic_charge(facts), facts.supply.get("basic_charge_by")
    if both is None or both.months < 12:
        return None
    costs = {"capacity": both.capacity_yuan, "actual_demand": both.demand_yuan, "contracted_demand": both.contract_yuan}
    to = "actual_demand" if own in (None, "capacity") else "capacity"
    now, then = costs[own or "capacity"], costs[to]
    if now is None or then is None or then > now * (1 - LEAST_SAVED_BY_DEMAND):
        return None
    saved, old, new = now - then, WAYS[own or "capacity"], WAYS[to]
    condition = Text(zh="", en="") if own else Text(zh="如现按容量计收，", en="If you are billed by capacity: ")
    by_demand = to == "actual_demand"
    return Advice(
        title=Text(zh="基本电费改按最大需量计收", en="Have the basic charge billed by demand")
        if by_demand
        else Text(zh="基本电费改按容量计收", en="Have the basic charge billed by capacity"),
        figure=yuan(saved),
        finding=Text(
            zh=f"{old.zh}计，一年基本电费 {yuan(now).zh}；{new.zh}计，{yuan(then).zh}。合同容量 "
            f"{number(facts.capacity_kva)} kVA。",
            en=f"{old.en[:1].upper()}{old.en[1:]} a year's basic charge is {yuan(now).en}; {new.en} it is "
            f"{number(then)}. {number(facts.capacity_kva)} kVA are contracted.",
        ),
        action=Text(
            zh=f"{condition.zh}可申请改为{new.zh}计收，一年少付 {yuan(saved).zh}；方式按季变更，提前 15 个工作日申请。",
            en=f"{condition.en}Apply for billing {new.en}: {yuan(saved).en} less a year. The "
            "way may change each quarter, on application 15 working days before.",
        ),
        source=Text(
            zh=f"账单最大需量；{facts.supply.get('capacity_price_source') or '基本电价表'}；发改办价格〔2016〕1583号",
            en="Highest demand on the bills; the list of basic charges; notice 1583 of 2016",
        ),
        yuan=saved,
        is_sure=False,
    )


MAY_CHOOSE_BELOW_KVA = 100

LEAST_SAVED_BY_TARIFF = 0.02

CHOOSING = ("residential", "general_commercial")


@dataclass(frozen=True)
class PricedTariff:
    """What the last year's use costs on a tariff, yuan, without adjustments."""

    code: str
    is_time_of_use: bool
    yuan: float


def price_tariffs(facts: Facts) -> list[PricedTariff]:
    """Return the year's use at the prices of every tariff of the customer's category, its own first.

    Tariffs with another number of parts are left out: the energy is not all that they charge. So are residential prices
    of another kind of payer: a household cannot choose the one of schools, nor that of homes behind one meter. The list
    has what the grid's agency buys at, so who buys directly is priced by none of it.
    """
    months, own = facts.split, facts.supply.get("tariff_code")
    if not months or own is None or facts.buys_directly:
        return []
    found = []
    for row in facts.tariffs:
        alike = row.get("pricing") is None or row.get("pricing") == facts.supply.get("pricing")
        alike &= row.get("resident_use") == facts.supply.get("resident_use")
        if alike and row["tariff_category"] == facts.customer.get("tariff_category"):
            cost = _tariff_cost(row, months)
            if cost is not None:
                found.append(PricedTariff(row["tariff_code"], row["price_single_yuan"] is None, cost))
    return sorted(found, key=lambda one: (one.code != own, one.yuan))


def _tariff_cost(row: dict, months: list[BilledMonth]) -> float | None:
    """Energy charge of the months; sharp and deep-valley hours cost as peak and valley where a tariff has none."""
    kwh, peak, valley = (total_of(months, name) for name in ("kwh", "peak_kwh", "valley_kwh"))
    sharp, deep = (total_of(months, name) for name in ("sharp_kwh", "deep_valley_kwh"))
    if row["price_single_yuan"] is not None:
        return kwh * float(row["price_single_yuan"])
    prices = [row[f"price_{period}_yuan"] for period in ("peak", "flat", "valley")]
    if None in prices:
        return None
    high, flat, low = map(float, prices)
    highest, lowest = (row.get(f"price_{period}_yuan") for period in ("sharp", "deep_valley"))
    special = sharp * (float(highest) - high if highest is not None else 0)
    special += deep * (float(lowest) - low if lowest is not None else 0)
    return peak * high + valley * low + (kwh - peak - valley) * flat + special


def other_tariff(facts: Facts) -> Advice | None:
    """Advise where another tariff of the category saves at least 2 % of the year's energy charge.

    Choose the cheaper of flat and time-of-use prices, where the customer may choose.

    Figures: the customer's own kWh by period, at the prices of each tariff of its category. Homes choose freely,
    and shops and offices below 100 kVA; larger ones are on time-of-use by most provinces' lists.
    """
    costs = price_tariffs(facts)
    may = facts.customer.get("tariff_category") in CHOOSING and (
        facts.customer.get("tariff_category") == "residential" or (facts.capacity_kva or 0) < MAY_CHOOSE_BELOW_KVA
    )
    if (
        not may
        or tariff_fit(facts)
        or len(costs) < 2
        or costs[0].code != facts.supply["tariff_code"]
        or len(facts.split) < 12
    ):
        return None
    own, best = costs[0], min(costs[1:], key=lambda one: one.yuan)
    saved = own.yuan - best.yuan
    if saved < LEAST_SAVED_BY_TARIFF * own.yuan or best.is_time_of_use == own.is_time_of_use:
        return None
    to = (
        Text(zh="分时电价", en="time-of-use prices")
        if best.is_time_of_use
        else Text(zh="不分时电价", en="a flat price")
    )
    part = share(saved / own.yuan)
    return Advice(
        title=Text(zh=f"改用{to.zh}更省", en=f"Change to {to.en}"),
        figure=yuan(saved),
        finding=Text(
            zh=f"同样的用电，一年的电度电费按现行电价 {own.code} 为 {yuan(own.yuan).zh}，按 {best.code} 为 "
            f"{yuan(best.yuan).zh}，低 {part}（阶梯加价等其他项目相同，未计入）。",
            en=f"The energy charge of a year's use is {yuan(own.yuan).en} on your tariff {own.code} and "
            f"{number(best.yuan)} on {best.code}: {part} less. What else is billed, such as tiers, is the same and "
            "left out.",
        ),
        action=Text(
            zh=f"到营业厅或网上申请改用 {best.code}（{to.zh}），一年少付 {yuan(saved).zh}；用电习惯不变也成立。",
            en=f"Apply for {best.code} ({to.en}) at the counter or online: {yuan(saved).en} less a year without "
            "changing any habit.",
        ),
        source=Text(zh="账单分时电量；本类电价表", en="Energy by period on the bills; the price list of your category"),
        yuan=saved,
    )


HOUSEHOLD_TARIFF, COMMERCIAL_TARIFF = "residential", "general_commercial"


def tariff_fit(facts: Facts) -> Advice | None:
    """Advise where an enterprise has a household's tariff, or the last inspection found another use than agreed.

    Have the tariff category checked where it does not fit who the customer is (use-nature check, once a year).

    Figures: the year's kWh at the customer's own mean price and at the flat price of the category it seems to
    belong to.
    """
    is_firm = facts.customer.get("customer_type") == "enterprise"
    flat = [
        row
        for row in facts.tariffs
        if row["tariff_category"] == COMMERCIAL_TARIFF and row["price_single_yuan"] is not None
    ]
    if not is_firm or facts.customer.get("tariff_category") != HOUSEHOLD_TARIFF or not flat or not facts.year:
        return None
    kwh, paid = total_of(facts.year, "kwh"), total_of(facts.year, "current_yuan")
    other = kwh * float(flat[0]["price_single_yuan"])
    return Advice(
        title=Text(zh="电价类别待核对", en="Tariff category to be checked"),
        figure=Text(zh=f"{yuan(other - paid).zh}/年", en=f"{yuan(other - paid).en} a year"),
        finding=Text(
            zh=f"档案为企业客户，现执行居民电价 {facts.supply.get('tariff_code')}；{number(kwh)} kWh 已付 "
            f"{yuan(paid).zh}，按一般工商业 {flat[0]['tariff_code']} 为 {yuan(other).zh}。",
            en=f"On file as an enterprise, billed on the household tariff {facts.supply.get('tariff_code')}: "
            f"{yuan(paid).en} for {number(kwh)} kWh, which would be {number(other)} on {flat[0]['tariff_code']}.",
        ),
        action=Text(
            zh="请在下次用电检查前说明实际用途；用途不符时电价将据实调整，早更正可免补缴累积。",
            en="Tell us what the supply is used for before the next inspection. Where it does not fit, the tariff is "
            "put right; the earlier, the less there is to pay in arrears.",
        ),
        source=Text(zh="客户档案；电价表；用电性质每年核查", en="Customer file; price list; yearly check of the use"),
        grade="attention",
    )


IDLE_SHARE = 0.30

SPARE_FACTOR = 1.20

STEP_KVA = 10


def needed_kva(demand_kw: float) -> float:
    """Return the capacity that covers a demand with a fifth to spare, rounded up to 10 kVA."""
    return -(-demand_kw * SPARE_FACTOR // STEP_KVA) * STEP_KVA


def idle_capacity(facts: Facts) -> Advice | None:
    """Advise where the mean of the months' highest demands is below 30 % of the capacity, and less would do.

    Give back contracted capacity that stands idle.

    Figures: the highest demand of the last 12 months against the contracted capacity; idle below 30 % as in the
    catalog. What remains covers that demand with a fifth to spare. Basic charge by the utility's list; billed by
    demand, or on a tariff of one part, less capacity saves none.
    """
    use, kva, demand = facts.usage("capacity_use_12m"), facts.capacity_kva, facts.max_demand_kw
    is_by_capacity = has_basic_charge(facts) and facts.supply.get("basic_charge_by") in (None, "capacity")
    price = facts.money("capacity_yuan_per_kva") if is_by_capacity else None
    if use is None or use >= IDLE_SHARE or not kva or demand is None or needed_kva(demand) >= kva:
        return None
    needed = needed_kva(demand)
    saved = (kva - needed) * price * 12 if price is not None else None
    worth = Text(zh="", en="")
    if saved:
        worth = Text(
            zh=f"，按容量计收的基本电费一年少 {yuan(saved).zh}",
            en=f": {yuan(saved).en} less basic charge a year by capacity",
        )
    return Advice(
        title=Text(zh="合同容量闲置，可减容", en="Contracted capacity stands idle"),
        figure=yuan(saved) if saved else Text(zh=share(use, 0), en=share(use, 0)),
        finding=Text(
            zh=f"合同容量 {number(kva)} kVA，各月最大需量平均只用到 {share(use, 0)}，12 个月最高 {amount(demand)} kW。",
            en=f"Of {number(kva)} kVA contracted the months' highest demands used {share(use, 0)} on average; the "
            f"highest of 12 months was {amount(demand)} kW.",
        ),
        action=Text(
            zh=f"申请减容或暂停一台变压器，保留约 {number(needed)} kVA 即可（留两成余量）{worth.zh}。",
            en=f"Apply to reduce or suspend: about {number(needed)} kVA would do, with a fifth to spare{worth.en}.",
        ),
        source=Text(zh="计量最大需量；合同容量", en="Metered highest demand; contracted capacity"),
        grade="saving" if saved else "note",
        limit=Text(zh="低于 30% 为闲置", en="idle below 30%"),
        yuan=saved,
        is_sure=False,
    )


def overload(facts: Facts) -> Advice | None:
    """Advise where the highest demand of some month is above the contracted capacity.

    Ask for more capacity, or cut the peak, where demand went beyond what is contracted.

    Figures: the highest demand of each bill (kW) against the contracted capacity (kVA): at any power factor so many
    kW are more than so many kVA.
    """
    kva = facts.capacity_kva
    over = [(m, demand) for m, demand in facts.demands if kva and demand > kva]
    if not over or not kva:
        return None
    top, demand = max(over, key=lambda pair: pair[1])
    part = share(demand / kva, 0)
    return Advice(
        title=Text(zh="负荷超过合同容量", en="Demand above the contracted capacity"),
        figure=as_text(part),
        finding=Text(
            zh=f"{len(over)} 个月的最大需量超过合同容量 {number(kva)} kVA，最高 {month(top.first)} 为 "
            f"{amount(demand)} kW。",
            en=f"In {counted(len(over), 'month')} the highest demand was above the contracted {number(kva)} kVA, at "
            f"most {amount(demand)} kW in {month(top.first)}.",
        ),
        action=Text(
            zh=f"错开大设备的启动，至少压低 {amount(demand - kva)} kW，或申请增容；变压器长期过载会缩短寿命。",
            en=f"Start large machines one after another to take off at least {amount(demand - kva)} kW, or apply for "
            "more capacity: steady overload wears the transformer out.",
        ),
        source=Text(zh="账单最大需量；合同容量", en="Highest demand on the bills; contracted capacity"),
        grade="attention",
        limit=Text(zh=f"{number(kva)} kVA", en=f"{number(kva)} kVA"),
    )


LEAST_LATE_BILLS = 2


def late_payment(facts: Facts) -> Advice | None:
    """Advise where two or more bills of the year were paid after their due date.

    Pay on time: what the late bills of the year may have cost.

    Figures: due and payment dates of the customer's own bills; the penalty is the tag's number, each amount for the
    days it was late at the project's rates (供电营业规则, 电费违约金).
    """
    fee = facts.of("payment", "penalty_yuan_12m")
    late = facts.paid_late
    if not fee or not facts.bills or len(late) < LEAST_LATE_BILLS:
        return None
    longest = max(_days_late(row) for row in late)
    return Advice(
        title=Text(zh="按时交费，免付违约金", en="Pay on time, save late fees"),
        figure=yuan(fee),
        finding=Text(
            zh=f"一年内 {len(late)} 笔电费迟交，最长 {longest} 天；违约金可达 {yuan(fee).zh}。",
            en=f"{len(late)} bills of the year were paid late, the latest by {counted(longest, 'day')}. "
            f"Late fees may come to {yuan(fee).en}.",
        ),
        action=Text(
            zh="开通银行代扣，或让我们在最后交费日前三天短信提醒。",
            en="Set up a bank debit, or have us remind you by text message three days before the due date.",
        ),
        source=Text(
            zh="账单与交费记录；供电营业规则（电费违约金）", en="Bills and payments; late fees of the supply rules"
        ),
        yuan=fee,
    )


def _days_late(row: dict) -> int:
    return (row["last_paid_on"] - row["due_on"]).days
