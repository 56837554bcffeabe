"""Parts of the usage report on how use is priced: tariff and periods, power factor, demand and capacity."""

from tagrid.report import charts
from tagrid.report.advice.usage.other_tariff import priced
from tagrid.report.advice.usage.power_factor import STANDARD, surcharge
from tagrid.report.advice.usage.two_part import INTENSE_KWH_A_KVA, LEAST_KVA, basic_charge
from tagrid.report.codes import UNKNOWN
from tagrid.report.facts import Facts
from tagrid.report.model import Block, Chart, Missing, Pairs, Section, Table
from tagrid.report.text import Text, amount, number, share

NO_BILLS = Text("没有账单数据。", "There are no bills.")


def tariff(facts: Facts) -> Section:
    """Whether the tariff fits: its prices, and what the same use costs on others of the category."""
    title = Text("电价适用", "Whether the tariff fits")
    if not facts.supply.get("tariff_code"):
        return Section(title, None, (Missing(Text("没有合同与电价数据。", "There is no contract or tariff on file.")),))
    code, costs = facts.supply["tariff_code"], priced(facts)
    category = facts.tags["tariff_category"].value_label if "tariff_category" in facts.tags else UNKNOWN
    way = Text("分时", "by time of use") if facts.supply.get("is_time_of_use") else Text("单一制", "at a flat price")
    lead = Text(f"现行电价 {code}，{category.zh}，{way.zh}。", f"Your tariff is {code}, {category.en}, {way.en}.")
    blocks: list[Block] = [Pairs(tuple(_prices(facts)))]
    if len(costs) > 1 and costs[0].code == code:
        blocks.append(_costs(costs))
    elif not facts.split:
        why = Text(
            "账单没有峰谷电量，不能按其他电价试算。",
            "The bills tell no peak and valley energy, so no other tariff can be tried.",
        )
        blocks.append(Missing(why))
    return Section(title, lead, tuple(blocks))


def _prices(facts: Facts):
    names = {
        "price_peak_yuan": Text("峰段电价", "Peak price"),
        "price_flat_yuan": Text("平段电价", "Flat price"),
        "price_valley_yuan": Text("谷段电价", "Valley price"),
        "price_single_yuan": Text("单一电价", "Flat price, all day"),
    }
    for column, name in names.items():
        price = facts.money(column)
        if price is not None:
            yield name, Text(f"{price:.4f} 元/kWh", f"{price:.4f} yuan a kWh")
    found = [row for row in facts.kind("inspection") if row["done_on"]]
    if found:
        last = max(found, key=lambda row: row["done_on"])
        fits = last["result"] != "use_mismatch"
        said = Text("与合同相符", "as contracted") if fits else Text("与合同不符", "differs from the contract")
        yield (
            Text("用电性质核查", "Check of what it is used for"),
            Text(f"{last['done_on']} {said.zh}", f"{last['done_on']}: {said.en}"),
        )


def _costs(costs: list) -> Table:
    own = costs[0]
    rows = tuple(
        (
            Text(f"{one.code}（现行）" if one is own else one.code, f"{one.code} (yours)" if one is own else one.code),
            Text("分时", "time of use") if one.is_time_of_use else Text("单一", "flat"),
            number(one.yuan, 2),
            number(one.yuan - own.yuan, 2) if one is not own else "–",
        )
        for one in costs
    )
    return Table(
        (
            Text("电价", "Tariff"),
            Text("方式", "Way"),
            Text("电度电费 元", "Energy charge yuan"),
            Text("与现行相差 元", "Against yours yuan"),
        ),
        rows,
        "llrr",
        title=Text("同样的用电按本类各电价试算", "The same use on each tariff of your category"),
        note=Text(
            "按现行价格与本年峰、平、谷电量，不含力调与基本电费；能否选用看电压与容量。",
            "At present prices and this year's energy by period, without adjustments and basic charge. Voltage "
            "and capacity decide which may be chosen.",
        ),
        strong=(0,),
    )


def reactive(facts: Facts) -> Section:
    """The power factor of each month and what it cost or earned."""
    title = Text("功率因数", "Power factor")
    rows = [(m.first, value) for m, value, _ in facts.factors]
    if not rows:
        why = NO_BILLS
        if facts.year:
            why = Text(
                "您的用电点不考核功率因数（一般自 100 kVA 起）。",
                "It is not measured at your supply; as a rule it is from 100 kVA on.",
            )
        return Section(title, None, (Missing(why),))
    paid, net = surcharge(facts), sum(adjusted for _, _, adjusted in facts.factors)
    below = sum(1 for _, value in rows if value < STANDARD - 0.0005)
    lead = Text(
        f"{len(rows)} 个月中 {below} 个月低于 {STANDARD:.2f}；多付 {number(paid, 2)} 元，与减收相抵后为 "
        f"{number(net, 2)} 元。",
        f"{below} of {len(rows)} months lay below {STANDARD:.2f}. Surcharges came to {number(paid, 2)} yuan, "
        f"{number(net, 2)} after rewards.",
    )
    words = Text(f"考核标准 {STANDARD:.2f}", f"standard {STANDARD:.2f}")
    return Section(
        title,
        lead,
        (
            Chart(
                Text("各月功率因数", "Power factor by month"), lambda lang: charts.factor(rows, STANDARD, words, lang)
            ),
        ),
    )


def capacity(facts: Facts) -> Section:
    """Demand against what is contracted, and both ways to bill the basic charge."""
    title = Text("需量与容量", "Demand and capacity")
    rows, kva = [(m.first, demand) for m, demand in facts.demands], facts.capacity_kva
    if not rows:
        why = (
            Text("您的用电点不计量最大需量。", "Highest demand is not measured at your supply.")
            if facts.year
            else NO_BILLS
        )
        return Section(title, None, (Missing(why),))
    top = max(rows, key=lambda row: row[1])
    part = (
        Text(f"，为合同容量的 {share(top[1] / kva, 0)}", f", {share(top[1] / kva, 0)} of the contracted capacity")
        if kva
        else Text("", "")
    )
    lead = Text(
        f"最大需量 {amount(top[1])} kW（{top[0]:%Y-%m}）{part.zh}。",
        f"The highest demand was {amount(top[1])} kW in {top[0]:%Y-%m}{part.en}.",
    )
    words = Text(f"合同容量 {number(kva)} kVA", f"contracted {number(kva)} kVA")
    chart = Chart(
        Text("各月最大需量", "Highest demand of each month"), lambda lang: charts.demand(rows, kva, words, lang)
    )
    return Section(title, lead, (Pairs(tuple(_factors(facts))), chart, *_two_part(facts)))


def _factors(facts: Facts):
    for name, text in (
        ("load_factor", Text("负荷率", "Load factor")),
        ("capacity_use", Text("容量利用率", "Use of capacity")),
    ):
        value, seen = facts.usage(f"{name}_12m"), facts.tags.get(name)
        if value is not None and seen:
            yield text, Text(f"{share(value)}（{seen.value_label.zh}）", f"{share(value)} ({seen.value_label.en})")


def _two_part(facts: Facts) -> tuple[Block, ...]:
    both = basic_charge(facts)
    if both is None:
        why = Text(
            f"两部制试算适用于 {LEAST_KVA} kVA 及以上并有基本电价的客户。",
            f"The two-part check is for {LEAST_KVA} kVA and more with a basic charge.",
        )
        return (Missing(why),)
    difference = both.demand_yuan - both.capacity_yuan
    rows = (
        (
            Text("按合同容量", "By contracted capacity"),
            _price(facts, "capacity_yuan_per_kva", "kVA"),
            number(both.capacity_yuan, 2),
        ),
        (
            Text("按最大需量", "By highest demand"),
            _price(facts, "demand_yuan_per_kw", "kW"),
            number(both.demand_yuan, 2),
        ),
        (Text("需量 − 容量", "Demand less capacity"), "", number(difference, 2)),
    )
    note = Text(
        f"{both.months} 个月；其中 {both.intense} 个月每 kVA 用电不低于 {INTENSE_KWH_A_KVA} kWh，需量电价按 90% 计。"
        f"基本电价：{facts.supply.get('capacity_price_source') or ''}；账单未单列基本电费。",
        f"{both.months} months, {both.intense} of them with at least {INTENSE_KWH_A_KVA} kWh a kVA, where the "
        "demand price is 90%. Prices: the "
        "utility's list of basic charges; the bills do not itemise the charge.",
    )
    title = Text("两部制基本电费试算", "The basic charge of a two-part tariff, both ways")
    head = (Text("计收方式", "Way"), Text("价格", "Price"), Text("电费 元", "Charge yuan"))
    return (Table(head, rows, "lrr", title=title, note=note, strong=(2,)),)


def _price(facts: Facts, column: str, unit: str) -> Text:
    price = facts.money(column) or 0
    return Text(f"{price:.2f} 元/{unit}·月", f"{price:.2f} yuan a {unit} and month")
