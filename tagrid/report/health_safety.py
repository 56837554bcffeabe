"""Parts of the health-check file on safety: equipment with its age, defects tracked to their repair."""

from tagrid.report.charts_beside import ages
from tagrid.report.codes import named
from tagrid.report.facts import Facts
from tagrid.report.model import Chart, Missing, Section, Table
from tagrid.report.text import Text, counted, day, number

OLD_YEARS = 15.0


def age(facts: Facts, row: dict) -> float | None:
    """Return how long a piece of equipment has been in service on the data date, years."""
    return (facts.as_of - row["began_on"]).days / 365.25 if row["began_on"] else None


def equipment(facts: Facts) -> Section:
    """Transforming and distribution equipment of the customer, with its age."""
    title, rows = Text("受电与配电设备", "Transforming and distribution equipment"), facts.kind("equipment")
    if not rows:
        never = facts.of("equipment_safety", "equipment_pieces") is None
        public = facts.supply.get("transformer_ownership") == "public"
        why = (
            Text("没有设备台账数据。", "No equipment register was delivered.")
            if never
            else Text(
                "由公用变压器供电，受电设备由供电企业维护；没有客户自有设备。",
                "Fed by a public transformer, which the utility maintains; no equipment of your own is on file.",
            )
            if public
            else Text("台账中没有您的设备。", "No equipment of yours is on file.")
        )
        return Section(title, None, (Missing(why),))
    known = sorted(((row, age(facts, row)) for row in rows), key=lambda pair: -(pair[1] or 0))
    old = sum(1 for _, years in known if years is not None and years >= OLD_YEARS)
    lead = Text(
        f"共 {len(rows)} 件，其中 {old} 件投运满 {OLD_YEARS:.0f} 年。",
        f"{counted(len(rows), 'piece')}, {old} of them in service {OLD_YEARS:.0f} years or longer.",
    )
    aged = [(row, years) for row, years in known if years is not None]
    words = Text("满 15 年", "15 years")
    chart = Chart(
        Text("设备年限（年）", "Age of equipment, years"),
        lambda lang: ages([(named(row["about"]).in_(lang), years) for row, years in aged], OLD_YEARS, words, lang),
    )
    table = Table(
        (
            Text("设备", "Equipment"),
            Text("编号", "Number"),
            Text("投运日期", "In service since"),
            Text("额定容量 kVA", "Rated kVA"),
            Text("年限", "Years"),
        ),
        tuple(
            (named(row["about"]), row["check_id"], day(row["began_on"]), number(row["capacity_kva"]), number(years, 1))
            for row, years in known
        ),
        "lllrr",
    )
    return Section(title, lead, (*([chart] if aged else []), table))


def defects(facts: Facts) -> Section:
    """Every defect of three years, tracked to its repair."""
    title, rows = Text("隐患与整改", "Defects and their repair"), facts.kind("defect")
    if not rows:
        never = facts.of("equipment_safety", "open_defects") is None
        why = (
            Text("没有隐患记录数据。", "No defect record was delivered.")
            if never
            else Text("三年内没有隐患记录。", "No defect was recorded in the last three years.")
        )
        return Section(title, None, (Missing(why),))
    rows = sorted(rows, key=lambda row: row["began_on"], reverse=True)
    still = [row for row in rows if row["done_on"] is None]
    lead = Text(
        f"三年内 {len(rows)} 项，未整改 {len(still)} 项。", f"{len(rows)} in three years, {len(still)} still open."
    )
    table = Table(
        (
            Text("发现日期", "Found"),
            Text("设备", "Equipment"),
            Text("等级", "Severity"),
            Text("整改期限", "Repair by"),
            Text("整改完成", "Repaired"),
            Text("历时/状态", "Days, state"),
        ),
        tuple(_defect(facts, row) for row in rows),
        "llllll",
        strong=tuple(n for n, row in enumerate(rows) if row["done_on"] is None),
    )
    return Section(title, lead, (table,))


def _defect(facts: Facts, row: dict) -> tuple:
    end = row["done_on"] or facts.as_of
    late = (end - row["due_on"]).days if row["due_on"] else 0
    took = (end - row["began_on"]).days
    if row["done_on"]:
        state = Text(
            f"{took} 天" + (f"，超期 {late} 天" if late > 0 else ""),
            f"{took} days" + (f", {late} late" if late > 0 else ""),
        )
    elif late > 0:
        state = Text(f"未整改，超期 {late} 天", f"open, {late} days overdue")
    else:
        state = Text(f"未整改，还有 {-late} 天", f"open, {-late} days left")
    return (
        day(row["began_on"]),
        named(row["about"]),
        named(row["result"]),
        day(row["due_on"]),
        day(row["done_on"]),
        state,
    )
