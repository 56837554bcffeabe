"""Findings of the outage file.

Each function is one rule: it looks at a customer's facts and returns advice or None.
"""

from collections import Counter
from datetime import timedelta

from tagrid.core.formats import amount, counted, hours, moment, number
from tagrid.core.periods import window_start
from tagrid.core.text import Text, joined
from tagrid.documents.facts import Facts
from tagrid.documents.model import Advice, code_text
from tagrid.documents.service_rules import (
    check_notice,
    limits,
    planned_outages,
    slowest_step,
)
from tagrid.portrait import minutes_over_plan

SHOWN_DAYS = 3


def not_restored(facts: Facts) -> Advice | None:
    """Advise where an outage of the last three days has no end.

    Supply that is not back.

    Figures: the outage's start, and no end up to the data date. Shown for three days; an older one without an
    end is a gap of the record, as the catalog counts it.
    """
    since = facts.as_of - timedelta(days=SHOWN_DAYS)
    still = [row for row in facts.outages_since(since) if row["ended_at"] is None]
    if not still:
        return None
    row = min(still, key=lambda one: one["started_at"])
    return Advice(
        title=Text(zh="停电尚未恢复", en="Supply is not back"),
        figure=Text(zh=moment(row["started_at"]), en=moment(row["started_at"])),
        finding=Text(
            zh=f"{moment(row['started_at'])} 起停电，截至 {facts.as_of} 未见复电记录。",
            en=f"Out since {moment(row['started_at'])}; no restoration is on record up to {facts.as_of}.",
        ),
        action=Text(
            zh="如仍无电，请拨打 95598；如已来电，请告知我们更正记录。",
            en="If it is still out, call 95598; if it is back, tell us so that the record is put right.",
        ),
        source=Text(zh="停电事件记录", en="Record of outages"),
        grade="treat_now",
        by=facts.as_of,
    )


def notice_short(facts: Facts) -> Advice | None:
    """Advise where a planned outage of the last 12 months was announced less than 24 hours before.

    Planned outages whose notice came less than 24 hours ahead, or not at all.

    Figures: receipt times of the notices against the planned start, 12 months. Limit: in any case 24 hours before,
    in writing or by telephone, and logged.
    """
    notices = [(row, check_notice(row)) for row in planned_outages(facts)]
    short, ahead = [(row, one) for row, one in notices if not one.in_time], limits().notice_hours
    if not short:
        return None
    never = sum(1 for _, one in short if one.received_hours is None)
    without = Text(
        zh=f"其中 {never} 次没有送达记录" if never else "均有送达记录",
        en=f", {never} of them without any" if never else "",
    )
    return Advice(
        title=Text(zh="停电通知未按时送达", en="Notices did not reach you in time"),
        figure=Text(zh=f"{len(short)} / {len(notices)} 次", en=f"{len(short)} of {len(notices)}"),
        finding=Text(
            zh=f"12 个月 {len(notices)} 次计划停电中，{len(short)} 次不足 {ahead} 小时送达，{without.zh}。",
            en=f"Of {counted(len(notices), 'planned outage')} in 12 months, {len(short)} without {ahead} hours' "
            f"notice{without.en}.",
        ),
        action=Text(
            zh="这是我们的责任：今后改为电话加短信双通道并留存回执；请核对预留的联系电话与微信。",
            en="We will put this right: from now on by telephone and text message, with receipts kept. Please check "
            "the number and WeChat account we have of you.",
        ),
        source=Text(
            zh=f"停电通知记录；规定提前 {ahead} 小时书面或电话",
            en=f"Record of notices; rule: {ahead} hours before, in writing or by telephone",
        ),
        grade="attention",
        limit=Text(zh=f"≥ {ahead} 小时", en=f"≥ {ahead} hours"),
    )


def notice_twice(facts: Facts) -> Advice | None:
    """Advise where a planned outage lacked its first notice two days, or its second twelve hours ahead.

    Planned outages that were not announced two days before and again twelve hours before.

    Figures: the days and hours between the notices sent and the planned start, 12 months. Limits: 2 days, again 12
    hours.
    """
    notices = [check_notice(row) for row in planned_outages(facts)]
    first, again = (sum(1 for one in notices if not getattr(one, name)) for name in ("two_days", "twice"))
    if not first and not again:
        return None
    worst, days, ahead = max(first, again), limits().notice_days, limits().second_notice_hours
    return Advice(
        title=Text(zh="提前通知不足", en="Early notices were lacking"),
        figure=Text(zh=f"{worst} / {len(notices)} 次", en=f"{worst} of {len(notices)}"),
        finding=_lacking(len(notices), first, again),
        action=Text(
            zh="请关注我们的 App 或微信公众号，停电计划会先在那里公布；我们核对每次的第二次通知。",
            en="Follow our app or WeChat account, where plans appear first; we check the second notice of each outage.",
        ),
        source=Text(
            zh=f"停电通知记录；规定提前 {days} 天、再提前 {ahead} 小时",
            en=f"Record of notices; rule: {days} days, and again {ahead} hours before",
        ),
        grade="note",
        limit=Text(zh=f"{days} 天，{ahead} 小时", en=f"{days} days, {ahead} hours"),
    )


def _lacking(planned: int, first: int, again: int) -> Text:
    days, ahead = limits().notice_days, limits().second_notice_hours
    parts = [
        Text(zh=f"{first} 次未在 {days} 天前首次通知", en=f"{first} without the first notice {days} days ahead"),
        Text(zh=f"{again} 次未在 {ahead} 小时前再次通知", en=f"{again} without a second notice {ahead} hours ahead"),
    ]
    missing = joined([part for part, count in zip(parts, (first, again), strict=True) if count], zh="，")
    return Text(zh=f"{planned} 次计划停电中，{missing.zh}。", en=f"{counted(planned, 'planned outage')}, {missing.en}.")


LEAST_MINUTES_OVER = 30


def overrun(facts: Facts) -> Advice | None:
    """Advise where planned outages of 12 months ran over by half an hour or more in all.

    Planned outages that took longer than planned.

    Figures: planned against actual end, 12 months. Shown from half an hour in all: plan against fact is to be
    watched.
    """
    over = [
        minutes for row in planned_outages(facts) if (minutes := minutes_over_plan(row)) is not None and minutes > 0
    ]
    if sum(over) < LEAST_MINUTES_OVER:
        return None
    return Advice(
        title=Text(zh="计划停电超时", en="Planned outages ran over"),
        figure=Text(zh=f"{number(sum(over))} 分钟", en=f"{number(sum(over))} minutes"),
        finding=Text(
            zh=f"{len(over)} 次计划停电晚于计划复电，合计 {number(sum(over))} 分钟，最长 {number(max(over))} 分钟。",
            en=f"{counted(len(over), 'planned outage')} ended late, {number(sum(over))} minutes in all, "
            f"{number(max(over))} at most.",
        ),
        action=Text(
            zh=f"安排复产时请在计划复电后多留 {number(max(over))} 分钟；超时的工作我们逐次说明原因。",
            en=f"Leave {number(max(over))} minutes beyond the planned end before you start again; we explain each "
            "overrun.",
        ),
        source=Text(zh="计划与实际停电时间", en="Planned and actual times"),
        grade="note",
        limit=Text(zh="按计划复电", en="restored as planned"),
    )


def repair_slow(facts: Facts) -> Advice | None:
    """Advise where a crew of the last 12 months was not on site within the time of the customer's area.

    Repairs whose crew was not on site within 45 minutes; 90 in rural areas, 120 in remote ones.

    Figures: from the caller's hanging up to the crew's arrival, 12 months. Limit: the project's for the area.
    """
    since = window_start(facts.as_of)
    recent = [row for row in facts.repairs if row["hung_up_at"].date() >= since and row["arrival_minutes"] is not None]
    area = facts.customer.get("area_type")
    within = limits().arrival_limit(area)
    late = [row for row in recent if row["arrival_minutes"] > within]
    if not late:
        return None
    worst = max(late, key=lambda row: row["arrival_minutes"])
    where, minutes, limit = slowest_step(worst, area)
    return Advice(
        title=Text(zh="抢修到场超时", en="The crew came late"),
        figure=Text(zh=f"{number(worst['arrival_minutes'])} 分钟", en=f"{number(worst['arrival_minutes'])} minutes"),
        finding=Text(
            zh=f"{len(recent)} 次报修中 {len(late)} 次超过 {within} 分钟；{moment(worst['hung_up_at'])} 的一次在"
            f"“{where.zh}”一段用了 {number(minutes)} 分钟，限 {limit} 分钟。",
            en=f"{len(late)} of {counted(len(recent), 'repair')} took more than {within} minutes. On "
            f"{moment(worst['hung_up_at'])} the step '{where.en}' took {number(minutes)} minutes, limit {limit}.",
        ),
        action=Text(
            zh="我们对该环节的责任部门督办；报修时请说明进厂路线与联系人，可省去到场找人的时间。",
            en="The unit in charge of that step is held to it. When you call, name the gate and a person to meet: it "
            "saves the crew time.",
        ),
        source=Text(
            zh=f"报修八个时间点；规定 {within} 分钟到场",
            en=f"Eight time points of the repair; rule: on site in {within} minutes",
        ),
        grade="attention",
        limit=Text(zh=f"{within} 分钟", en=f"{within} minutes"),
    )


LEAST_FAULTS = 2

ACTION_BY_CAUSE = {
    "equipment": Text(zh="对线路设备做一次状态检测，列入检修", en="inspect the line's equipment and plan its repair"),
    "weather": Text(zh="检查防雷与通道，清理树障", en="check lightning protection and clear trees along the line"),
    "customer": Text(zh="督促引起停电的客户整改其设备", en="have the customer repair the equipment at fault"),
    "external": Text(zh="在施工点加装警示与巡视", en="mark the line at building sites and patrol it"),
}


def same_cause(facts: Facts) -> Advice | None:
    """Advise where two or more faults of 24 months had one cause that can be worked on.

    Faults that come again for one cause.

    Figures: fault outages of 24 months by cause; two of one cause are a pattern to be worked on.
    """
    faults = [row for row in facts.outages if row["kind"] == "fault" and row["cause"] in ACTION_BY_CAUSE]
    common = Counter(row["cause"] for row in faults).most_common(1)
    if not common or common[0][1] < LEAST_FAULTS:
        return None
    cause, count = common[0]
    lost = sum(row["minutes"] or 0 for row in faults if row["cause"] == cause)
    what, todo = code_text(cause), ACTION_BY_CAUSE[cause]
    return Advice(
        title=Text(zh=f"同一原因反复停电：{what.zh}", en=f"Faults keep coming from one cause: {what.en}"),
        figure=Text(zh=f"{count} 次", en=f"{count} times"),
        finding=Text(
            zh=f"24 个月内因{what.zh}故障停电 {count} 次，合计 {hours(lost)} 小时。",
            en=f"In 24 months {count} faults came from {what.en}, {hours(lost)} hours in all.",
        ),
        action=Text(
            zh=f"我们{todo.zh}，并在下一份档案中报告结果。", en=f"We {todo.en}, and report the result in the next file."
        ),
        source=Text(zh="停电原因记录", en="Causes on record"),
        grade="attention",
        limit=Text(zh="同因不超过 1 次", en="one of a cause at most"),
    )


LOAD_GRADES = {"grade_1": Text(zh="一级", en="grade 1"), "grade_2": Text(zh="二级", en="grade 2")}


def second_source(facts: Facts) -> Advice | None:
    """Advise where load of grade 1 or 2 hangs on one source without generation, and was out in the last 12 months.

    A second source for load whose interruption matters.

    Figures: grade of load, number of sources, own generation; outages and hours of 12 months; highest demand as the
    size of what would have to go on running. Load of grade 1 or 2 is to have two sources or emergency generation.
    """
    supply, count = facts.supply, facts.of("service", "outages_12m")
    grade = LOAD_GRADES.get(supply.get("load_grade") or "")
    if grade is None or facts.sources != 1 or supply.get("own_generation") not in (None, "none") or not count:
        return None
    lost, top = facts.of("service", "outage_hours_12m") or 0, facts.max_demand_kw
    size = (
        Text(zh=f"（最大需量 {amount(top)} kW 中的保安部分）", en=f" (for the vital part of {amount(top)} kW demand)")
        if top
        else Text(zh="", en="")
    )
    return Advice(
        title=Text(zh="重要负荷只有一路电源", en="Important load on a single source"),
        figure=Text(zh=f"{number(lost, 1)} 小时", en=f"{number(lost, 1)} hours"),
        finding=Text(
            zh=f"{grade.zh}负荷、单电源、无自备电源；12 个月停电 {number(count)} 次，共 {number(lost, 1)} 小时。",
            en=f"Load of {grade.en} on one source without own generation: {counted(count, 'outage')} in 12 months, "
            f"{number(lost, 1)} hours.",
        ),
        action=Text(
            zh=f"建议申请第二路电源，或配备应急发电机{size.zh}；客户经理可先做方案与造价比较。",
            en=f"Apply for a second source or keep an emergency generator{size.en}; your account manager compares "
            "ways and cost.",
        ),
        source=Text(zh="供电点档案；停电记录", en="Supply points; record of outages"),
        grade="attention",
        limit=Text(zh="双电源或自备", en="two sources, or own"),
    )


LEAST_TIMES, LEAST_HOURS_MORE = 1.5, 1.0


def worse_than_around(facts: Facts) -> Advice | None:
    """Advise where the customer's hours are at least 1.5 times the district's mean and an hour above it.

    More hours without supply than around.

    Figures: hours of 12 months against the mean of the district's customers; shown from half as much again, and one
    hour more.
    """
    own = facts.of("service", "outage_hours_12m")
    place = next((one for one in facts.around if one.where == "district"), None)
    if own is None or place is None or own < place.hours * LEAST_TIMES or own < place.hours + LEAST_HOURS_MORE:
        return None
    return Advice(
        title=Text(zh="停电时间高于本区平均", en="More time without supply than your district"),
        figure=Text(zh=f"{number(own, 1)} 小时", en=f"{number(own, 1)} hours"),
        finding=Text(
            zh=f"12 个月停电 {number(own, 1)} 小时；本区 {number(place.customers)} 户平均 {number(place.hours, 1)} 小"
            "时。",
            en=f"{number(own, 1)} hours in 12 months; the mean of {number(place.customers)} customers of your "
            f"district is {number(place.hours, 1)}.",
        ),
        action=Text(
            zh="我们把您所在线路列入重点，合并检修窗口，减少停电次数；检修前与您商定时间。",
            en="Your line is put on the list to be worked on: repairs are gathered into fewer outages, at times "
            "agreed with you.",
        ),
        source=Text(zh="停电记录；本区客户平均", en="Record of outages; mean of the district"),
        grade="attention",
        limit=Text(zh=f"本区 {number(place.hours, 1)} 小时", en=f"district {number(place.hours, 1)} hours"),
    )
