"""Parts of the health-check file on what is checked by the calendar: inspections, permits, meters, voltage."""

from tagrid.report.codes import named
from tagrid.report.facts import Facts
from tagrid.report.model import Missing, Pairs, Section, Table
from tagrid.report.text import Text, day, share


def inspections(facts: Facts) -> Section:
    """Inspections of use, and the permits of the customer's electricians."""
    title = Text("用电检查与电工持证", "Inspections and electricians")
    checks, people = facts.kind("inspection"), facts.kind("electrician")
    blocks: list = []
    if checks:
        rows = sorted(checks, key=lambda row: row["due_on"], reverse=True)
        head = (Text("应检日期", "Due"), Text("实检日期", "Done"), Text("结果", "Result"))
        blocks.append(
            Table(
                head,
                tuple((day(r["due_on"]), day(r["done_on"]), _result(facts, r)) for r in rows),
                "lll",
                title=Text("用电检查", "Inspections of use"),
            )
        )
    else:
        blocks.append(
            Missing(
                _none(
                    facts,
                    "inspections",
                    Text("三年内没有安排用电检查。", "No inspection was due in the last three years."),
                )
            )
        )
    if people:
        rows = sorted(people, key=lambda row: row["check_id"])
        head = (
            Text("电工证编号", "Electrician"),
            Text("培训日期", "Trained"),
            Text("有效期至", "Valid until"),
            Text("状态", "State"),
        )
        blocks.append(
            Table(
                head,
                tuple((r["check_id"], day(r["began_on"]), day(r["due_on"]), _permit(facts, r)) for r in rows),
                "llll",
                title=Text("电工培训", "Training of electricians"),
            )
        )
    else:
        blocks.append(
            Missing(_none(facts, "electricians", Text("没有登记进网电工。", "No electrician is registered.")))
        )
    return Section(title, None, tuple(blocks))


def _none(facts: Facts, column: str, empty: Text) -> Text:
    """Return why there is no row: never delivered, or none."""
    if facts.of("equipment_safety", column) is not None:
        return empty
    if column == "inspections":
        return Text("没有用电检查数据。", "No inspections were delivered.")
    return Text("没有电工培训数据。", "No training of electricians was delivered.")


def _result(facts: Facts, row: dict) -> Text:
    if row["done_on"] is None:
        late = (facts.as_of - row["due_on"]).days
        return Text(f"逾期 {late} 天未检", f"{late} days overdue") if late > 0 else Text("待检", "to come")
    return named(row["result"])


def _permit(facts: Facts, row: dict) -> Text:
    if row["due_on"] is None:
        return Text("未培训", "not trained")
    left = (row["due_on"] - facts.as_of).days
    return (
        Text(f"还有 {left} 天", f"{left} days left")
        if left >= 0
        else Text(f"已过期 {-left} 天", f"lapsed {-left} days ago")
    )


def metering(facts: Facts) -> Section:
    """Meters: verification, faults, reading; and the voltage they saw."""
    title = Text("计量与电压", "Metering and voltage")
    supply, read = facts.supply, facts.usage("reading_share_30d")
    rows = []
    if supply.get("meter_count"):
        rows.append((Text("在用电能表", "Meters"), Text(f"{supply['meter_count']} 只", str(supply["meter_count"]))))
    if supply.get("next_verification_on"):
        rows.append((Text("下次检定日期", "Next verification"), day(supply["next_verification_on"])))
    if supply.get("has_meter_fault") is not None:
        rows.append(
            (
                Text("计量故障", "Meter fault"),
                Text("有未处理故障", "one is open") if supply["has_meter_fault"] else Text("无", "none"),
            )
        )
    if read is not None:
        rows.append((Text("近 30 天采集完整率", "Days read of the last 30"), share(read)))
    voltage = facts.of("service", "voltage_qualified_share_3m")
    if voltage is not None:
        rows.append((Text("近三个月电压合格率", "Voltage within limits, 3 months"), share(voltage, 2)))
    if not rows:
        return Section(
            title, None, (Missing(Text("没有计量与电压数据。", "No metering or voltage data were delivered.")),)
        )
    lacking = (
        Missing(Text("没有电压监测数据。", "Voltage is not monitored at your supply.")) if voltage is None else None
    )
    return Section(title, None, (Pairs(tuple(rows)), *([lacking] if lacking else [])))
