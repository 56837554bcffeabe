"""Parts of the outage file on the rules: plan against fact, notices, and the time points of repairs."""

from tagrid.report.facts import Facts
from tagrid.report.model import Block, Missing, Section, Table
from tagrid.report.notices import LEAST_HOURS, SECOND_HOURS, checked, over_minutes, planned
from tagrid.report.repairs import LIMIT_MINUTES, segments
from tagrid.report.text import NONE, Text, counted, moment, number

YES, NO = Text("合规", "kept"), Text("未达到", "missed")
MOST_REPAIRS = 4
_NO_REPAIRS = Text("没有报修数据。", "No repairs were delivered.")


def plans(facts: Facts) -> Section:
    """Planned outages: plan against fact."""
    title, rows = Text("计划与实际", "Plan against fact"), planned(facts)
    if not rows:
        return Section(title, None, (_no_plans(facts),))
    table = Table(
        (
            Text("计划停电", "Planned from"),
            Text("计划复电", "Planned to"),
            Text("实际停电", "Actual from"),
            Text("实际复电", "Actual to"),
            Text("复电偏差 分钟", "End off by, minutes"),
        ),
        tuple(
            (
                moment(r["planned_start_at"]),
                moment(r["planned_end_at"]),
                moment(r["started_at"]),
                moment(r["ended_at"]),
                _signed(over_minutes(r)),
            )
            for r in rows
        ),
        "llllr",
        note=Text("正数为晚于计划复电。", "Above 0 is later than planned."),
    )
    late = sum(1 for row in rows if (over_minutes(row) or 0) > 0)
    lead = Text(
        f"12 个月 {len(rows)} 次计划停电，{late} 次晚于计划复电。",
        f"{counted(len(rows), 'planned outage')} in 12 months, {late} ended late.",
    )
    return Section(title, lead, (table,))


def _signed(value: float | None) -> str:
    return NONE if value is None else f"{'+' if value > 0 else ''}{number(value)}"


def _no_plans(facts: Facts) -> Block:
    if facts.of("service", "outages_12m") is None:
        return Missing(Text("没有停电数据。", "No outages were delivered."))
    return Missing(Text("12 个月内没有计划停电。", "There was no planned outage in 12 months."))


def notices(facts: Facts) -> Section:
    """Notices of planned outages against the rules."""
    title, rows = Text("停电通知", "Notices"), planned(facts)
    if not rows:
        return Section(title, None, (_no_plans(facts),))
    large = facts.supply.get("transformer_ownership") == "dedicated"
    told = [(row, checked(row)) for row in rows]
    head = [
        Text("计划停电", "Planned from"),
        Text("首次通知 提前小时", "First sent, hours before"),
        Text("提前 2 天", "2 days"),
        Text("再次通知 提前小时", "Sent again, hours before"),
        Text(f"提前 {SECOND_HOURS} 小时", f"{SECOND_HOURS} hours"),
        Text("送达 提前小时", "Arrived, hours before"),
        Text(f"提前 {LEAST_HOURS} 小时", f"{LEAST_HOURS} hours"),
        *([Text("30 分钟电话", "Call 30 min")] if large else []),
    ]
    body = tuple(
        (
            moment(row["planned_start_at"] or row["started_at"]),
            number(one.sent_hours, 1),
            _kept(one.two_days),
            number(one.again_hours, 1),
            _kept(one.twice),
            number(one.received_hours, 1),
            _kept(one.in_time),
            *([_kept(one.called)] if large else []),
        )
        for row, one in told
    )
    good = sum(1 for _, one in told if one.in_time)
    lead = Text(
        f"{len(told)} 次中 {good} 次至少提前 24 小时送达。",
        f"{good} of {len(told)} were told at least 24 hours before.",
    )
    return Section(title, lead, (Table(tuple(head), body, "lrlrlrl" + ("l" if large else "")),))


def _kept(value: bool) -> Text:
    return YES if value else NO


def repairs(facts: Facts) -> Section:
    """Each repair's time points against their limits."""
    title, rows = Text("故障抢修", "Repairs"), sorted(facts.repairs, key=lambda r: r["hung_up_at"], reverse=True)
    if not rows:
        known = facts.of("service", "repairs_12m") is not None
        why = Text("24 个月内没有您的报修。", "You reported no fault in 24 months.") if known else _NO_REPAIRS
        return Section(title, None, (Missing(why),))
    late = sum(1 for row in rows if (row["arrival_minutes"] or 0) > LIMIT_MINUTES)
    lead = Text(
        f"24 个月 {len(rows)} 次报修，{late} 次超过 {LIMIT_MINUTES} 分钟到场。",
        f"{counted(len(rows), 'repair')} in 24 months, {late} with the crew after {LIMIT_MINUTES} minutes.",
    )
    return Section(title, lead, tuple(_repair(row) for row in rows[:MOST_REPAIRS]))


def _repair(row: dict) -> Table:
    steps = [*segments(row), (Text("挂机至到场", "from the call to the site"), row["arrival_minutes"], LIMIT_MINUTES)]
    body = tuple(
        (name, number(minutes, 1), str(limit), NONE if minutes is None else _kept(minutes <= limit))
        for name, minutes, limit in steps
    )
    at, back = moment(row["hung_up_at"]), moment(row["restored_at"])
    return Table(
        (Text("环节", "Step"), Text("用时 分钟", "Minutes"), Text("限时 分钟", "Limit"), Text("是否合规", "Kept")),
        body,
        "lrrl",
        title=Text(f"{at} 报修（工单 {row['ticket_id']}）", f"Reported {at} (order {row['ticket_id']})"),
        note=Text(f"恢复送电 {back}。", f"Supply restored {back}."),
        strong=(len(body) - 1,),
    )
