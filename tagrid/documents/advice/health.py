"""Findings of the health-check file.

Each function is one rule: it looks at a customer's facts and returns advice or None.
"""

from datetime import timedelta

from tagrid.core.formats import counted, day, number, share, yuan
from tagrid.core.text import TextPair, join_texts, same_text
from tagrid.documents.advice import tariff
from tagrid.documents.facts import Facts
from tagrid.documents.health_checks import OLD_YEARS, age_years
from tagrid.documents.model import Advice, code_text

AT_ONCE_DAYS = 7


def is_grave(facts: Facts, row: dict) -> bool:
    """Return whether an open defect is major or overdue."""
    return row["result"] == "major" or (row["due_on"] is not None and row["due_on"] < facts.as_of)


def still_open(facts: Facts) -> list[dict]:
    """Return the defects that are not repaired, the one due first ahead."""
    found = [row for row in facts.kind("defect") if row["done_on"] is None]
    return sorted(found, key=lambda row: row["due_on"] or facts.as_of)


def defect_text(row: dict) -> TextPair:
    """Return one defect in words."""
    what, how, by = code_text(row["about"]), code_text(row["result"]), day(row["due_on"])
    return TextPair(f"{what.zh}（{how.zh}，限期 {by}）", f"{what.en.lower()} ({how.en}, due {by})")


def defect_grave(facts: Facts) -> Advice | None:
    """Hold where an open defect is major or overdue."""
    grave = [row for row in still_open(facts) if is_grave(facts, row)]
    if not grave:
        return None
    late = [(facts.as_of - row["due_on"]).days for row in grave if row["due_on"] and row["due_on"] < facts.as_of]
    due = min((row["due_on"] for row in grave if row["due_on"]), default=facts.as_of)
    by = max(due, facts.as_of + timedelta(days=AT_ONCE_DAYS)) if late else due
    which = join_texts([defect_text(row) for row in grave], "；", "; ")
    over = (
        TextPair(f"，最长超期 {max(late)} 天", f", the longest {max(late)} days overdue") if late else TextPair("", "")
    )
    return Advice(
        title=TextPair("隐患须立即整改", "Repair defects at once"),
        figure=TextPair(f"{len(grave)} 项", f"{len(grave)} open"),
        finding=TextPair(f"{which.zh}{over.zh}。", f"{which.en[0].upper()}{which.en[1:]}{over.en}."),
        action=TextPair(
            f"请在 {day(by)} 前请有资质的单位整改并告知我们复查；整改前加强巡视。",
            f"Have a licensed firm repair it by {day(by)} and tell us, so that we can check; until then inspect it "
            "daily.",
        ),
        source=TextPair("用电检查隐患台账", "Register of defects"),
        grade="treat_now",
        limit=TextPair("限期内整改", "repaired by its day"),
        by=by,
    )


def defect_minor(facts: Facts) -> Advice | None:
    """Hold where a minor defect is open and not yet overdue."""
    minor = [row for row in still_open(facts) if not is_grave(facts, row)]
    if not minor:
        return None
    which = join_texts([defect_text(row) for row in minor], "；", "; ")
    return Advice(
        title=TextPair("一般隐患待整改", "A minor defect is open"),
        figure=TextPair(f"{len(minor)} 项", f"{len(minor)} open"),
        finding=TextPair(f"{which.zh}。", f"{which.en[0].upper()}{which.en[1:]}."),
        action=TextPair(
            "请在限期内整改，完成后告知我们复查。", "Have it repaired by its day, and tell us so that we can check."
        ),
        source=TextPair("用电检查隐患台账", "Register of defects"),
        grade="attention",
        limit=TextPair("限期内整改", "repaired by its day"),
        by=minor[0]["due_on"],
    )


EQUIPMENT_WITHIN_DAYS = 180


def equipment_old(facts: Facts) -> Advice | None:
    """Hold where a piece of equipment is 15 years old or older."""
    aged = [
        (years, row)
        for row in facts.kind("equipment")
        if (years := age_years(facts, row)) is not None and years >= OLD_YEARS
    ]
    if not aged:
        return None
    oldest = max(years for years, _ in aged)
    which = join_texts([code_text(row["about"]) for _, row in sorted(aged, key=lambda pair: -pair[0])])
    return Advice(
        title=TextPair("设备老化，列入预防性试验", "Old equipment: have it tested"),
        figure=TextPair(f"{number(oldest, 1)} 年", f"{number(oldest, 1)} years"),
        finding=TextPair(
            f"{len(aged)} 件设备投运满 {OLD_YEARS:.0f} 年：{which.zh}；最久 {number(oldest, 1)} 年。",
            f"{counted(len(aged), 'piece')} in service {OLD_YEARS:.0f} years or longer: {which.en.lower()}; the "
            f"oldest {number(oldest, 1)} years.",
        ),
        action=TextPair(
            "半年内做一次预防性试验，按结果安排大修或更换；更换时可比较节能型变压器。",
            "Have them tested within half a year, then repair or replace by the result; compare efficient "
            "transformers when you do.",
        ),
        source=TextPair("设备台账", "Register of equipment"),
        grade="note",
        limit=TextPair(f"{OLD_YEARS:.0f} 年", f"{OLD_YEARS:.0f} years"),
        by=facts.as_of + timedelta(days=EQUIPMENT_WITHIN_DAYS),
    )


INSPECTION_WITHIN_DAYS = 30


def inspection_overdue(facts: Facts) -> Advice | None:
    """Hold where the day of an inspection not done has passed."""
    due = [row["due_on"] for row in facts.kind("inspection") if row["done_on"] is None and row["due_on"] < facts.as_of]
    if not due:
        return None
    late, by = (facts.as_of - min(due)).days, facts.as_of + timedelta(days=INSPECTION_WITHIN_DAYS)
    return Advice(
        title=TextPair("用电检查逾期", "An inspection is overdue"),
        figure=TextPair(f"{late} 天", f"{late} days"),
        finding=TextPair(
            f"应于 {day(min(due))} 完成的用电检查至今未做。", f"The inspection due on {day(min(due))} is not done yet."
        ),
        action=TextPair(
            f"我们将在 {day(by)} 前上门，请约定时间并安排电工到场。",
            f"We come by {day(by)}: please agree on a day and have your electrician there.",
        ),
        source=TextPair("用电检查计划", "Plan of inspections"),
        grade="attention",
        limit=TextPair(f"应检 {day(min(due))}", f"due {day(min(due))}"),
        by=by,
    )


SOON_DAYS, PERMIT_WITHIN_DAYS = 60, 60


def permit_lapsed(facts: Facts) -> Advice | None:
    """Hold where the last of the permits has lapsed, or lapses within 60 days."""
    valid = [row["due_on"] for row in facts.kind("electrician") if row["due_on"] is not None]
    if not valid or (max(valid) - facts.as_of).days > SOON_DAYS:
        return None
    left = (max(valid) - facts.as_of).days
    lapsed = left < 0
    by = facts.as_of + timedelta(days=PERMIT_WITHIN_DAYS) if lapsed else max(valid)
    said = (
        TextPair(f"已过期 {-left} 天", f"lapsed {-left} days ago")
        if lapsed
        else TextPair(f"还有 {left} 天到期", f"lapses in {left} days")
    )
    return Advice(
        title=TextPair("电工证过期", "Electricians' permits have lapsed")
        if lapsed
        else TextPair("电工证即将到期", "Electricians' permits lapse soon"),
        figure=TextPair(f"{abs(left)} 天", f"{abs(left)} days"),
        finding=TextPair(
            f"登记的 {len(facts.kind('electrician'))} 名电工中，最晚的证书 {day(max(valid))} 到期，{said.zh}。",
            f"Of {counted(len(facts.kind('electrician')), 'registered electrician')} the last permit is valid until "
            f"{day(max(valid))}; it {said.en}.",
        ),
        action=TextPair(
            f"请在 {day(by)} 前安排至少一名电工复训换证；无证人员不得操作高压设备。",
            f"Have at least one electrician trained and certified by {day(by)}; nobody without a permit may work "
            "on high voltage.",
        ),
        source=TextPair("电工培训记录", "Training of electricians"),
        grade="attention" if lapsed else "note",
        limit=TextPair("至少一人持证有效", "one valid permit at least"),
        by=by,
    )


METER_WITHIN_DAYS = 15


def meter_check(facts: Facts) -> Advice | None:
    """Hold where a meter fault is open or a verification is overdue."""
    due, fault = facts.supply.get("next_verification_on"), bool(facts.supply.get("has_meter_fault"))
    late = (facts.as_of - due).days if due and due < facts.as_of else 0
    if not fault and not late:
        return None
    by = facts.as_of + timedelta(days=METER_WITHIN_DAYS)
    overdue = TextPair(
        f"检定应于 {day(due)} 完成，已超期 {late} 天", f"its verification was due on {day(due)}, {late} days ago"
    )
    broken = TextPair("有一项计量故障未处理", "a meter fault is open")
    found = (
        overdue
        if late and not fault
        else broken
        if not late
        else TextPair(f"{broken.zh}；{overdue.zh}", f"{broken.en}; {overdue.en}")
    )
    return Advice(
        title=TextPair("计量装置待处理", "The meter needs attention"),
        figure=TextPair(f"{late} 天", f"{late} days") if late else TextPair("1 项故障", "1 fault"),
        finding=TextPair(f"{found.zh}。", f"{found.en[0].upper()}{found.en[1:]}."),
        action=TextPair(
            f"我们在 {day(by)} 前上门检定或更换，不收费；期间电量如有误差按规定退补。",
            f"We verify or exchange it by {day(by)}, free of charge; a wrong reading meanwhile is put right by the "
            "rules.",
        ),
        source=TextPair("电能表档案", "Register of meters"),
        grade="note",
        limit=TextPair(f"检定 {day(due)}", f"verified by {day(due)}") if late else TextPair("无故障", "no fault"),
        by=by,
    )


DAYS, LEAST_LOST, READING_WITHIN_DAYS = 30, 2, 15


def missing_reads(facts: Facts) -> Advice | None:
    """Hold where two or more of the last 30 days were not read."""
    read = facts.usage("reading_share_30d")
    lost = round((1 - read) * DAYS) if read is not None else 0
    if lost < LEAST_LOST:
        return None
    by = facts.as_of + timedelta(days=READING_WITHIN_DAYS)
    return Advice(
        title=TextPair("采集不完整", "Readings are missing"),
        figure=same_text(share(read)),
        finding=TextPair(f"近 30 天有 {lost} 天没有采到读数。", f"{lost} of the last 30 days were not read."),
        action=TextPair(
            f"我们在 {day(by)} 前检查采集终端与通信；请勿断开终端电源。",
            f"We check the terminal and its link by {day(by)}; please do not switch it off.",
        ),
        source=TextPair("用电信息采集", "Metering system"),
        grade="note",
        limit=TextPair("缺 1 天以内", "one day missing at most"),
        by=by,
    )


LEAST_QUALIFIED, VOLTAGE_WITHIN_DAYS = 0.95, 30


def voltage_low(facts: Facts) -> Advice | None:
    """Hold where less than 95 % of the time monitored was within the limits."""
    value = facts.of("service", "voltage_qualified_share_3m")
    if value is None or value >= LEAST_QUALIFIED:
        return None
    by = facts.as_of + timedelta(days=VOLTAGE_WITHIN_DAYS)
    return Advice(
        title=TextPair("电压合格率偏低", "Voltage is too often outside its limits"),
        figure=same_text(share(value, 2)),
        finding=TextPair(
            f"近三个月有 {share(1 - value, 2)} 的时间电压越限。",
            f"In the last three months it was outside for {share(1 - value, 2)} of the time.",
        ),
        action=TextPair(
            f"我们在 {day(by)} 前测量并调整变压器分接或线路；请记录灯暗、设备跳停的时刻。",
            f"We measure and set transformer or line right by {day(by)}; please note when lights dim or machines trip.",
        ),
        source=TextPair("电压监测（两率）", "Voltage monitoring"),
        grade="attention",
        limit=TextPair("≥ 95%", "≥ 95%"),
        by=by,
    )


SURCHARGE_WITHIN_DAYS = 60


def surcharge(facts: Facts) -> Advice | None:
    """Hold where the usage report advises to correct the power factor."""
    said = tariff.power_factor(facts)
    if said is None:
        return None
    paid, below = tariff.surcharges_paid(facts), sum(1 for _, _, adjusted in facts.factors if adjusted > 0)
    mean = facts.money("power_factor_12m")
    return Advice(
        title=TextPair("无功补偿不足", "Too little reactive compensation"),
        figure=TextPair(f"cos φ {number(mean, 2)}", f"cos φ {number(mean, 2)}") if mean is not None else yuan(paid),
        finding=TextPair(
            f"{below} 个月低于标准，力调电费多付 {number(paid)} 元。",
            f"{counted(below, 'month')} lay below the standard: {number(paid)} yuan of surcharges.",
        ),
        action=TextPair(
            "检查补偿电容器是否投入、是否损坏；做法与效益见用电情况分析报告。",
            "Check whether the capacitors work and are switched in; what it saves is in the usage report.",
        ),
        source=said.source,
        grade="note",
        limit=said.limit,
        yuan=said.yuan,
        by=facts.as_of + timedelta(days=SURCHARGE_WITHIN_DAYS),
    )


def overdue_bills(facts: Facts) -> Advice | None:
    """Hold where a bill is overdue with something left to pay."""
    owed = [
        row
        for row in facts.bill_rows
        if row["paid_yuan"] is not None and row["paid_yuan"] < row["amount_yuan"] and row["due_on"] < facts.as_of
    ]
    left = float(sum(row["amount_yuan"] - row["paid_yuan"] for row in owed))
    if left < 1:
        return None
    oldest = min(row["due_on"] for row in owed)
    return Advice(
        title=TextPair("电费逾期未交", "Bills are overdue"),
        figure=yuan(left),
        finding=TextPair(
            f"{len(owed)} 笔电费逾期，尚欠 {number(left, 2)} 元，最早应于 {day(oldest)} 交清。",
            f"{counted(len(owed), 'bill')} overdue, {number(left, 2)} yuan to pay, the oldest since {day(oldest)}.",
        ),
        action=TextPair(
            "请尽快交清；有困难请联系客户经理商定分期。",
            "Please pay soon; if that is hard, agree on instalments with your account manager.",
        ),
        source=TextPair("账单与交费记录", "Bills and payments"),
        grade="note",
        limit=TextPair(f"应交 {day(oldest)}", f"due {day(oldest)}"),
        by=oldest,
    )
