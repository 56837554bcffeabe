"""The health-check file 体检档案: equipment, safety, metering, use and supply, each finding with its limit."""

from tagrid.core.formats import NONE, amount, counted, day, kwh_price, number, share, yuan
from tagrid.core.periods import window_start
from tagrid.core.text import Text, as_text
from tagrid.documents import charts, health_checks
from tagrid.documents.advice.rules import advice_for
from tagrid.documents.facts import Facts, corrected_text, mean_price, total_of
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
from tagrid.documents.outage import NO_OUTAGES, lines_table, outage_table
from tagrid.documents.usage import YEAR_KWH_HOW, energy_key, month_rows

HEALTH_TITLE = Text(zh="客户用电体检档案", en="Health-check file")

OVERALL_GRADES = {
    "healthy": Text(zh="健康", en="Healthy"),
    "attention": Text(zh="关注", en="Attention"),
    "treat_now": Text(zh="立即处理", en="Treat now"),
    "not_examined": Text(zh="未体检", en="Not examined"),
    "unknown": Text(zh="未评", en="Not assessed"),
}


def basics_section(facts: Facts) -> Section:
    """Who the customer is and how it is supplied."""
    known, supply = facts.customer, facts.supply
    rows = [
        (
            Text(zh="客户类型", en="Kind of customer"),
            code_text(known["customer_type"]) if known.get("customer_type") else None,
        ),
        (Text(zh="区县", en="District"), known.get("district")),
        (Text(zh="立户日期", en="Account since"), day(known["opened_on"]) if known.get("opened_on") else None),
        (Text(zh="送电日期", en="Supplied since"), day(supply["energised_on"]) if supply.get("energised_on") else None),
        (
            Text(zh="合同容量", en="Contracted capacity"),
            f"{number(facts.capacity_kva)} kVA" if facts.capacity_kva else None,
        ),
        (Text(zh="供电线路", en="Feeder"), supply.get("feeder_name")),
        (
            Text(zh="供电方式", en="Supplied by"),
            code_text(supply["transformer_ownership"]) if supply.get("transformer_ownership") else None,
        ),
        *((tag.label, tag.value_label) for tag in facts.shown.get("basics", ())),
    ]
    rows = tuple((name, value) for name, value in rows if value is not None)
    title = Text(zh="基本情况", en="Basic facts")
    if not rows:
        why = Text(
            zh="没有客户档案数据，只有户号与日电量。",
            en="There is no customer file: only an account number and daily energy are known.",
        )
        return Section(title, None, (MissingBlock(why),))
    return Section(title, None, (PairsBlock(rows), *lines_table(facts)))


def use_section(facts: Facts) -> Section:
    """Energy and fees of the year."""
    title, rows = Text(zh="电量与电费分析", en="Energy and fees"), month_rows(facts)
    if not rows:
        return Section(
            title, None, (MissingBlock(Text(zh="没有用电量数据。", en="There are no readings and no bills.")),)
        )
    words = Text(zh="本年|上年同月", en="this year|the year before")
    chart = ChartBlock(
        Text(zh="每月用电量", en="Energy by month"), lambda lang: charts.draw_months(rows, words, "kWh", lang)
    )
    if not facts.year:
        read = [kwh for on, kwh in facts.days if kwh is not None and on >= window_start(facts.as_of)]
        lead = Text(
            zh=f"近一年 {len(read)} 天读数合计 {amount(sum(read))} kWh；没有账单，不作电费分析。",
            en=f"{len(read)} days read in the last year add up to {amount(sum(read))} kWh. There are no bills, so no "
            "fees.",
        )
        return Section(title, lead, (chart,))
    kwh, paid = total_of(facts.year, "kwh"), total_of(facts.year, "yuan")
    owed, late, used = facts.overdue, len(facts.paid_late), Text(zh="", en="")
    if facts.year_kwh is not None:
        used = Text(
            zh=f"年用电量 {amount(facts.year_kwh)} kWh（{YEAR_KWH_HOW.zh}）。",
            en=f"A year's use is {amount(facts.year_kwh)} kWh ({YEAR_KWH_HOW.en}). ",
        )
    lead = used + Text(
        zh=f"{len(facts.year)} 个月电费 {yuan(paid, 2).zh}{corrected_text(facts).zh}，账单电量 {amount(kwh)} kWh。",
        en=f"{counted(len(facts.year), 'month')} cost {yuan(paid, 2).en}{corrected_text(facts).en} "
        f"for {amount(kwh)} kWh billed.",
    )
    pairs = (
        (
            Text(zh="平均单价", en="Mean price"),
            "–" if (price := mean_price(facts)) is None else kwh_price(price),
        ),
        (Text(zh="逾期交费", en="Bills paid late"), Text(zh=f"{late} 笔", en=str(late))),
        (Text(zh="逾期未交", en="Overdue"), Text(zh=f"{len(owed)} 笔", en=str(len(owed)))),
        *(
            (Text(zh=zh, en=en), share(part))
            for zh, en, part in (
                ("峰段占比", "Peak share", facts.share_of_peak),
                ("谷段占比", "Valley share", facts.share_of_valley),
            )
            if part is not None
        ),
    )
    return Section(title, lead, (chart, PairsBlock(pairs)))


def mix_section(facts: Facts) -> Section:
    """Where the customer's energy comes from: the grid, its own generation, sun; and charging."""
    title, rows = Text(zh="用能结构", en="Energy mix"), []
    if facts.year_kwh is not None:
        rows.append((Text(zh="电网供电（年用电量）", en="From the grid, a year"), f"{amount(facts.year_kwh)} kWh"))
    rows += [(tag.label, tag.value_label) for tag in facts.shown.get("energy_mix", ())]
    for column, text in (
        ("cooling_share_12m", Text(zh="随高温的电量占比", en="Share that follows heat")),
        ("heating_share_12m", Text(zh="随低温的电量占比", en="Share that follows cold")),
    ):
        value = facts.usage(column)
        if value is not None:
            rows.append((text, share(max(value, 0))))
    charged = facts.of("inclination", "charges_12m")
    if charged is not None:
        rows.append(
            (
                Text(zh="公共充电（12 个月）", en="Public charging, 12 months"),
                Text(zh=f"{number(charged)} 次", en=number(charged)),
            )
        )
    if not rows:
        return Section(title, None, (MissingBlock(Text(zh="没有用能数据。", en="Nothing is known of it.")),))
    note = MissingBlock(
        Text(
            zh="其他能源（燃气、油）不在本档案的数据之内。",
            en="Other energy (gas, oil) is not in the data of this file.",
        )
    )
    return Section(title, None, (PairsBlock(tuple(rows)), note))


def outages_section(facts: Facts) -> Section:
    """Outages of the last twelve months, in short."""
    title, count = Text(zh="停电情况", en="Outages"), facts.of("service", "outages_12m")
    if count is None:
        return Section(title, None, (MissingBlock(Text(zh="没有停电数据。", en="No outages were delivered.")),))
    time = facts.of("service", "outage_hours_12m")
    if not count:
        return Section(title, NO_OUTAGES, ())
    lead = Text(
        zh=f"12 个月停电 {number(count)} 次，合计 {number(time, 1)} 小时。",
        en=f"{counted(count, 'outage')} in 12 months, {number(time, 1)} hours in all.",
    )
    recent = facts.outages_year[:6]
    return Section(title, lead, (outage_table(recent),) if recent else ())


def responsible_section(facts: Facts) -> Section:
    """Who looks after what."""
    own = facts.supply.get("transformer_ownership")
    rows: list = []
    if own:
        owner = (
            Text(zh="客户负责", en="the customer") if own == "dedicated" else Text(zh="供电企业负责", en="the utility")
        )
        rows.append((Text(zh="变压器及以下设备", en="Transformer"), owner))
        rows.append((Text(zh="电能表", en="Meter"), Text(zh="供电企业负责", en="the utility")))
        rows.append(
            (Text(zh="产权分界点以下线路", en="Wiring behind the boundary"), Text(zh="客户负责", en="the customer"))
        )
    if facts.customer.get("manager_name"):
        rows.append((Text(zh="客户经理", en="Account manager"), facts.customer["manager_name"]))
    people = facts.kind("electrician")
    if people:
        rows.append(
            (Text(zh="登记电工", en="Registered electricians"), Text(zh=f"{len(people)} 名", en=str(len(people))))
        )
    title = Text(zh="责任与联系", en="Who is responsible")
    if not rows:
        return Section(
            title,
            None,
            (
                MissingBlock(
                    Text(zh="没有责任划分与客户经理数据。", en="Neither ownership nor an account manager is known.")
                ),
            ),
        )
    return Section(title, None, (PairsBlock(tuple(rows)),))


def health_file(facts: Facts) -> Document:
    """Return the file of a customer."""
    held = advice_for("health", facts)
    graded = overall_grade(facts, held)
    return Document(
        kind="health",
        title=HEALTH_TITLE,
        purpose=Text(
            zh="设备、安全、计量、用电与供电，一次查清", en="Equipment, safety, metering, use and supply at one look"
        ),
        period=as_text(day(facts.as_of)),
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
        advice_title=Text(zh="体检发现与处理", en="Findings, and what to do"),
        no_advice=_no_findings(graded),
        notes=_notes(),
        grade=(graded, OVERALL_GRADES[graded]),
    )


def overall_grade(facts: Facts, held: list[Advice]) -> str:
    """Return the overall grade: that of the gravest finding on safety or voltage, as in the catalog.

    Without a finding a customer is healthy only where an inspection was done: not_examined where none was, unknown
    where defects or inspections were never delivered. Notes do not count.
    """
    done = facts.of("evaluation", "inspections_done")
    if facts.of("equipment_safety", "open_defects") is None:
        return "unknown"
    found = {one.grade for one in held}
    unfound = "unknown" if done is None else "healthy" if done else "not_examined"
    return next((one for one in ("treat_now", "attention") if one in found), unfound)


def _no_findings(graded: str) -> Text:
    if graded == "unknown":
        return Text(
            zh="没有设备与隐患数据，安全未评；已有数据的项目未发现问题。",
            en="Without data on equipment and defects safety is not assessed; nothing was found in what there is.",
        )
    if graded == "not_examined":
        return Text(
            zh="没有做过用电检查，不能说设备健康；已有数据的项目未发现问题。",
            en="No inspection was ever done, so nobody can call it healthy; nothing was found in the data there is.",
        )
    return Text(zh="所查项目均未发现问题。", en="Nothing was found in what was looked at.")


def _findings_table(held: list[Advice]) -> TableBlock:

    rows = tuple(
        (GRADE_TEXTS[one.grade], one.title, one.figure, one.limit or "–", as_text(day(one.by))) for one in held
    )
    return TableBlock(
        (
            Text(zh="等级", en="Grade"),
            Text(zh="发现", en="Finding"),
            Text(zh="数值", en="Figure"),
            Text(zh="标准", en="Limit"),
            Text(zh="处理期限", en="Do by"),
        ),
        rows,
        "lllll",
        title=Text(zh="发现一览", en="All findings"),
    )


def _remarks(facts: Facts, held: list[Advice]) -> list[Point]:
    found = []
    if facts.of("equipment_safety", "open_defects") == 0:
        fixed = sum(1 for row in facts.kind("defect") if row["done_on"])
        found.append(
            Point(
                Text(zh="0 项", en="None"),
                Text(zh="没有未整改的隐患", en="No defect is open"),
                Text(
                    zh=f"三年内 {fixed} 项隐患均已整改。", en=f"Repaired of the last three years: {fixed}, all of them."
                )
                if fixed
                else Text(zh="三年内没有隐患记录。", en="None was recorded in the last three years."),
            )
        )
    count, time = facts.of("service", "outages_12m"), facts.of("service", "outage_hours_12m")
    if count == 0:
        found.append(
            Point(Text(zh="0 次", en="None"), Text(zh="12 个月没有停电", en="No outage in 12 months"), NO_OUTAGES)
        )
    elif count is not None:
        found.append(
            Point(
                Text(zh=f"{number(time, 1)} 小时", en=f"{number(time, 1)} hours"),
                Text(
                    zh=f"12 个月停电 {number(count)} 次", en=f"Without supply, {counted(count, 'outage')} in 12 months"
                ),
                Text(zh="逐次记录见停电档案。", en="Each is in the outage file."),
            )
        )
    voltage = facts.of("service", "voltage_qualified_share_3m")
    if voltage is not None:
        found.append(
            Point(
                as_text(share(voltage, 2)),
                Text(zh="近三个月电压合格率", en="Voltage within limits, last three months"),
                Text(zh="标准不低于 95%。", en="It is to be at least 95%."),
            )
        )
    return [*found, *_use_points(facts)]


def _use_points(facts: Facts) -> list[Point]:
    monthly = facts.usage("monthly_kwh_12m")
    read = facts.usage("reading_share_30d")
    found = []
    if monthly is not None:
        text = Text(zh="按近 12 个完整月的读数。", en="By the readings of the last 12 complete months.")
        found.append(Point(as_text(f"{amount(monthly)} kWh"), Text(zh="月均用电量", en="Energy of a mean month"), text))
    if read is not None:
        text = Text(zh="计量采集正常与否由此看出。", en="It tells whether metering works.")
        found.append(Point(as_text(share(read)), Text(zh="近 30 天采集完整率", en="Days read of the last 30"), text))
    return found


def _key(facts: Facts, held: list[Advice]) -> tuple[tuple[Text, Cell, Text], ...]:
    counts = {code: str(sum(1 for one in held if one.grade == code)) for code in ("treat_now", "attention", "note")}
    if overall_grade(facts, held) in ("unknown", "not_examined"):
        counts |= {code: NONE for code in ("treat_now", "attention") if counts[code] == "0"}
    rows: list[tuple[Text, Cell, Text]] = [
        (Text(zh="立即处理", en="Treat now"), counts["treat_now"], Text(zh="项", en="of the findings")),
        (Text(zh="关注", en="Attention"), counts["attention"], Text(zh="项", en="of the findings")),
        (Text(zh="提示", en="Notes"), counts["note"], Text(zh="项，不影响等级", en="without effect on the grade")),
    ]
    if facts.capacity_kva:
        rows.append((Text(zh="容量", en="Capacity"), number(facts.capacity_kva), as_text("kVA")))
    return (*rows, *energy_key(facts))


def _notes() -> tuple[Text, ...]:
    return (
        Text(
            zh="等级：有重大或逾期未改的隐患为立即处理；有其他未整改隐患、检查逾期、登记电工中有人无有效证书，或电压合格"
            "率低于 95% 为关注；没有这些发现的，做过用电检查为健康，从未做过为未体检。提示不影响等级。",
            en="Grade: treat now with a major or an overdue defect; attention with another open defect, an overdue "
            "inspection, a registered electrician without a valid permit or voltage within its limits less than 95% "
            "of the time; with none of these, healthy where an inspection was ever done, otherwise not examined. "
            "Notes do not change it.",
        ),
    )
