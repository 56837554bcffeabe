"""Parts of the health-check file beside safety: who it is, energy and fees, energy mix, outages, who is responsible."""

from datetime import timedelta

from tagrid.report import charts
from tagrid.report.codes import named
from tagrid.report.facts import Facts, total
from tagrid.report.model import Chart, Missing, Pairs, Section
from tagrid.report.outage_parts import listed
from tagrid.report.text import Text, amount, counted, day, number, share
from tagrid.report.usage_parts import month_rows
from tagrid.report.year import since

# Tags whose value is a fact of the supply, in the order of the table.
FACTS = (
    "tariff_category",
    "voltage_level",
    "load_grade",
    "supply_sources",
    "industry_section",
    "important_customer",
    "tenure_band",
)


def basics(facts: Facts) -> Section:
    """Who the customer is and how it is supplied."""
    known, supply = facts.customer, facts.supply
    rows = [
        (Text("客户类型", "Kind of customer"), named(known["customer_type"]) if known.get("customer_type") else None),
        (Text("区县", "District"), known.get("district")),
        (Text("立户日期", "Account since"), day(known["opened_on"]) if known.get("opened_on") else None),
        (Text("送电日期", "Supplied since"), day(supply["energised_on"]) if supply.get("energised_on") else None),
        (Text("合同容量", "Contracted capacity"), f"{number(facts.capacity_kva)} kVA" if facts.capacity_kva else None),
        (Text("供电线路", "Feeder"), supply.get("feeder_name")),
        (
            Text("供电方式", "Supplied by"),
            named(supply["transformer_ownership"]) if supply.get("transformer_ownership") else None,
        ),
        *(
            (seen.label, seen.value_label)
            for name in FACTS
            if (seen := facts.tags.get(name)) and seen.value not in ("unknown", "none", "household")
        ),
    ]
    rows = tuple((name, value) for name, value in rows if value is not None)
    title = Text("基本情况", "Basic facts")
    if not rows:
        why = Text(
            "没有客户档案数据，只有户号与日电量。",
            "There is no customer file: only an account number and daily energy are known.",
        )
        return Section(title, None, (Missing(why),))
    return Section(title, None, (Pairs(rows),))


def use(facts: Facts) -> Section:
    """Energy and fees of the year."""
    title, rows = Text("电量与电费分析", "Energy and fees"), month_rows(facts)
    if not rows:
        return Section(title, None, (Missing(Text("没有用电量数据。", "There are no readings and no bills.")),))
    words = Text("本年|上年同月", "this year|the year before")
    chart = Chart(Text("每月用电量", "Energy by month"), lambda lang: charts.months(rows, words, "kWh", lang))
    if not facts.year:
        read = [kwh for on, kwh in facts.days if kwh is not None and on > facts.as_of - timedelta(days=365)]
        lead = Text(
            f"近一年 {len(read)} 天读数合计 {amount(sum(read))} kWh；没有账单，不作电费分析。",
            f"{len(read)} days read in the last year add up to {amount(sum(read))} kWh. There are no bills, so no "
            "fees.",
        )
        return Section(title, lead, (chart,))
    kwh, paid = total(facts.year, "kwh"), total(facts.year, "yuan")
    owed = [
        row
        for row in facts.bill_rows
        if row["paid_yuan"] is not None and row["paid_yuan"] < row["amount_yuan"] and row["due_on"] < facts.as_of
    ]
    lead = Text(
        f"{len(facts.year)} 个月用电 {amount(kwh)} kWh，电费 {number(paid, 2)} 元。",
        f"{len(facts.year)} months: {amount(kwh)} kWh, {number(paid, 2)} yuan.",
    )
    late = sum(
        1
        for row in facts.bill_rows
        if row["last_paid_on"] and row["last_paid_on"] > row["due_on"] and row["bill_month"] >= facts.year[0].first
    )
    pairs = (
        (
            Text("平均单价", "Mean price"),
            Text(f"{paid / kwh:.4f} 元/kWh", f"{paid / kwh:.4f} yuan a kWh") if kwh > 0 else "–",
        ),
        (Text("逾期交费", "Bills paid late"), Text(f"{late} 笔", str(late))),
        (Text("逾期未交", "Overdue"), Text(f"{len(owed)} 笔", str(len(owed)))),
        *(
            (
                Text("峰/谷占比", "Peak / valley"),
                f"{share(total(facts.split, 'peak_kwh') / total(facts.split, 'kwh'))} / "
                f"{share(total(facts.split, 'valley_kwh') / total(facts.split, 'kwh'))}",
            )
            for _ in range(1)
            if total(facts.split, "kwh") > 0
        ),
    )
    return Section(title, lead, (chart, Pairs(pairs)))


def mix(facts: Facts) -> Section:
    """Where the customer's energy comes from: the grid, its own generation, sun; and charging."""
    title, rows = Text("用能结构", "Energy mix"), []
    monthly = facts.usage("monthly_kwh_12m")
    if monthly is not None:
        rows.append((Text("电网供电（年化）", "From the grid, a year"), f"{amount(monthly * 12)} kWh"))
    for name in ("own_generation", "distributed_pv", "temperature_sensitivity"):
        seen = facts.tags.get(name)
        if seen and seen.value != "unknown":
            rows.append((seen.label, seen.value_label))
    for column, text in (
        ("cooling_share_12m", Text("随高温的电量占比", "Share that follows heat")),
        ("heating_share_12m", Text("随低温的电量占比", "Share that follows cold")),
    ):
        value = facts.usage(column)
        if value is not None:
            rows.append((text, share(max(value, 0))))
    charged = facts.of("inclination", "charges_12m")
    if charged is not None:
        rows.append(
            (Text("公共充电（12 个月）", "Public charging, 12 months"), Text(f"{number(charged)} 次", number(charged)))
        )
    if not rows:
        return Section(title, None, (Missing(Text("没有用能数据。", "Nothing is known of it.")),))
    note = Missing(
        Text("其他能源（燃气、油）不在本档案的数据之内。", "Other energy (gas, oil) is not in the data of this file.")
    )
    return Section(title, None, (Pairs(tuple(rows)), note))


def outages(facts: Facts) -> Section:
    """Outages of the last twelve months, in short."""
    title, count = Text("停电情况", "Outages"), facts.of("service", "outages_12m")
    if count is None:
        return Section(title, None, (Missing(Text("没有停电数据。", "No outages were delivered.")),))
    time = facts.of("service", "outage_hours_12m")
    lead = Text(
        f"12 个月停电 {number(count)} 次，合计 {number(time, 1)} 小时。",
        f"{counted(count, 'outage')} in 12 months, {number(time, 1)} hours in all.",
    )
    mine = [row for row in facts.outages if row["started_at"] > since(facts.as_of)]
    recent = sorted(mine, key=lambda row: row["started_at"], reverse=True)[:6]
    return Section(title, lead, (listed(recent),) if recent else ())


def responsible(facts: Facts) -> Section:
    """Who looks after what."""
    own = facts.supply.get("transformer_ownership")
    rows: list = []
    if own:
        kept = Text("客户负责", "the customer") if own == "dedicated" else Text("供电企业负责", "the utility")
        rows.append((Text("变压器及以下设备", "Transformer"), kept))
        rows.append((Text("电能表", "Meter"), Text("供电企业负责", "the utility")))
        rows.append((Text("产权分界点以下线路", "Wiring behind the boundary"), Text("客户负责", "the customer")))
    if facts.customer.get("manager_name"):
        rows.append((Text("客户经理", "Account manager"), facts.customer["manager_name"]))
    people = facts.kind("electrician")
    if people:
        rows.append((Text("登记电工", "Registered electricians"), Text(f"{len(people)} 名", str(len(people)))))
    title = Text("责任与联系", "Who is responsible")
    if not rows:
        return Section(
            title,
            None,
            (Missing(Text("没有责任划分与客户经理数据。", "Neither ownership nor an account manager is known.")),),
        )
    return Section(title, None, (Pairs(tuple(rows)),))
