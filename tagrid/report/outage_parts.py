"""Parts of the outage file: reliability beside others, every outage, plan against fact, notices, repairs."""

from tagrid.report.charts_beside import bars
from tagrid.report.codes import named
from tagrid.report.facts import Facts
from tagrid.report.model import Block, Chart, Missing, Section, Table
from tagrid.report.notices import LEAST_HOURS, SECOND_HOURS, checked, over_minutes, planned
from tagrid.report.repairs import segments
from tagrid.report.text import NONE, Text, counted, hours, moment, number, share

YES, NO = Text("合规", "kept"), Text("未达到", "missed")
PLACES = {
    "feeder": Text("本线路", "your feeder"),
    "district": Text("本区", "your district"),
    "all": Text("全部客户", "all customers"),
}
YEAR_HOURS = 8760


def listed(rows: list[dict]) -> Table:
    """Return outages as a table, in the order given."""
    return Table(
        (
            Text("停电时间", "Supply lost"),
            Text("复电时间", "Supply back"),
            Text("时长 小时", "Hours"),
            Text("类型", "Kind"),
            Text("原因", "Cause"),
        ),
        tuple(
            (
                moment(row["started_at"]),
                moment(row["ended_at"]),
                hours(row["minutes"]),
                named(row["kind"]),
                named(row["cause"]) if row["cause"] else NONE,
            )
            for row in rows
        ),
        "llrll",
    )


def reliability(facts: Facts) -> Section:
    """Outages and hours of the year by kind, and beside feeder and district."""
    title, count = Text("全年可靠性", "Reliability of the year"), facts.of("service", "outages_12m")
    if count is None:
        why = Text("没有停电与通知数据。", "No outages and no notices were delivered.")
        return Section(title, None, (Missing(why),))
    time = facts.of("service", "outage_hours_12m") or 0
    lead = Text(
        f"12 个月停电 {number(count)} 次、{number(time, 1)} 小时，供电可靠率 {share(1 - time / YEAR_HOURS, 3)}。",
        f"{counted(count, 'outage')} and {number(time, 1)} hours in 12 months: supply was there "
        f"{share(1 - time / YEAR_HOURS, 3)} of the time.",
    )
    return Section(title, lead, tuple(_beside(facts, count, time)))


def _beside(facts: Facts, count: float, time: float):
    rows = [(Text("您", "You"), time, count), *((_place(one), one.hours, one.outages) for one in facts.around)]
    if len(rows) == 1:
        yield Missing(
            Text(
                "同线路、同区客户不足 10 户，不作比较。",
                "Fewer than 10 customers share feeder or district: no comparison.",
            )
        )
        return
    label = Text("12 个月停电小时", "Hours without supply, 12 months")

    def draw(lang: str):
        drawn = [(name.in_(lang), value, number(value, 1)) for name, value, _ in rows]
        return bars(drawn, label.in_(lang))

    yield Chart(Text("户均停电小时，与周围比较", "Hours without supply, beside those around you"), draw)
    yield Table(
        (
            Text("范围", "Where"),
            Text("户均停电次数", "Outages a customer"),
            Text("户均停电小时", "Hours a customer"),
            Text("供电可靠率", "Reliability"),
        ),
        tuple(
            (name, number(times, 2), number(value, 2), share(1 - value / YEAR_HOURS, 3)) for name, value, times in rows
        ),
        "lrrr",
        strong=(0,),
    )


def _place(place) -> Text:
    name = PLACES[place.where]
    called = f" {place.name}" if place.name else ""
    return Text(f"{name.zh}{called}（{number(place.customers)} 户）", f"{name.en}{called} ({number(place.customers)})")


def every(facts: Facts) -> Section:
    """Every outage of 24 months."""
    title = Text("停电明细", "Every outage")
    if not facts.outages:
        none = facts.of("service", "outages_12m") is not None
        why = (
            Text("24 个月内没有停电记录。", "No outage is on record in 24 months.")
            if none
            else Text("没有停电数据。", "No outages were delivered.")
        )
        return Section(title, None, (Missing(why),))
    rows = sorted(facts.outages, key=lambda row: row["started_at"], reverse=True)
    total = sum(row["minutes"] or 0 for row in rows)
    lead = Text(
        f"24 个月共 {len(rows)} 次，{hours(total)} 小时。", f"{len(rows)} in 24 months, {hours(total)} hours in all."
    )
    return Section(title, lead, (listed(rows),))


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
    title, rows = Text("故障抢修", "Repairs"), list(facts.repairs)
    if not rows:
        return Section(
            title,
            None,
            (
                Missing(
                    Text(
                        "24 个月内没有您的报修记录。",
                        "You reported no fault in 24 months, or no repairs were delivered.",
                    )
                ),
            ),
        )
    late = sum(1 for row in rows if (row["arrival_minutes"] or 0) > 45)
    lead = Text(
        f"24 个月 {len(rows)} 次报修，{late} 次超过 45 分钟到场。",
        f"{counted(len(rows), 'repair')} in 24 months, {late} with the crew after 45 minutes.",
    )
    return Section(
        title, lead, tuple(_repair(row) for row in sorted(rows, key=lambda r: r["hung_up_at"], reverse=True)[:4])
    )


def _repair(row: dict) -> Table:
    body = [
        (name, number(minutes, 1), str(limit), NONE if minutes is None else _kept(minutes <= limit))
        for name, minutes, limit in segments(row)
    ]
    body.append(
        (
            Text("挂机至到场", "from the call to the site"),
            number(row["arrival_minutes"], 1),
            "45",
            NONE if row["arrival_minutes"] is None else _kept(row["arrival_minutes"] <= 45),
        )
    )
    back = moment(row["restored_at"])
    return Table(
        (Text("环节", "Step"), Text("用时 分钟", "Minutes"), Text("限时 分钟", "Limit"), Text("是否合规", "Kept")),
        tuple(body),
        "lrrl",
        title=Text(
            f"{moment(row['hung_up_at'])} 报修（工单 {row['ticket_id']}）",
            f"Reported {moment(row['hung_up_at'])} (order {row['ticket_id']})",
        ),
        note=Text(f"恢复送电 {back}。", f"Supply restored {back}."),
        strong=(len(body) - 1,),
    )
