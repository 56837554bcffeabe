"""The health-check file 体检档案: equipment, safety, metering, use and supply, each finding with its limit."""

from tagrid.report import health_checks, health_parts, health_safety
from tagrid.report.advice import advice
from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts, total
from tagrid.report.model import Cell, Document, Point, Table, arranged, points
from tagrid.report.text import NONE, Text, amount, counted, day, number, same, share

TITLE = Text("客户用电体检档案", "Health-check file")
WORDS = {
    "healthy": Text("健康", "Healthy"),
    "attention": Text("关注", "Attention"),
    "treat_now": Text("立即处理", "Treat now"),
    "unknown": Text("未评", "Not assessed"),
}


def document(facts: Facts) -> Document:
    """Return the file of a customer."""
    held = advice("health", facts)
    graded = grade(facts, held)
    return Document(
        kind="health",
        title=TITLE,
        purpose=Text(
            "设备、安全、计量、用电与供电，一次查清", "Equipment, safety, metering, use and supply at one look"
        ),
        period=same(day(facts.as_of)),
        points=points(held, _remarks(facts, held)),
        key=_key(facts, held),
        opening=(_found(held),) if held else (),
        sections=arranged(
            (
                health_parts.basics(facts),
                health_safety.equipment(facts),
                health_safety.defects(facts),
                health_checks.inspections(facts),
                health_checks.metering(facts),
                health_parts.use(facts),
                health_parts.mix(facts),
                health_parts.outages(facts),
                health_parts.responsible(facts),
            )
        ),
        advice=tuple(held),
        advice_title=Text("体检发现与处理", "Findings, and what to do"),
        no_advice=_nothing(graded),
        notes=_notes(),
        grade=(graded, WORDS[graded]),
    )


def grade(facts: Facts, held: list[Advice]) -> str:
    """Return the overall grade: that of the gravest finding on safety or voltage, as the tag ``health_grade`` has it.

    unknown where no defect record was ever delivered: without one nobody can say healthy. Notes do not count.
    """
    if facts.of("equipment_safety", "open_defects") is None:
        return "unknown"
    found = {one.grade for one in held}
    return next((one for one in ("treat_now", "attention") if one in found), "healthy")


def _nothing(graded: str) -> Text:
    if graded == "unknown":
        return Text(
            "没有设备与隐患数据，安全未评；已有数据的项目未发现问题。",
            "Without data on equipment and defects safety is not assessed; nothing was found in what there is.",
        )
    return Text("所查项目均未发现问题。", "Nothing was found in what was looked at.")


def _found(held: list[Advice]) -> Table:
    from tagrid.report.page import GRADES

    rows = tuple((GRADES[one.grade], one.title, one.figure, one.limit or "–", same(day(one.by))) for one in held)
    return Table(
        (
            Text("等级", "Grade"),
            Text("发现", "Finding"),
            Text("数值", "Figure"),
            Text("标准", "Limit"),
            Text("处理期限", "Do by"),
        ),
        rows,
        "lllll",
        title=Text("发现一览", "All findings"),
    )


def _remarks(facts: Facts, held: list[Advice]) -> list[Point]:
    found = []
    if facts.of("equipment_safety", "open_defects") == 0:
        fixed = sum(1 for row in facts.kind("defect") if row["done_on"])
        found.append(
            Point(
                Text("0 项", "None"),
                Text("没有未整改的隐患", "No defect is open"),
                Text(f"三年内 {fixed} 项隐患均已整改。", f"All {fixed} of the last three years were repaired.")
                if fixed
                else Text("三年内没有隐患记录。", "None was recorded in the last three years."),
            )
        )
    count, time = facts.of("service", "outages_12m"), facts.of("service", "outage_hours_12m")
    if count is not None:
        found.append(
            Point(
                Text(f"{number(time, 1)} 小时", f"{number(time, 1)} hours"),
                Text(f"12 个月停电 {number(count)} 次", f"Without supply, {counted(count, 'outage')} in 12 months"),
                Text("逐次记录见停电档案。", "Each is in the outage file."),
            )
        )
    voltage = facts.of("service", "voltage_qualified_share_3m")
    if voltage is not None:
        found.append(
            Point(
                same(share(voltage, 2)),
                Text("近三个月电压合格率", "Voltage within limits, last three months"),
                Text("标准不低于 95%。", "It is to be at least 95%."),
            )
        )
    return [*found, *_use_points(facts)]


def _use_points(facts: Facts) -> list[Point]:
    monthly = facts.usage("monthly_kwh_12m")
    read = facts.usage("reading_share_30d")
    found = []
    if monthly is not None:
        text = Text("按近 12 个完整月的读数。", "By the readings of the last 12 complete months.")
        found.append(Point(same(f"{amount(monthly)} kWh"), Text("月均用电量", "Energy of a mean month"), text))
    if read is not None:
        text = Text("计量采集正常与否由此看出。", "It tells whether metering works.")
        found.append(Point(same(share(read)), Text("近 30 天采集完整率", "Days read of the last 30"), text))
    return found


def _key(facts: Facts, held: list[Advice]) -> tuple[tuple[Text, Cell, Text], ...]:
    counts = {code: str(sum(1 for one in held if one.grade == code)) for code in ("treat_now", "attention", "note")}
    if grade(facts, held) == "unknown":
        counts |= {code: NONE for code in ("treat_now", "attention") if counts[code] == "0"}
    rows: list[tuple[Text, Cell, Text]] = [
        (Text("立即处理", "Treat now"), counts["treat_now"], Text("项", "findings")),
        (Text("关注", "Attention"), counts["attention"], Text("项", "findings")),
        (Text("提示", "Notes"), counts["note"], Text("项，不影响等级", "do not change the grade")),
    ]
    if facts.capacity_kva:
        rows.append((Text("容量", "Capacity"), number(facts.capacity_kva), same("kVA")))
    if facts.year:
        rows.append(
            (
                Text("电量", "Energy"),
                amount(total(facts.year, "kwh")),
                Text(f"kWh · {len(facts.year)} 个月", f"kWh · {len(facts.year)} months"),
            )
        )
    return tuple(rows)


def _notes() -> tuple[Text, ...]:
    return (
        Text(
            "等级：有重大或逾期未改的隐患为立即处理；有其他未改隐患、检查逾期、电工证过期或电压合格率低于 95% "
            "为关注；其余健康。提示不影响等级。",
            "Grade: treat now with a major or an overdue defect; attention with another open defect, an overdue "
            "inspection, lapsed "
            "permits or voltage below 95%; otherwise healthy. Notes do not change it.",
        ),
    )
