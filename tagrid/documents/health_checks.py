"""Sections of the health-check file on equipment, defects, inspections, permits, meters and voltage."""

from tagrid.core.formats import counted, day, number, share
from tagrid.core.periods import years_between
from tagrid.core.text import Text
from tagrid.documents.charts import draw_ages
from tagrid.documents.facts import Facts
from tagrid.documents.model import ChartBlock, MissingBlock, PairsBlock, Section, TableBlock, code_text

OLD_YEARS = 15.0


def age_years(facts: Facts, row: dict) -> float | None:
    """Return how long a piece of equipment has been in service on the data date, years."""
    return years_between(row["began_on"], facts.as_of) if row["began_on"] else None


def equipment_section(facts: Facts) -> Section:
    """Transforming and distribution equipment of the customer, with its age."""
    title, rows = Text(zh="受电与配电设备", en="Transforming and distribution equipment"), facts.kind("equipment")
    if not rows:
        never = facts.of("equipment_safety", "equipment_pieces") is None
        public = facts.supply.get("transformer_ownership") == "public"
        why = (
            Text(zh="没有设备台账数据。", en="No equipment register was delivered.")
            if never
            else Text(
                zh="由公用变压器供电，受电设备由供电企业维护；没有客户自有设备。",
                en="Fed by a public transformer, which the utility maintains; no equipment of your own is on file.",
            )
            if public
            else Text(zh="台账中没有您的设备。", en="No equipment of yours is on file.")
        )
        return Section(title, None, (MissingBlock(why),))
    known = sorted(((row, age_years(facts, row)) for row in rows), key=lambda pair: -(pair[1] or 0))
    old = sum(1 for _, years in known if years is not None and years >= OLD_YEARS)
    lead = Text(
        zh=f"共 {len(rows)} 件，其中 {old} 件投运满 {OLD_YEARS:.0f} 年。",
        en=f"{counted(len(rows), 'piece')}, {old or 'none'} of them in service {OLD_YEARS:.0f} years or longer.",
    )
    aged = [(row, years) for row, years in known if years is not None]
    words = Text(zh="满 15 年", en="15 years")
    chart = ChartBlock(
        Text(zh="设备年限（年）", en="Age of equipment, years"),
        lambda lang: draw_ages(
            [(code_text(row["about"]).in_(lang), years) for row, years in aged], OLD_YEARS, words, lang
        ),
    )
    table = TableBlock(
        (
            Text(zh="设备", en="Equipment"),
            Text(zh="编号", en="Number"),
            Text(zh="投运日期", en="In service since"),
            Text(zh="额定容量 kVA", en="Rated kVA"),
            Text(zh="年限", en="Years"),
        ),
        tuple(
            (
                code_text(row["about"]),
                row["check_id"],
                day(row["began_on"]),
                number(row["capacity_kva"]),
                number(years, 1),
            )
            for row, years in known
        ),
        "lllrr",
    )
    return Section(title, lead, (*([chart] if aged else []), table))


def defects_section(facts: Facts) -> Section:
    """Every defect of three years, tracked to its repair."""
    title, rows = Text(zh="隐患与整改", en="Defects and their repair"), facts.kind("defect")
    if not rows:
        never = facts.of("equipment_safety", "open_defects") is None
        why = (
            Text(zh="没有隐患记录数据。", en="No defect record was delivered.")
            if never
            else Text(zh="三年内没有隐患记录。", en="No defect was recorded in the last three years.")
        )
        return Section(title, None, (MissingBlock(why),))
    rows = sorted(rows, key=lambda row: row["began_on"], reverse=True)
    still = [row for row in rows if row["done_on"] is None]
    lead = Text(
        zh=f"三年内 {len(rows)} 项，未整改 {len(still)} 项。",
        en=f"{counted(len(rows), 'defect')} in three years, {len(still) or 'none'} still open.",
    )
    table = TableBlock(
        (
            Text(zh="发现日期", en="Found"),
            Text(zh="设备", en="Equipment"),
            Text(zh="等级", en="Severity"),
            Text(zh="整改期限", en="Repair by"),
            Text(zh="整改完成", en="Repaired"),
            Text(zh="历时/状态", en="Days, state"),
        ),
        tuple(_defect_row(facts, row) for row in rows),
        "llllll",
        strong=tuple(n for n, row in enumerate(rows) if row["done_on"] is None),
    )
    return Section(title, lead, (table,))


def _defect_row(facts: Facts, row: dict) -> tuple:
    end = row["done_on"] or facts.as_of
    late = (end - row["due_on"]).days if row["due_on"] else 0
    days = (end - row["began_on"]).days
    if row["done_on"]:
        state = Text(
            zh=f"{days} 天" + (f"，超期 {late} 天" if late > 0 else ""),
            en=counted(days, "day") + (f", {late} late" if late > 0 else ""),
        )
    elif late > 0:
        state = Text(zh=f"未整改，超期 {late} 天", en=f"open, {counted(late, 'day')} overdue")
    else:
        state = Text(zh=f"未整改，还有 {-late} 天", en=f"open, {counted(-late, 'day')} left")
    return (
        day(row["began_on"]),
        code_text(row["about"]),
        code_text(row["result"]),
        day(row["due_on"]),
        day(row["done_on"]),
        state,
    )


def inspections_section(facts: Facts) -> Section:
    """Inspections of use, and the permits of the customer's electricians."""
    title = Text(zh="用电检查与电工持证", en="Inspections and electricians")
    checks, people = facts.kind("inspection"), facts.kind("electrician")
    blocks: list = []
    if checks:
        rows = sorted(checks, key=lambda row: row["due_on"], reverse=True)
        head = (Text(zh="应检日期", en="Due"), Text(zh="实检日期", en="Done"), Text(zh="结果", en="Result"))
        blocks.append(
            TableBlock(
                head,
                tuple((day(r["due_on"]), day(r["done_on"]), _result(facts, r)) for r in rows),
                "lll",
                title=Text(zh="用电检查", en="Inspections of use"),
            )
        )
    else:
        blocks.append(
            MissingBlock(
                _why_none(
                    facts,
                    "inspections",
                    Text(zh="三年内没有安排用电检查。", en="No inspection was due in the last three years."),
                )
            )
        )
    if people:
        rows = sorted(people, key=lambda row: row["check_id"])
        head = (
            Text(zh="电工证编号", en="Electrician"),
            Text(zh="培训日期", en="Trained"),
            Text(zh="有效期至", en="Valid until"),
            Text(zh="状态", en="State"),
        )
        blocks.append(
            TableBlock(
                head,
                tuple((r["check_id"], day(r["began_on"]), day(r["due_on"]), _permit(facts, r)) for r in rows),
                "llll",
                title=Text(zh="电工培训", en="Training of electricians"),
            )
        )
    else:
        blocks.append(
            MissingBlock(
                _why_none(facts, "electricians", Text(zh="没有登记进网电工。", en="No electrician is registered."))
            )
        )
    return Section(title, None, tuple(blocks))


def _why_none(facts: Facts, column: str, empty: Text) -> Text:
    """Return why there is no row: never delivered, or none."""
    if facts.of("equipment_safety", column) is not None:
        return empty
    if column == "inspections":
        return Text(zh="没有用电检查数据。", en="No inspections were delivered.")
    return Text(zh="没有电工培训数据。", en="No training of electricians was delivered.")


def _result(facts: Facts, row: dict) -> Text:
    if row["done_on"] is None:
        late = (facts.as_of - row["due_on"]).days
        return (
            Text(zh=f"逾期 {late} 天未检", en=f"{counted(late, 'day')} overdue")
            if late > 0
            else Text(zh="待检", en="to come")
        )
    return code_text(row["result"])


def _permit(facts: Facts, row: dict) -> Text:
    if row["due_on"] is None:
        return Text(zh="未培训", en="not trained")
    left = (row["due_on"] - facts.as_of).days
    return (
        Text(zh=f"还有 {left} 天", en=f"{counted(left, 'day')} left")
        if left >= 0
        else Text(zh=f"已过期 {-left} 天", en=f"lapsed {counted(-left, 'day')} ago")
    )


def metering_section(facts: Facts) -> Section:
    """Meters: verification, faults, reading; and the voltage they saw."""
    title = Text(zh="计量与电压", en="Metering and voltage")
    supply, read = facts.supply, facts.usage("reading_share_30d")
    rows = []
    if supply.get("meter_count"):
        rows.append(
            (Text(zh="在用电能表", en="Meters"), Text(zh=f"{supply['meter_count']} 只", en=str(supply["meter_count"])))
        )
    if supply.get("next_verification_on"):
        rows.append((Text(zh="下次检定日期", en="Next verification"), day(supply["next_verification_on"])))
    if supply.get("has_meter_fault") is not None:
        rows.append(
            (
                Text(zh="计量故障", en="Meter fault"),
                Text(zh="有未处理故障", en="one is open") if supply["has_meter_fault"] else Text(zh="无", en="none"),
            )
        )
    if read is not None:
        rows.append((Text(zh="近 30 天采集完整率", en="Days read of the last 30"), share(read)))
    voltage = facts.of("service", "voltage_qualified_share_3m")
    if voltage is not None:
        rows.append((Text(zh="近三个月电压合格率", en="Voltage within limits, 3 months"), share(voltage, 2)))
    if not rows:
        return Section(
            title,
            None,
            (MissingBlock(Text(zh="没有计量与电压数据。", en="No metering or voltage data were delivered.")),),
        )
    lacking = (
        MissingBlock(Text(zh="没有电压监测数据。", en="Voltage is not monitored at your supply."))
        if voltage is None
        else None
    )
    return Section(title, None, (PairsBlock(tuple(rows)), *([lacking] if lacking else [])))
