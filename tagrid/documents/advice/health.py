"""Findings of the health-check file.

Each function is one rule: it looks at a customer's facts and returns advice or None.
"""

from datetime import timedelta

from tagrid.core.formats import counted, day, number, share, yuan
from tagrid.core.text import Text, as_text, joined
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


def defect_text(row: dict) -> Text:
    """Return one defect in words."""
    what, how, by = code_text(row["about"]), code_text(row["result"]), day(row["due_on"])
    return Text(zh=f"{what.zh}（{how.zh}，限期 {by}）", en=f"{what.en.lower()} ({how.en}, due {by})")


def defect_grave(facts: Facts) -> Advice | None:
    """Advise where an open defect is major or overdue.

    Major defects that are open, and any that is past the day it was to be repaired by.

    Figures: the register of defects. Limits: the day set when the defect was found. The catalog's grade of
    health calls both grave.
    """
    grave = [row for row in still_open(facts) if is_grave(facts, row)]
    if not grave:
        return None
    late = [(facts.as_of - row["due_on"]).days for row in grave if row["due_on"] and row["due_on"] < facts.as_of]
    due = min((row["due_on"] for row in grave if row["due_on"]), default=facts.as_of)
    by = max(due, facts.as_of + timedelta(days=AT_ONCE_DAYS)) if late else due
    which = joined([defect_text(row) for row in grave], zh="；", en="; ")
    over = (
        Text(zh=f"，最长超期 {max(late)} 天", en=f", the longest {counted(max(late), 'day')} overdue")
        if late
        else Text(zh="", en="")
    )
    return Advice(
        title=Text(zh="隐患须立即整改", en="Repair defects at once"),
        figure=Text(zh=f"{len(grave)} 项", en=f"{len(grave)} open"),
        finding=Text(zh=f"{which.zh}{over.zh}。", en=f"{which.en[0].upper()}{which.en[1:]}{over.en}."),
        action=Text(
            zh=f"请在 {day(by)} 前请有资质的单位整改并告知我们复查；整改前加强巡视。",
            en=f"Have a licensed firm repair it by {day(by)} and tell us, so that we can check; until then inspect it "
            "daily.",
        ),
        source=Text(zh="用电检查隐患台账", en="Register of defects"),
        grade="treat_now",
        limit=Text(zh="限期内整改", en="repaired by its day"),
        by=by,
    )


def defect_minor(facts: Facts) -> Advice | None:
    """Advise where a minor defect is open and not yet overdue.

    Minor defects that are open and still within their time.

    Figures and limits: the register of defects.
    """
    minor = [row for row in still_open(facts) if not is_grave(facts, row)]
    if not minor:
        return None
    which = joined([defect_text(row) for row in minor], zh="；", en="; ")
    return Advice(
        title=Text(zh="一般隐患待整改", en="A minor defect is open"),
        figure=Text(zh=f"{len(minor)} 项", en=f"{len(minor)} open"),
        finding=Text(zh=f"{which.zh}。", en=f"{which.en[0].upper()}{which.en[1:]}."),
        action=Text(
            zh="请在限期内整改，完成后告知我们复查。",
            en="Have it repaired by its day, and tell us so that we can check.",
        ),
        source=Text(zh="用电检查隐患台账", en="Register of defects"),
        grade="attention",
        limit=Text(zh="限期内整改", en="repaired by its day"),
        by=minor[0]["due_on"],
    )


EQUIPMENT_WITHIN_DAYS = 180


def equipment_old(facts: Facts) -> Advice | None:
    """Advise where a piece of equipment is 15 years old or older.

    Equipment in service for 15 years or longer.

    Figures: the register of equipment; 15 years is where the catalog's last band of age begins.
    """
    aged = [
        (years, row)
        for row in facts.kind("equipment")
        if (years := age_years(facts, row)) is not None and years >= OLD_YEARS
    ]
    if not aged:
        return None
    oldest = max(years for years, _ in aged)
    which = joined([code_text(row["about"]) for _, row in sorted(aged, key=lambda pair: -pair[0])])
    return Advice(
        title=Text(zh="设备老化，列入预防性试验", en="Old equipment: have it tested"),
        figure=Text(zh=f"{number(oldest, 1)} 年", en=f"{number(oldest, 1)} years"),
        finding=Text(
            zh=f"{len(aged)} 件设备投运满 {OLD_YEARS:.0f} 年：{which.zh}；最久 {number(oldest, 1)} 年。",
            en=f"{counted(len(aged), 'piece')} in service {OLD_YEARS:.0f} years or longer: {which.en.lower()}; the "
            f"oldest {number(oldest, 1)} years.",
        ),
        action=Text(
            zh="半年内做一次预防性试验，按结果安排大修或更换；更换时可比较节能型变压器。",
            en="Have them tested within half a year, then repair or replace by the result; compare efficient "
            "transformers when you do.",
        ),
        source=Text(zh="设备台账", en="Register of equipment"),
        grade="note",
        limit=Text(zh=f"{OLD_YEARS:.0f} 年", en=f"{OLD_YEARS:.0f} years"),
        by=facts.as_of + timedelta(days=EQUIPMENT_WITHIN_DAYS),
    )


INSPECTION_WITHIN_DAYS = 30


def inspection_overdue(facts: Facts) -> Advice | None:
    """Advise where the day of an inspection not done has passed.

    An inspection of use that was due and is not done.

    Figures: planned and done dates of inspections; the limit is the day it was due.
    """
    due = [row["due_on"] for row in facts.kind("inspection") if row["done_on"] is None and row["due_on"] < facts.as_of]
    if not due:
        return None
    late, by = (facts.as_of - min(due)).days, facts.as_of + timedelta(days=INSPECTION_WITHIN_DAYS)
    return Advice(
        title=Text(zh="用电检查逾期", en="An inspection is overdue"),
        figure=Text(zh=f"{late} 天", en=counted(late, "day")),
        finding=Text(
            zh=f"应于 {day(min(due))} 完成的用电检查至今未做。",
            en=f"The inspection due on {day(min(due))} is not done yet.",
        ),
        action=Text(
            zh=f"我们将在 {day(by)} 前上门，请约定时间并安排电工到场。",
            en=f"We will come by {day(by)}: please agree a day with us and have your electrician there.",
        ),
        source=Text(zh="用电检查计划", en="Plan of inspections"),
        grade="attention",
        limit=Text(zh=f"应检 {day(min(due))}", en=f"due {day(min(due))}"),
        by=by,
    )


SOON_DAYS, PERMIT_WITHIN_DAYS = 60, 60


def permit_lapsed(facts: Facts) -> Advice | None:
    """Advise where the last of the permits has lapsed, or lapses within 60 days.

    No electrician with a valid permit is left.

    Figures: the days until which the permits of the registered electricians hold. A permit that will lapse within
    60 days while no other holds longer gives a note.
    """
    valid = [row["due_on"] for row in facts.kind("electrician") if row["due_on"] is not None]
    if not valid or (max(valid) - facts.as_of).days > SOON_DAYS:
        return None
    left = (max(valid) - facts.as_of).days
    lapsed = left < 0
    by = facts.as_of + timedelta(days=PERMIT_WITHIN_DAYS) if lapsed else max(valid)
    state = (
        Text(zh=f"已过期 {-left} 天", en=f"lapsed on {day(max(valid))}, {counted(-left, 'day')} ago")
        if lapsed
        else Text(zh=f"还有 {left} 天到期", en=f"lapses on {day(max(valid))}, in {counted(left, 'day')}")
    )
    return Advice(
        title=Text(zh="电工证过期", en="Electricians' permits have lapsed")
        if lapsed
        else Text(zh="电工证即将到期", en="Electricians' permits lapse soon"),
        figure=Text(zh=f"{abs(left)} 天", en=counted(abs(left), "day")),
        finding=Text(
            zh=f"登记的 {len(facts.kind('electrician'))} 名电工中，最晚的证书 {day(max(valid))} 到期，{state.zh}。",
            en=f"{counted(len(facts.kind('electrician')), 'registered electrician')}: the last permit {state.en}.",
        ),
        action=Text(
            zh=f"请在 {day(by)} 前安排至少一名电工复训换证；无证人员不得操作高压设备。",
            en=f"Have at least one electrician trained and certified by {day(by)}; nobody without a permit may work "
            "on high voltage.",
        ),
        source=Text(zh="电工培训记录", en="Training of electricians"),
        grade="attention" if lapsed else "note",
        limit=Text(zh="至少一人持证有效", en="one valid permit at least"),
        by=by,
    )


def permit_partly_lapsed(facts: Facts) -> Advice | None:
    """Advise where some electricians have no valid permit while another has one, or none was ever trained.

    Some of the registered electricians have no valid permit.

    Figures: the days until which the permits of the registered electricians hold. Each who has none counts for the
    grade, as for the tag: nobody without a permit may work on high voltage.
    """
    people = facts.kind("electrician")
    without = [row for row in people if row["due_on"] is None or row["due_on"] < facts.as_of]
    all_lapsed = len(without) == len(people) and any(row["due_on"] for row in people)
    if not without or all_lapsed:
        return None
    which = (
        Text(zh="部分电工无有效证书", en="Some electricians have no valid permit")
        if len(without) < len(people)
        else Text(zh="登记电工从未培训取证", en="No electrician was ever certified")
    )
    by = facts.as_of + timedelta(days=PERMIT_WITHIN_DAYS)
    longest = max(((facts.as_of - row["due_on"]).days for row in without if row["due_on"]), default=0)
    lapsed = Text(zh=f"，最长已过期 {longest} 天", en=f", the longest lapsed {counted(longest, 'day')} ago")
    since = lapsed if longest else Text(zh="", en="")
    return Advice(
        title=which,
        figure=Text(zh=f"{len(without)} / {len(people)} 名", en=f"{len(without)} of {len(people)}"),
        finding=Text(
            zh=f"登记的 {len(people)} 名电工中，{len(without)} 名没有有效证书{since.zh}。",
            en=f"No valid permit: {len(without)} of {counted(len(people), 'registered electrician')}{since.en}.",
        ),
        action=Text(
            zh=f"请在 {day(by)} 前安排其培训取证，或注销不再从业人员的登记；无证人员不得操作高压设备。",
            en=f"Have them trained and certified by {day(by)}, or take those who left off the register; nobody without "
            "a permit may work on high voltage.",
        ),
        source=Text(zh="电工培训记录", en="Training of electricians"),
        grade="attention",
        limit=Text(zh="证书有效", en="a valid permit"),
        by=by,
    )


METER_WITHIN_DAYS = 15


def meter_check(facts: Facts) -> Advice | None:
    """Advise where a meter fault is open or a verification is overdue.

    A meter with an open fault, or past the day of its periodic verification.

    Figures: fault state and next verification of the meters hanging.
    """
    due, fault = facts.supply.get("next_verification_on"), bool(facts.supply.get("has_meter_fault"))
    late = (facts.as_of - due).days if due and due < facts.as_of else 0
    if not fault and not late:
        return None
    by = facts.as_of + timedelta(days=METER_WITHIN_DAYS)
    overdue = Text(
        zh=f"检定应于 {day(due)} 完成，已超期 {late} 天",
        en=f"its verification was due on {day(due)}, {counted(late, 'day')} ago",
    )
    broken = Text(zh="有一项计量故障未处理", en="a meter fault is open")
    found = (
        overdue
        if late and not fault
        else broken
        if not late
        else Text(zh=f"{broken.zh}；{overdue.zh}", en=f"{broken.en}; {overdue.en}")
    )
    return Advice(
        title=Text(zh="计量装置待处理", en="The meter needs attention"),
        figure=Text(zh=f"{late} 天", en=counted(late, "day")) if late else Text(zh="1 项故障", en="1 fault"),
        finding=Text(zh=f"{found.zh}。", en=f"{found.en[0].upper()}{found.en[1:]}."),
        action=Text(
            zh=f"我们在 {day(by)} 前上门检定或更换，不收费；期间电量如有误差按规定退补。",
            en=f"We verify or exchange it by {day(by)}, free of charge; a wrong reading meanwhile is put right by the "
            "rules.",
        ),
        source=Text(zh="电能表档案", en="Register of meters"),
        grade="note",
        limit=Text(zh=f"检定 {day(due)}", en=f"verified by {day(due)}") if late else Text(zh="无故障", en="no fault"),
        by=by,
    )


DAYS, LEAST_LOST, READING_WITHIN_DAYS = 30, 2, 15


def missing_reads(facts: Facts) -> Advice | None:
    """Advise where two or more of the last 30 days were not read.

    Days whose reading never came.

    Figures: share of the last 30 days with a reading. A single day that came late is no finding; two days are.
    """
    read = facts.usage("reading_share_30d")
    lost = round((1 - read) * DAYS) if read is not None else 0
    if lost < LEAST_LOST:
        return None
    by = facts.as_of + timedelta(days=READING_WITHIN_DAYS)
    return Advice(
        title=Text(zh="采集不完整", en="Readings are missing"),
        figure=as_text(share(read)),
        finding=Text(zh=f"近 30 天有 {lost} 天没有采到读数。", en=f"{lost} of the last 30 days were not read."),
        action=Text(
            zh=f"我们在 {day(by)} 前检查采集终端与通信；请勿断开终端电源。",
            en=f"We check the terminal and its link by {day(by)}; please do not switch it off.",
        ),
        source=Text(zh="用电信息采集", en="Metering system"),
        grade="note",
        limit=Text(zh="缺 1 天以内", en="one day missing at most"),
        by=by,
    )


LEAST_QUALIFIED, VOLTAGE_WITHIN_DAYS = 0.95, 30


def voltage_low(facts: Facts) -> Advice | None:
    """Advise where less than 95 % of the time monitored was within the limits.

    Voltage outside its limits for too much of the time.

    Figures: minutes monitored and outside the limits, last three months. The limit of 95 % is that of the
    catalog's tags of voltage and of health; one of the "two rates" as seen at the customer.
    """
    value = facts.of("service", "voltage_qualified_share_3m")
    if value is None or value >= LEAST_QUALIFIED:
        return None
    by = facts.as_of + timedelta(days=VOLTAGE_WITHIN_DAYS)
    return Advice(
        title=Text(zh="电压合格率偏低", en="Voltage is too often outside its limits"),
        figure=as_text(share(value, 2)),
        finding=Text(
            zh=f"近三个月有 {share(1 - value, 2)} 的时间电压越限。",
            en=f"In the last three months it was outside for {share(1 - value, 2)} of the time.",
        ),
        action=Text(
            zh=f"我们在 {day(by)} 前测量并调整变压器分接或线路；请记录灯暗、设备跳停的时刻。",
            en=f"We measure and set transformer or line right by {day(by)}; please note when lights dim or machines "
            "trip.",
        ),
        source=Text(zh="电压监测（两率）", en="Voltage monitoring"),
        grade="attention",
        limit=Text(zh="≥ 95%", en="≥ 95%"),
        by=by,
    )


SURCHARGE_WITHIN_DAYS = 60


def surcharge(facts: Facts) -> Advice | None:
    """Advise where the usage report advises to correct the power factor.

    Surcharges for a low power factor: reactive power heats the equipment as well as it costs.

    Figures: the adjustments on the year's bills, as in the usage report, against the customer's own standard.
    """
    advice = tariff.power_factor(facts)
    if advice is None:
        return None
    paid, below = tariff.surcharges_paid(facts), sum(1 for _, _, adjusted in facts.factors if adjusted > 0)
    mean = facts.money("power_factor_12m")
    return Advice(
        title=Text(zh="无功补偿不足", en="Too little reactive compensation"),
        figure=Text(zh=f"cos φ {number(mean, 2)}", en=f"cos φ {number(mean, 2)}") if mean is not None else yuan(paid),
        finding=Text(
            zh=f"{below} 个月低于标准，力调电费多付 {yuan(paid).zh}。",
            en=f"{counted(below, 'month')} lay below the standard: {yuan(paid).en} of surcharges.",
        ),
        action=Text(
            zh="检查补偿电容器是否投入、是否损坏；做法与效益见用电情况分析报告。",
            en="Check whether the capacitors work and are switched in; what it saves is in the usage report.",
        ),
        source=advice.source,
        grade="note",
        limit=advice.limit,
        yuan=advice.yuan,
        by=facts.as_of + timedelta(days=SURCHARGE_WITHIN_DAYS),
    )


def overdue_bills(facts: Facts) -> Advice | None:
    """Advise where a bill is overdue with something left to pay.

    Bills past their due date and not paid in full.

    Figures: the customer's own bills and payments at the data date.
    """
    owed, left = facts.overdue, facts.arrears_yuan
    if left < 1 or not owed:
        return None
    oldest = min(row["due_on"] for row in owed)
    return Advice(
        title=Text(zh="电费逾期未交", en="Bills are overdue"),
        figure=yuan(left),
        finding=Text(
            zh=f"{len(owed)} 笔电费逾期，尚欠 {yuan(left, 2).zh}，最早应于 {day(oldest)} 交清。",
            en=f"{counted(len(owed), 'bill')} overdue, {yuan(left, 2).en} to pay, the oldest since {day(oldest)}.",
        ),
        action=Text(
            zh="请尽快交清；有困难请联系客户经理商定分期。",
            en="Please pay soon; if that is hard, agree on instalments with your account manager.",
        ),
        source=Text(zh="账单与交费记录", en="Bills and payments"),
        grade="note",
        limit=Text(zh=f"应交 {day(oldest)}", en=f"due {day(oldest)}"),
        by=facts.as_of + timedelta(days=AT_ONCE_DAYS),
    )
