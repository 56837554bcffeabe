"""Sections of the health-check file on equipment, defects, inspections, permits, meters and voltage."""

from tagrid.core.formats import counted, day, number, share
from tagrid.core.text import TextPair
from tagrid.documents.charts import draw_ages
from tagrid.documents.facts import Facts
from tagrid.documents.model import ChartBlock, MissingBlock, PairsBlock, Section, TableBlock, code_text

OLD_YEARS = 15.0


def age_years(facts: Facts, row: dict) -> float | None:
    """Return how long a piece of equipment has been in service on the data date, years."""
    return (facts.as_of - row["began_on"]).days / 365.25 if row["began_on"] else None


def equipment_section(facts: Facts) -> Section:
    """Transforming and distribution equipment of the customer, with its age."""
    title, rows = TextPair("受电与配电设备", "Transforming and distribution equipment"), facts.kind("equipment")
    if not rows:
        never = facts.of("equipment_safety", "equipment_pieces") is None
        public = facts.supply.get("transformer_ownership") == "public"
        why = (
            TextPair("没有设备台账数据。", "No equipment register was delivered.")
            if never
            else TextPair(
                "由公用变压器供电，受电设备由供电企业维护；没有客户自有设备。",
                "Fed by a public transformer, which the utility maintains; no equipment of your own is on file.",
            )
            if public
            else TextPair("台账中没有您的设备。", "No equipment of yours is on file.")
        )
        return Section(title, None, (MissingBlock(why),))
    known = sorted(((row, age_years(facts, row)) for row in rows), key=lambda pair: -(pair[1] or 0))
    old = sum(1 for _, years in known if years is not None and years >= OLD_YEARS)
    lead = TextPair(
        f"共 {len(rows)} 件，其中 {old} 件投运满 {OLD_YEARS:.0f} 年。",
        f"{counted(len(rows), 'piece')}, {old} of them in service {OLD_YEARS:.0f} years or longer.",
    )
    aged = [(row, years) for row, years in known if years is not None]
    words = TextPair("满 15 年", "15 years")
    chart = ChartBlock(
        TextPair("设备年限（年）", "Age of equipment, years"),
        lambda lang: draw_ages(
            [(code_text(row["about"]).in_(lang), years) for row, years in aged], OLD_YEARS, words, lang
        ),
    )
    table = TableBlock(
        (
            TextPair("设备", "Equipment"),
            TextPair("编号", "Number"),
            TextPair("投运日期", "In service since"),
            TextPair("额定容量 kVA", "Rated kVA"),
            TextPair("年限", "Years"),
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
    title, rows = TextPair("隐患与整改", "Defects and their repair"), facts.kind("defect")
    if not rows:
        never = facts.of("equipment_safety", "open_defects") is None
        why = (
            TextPair("没有隐患记录数据。", "No defect record was delivered.")
            if never
            else TextPair("三年内没有隐患记录。", "No defect was recorded in the last three years.")
        )
        return Section(title, None, (MissingBlock(why),))
    rows = sorted(rows, key=lambda row: row["began_on"], reverse=True)
    still = [row for row in rows if row["done_on"] is None]
    lead = TextPair(
        f"三年内 {len(rows)} 项，未整改 {len(still)} 项。", f"{len(rows)} in three years, {len(still)} still open."
    )
    table = TableBlock(
        (
            TextPair("发现日期", "Found"),
            TextPair("设备", "Equipment"),
            TextPair("等级", "Severity"),
            TextPair("整改期限", "Repair by"),
            TextPair("整改完成", "Repaired"),
            TextPair("历时/状态", "Days, state"),
        ),
        tuple(_defect_row(facts, row) for row in rows),
        "llllll",
        strong=tuple(n for n, row in enumerate(rows) if row["done_on"] is None),
    )
    return Section(title, lead, (table,))


def _defect_row(facts: Facts, row: dict) -> tuple:
    end = row["done_on"] or facts.as_of
    late = (end - row["due_on"]).days if row["due_on"] else 0
    took = (end - row["began_on"]).days
    if row["done_on"]:
        state = TextPair(
            f"{took} 天" + (f"，超期 {late} 天" if late > 0 else ""),
            f"{took} days" + (f", {late} late" if late > 0 else ""),
        )
    elif late > 0:
        state = TextPair(f"未整改，超期 {late} 天", f"open, {late} days overdue")
    else:
        state = TextPair(f"未整改，还有 {-late} 天", f"open, {-late} days left")
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
    title = TextPair("用电检查与电工持证", "Inspections and electricians")
    checks, people = facts.kind("inspection"), facts.kind("electrician")
    blocks: list = []
    if checks:
        rows = sorted(checks, key=lambda row: row["due_on"], reverse=True)
        head = (TextPair("应检日期", "Due"), TextPair("实检日期", "Done"), TextPair("结果", "Result"))
        blocks.append(
            TableBlock(
                head,
                tuple((day(r["due_on"]), day(r["done_on"]), _result(facts, r)) for r in rows),
                "lll",
                title=TextPair("用电检查", "Inspections of use"),
            )
        )
    else:
        blocks.append(
            MissingBlock(
                _why_none(
                    facts,
                    "inspections",
                    TextPair("三年内没有安排用电检查。", "No inspection was due in the last three years."),
                )
            )
        )
    if people:
        rows = sorted(people, key=lambda row: row["check_id"])
        head = (
            TextPair("电工证编号", "Electrician"),
            TextPair("培训日期", "Trained"),
            TextPair("有效期至", "Valid until"),
            TextPair("状态", "State"),
        )
        blocks.append(
            TableBlock(
                head,
                tuple((r["check_id"], day(r["began_on"]), day(r["due_on"]), _permit(facts, r)) for r in rows),
                "llll",
                title=TextPair("电工培训", "Training of electricians"),
            )
        )
    else:
        blocks.append(
            MissingBlock(
                _why_none(facts, "electricians", TextPair("没有登记进网电工。", "No electrician is registered."))
            )
        )
    return Section(title, None, tuple(blocks))


def _why_none(facts: Facts, column: str, empty: TextPair) -> TextPair:
    """Return why there is no row: never delivered, or none."""
    if facts.of("equipment_safety", column) is not None:
        return empty
    if column == "inspections":
        return TextPair("没有用电检查数据。", "No inspections were delivered.")
    return TextPair("没有电工培训数据。", "No training of electricians was delivered.")


def _result(facts: Facts, row: dict) -> TextPair:
    if row["done_on"] is None:
        late = (facts.as_of - row["due_on"]).days
        return TextPair(f"逾期 {late} 天未检", f"{late} days overdue") if late > 0 else TextPair("待检", "to come")
    return code_text(row["result"])


def _permit(facts: Facts, row: dict) -> TextPair:
    if row["due_on"] is None:
        return TextPair("未培训", "not trained")
    left = (row["due_on"] - facts.as_of).days
    return (
        TextPair(f"还有 {left} 天", f"{left} days left")
        if left >= 0
        else TextPair(f"已过期 {-left} 天", f"lapsed {-left} days ago")
    )


def metering_section(facts: Facts) -> Section:
    """Meters: verification, faults, reading; and the voltage they saw."""
    title = TextPair("计量与电压", "Metering and voltage")
    supply, read = facts.supply, facts.usage("reading_share_30d")
    rows = []
    if supply.get("meter_count"):
        rows.append(
            (TextPair("在用电能表", "Meters"), TextPair(f"{supply['meter_count']} 只", str(supply["meter_count"])))
        )
    if supply.get("next_verification_on"):
        rows.append((TextPair("下次检定日期", "Next verification"), day(supply["next_verification_on"])))
    if supply.get("has_meter_fault") is not None:
        rows.append(
            (
                TextPair("计量故障", "Meter fault"),
                TextPair("有未处理故障", "one is open") if supply["has_meter_fault"] else TextPair("无", "none"),
            )
        )
    if read is not None:
        rows.append((TextPair("近 30 天采集完整率", "Days read of the last 30"), share(read)))
    voltage = facts.of("service", "voltage_qualified_share_3m")
    if voltage is not None:
        rows.append((TextPair("近三个月电压合格率", "Voltage within limits, 3 months"), share(voltage, 2)))
    if not rows:
        return Section(
            title,
            None,
            (MissingBlock(TextPair("没有计量与电压数据。", "No metering or voltage data were delivered.")),),
        )
    lacking = (
        MissingBlock(TextPair("没有电压监测数据。", "Voltage is not monitored at your supply."))
        if voltage is None
        else None
    )
    return Section(title, None, (PairsBlock(tuple(rows)), *([lacking] if lacking else [])))
