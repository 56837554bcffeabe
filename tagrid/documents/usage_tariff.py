"""Sections of the usage report on the tariff, the power factor and the contracted capacity."""

from tagrid.core.formats import amount, kwh_price, money_words, month, number, share, yuan
from tagrid.core.text import Text
from tagrid.documents import charts
from tagrid.documents.advice.tariff import (
    INTENSE_KWH_A_KVA,
    WAYS,
    basic_charge,
    price_tariffs,
    surcharges_paid,
)
from tagrid.documents.facts import Facts
from tagrid.documents.model import UNKNOWN_CODE, Block, ChartBlock, MissingBlock, PairsBlock, Section, TableBlock
from tagrid.portrait import retail_form, retail_price

NO_BILLS = Text(zh="没有账单数据。", en="There are no bills.")

DIRECT = Text(
    zh="您直接向发电企业或售电公司购电，电能量价格以购售电合同为准；电价表按电网代理购电价编列，不据以试算。",
    en="You buy from a generator or a retailer, and the price of the energy is that of your contract. The price list "
    "has what the grid's agency buys at, so nothing is computed by it.",
)


def tariff_section(facts: Facts) -> Section:
    """Whether the tariff fits: its prices, and what the same use costs on others of the category."""
    title = Text(zh="电价适用", en="Whether the tariff fits")
    if not facts.supply.get("tariff_code"):
        return Section(
            title, None, (MissingBlock(Text(zh="没有合同与电价数据。", en="There is no contract or tariff on file.")),)
        )
    code, costs = facts.supply["tariff_code"], price_tariffs(facts)
    category = next((tag.value_label for tag in facts.shown.get("tariff", ())), UNKNOWN_CODE)
    billed = (
        Text(zh="分时", en="by time of use")
        if facts.supply.get("is_time_of_use")
        else Text(zh="不执行分时", en="at a flat price")
    )
    lead = Text(
        zh=f"现行电价 {code}，{category.zh}，{billed.zh}。", en=f"Your tariff is {code}, {category.en}, {billed.en}."
    )
    pairs = tuple(_prices(facts))
    blocks: list[Block] = [PairsBlock(pairs)] if pairs else []
    if facts.buys_directly:
        blocks.append(MissingBlock(_direct(facts)))
    elif len(costs) > 1 and costs[0].code == code:
        blocks.append(_costs(costs))
    elif not facts.split:
        why = Text(
            zh="账单没有峰谷电量，不能按其他电价试算。",
            en="The bills tell no peak and valley energy, so no other tariff can be tried.",
        )
        blocks.append(MissingBlock(why))
    return Section(title, lead, tuple(blocks))


def _direct(facts: Facts) -> Text:
    """Say by which price energy is bought where it is not the list's: that of a contract with a retailer, if known."""
    form, price, file = retail_form(facts.file), retail_price(facts.file), facts.file
    if form is None:
        return DIRECT
    now = (
        Text(zh=f"{month(facts.as_of)} 电能量价格 {price.zh}。", en=f" In {month(facts.as_of)} energy cost {price.en}.")
        if price
        else Text(zh="参考价格未交付，当月电能量价格无从算出。", en=" The price it refers to was not delivered.")
    )
    return Text(
        zh=f"您向售电公司购电，零售合同 {file['retail_contract_id']} 自 {file['retail_from']} 起，{form.zh}。{now.zh}"
        "输配电价、系统运行费用、政府性基金及附加等由电网企业按规定另计；电价表按代理购电价编列，不据以试算。",
        en=f"You buy energy from a retailer, by contract {file['retail_contract_id']} from {file['retail_from']} on: "
        f"{form.en}.{now.en} Network, operation of the system and funds are billed beside it by the grid company. The "
        "price list has what the grid's agency buys at, so nothing is computed by it.",
    )


def _prices(facts: Facts):
    names = {
        "price_sharp_yuan": Text(zh="尖峰电价", en="Sharp price"),
        "price_peak_yuan": Text(zh="峰段电价", en="Peak price"),
        "price_flat_yuan": Text(zh="平段电价", en="Flat price"),
        "price_valley_yuan": Text(zh="谷段电价", en="Valley price"),
        "price_deep_valley_yuan": Text(zh="深谷电价", en="Deep-valley price"),
        "price_single_yuan": Text(zh="不分时电价", en="Flat price, all day"),
    }
    for column, name in () if facts.buys_directly else names.items():
        each = facts.money(column)
        if each is not None:
            yield name, kwh_price(each)
    found = [row for row in facts.kind("inspection") if row["done_on"]]
    if found:
        last = max(found, key=lambda row: row["done_on"])
        fits = last["result"] != "use_mismatch"
        result = (
            Text(zh="与合同相符", en="as contracted") if fits else Text(zh="与合同不符", en="differs from the contract")
        )
        yield (
            Text(zh="用电性质核查", en="Check of what it is used for"),
            Text(zh=f"{last['done_on']} {result.zh}", en=f"{last['done_on']}: {result.en}"),
        )


def _costs(costs: list) -> TableBlock:
    own, money = costs[0], money_words()
    rows = tuple(
        (
            Text(
                zh=f"{one.code}（现行）" if one is own else one.code,
                en=f"{one.code} (yours)" if one is own else one.code,
            ),
            Text(zh="分时", en="time of use") if one.is_time_of_use else Text(zh="不分时", en="flat"),
            number(one.yuan, 2),
            number(one.yuan - own.yuan, 2) if one is not own else "–",
        )
        for one in costs
    )
    return TableBlock(
        (
            Text(zh="电价", en="Tariff"),
            Text(zh="方式", en="Way"),
            Text(zh=f"电度电费 {money.zh}", en=f"Energy charge {money.en}"),
            Text(zh=f"与现行相差 {money.zh}", en=f"Against yours {money.en}"),
        ),
        rows,
        "llrr",
        title=Text(zh="同样的用电按本类各电价试算", en="The same use on each tariff of your category"),
        note=Text(
            zh="按现行价格与本年各时段电量，不含阶梯加价、力调与基本电费；能否选用看电压与容量。",
            en="At present prices and this year's energy by period, without tiers, adjustments and basic charge. "
            "Voltage and capacity decide which may be chosen.",
        ),
        strong=(0,),
    )


def power_factor_section(facts: Facts) -> Section:
    """The power factor of each month and what it cost or earned."""
    title = Text(zh="功率因数", en="Power factor")
    rows = [(m.first, value) for m, value, _ in facts.factors]
    if not rows:
        why = NO_BILLS
        if facts.year:
            why = Text(
                zh="您的用电点不考核功率因数（一般自 100 kVA 起）。",
                en="It is not measured at your supply; as a rule it is from 100 kVA on.",
            )
        return Section(title, None, (MissingBlock(why),))
    paid, net = surcharges_paid(facts), sum(adjusted for _, _, adjusted in facts.factors)
    standard = facts.money("power_factor_standard")
    if standard is None:
        why = Text(zh="没有您的功率因数考核标准。", en="The standard of your supply is not on file.")
        return Section(title, None, (MissingBlock(why),))
    below = sum(1 for _, value in rows if value < standard - 0.0005)
    rule, rule_en = (facts.supply.get(f"power_factor_source{ending}") for ending in ("", "_en"))
    lead = Text(
        zh=f"{len(rows)} 个月中 {below} 个月低于您的标准 {standard:.2f}（{rule or '供用电合同'}）；多付 "
        f"{yuan(paid, 2).zh}，与减收相抵后净{'少' if net < 0 else '多'}付 {yuan(abs(net), 2).zh}。",
        en=f"{below} of {len(rows)} months lay below your standard of {standard:.2f} ({rule_en or 'supply contract'}). "
        f"Surcharges came to {yuan(paid, 2).en}; with the rewards you paid {yuan(abs(net), 2).en} "
        f"{'less' if net < 0 else 'more'} in all.",
    )
    words = Text(zh=f"考核标准 {standard:.2f}", en=f"standard {standard:.2f}")
    return Section(
        title,
        lead,
        (
            ChartBlock(
                Text(zh="各月功率因数", en="Power factor by month"),
                lambda lang: charts.draw_power_factor(rows, standard, words, lang),
            ),
        ),
    )


def capacity_section(facts: Facts) -> Section:
    """Demand against what is contracted, and both ways to bill the basic charge."""
    title = Text(zh="需量与容量", en="Demand and capacity")
    rows, kva = [(m.first, demand) for m, demand in facts.demands], facts.capacity_kva
    if not rows:
        why = (
            Text(zh="您的用电点不计量最大需量。", en="Highest demand is not measured at your supply.")
            if facts.year
            else NO_BILLS
        )
        return Section(title, None, (MissingBlock(why),))
    top = max(rows, key=lambda row: row[1])  # that of Facts.max_demand_kw
    part = (
        Text(zh=f"，为合同容量的 {share(top[1] / kva, 0)}", en=f", {share(top[1] / kva, 0)} of the contracted capacity")
        if kva
        else Text(zh="", en="")
    )
    lead = Text(
        zh=f"最大需量 {amount(top[1])} kW（{top[0]:%Y-%m}）{part.zh}。",
        en=f"The highest demand was {amount(top[1])} kW in {top[0]:%Y-%m}{part.en}.",
    )
    words = Text(zh=f"合同容量 {number(kva)} kVA", en=f"contracted {number(kva)} kVA")
    chart = ChartBlock(
        Text(zh="各月最大需量", en="Highest demand of each month"),
        lambda lang: charts.draw_demand(rows, kva, words, lang),
    )
    return Section(title, lead, (PairsBlock(tuple(_factor_rows(facts))), chart, *_two_part(facts)))


def _factor_rows(facts: Facts):
    for name, text in (
        ("load_factor_12m", Text(zh="负荷率", en="Load factor")),
        ("capacity_use_12m", Text(zh="容量利用率", en="Use of capacity")),
    ):
        value, band = facts.usage(name), facts.bands.get(name)
        if value is not None and band:
            label = band.value_label
            yield text, Text(zh=f"{share(value)}（{label.zh}）", en=f"{share(value)} ({label.en})")


def _two_part(facts: Facts) -> tuple[Block, ...]:
    both = basic_charge(facts)
    if both is None:
        why = Text(
            zh="两部制试算适用于执行两部制电价并有基本电价的客户。",
            en="The two-part check is for customers on a two-part tariff with a basic charge.",
        )
        return (MissingBlock(why),)
    difference = both.demand_yuan - both.capacity_yuan
    rows = (
        (
            Text(zh="按合同容量", en="By contracted capacity"),
            _price(facts, "capacity_yuan_per_kva", "kVA"),
            number(both.capacity_yuan, 2),
        ),
        (
            Text(zh="按最大需量", en="By highest demand"),
            _price(facts, "demand_yuan_per_kw", "kW"),
            number(both.demand_yuan, 2),
        ),
        (Text(zh="需量 − 容量", en="Demand less capacity"), "", number(difference, 2)),
    )
    own = WAYS.get(facts.supply.get("basic_charge_by") or "")
    billed = [m.basic_yuan for m in facts.year if m.basic_yuan is not None]
    present = Text(zh="账单未单列基本电费", en="the bills do not itemise the charge")
    if billed:
        present = Text(
            zh=f"您现{own.zh if own else ''}计收，{len(billed)} 张账单的基本电费合计 {yuan(sum(billed), 2).zh}",
            en=f"you are billed {own.en + ', ' if own else ''}{yuan(sum(billed), 2).en} on {len(billed)} bills",
        )
    note = Text(
        zh=f"{both.months} 个月；其中 {both.intense} 个月每 kVA 用电不低于 {INTENSE_KWH_A_KVA} kWh，需量电价按 90% "
        f"计。基本电价：{facts.supply.get('capacity_price_source') or ''}；{present.zh}。",
        en=f"{both.months} months, {both.intense} of them with at least {INTENSE_KWH_A_KVA} kWh a kVA, where the "
        f"demand price is 90%. Prices: the utility's list of basic charges; {present.en}.",
    )
    title = Text(zh="两部制基本电费试算", en="The basic charge of a two-part tariff, both ways")
    money = money_words()
    cost = Text(zh=f"电费 {money.zh}", en=f"Charge {money.en}")
    head = (Text(zh="计收方式", en="Way"), Text(zh="价格", en="Price"), cost)
    return (TableBlock(head, rows, "lrr", title=title, note=note, strong=(2,)),)


def _price(facts: Facts, column: str, unit: str) -> Text:
    each, money = facts.money(column) or 0, money_words()
    return Text(zh=f"{each:.2f} {money.zh}/{unit}·月", en=f"{each:.2f} {money.en} a {unit} and month")
