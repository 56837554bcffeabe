"""Advice of the usage report on how the customer uses energy.

Each function is one rule: it looks at a customer's facts and returns advice or None.
"""

from tagrid.core.formats import amount, change, counted, kwh_price, share, yuan
from tagrid.core.periods import window_start
from tagrid.core.text import Text
from tagrid.documents.facts import Facts, mean_price, total_of, worth_text
from tagrid.documents.model import Advice

MOVED_SHARE = 0.10

LEAST_OF_BILL = 0.01


def shift_peak(facts: Facts) -> Advice | None:
    """Advise where a tenth of the peak energy, used in the valley, saves at least 1 % of the year's bills.

    Move use from peak to valley hours.

    Figures: peak kWh of the customer's own bills, the sharp hours' among them at their own price, and the prices of
    its own tariff at the data date. A tenth of the peak energy is what the demand-side rules count as movable without
    new equipment; the rule holds from 1 % of the bill on. Who buys directly has prices of its own contract.
    """
    peak, valley, months = facts.money("price_peak_yuan"), facts.money("price_valley_yuan"), facts.split
    if not facts.supply.get("is_time_of_use") or peak is None or valley is None or not months or facts.buys_directly:
        return None
    peak_kwh, sharp_kwh = total_of(months, "peak_kwh"), total_of(months, "sharp_kwh")
    sharp = facts.money("price_sharp_yuan")
    moved, billed = peak_kwh * MOVED_SHARE, total_of(months, "current_yuan")
    saved = moved * (peak - valley) + sharp_kwh * MOVED_SHARE * ((peak if sharp is None else sharp) - peak)
    if billed <= 0 or saved < LEAST_OF_BILL * billed:
        return None
    return Advice(
        title=Text(zh="把部分用电移到低谷时段", en="Move some use to valley hours"),
        figure=yuan(saved),
        finding=Text(
            zh=f"{len(months)} 个月的账单中峰段用电 {amount(peak_kwh)} kWh；峰价 {yuan(peak, 4).zh}，谷价 "
            f"{yuan(valley, 4).zh}，每移 1 kWh 省 {yuan(peak - valley, 4).zh}。",
            en=f"On the bills of {counted(len(months), 'month')} {amount(peak_kwh)} kWh fell in peak hours. Peak costs "
            f"{kwh_price(peak).en}, valley {valley:.4f}: each kWh moved saves {peak - valley:.4f}.",
        ),
        action=Text(
            zh=f"把峰段用电的 {share(MOVED_SHARE, 0)}（{amount(moved)} kWh）安排到谷段，一年少付 {yuan(saved).zh}。",
            en=f"Put {share(MOVED_SHARE, 0)} of the peak use ({amount(moved)} kWh) into valley hours: "
            f"{yuan(saved).en} less a year.",
        ),
        source=Text(
            zh=f"账单峰、谷电量；电价 {facts.supply['tariff_code']}",
            en=f"Peak and valley energy of the bills; tariff {facts.supply['tariff_code']}",
        ),
        yuan=saved,
    )


LOWEST_SHARE, REST_SHARE, NOTHING_SHARE = 0.10, 0.35, 0.03

FOUND_SHARE = 0.25

FEWEST_DAYS = 300


def resting_kwh(facts: Facts) -> tuple[float, float] | None:
    """Return the mean of the lowest tenth of the days used and of all of them, kWh; None with too few days."""
    since = window_start(facts.as_of)
    read = sorted(kwh for on, kwh in facts.days if on >= since and kwh is not None)
    if len(read) < FEWEST_DAYS:
        return None
    lowest = read[: max(round(len(read) * LOWEST_SHARE), 1)]
    return sum(lowest) / len(lowest), sum(read) / len(read)


def standby(facts: Facts) -> Advice | None:
    """Advise where the quietest days use between 3 and 35 % of the mean day, except in a home.

    Look for what runs when nobody is there.

    Figures: the mean of the lowest tenth of the last year's days against the mean day. Where days of rest are plain
    (a third of the mean day or less, yet not nothing), what they use is what is never switched off; a quarter of it
    is what an evening round commonly finds. A home that is away has nothing to walk round for.
    """
    found = None if facts.customer.get("customer_type") == "household" else resting_kwh(facts)
    if found is None or found[1] <= 0 or not NOTHING_SHARE <= found[0] / found[1] <= REST_SHARE:
        return None
    quiet, mean = found
    saved = quiet * FOUND_SHARE * 365
    worth = worth_text(facts, saved)
    price = mean_price(facts)
    return Advice(
        title=Text(zh="查一查停下来时还在用的电", en="Look for what runs when you rest"),
        figure=Text(zh=f"{amount(quiet)} kWh/天", en=f"{amount(quiet)} kWh a day"),
        finding=Text(
            zh=f"用得最少的一成日子，每天仍用 {amount(quiet)} kWh，是平均日 {amount(mean)} kWh 的 "
            f"{share(quiet / mean, 0)}：这部分一直开着。",
            en=f"On the quietest tenth of days {amount(quiet)} kWh a day are still used, {share(quiet / mean, 0)} of "
            f"a mean day's {amount(mean)}: this is never switched off.",
        ),
        action=Text(
            zh=f"休息日巡查一次（空压机、照明、待机设备）；减掉四分之一，一年省 {amount(saved)} kWh{worth.zh}。",
            en="Walk round once on a day of rest (compressors, lights, machines on standby). A quarter less of it is "
            f"{amount(saved)} kWh a year{worth.en}.",
        ),
        source=Text(zh="近一年日电量", en="Daily energy of the last year"),
        yuan=saved * price if price else None,
    )


COUNTS_FROM, COUNTS_TO, LEAST_FIT = 0.08, 0.60, 0.10

SAVED_A_DEGREE = 0.05


def cooling(facts: Facts) -> Advice | None:
    """Advise where 8 to 60 % of the use follows the heat, and weather explains a tenth of it.

    Set cooling one degree higher.

    Figures: the share of the year's kWh that follows the heat (regression of daily kWh on degrees above 24 C;
    the catalog counts it from 8 % on, where weather explains a tenth of the use). More than 60 % is no cooling
    but a summer's work. That a degree saves 5 % of it is a cautious rule of thumb; no lower than 26 C is the
    rule of 国办发〔2007〕42号.
    """
    cooling, year = facts.usage("cooling_share_12m"), facts.year_kwh
    fit = facts.usage("weather_fit_12m") or 0
    if cooling is None or year is None or fit < LEAST_FIT or not COUNTS_FROM <= cooling <= COUNTS_TO:
        return None
    kwh = year * cooling
    saved = kwh * SAVED_A_DEGREE
    worth = worth_text(facts, saved)
    price = mean_price(facts)
    return Advice(
        title=Text(zh="空调温度调高一度", en="Set cooling one degree higher"),
        figure=Text(zh=f"{amount(saved)} kWh", en=f"{amount(saved)} kWh"),
        finding=Text(
            zh=f"一年中约 {share(cooling, 0)} 的电量（{amount(kwh)} kWh）随高温而来，主要是制冷。",
            en=f"About {share(cooling, 0)} of a year's use ({amount(kwh)} kWh) comes with the heat, cooling for the "
            "most part.",
        ),
        action=Text(
            zh=f"设定温度提高 1 ℃（不低于 26 ℃），一年约省 {amount(saved)} kWh{worth.zh}。",
            en=f"Set it 1 degree higher, and not below 26 degrees: about {amount(saved)} kWh less a year{worth.en}.",
        ),
        source=Text(
            zh="日电量对气温回归；国办发〔2007〕42号",
            en="Daily use against temperature; State Council guidance of 2007",
        ),
        limit=Text(zh="≥ 8% 计为温度敏感", en="counts from 8%"),
        yuan=saved * price if price else None,
    )


CHANGE_UP, CHANGE_DOWN = 0.30, -0.20


def sudden_change(facts: Facts) -> Advice | None:
    """Advise where the last week is up by 30 % or down by 20 % against the one before.

    Explain a week that differs: a reading check of large changes.

    Figures: daily average of the last week against the week before; up 30 % or down 20 % is to be looked into
    (reading check of large customers, the limits of the catalog). Advises only enterprises and institutions: a
    home that goes on a journey needs no advice.
    """
    week = facts.usage("weekly_change_share")
    if week is None or CHANGE_DOWN < week < CHANGE_UP or facts.customer.get("customer_type") == "household":
        return None
    last, before = facts.money("kwh_last_7d"), facts.money("kwh_prev_7d")
    if last is None or before is None:
        return None
    return Advice(
        title=Text(zh="上周用电变化大，请核对", en="Last week differs: please check"),
        figure=Text(zh=change(week), en=change(week)),
        finding=Text(
            zh=f"截至 {facts.as_of} 的一周用电 {amount(last)} kWh，前一周 {amount(before)} kWh。",
            en=f"The week to {facts.as_of} used {amount(last)} kWh, the week before {amount(before)}.",
        ),
        action=Text(
            zh="如因开停工、检修所致，请告知客户经理；原因不明时，我们上门核对电能表与线路。",
            en="If work began or stopped, tell your account manager. If you know no reason, we come and check meter "
            "and wiring.",
        ),
        source=Text(zh="日电量；抄表核查规定 +30%/−20%", en="Daily energy; reading check at +30% and −20%"),
        grade="note",
        limit=Text(zh="+30% / −20%", en="+30% / −20%"),
    )


LONG_DAYS = 30


def idle_supply(facts: Facts) -> Advice | None:
    """Advise where nothing was used for 30 days or more up to the data date.

    A supply that has used nothing for a month.

    Figures: days on end without use, from daily readings; long from 30 days on as in the catalog.
    """
    run = facts.usage("zero_run_days")
    if run is None or run < LONG_DAYS:
        return None
    days = int(run)
    return Advice(
        title=Text(zh="长期未用电", en="Nothing used for a long time"),
        figure=Text(zh=f"{days} 天", en=f"{days} days"),
        finding=Text(
            zh=f"截至 {facts.as_of}，已连续 {days} 天没有用电。",
            en=f"Up to {facts.as_of} nothing was used for {days} days on end.",
        ),
        action=Text(
            zh="若不再使用，可申请暂停用电或销户；若在使用，请报修，我们核对电能表。",
            en="If it is no longer needed, have it suspended or closed. If you do use it, call us to check the meter.",
        ),
        source=Text(zh="日电量", en="Daily energy"),
        grade="attention",
        limit=Text(zh=f"{LONG_DAYS} 天", en=f"{LONG_DAYS} days"),
    )
