"""The health-check file 体检档案: equipment, safety, metering, use and supply, each finding with its limit."""

from datetime import timedelta

from tagrid.core.formats import NONE, amount, counted, day, number, share
from tagrid.core.text import TextPair, same_text
from tagrid.documents import charts, health_checks
from tagrid.documents.advice.rules import advice_for
from tagrid.documents.facts import Facts, total_of, year_start
from tagrid.documents.model import (
    GRADE_TEXTS,
    Advice,
    Cell,
    ChartBlock,
    Document,
    MissingBlock,
    PairsBlock,
    Point,
    Section,
    TableBlock,
    arrange_sections,
    code_text,
    main_points,
)
from tagrid.documents.outage import outage_table
from tagrid.documents.usage import month_rows

# Tags whose value is a fact of the supply, in the order of the table.
BASIC_TAGS = (
    "tariff_category",
    "voltage_level",
    "load_grade",
    "supply_sources",
    "industry_section",
    "important_customer",
    "tenure_band",
)


def basics_section(facts: Facts) -> Section:
    """Who the customer is and how it is supplied."""
    known, supply = facts.customer, facts.supply
    rows = [
        (
            TextPair("客户类型", "Kind of customer"),
            code_text(known["customer_type"]) if known.get("customer_type") else None,
        ),
        (TextPair("区县", "District"), known.get("district")),
        (TextPair("立户日期", "Account since"), day(known["opened_on"]) if known.get("opened_on") else None),
        (TextPair("送电日期", "Supplied since"), day(supply["energised_on"]) if supply.get("energised_on") else None),
        (
            TextPair("合同容量", "Contracted capacity"),
            f"{number(facts.capacity_kva)} kVA" if facts.capacity_kva else None,
        ),
        (TextPair("供电线路", "Feeder"), supply.get("feeder_name")),
        (
            TextPair("供电方式", "Supplied by"),
            code_text(supply["transformer_ownership"]) if supply.get("transformer_ownership") else None,
        ),
        *(
            (seen.label, seen.value_label)
            for name in BASIC_TAGS
            if (seen := facts.tags.get(name)) and seen.value not in ("unknown", "none", "household")
        ),
    ]
    rows = tuple((name, value) for name, value in rows if value is not None)
    title = TextPair("基本情况", "Basic facts")
    if not rows:
        why = TextPair(
            "没有客户档案数据，只有户号与日电量。",
            "There is no customer file: only an account number and daily energy are known.",
        )
        return Section(title, None, (MissingBlock(why),))
    return Section(title, None, (PairsBlock(rows),))


def use_section(facts: Facts) -> Section:
    """Energy and fees of the year."""
    title, rows = TextPair("电量与电费分析", "Energy and fees"), month_rows(facts)
    if not rows:
        return Section(
            title, None, (MissingBlock(TextPair("没有用电量数据。", "There are no readings and no bills.")),)
        )
    words = TextPair("本年|上年同月", "this year|the year before")
    chart = ChartBlock(
        TextPair("每月用电量", "Energy by month"), lambda lang: charts.draw_months(rows, words, "kWh", lang)
    )
    if not facts.year:
        read = [kwh for on, kwh in facts.days if kwh is not None and on > facts.as_of - timedelta(days=365)]
        lead = TextPair(
            f"近一年 {len(read)} 天读数合计 {amount(sum(read))} kWh；没有账单，不作电费分析。",
            f"{len(read)} days read in the last year add up to {amount(sum(read))} kWh. There are no bills, so no "
            "fees.",
        )
        return Section(title, lead, (chart,))
    kwh, paid = total_of(facts.year, "kwh"), total_of(facts.year, "yuan")
    owed = [
        row
        for row in facts.bill_rows
        if row["paid_yuan"] is not None and row["paid_yuan"] < row["amount_yuan"] and row["due_on"] < facts.as_of
    ]
    lead = TextPair(
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
            TextPair("平均单价", "Mean price"),
            TextPair(f"{paid / kwh:.4f} 元/kWh", f"{paid / kwh:.4f} yuan a kWh") if kwh > 0 else "–",
        ),
        (TextPair("逾期交费", "Bills paid late"), TextPair(f"{late} 笔", str(late))),
        (TextPair("逾期未交", "Overdue"), TextPair(f"{len(owed)} 笔", str(len(owed)))),
        *(
            (
                TextPair("峰/谷占比", "Peak / valley"),
                f"{share(total_of(facts.split, 'peak_kwh') / total_of(facts.split, 'kwh'))} / "
                f"{share(total_of(facts.split, 'valley_kwh') / total_of(facts.split, 'kwh'))}",
            )
            for _ in range(1)
            if total_of(facts.split, "kwh") > 0
        ),
    )
    return Section(title, lead, (chart, PairsBlock(pairs)))


def mix_section(facts: Facts) -> Section:
    """Where the customer's energy comes from: the grid, its own generation, sun; and charging."""
    title, rows = TextPair("用能结构", "Energy mix"), []
    monthly = facts.usage("monthly_kwh_12m")
    if monthly is not None:
        rows.append((TextPair("电网供电（年化）", "From the grid, a year"), f"{amount(monthly * 12)} kWh"))
    for name in ("own_generation", "distributed_pv", "temperature_sensitivity"):
        seen = facts.tags.get(name)
        if seen and seen.value != "unknown":
            rows.append((seen.label, seen.value_label))
    for column, text in (
        ("cooling_share_12m", TextPair("随高温的电量占比", "Share that follows heat")),
        ("heating_share_12m", TextPair("随低温的电量占比", "Share that follows cold")),
    ):
        value = facts.usage(column)
        if value is not None:
            rows.append((text, share(max(value, 0))))
    charged = facts.of("inclination", "charges_12m")
    if charged is not None:
        rows.append(
            (
                TextPair("公共充电（12 个月）", "Public charging, 12 months"),
                TextPair(f"{number(charged)} 次", number(charged)),
            )
        )
    if not rows:
        return Section(title, None, (MissingBlock(TextPair("没有用能数据。", "Nothing is known of it.")),))
    note = MissingBlock(
        TextPair(
            "其他能源（燃气、油）不在本档案的数据之内。", "Other energy (gas, oil) is not in the data of this file."
        )
    )
    return Section(title, None, (PairsBlock(tuple(rows)), note))


def outages_section(facts: Facts) -> Section:
    """Outages of the last twelve months, in short."""
    title, count = TextPair("停电情况", "Outages"), facts.of("service", "outages_12m")
    if count is None:
        return Section(title, None, (MissingBlock(TextPair("没有停电数据。", "No outages were delivered.")),))
    time = facts.of("service", "outage_hours_12m")
    lead = TextPair(
        f"12 个月停电 {number(count)} 次，合计 {number(time, 1)} 小时。",
        f"{counted(count, 'outage')} in 12 months, {number(time, 1)} hours in all.",
    )
    mine = [row for row in facts.outages if row["started_at"] > year_start(facts.as_of)]
    recent = sorted(mine, key=lambda row: row["started_at"], reverse=True)[:6]
    return Section(title, lead, (outage_table(recent),) if recent else ())


def responsible_section(facts: Facts) -> Section:
    """Who looks after what."""
    own = facts.supply.get("transformer_ownership")
    rows: list = []
    if own:
        kept = TextPair("客户负责", "the customer") if own == "dedicated" else TextPair("供电企业负责", "the utility")
        rows.append((TextPair("变压器及以下设备", "Transformer"), kept))
        rows.append((TextPair("电能表", "Meter"), TextPair("供电企业负责", "the utility")))
        rows.append(
            (TextPair("产权分界点以下线路", "Wiring behind the boundary"), TextPair("客户负责", "the customer"))
        )
    if facts.customer.get("manager_name"):
        rows.append((TextPair("客户经理", "Account manager"), facts.customer["manager_name"]))
    people = facts.kind("electrician")
    if people:
        rows.append((TextPair("登记电工", "Registered electricians"), TextPair(f"{len(people)} 名", str(len(people)))))
    title = TextPair("责任与联系", "Who is responsible")
    if not rows:
        return Section(
            title,
            None,
            (
                MissingBlock(
                    TextPair("没有责任划分与客户经理数据。", "Neither ownership nor an account manager is known.")
                ),
            ),
        )
    return Section(title, None, (PairsBlock(tuple(rows)),))


HEALTH_TITLE = TextPair("客户用电体检档案", "Health-check file")

OVERALL_GRADES = {
    "healthy": TextPair("健康", "Healthy"),
    "attention": TextPair("关注", "Attention"),
    "treat_now": TextPair("立即处理", "Treat now"),
    "unknown": TextPair("未评", "Not assessed"),
}


def health_file(facts: Facts) -> Document:
    """Return the file of a customer."""
    held = advice_for("health", facts)
    graded = overall_grade(facts, held)
    return Document(
        kind="health",
        title=HEALTH_TITLE,
        purpose=TextPair(
            "设备、安全、计量、用电与供电，一次查清", "Equipment, safety, metering, use and supply at one look"
        ),
        period=same_text(day(facts.as_of)),
        points=main_points(held, _remarks(facts, held)),
        key=_key(facts, held),
        opening=(_findings_table(held),) if held else (),
        sections=arrange_sections(
            (
                basics_section(facts),
                health_checks.equipment_section(facts),
                health_checks.defects_section(facts),
                health_checks.inspections_section(facts),
                health_checks.metering_section(facts),
                use_section(facts),
                mix_section(facts),
                outages_section(facts),
                responsible_section(facts),
            )
        ),
        advice=tuple(held),
        advice_title=TextPair("体检发现与处理", "Findings, and what to do"),
        no_advice=_no_findings(graded),
        notes=_notes(),
        grade=(graded, OVERALL_GRADES[graded]),
    )


def overall_grade(facts: Facts, held: list[Advice]) -> str:
    """Return the overall grade: that of the gravest finding on safety or voltage, as the tag ``health_grade`` has it.

    unknown where no defect record was ever delivered: without one nobody can say healthy. Notes do not count.
    """
    if facts.of("equipment_safety", "open_defects") is None:
        return "unknown"
    found = {one.grade for one in held}
    return next((one for one in ("treat_now", "attention") if one in found), "healthy")


def _no_findings(graded: str) -> TextPair:
    if graded == "unknown":
        return TextPair(
            "没有设备与隐患数据，安全未评；已有数据的项目未发现问题。",
            "Without data on equipment and defects safety is not assessed; nothing was found in what there is.",
        )
    return TextPair("所查项目均未发现问题。", "Nothing was found in what was looked at.")


def _findings_table(held: list[Advice]) -> TableBlock:

    rows = tuple(
        (GRADE_TEXTS[one.grade], one.title, one.figure, one.limit or "–", same_text(day(one.by))) for one in held
    )
    return TableBlock(
        (
            TextPair("等级", "Grade"),
            TextPair("发现", "Finding"),
            TextPair("数值", "Figure"),
            TextPair("标准", "Limit"),
            TextPair("处理期限", "Do by"),
        ),
        rows,
        "lllll",
        title=TextPair("发现一览", "All findings"),
    )


def _remarks(facts: Facts, held: list[Advice]) -> list[Point]:
    found = []
    if facts.of("equipment_safety", "open_defects") == 0:
        fixed = sum(1 for row in facts.kind("defect") if row["done_on"])
        found.append(
            Point(
                TextPair("0 项", "None"),
                TextPair("没有未整改的隐患", "No defect is open"),
                TextPair(f"三年内 {fixed} 项隐患均已整改。", f"All {fixed} of the last three years were repaired.")
                if fixed
                else TextPair("三年内没有隐患记录。", "None was recorded in the last three years."),
            )
        )
    count, time = facts.of("service", "outages_12m"), facts.of("service", "outage_hours_12m")
    if count is not None:
        found.append(
            Point(
                TextPair(f"{number(time, 1)} 小时", f"{number(time, 1)} hours"),
                TextPair(f"12 个月停电 {number(count)} 次", f"Without supply, {counted(count, 'outage')} in 12 months"),
                TextPair("逐次记录见停电档案。", "Each is in the outage file."),
            )
        )
    voltage = facts.of("service", "voltage_qualified_share_3m")
    if voltage is not None:
        found.append(
            Point(
                same_text(share(voltage, 2)),
                TextPair("近三个月电压合格率", "Voltage within limits, last three months"),
                TextPair("标准不低于 95%。", "It is to be at least 95%."),
            )
        )
    return [*found, *_use_points(facts)]


def _use_points(facts: Facts) -> list[Point]:
    monthly = facts.usage("monthly_kwh_12m")
    read = facts.usage("reading_share_30d")
    found = []
    if monthly is not None:
        text = TextPair("按近 12 个完整月的读数。", "By the readings of the last 12 complete months.")
        found.append(Point(same_text(f"{amount(monthly)} kWh"), TextPair("月均用电量", "Energy of a mean month"), text))
    if read is not None:
        text = TextPair("计量采集正常与否由此看出。", "It tells whether metering works.")
        found.append(Point(same_text(share(read)), TextPair("近 30 天采集完整率", "Days read of the last 30"), text))
    return found


def _key(facts: Facts, held: list[Advice]) -> tuple[tuple[TextPair, Cell, TextPair], ...]:
    counts = {code: str(sum(1 for one in held if one.grade == code)) for code in ("treat_now", "attention", "note")}
    if overall_grade(facts, held) == "unknown":
        counts |= {code: NONE for code in ("treat_now", "attention") if counts[code] == "0"}
    rows: list[tuple[TextPair, Cell, TextPair]] = [
        (TextPair("立即处理", "Treat now"), counts["treat_now"], TextPair("项", "findings")),
        (TextPair("关注", "Attention"), counts["attention"], TextPair("项", "findings")),
        (TextPair("提示", "Notes"), counts["note"], TextPair("项，不影响等级", "do not change the grade")),
    ]
    if facts.capacity_kva:
        rows.append((TextPair("容量", "Capacity"), number(facts.capacity_kva), same_text("kVA")))
    if facts.year:
        rows.append(
            (
                TextPair("电量", "Energy"),
                amount(total_of(facts.year, "kwh")),
                TextPair(f"kWh · {len(facts.year)} 个月", f"kWh · {len(facts.year)} months"),
            )
        )
    return tuple(rows)


def _notes() -> tuple[TextPair, ...]:
    return (
        TextPair(
            "等级：有重大或逾期未改的隐患为立即处理；有其他未改隐患、检查逾期、电工证过期或电压合格率低于 95% "
            "为关注；其余健康。提示不影响等级。",
            "Grade: treat now with a major or an overdue defect; attention with another open defect, an overdue "
            "inspection, lapsed "
            "permits or voltage below 95%; otherwise healthy. Notes do not change it.",
        ),
    )
