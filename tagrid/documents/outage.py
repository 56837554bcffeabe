"""The outage file 停电档案: outages of two years, planned and actual, notices, repairs, and what to do."""

from collections import Counter

from tagrid.catalog import common_code_label
from tagrid.core.formats import NONE, amount, counted, day, hours, moment, number, share
from tagrid.core.periods import window_start
from tagrid.core.text import Text, as_text
from tagrid.documents.advice.rules import advice_for
from tagrid.documents.charts import draw_bars, draw_timeline
from tagrid.documents.facts import Facts
from tagrid.documents.model import (
    Block,
    Cell,
    ChartBlock,
    Document,
    MissingBlock,
    Point,
    Section,
    TableBlock,
    arrange_sections,
    code_text,
    main_points,
)
from tagrid.documents.service_rules import (
    check_notice,
    limits,
    planned_outages,
    repair_steps,
)
from tagrid.portrait import minutes_over_plan

AREA_NAMES = {
    "feeder": Text(zh="本线路", en="your feeder"),
    "district": Text(zh="本区", en="your district"),
    "all": Text(zh="全部客户", en="all customers"),
}

YEAR_HOURS = 8760

MET, MISSED = Text(zh="合规", en="kept"), Text(zh="未达到", en="missed")

MOST_REPAIRS = 4

_NO_REPAIRS = Text(zh="没有报修数据。", en="No repairs were delivered.")

NO_OUTAGES = Text(zh="近 12 个月没有停电记录。", en="No outage is on record in the last 12 months.")

OUTAGE_TITLE = Text(zh="停电档案", en="Outage file")

MONTHS = 24


def outage_table(rows: list[dict]) -> TableBlock:
    """Return outages as a table, in the order given."""
    return TableBlock(
        (
            Text(zh="停电时间", en="Supply lost"),
            Text(zh="复电时间", en="Supply back"),
            Text(zh="时长 小时", en="Hours"),
            Text(zh="类型", en="Kind"),
            Text(zh="原因", en="Cause"),
        ),
        tuple(
            (
                moment(row["started_at"]),
                moment(row["ended_at"]),
                hours(row["minutes"]),
                code_text(row["kind"]),
                code_text(row["cause"]) if row["cause"] else NONE,
            )
            for row in rows
        ),
        "llrll",
    )


def lines_table(facts: Facts) -> tuple[TableBlock, ...]:
    """Return the source lines in service, main, standby and security; nothing where they were not delivered."""
    if not facts.lines:
        return ()

    def named(code: str | None) -> Cell:
        return common_code_label(code) if code else NONE

    head = (
        Text(zh="电源", en="Line"),
        Text(zh="线路", en="Feeder"),
        Text(zh="电压等级", en="Voltage"),
        Text(zh="容量 kVA", en="Capacity kVA"),
        Text(zh="切换方式", en="Switched over"),
    )
    rows = tuple(
        (
            named(one["role"]),
            one["feeder_name"] or one["feeder_id"] or NONE,
            named(one["voltage_level"]),
            NONE if one["capacity_kva"] is None else number(one["capacity_kva"]),
            named(one["transfer_mode"]),
        )
        for one in facts.lines
    )
    return (TableBlock(head, rows, "lllrl", title=Text(zh="供电电源", en="Source lines")),)


def reliability_section(facts: Facts) -> Section:
    """Outages and hours of the year by kind, and beside feeder and district."""
    title, count = Text(zh="全年可靠性", en="Reliability of the year"), facts.of("service", "outages_12m")
    if count is None:
        why = Text(zh="没有停电与通知数据。", en="No outages and no notices were delivered.")
        return Section(title, None, (MissingBlock(why),))
    time = facts.of("service", "outage_hours_12m") or 0
    if not count:
        return Section(title, NO_OUTAGES, (*_compared(facts, count, time), *lines_table(facts)))
    lead = Text(
        zh=f"12 个月停电 {number(count)} 次、{number(time, 1)} 小时，供电可靠率 {share(1 - time / YEAR_HOURS, 3)}。",
        en=f"{counted(count, 'outage')} and {number(time, 1)} hours in 12 months: supply was there "
        f"{share(1 - time / YEAR_HOURS, 3)} of the time.",
    )
    return Section(title, lead, (*_compared(facts, count, time), *lines_table(facts)))


def _compared(facts: Facts, count: float, time: float):
    rows = [
        (Text(zh="您", en="You"), time, count),
        *((_area_name(one), one.hours, one.outages) for one in facts.around),
    ]
    if len(rows) == 1:
        yield MissingBlock(
            Text(
                zh="同线路、同区客户不足 10 户，不作比较。",
                en="Fewer than 10 customers share feeder or district: no comparison.",
            )
        )
        return
    label = Text(zh="12 个月停电小时", en="Hours without supply, 12 months")

    def draw(lang: str):
        drawn = [(name.in_(lang), value, number(value, 1)) for name, value, _ in rows]
        return draw_bars(drawn, label.in_(lang))

    yield ChartBlock(Text(zh="户均停电小时，与周围比较", en="Hours without supply, beside those around you"), draw)
    yield TableBlock(
        (
            Text(zh="范围", en="Where"),
            Text(zh="户均停电次数", en="Outages a customer"),
            Text(zh="户均停电小时", en="Hours a customer"),
            Text(zh="供电可靠率", en="Reliability"),
        ),
        tuple(
            (name, number(times, 2), number(value, 2), share(1 - value / YEAR_HOURS, 3)) for name, value, times in rows
        ),
        "lrrr",
        strong=(0,),
    )


def _area_name(place) -> Text:
    name = AREA_NAMES[place.where]
    called = f" {place.name}" if place.name else ""
    return Text(
        zh=f"{name.zh}{called}（{number(place.customers)} 户）", en=f"{name.en}{called} ({number(place.customers)})"
    )


def outages_section(facts: Facts) -> Section:
    """Every outage of 24 months."""
    title = Text(zh="停电明细", en="Every outage")
    if not facts.outages:
        none = facts.of("service", "outages_12m") is not None
        why = (
            Text(zh="24 个月内没有停电记录。", en="No outage is on record in 24 months.")
            if none
            else Text(zh="没有停电数据。", en="No outages were delivered.")
        )
        return Section(title, None, (MissingBlock(why),))
    rows = sorted(facts.outages, key=lambda row: row["started_at"], reverse=True)
    total = sum(row["minutes"] or 0 for row in rows)
    lead = Text(
        zh=f"24 个月共 {len(rows)} 次，{hours(total)} 小时。",
        en=f"{len(rows)} in 24 months, {hours(total)} hours in all.",
    )
    return Section(title, lead, (outage_table(rows),))


def plans_section(facts: Facts) -> Section:
    """Planned outages: plan against fact."""
    title, rows = Text(zh="计划与实际", en="Plan against fact"), planned_outages(facts)
    if not rows:
        return Section(title, None, (_no_plans(facts),))
    table = TableBlock(
        (
            Text(zh="计划停电", en="Planned from"),
            Text(zh="计划复电", en="Planned to"),
            Text(zh="实际停电", en="Actual from"),
            Text(zh="实际复电", en="Actual to"),
            Text(zh="复电偏差 分钟", en="End off by, minutes"),
        ),
        tuple(
            (
                moment(r["planned_start_at"]),
                moment(r["planned_end_at"]),
                moment(r["started_at"]),
                moment(r["ended_at"]),
                _signed(minutes_over_plan(r)),
            )
            for r in rows
        ),
        "llllr",
        note=Text(zh="正数为晚于计划复电。", en="Above 0 is later than planned."),
    )
    late = sum(1 for row in rows if (minutes_over_plan(row) or 0) > 0)
    lead = Text(
        zh=f"12 个月 {len(rows)} 次计划停电，{late} 次晚于计划复电。",
        en=f"{counted(len(rows), 'planned outage')} in 12 months, {late} ended late.",
    )
    return Section(title, lead, (table,))


def _signed(value: float | None) -> str:
    return NONE if value is None else f"{'+' if value > 0 else ''}{number(value)}"


def _no_plans(facts: Facts) -> Block:
    if facts.of("service", "outages_12m") is None:
        return MissingBlock(Text(zh="没有停电数据。", en="No outages were delivered."))
    return MissingBlock(Text(zh="12 个月内没有计划停电。", en="There was no planned outage in 12 months."))


def notices_section(facts: Facts) -> Section:
    """Notices of planned outages against the rules."""
    title, rows = Text(zh="停电通知", en="Notices"), planned_outages(facts)
    if not rows:
        return Section(title, None, (_no_plans(facts),))
    large, regulation = facts.supply.get("transformer_ownership") == "dedicated", limits()
    checked = [(row, check_notice(row)) for row in rows]
    head = [
        Text(zh="计划停电", en="Planned from"),
        Text(zh="首次通知 提前小时", en="First sent, hours before"),
        Text(zh=f"提前 {regulation.notice_days} 天", en=f"{regulation.notice_days} days"),
        Text(zh="再次通知 提前小时", en="Sent again, hours before"),
        Text(zh=f"提前 {regulation.second_notice_hours} 小时", en=f"{regulation.second_notice_hours} hours"),
        Text(zh="送达 提前小时", en="Arrived, hours before"),
        Text(zh=f"提前 {regulation.notice_hours} 小时", en=f"{regulation.notice_hours} hours"),
        *([Text(zh=f"{regulation.call_minutes} 分钟电话", en=f"Call {regulation.call_minutes} min")] if large else []),
    ]
    body = tuple(
        (
            moment(row["planned_start_at"] or row["started_at"]),
            number(one.sent_hours, 1),
            _met(one.two_days),
            number(one.again_hours, 1),
            _met(one.twice),
            number(one.received_hours, 1),
            _met(one.in_time),
            *([_met(one.called)] if large else []),
        )
        for row, one in checked
    )
    good = sum(1 for _, one in checked if one.in_time)
    lead = Text(
        zh=f"{len(checked)} 次中 {good} 次至少提前 {regulation.notice_hours} 小时送达。",
        en=f"{good} of {len(checked)} were announced at least {regulation.notice_hours} hours ahead.",
    )
    return Section(title, lead, (TableBlock(tuple(head), body, "lrlrlrl" + ("l" if large else "")),))


def _met(value: bool) -> Text:
    return MET if value else MISSED


def repairs_section(facts: Facts) -> Section:
    """Each repair's time points against their limits."""
    title, rows = Text(zh="故障抢修", en="Repairs"), sorted(facts.repairs, key=lambda r: r["hung_up_at"], reverse=True)
    if not rows:
        known = facts.of("service", "repairs_12m") is not None
        why = Text(zh="24 个月内没有您的报修。", en="You reported no fault in 24 months.") if known else _NO_REPAIRS
        return Section(title, None, (MissingBlock(why),))
    area = facts.customer.get("area_type")
    within = limits().arrival_limit(area)
    late = sum(1 for row in rows if (row["arrival_minutes"] or 0) > within)
    lead = Text(
        zh=f"24 个月 {len(rows)} 次报修，{late} 次超过 {within} 分钟到场。",
        en=f"{counted(len(rows), 'repair')} in 24 months, {late} with the crew after {within} minutes.",
    )
    return Section(title, lead, tuple(_repair_table(row, area) for row in rows[:MOST_REPAIRS]))


def _repair_table(row: dict, area: str | None) -> TableBlock:
    steps = [
        *repair_steps(row, area),
        (Text(zh="挂机至到场", en="from the call to the site"), row["arrival_minutes"], limits().arrival_limit(area)),
    ]
    body = tuple(
        (name, number(minutes, 1), str(limit), NONE if minutes is None else _met(minutes <= limit))
        for name, minutes, limit in steps
    )
    at, back = moment(row["hung_up_at"]), moment(row["restored_at"])
    return TableBlock(
        (
            Text(zh="环节", en="Step"),
            Text(zh="用时 分钟", en="Minutes"),
            Text(zh="限时 分钟", en="Limit"),
            Text(zh="是否合规", en="Kept"),
        ),
        body,
        "lrrl",
        title=Text(zh=f"{at} 报修（工单 {row['ticket_id']}）", en=f"Reported {at} (order {row['ticket_id']})"),
        note=Text(zh=f"恢复送电 {back}。", en=f"Supply restored {back}."),
        strong=(len(body) - 1,),
    )


def outage_file(facts: Facts) -> Document:
    """Return the file of a customer."""
    held = advice_for("outage", facts)
    first = window_start(facts.as_of, MONTHS)
    return Document(
        kind="outage",
        title=OUTAGE_TITLE,
        purpose=Text(zh="每一次停电的时间、原因、通知与抢修", en="Every outage: time, cause, notice and repair"),
        period=as_text(f"{day(first)} – {day(facts.as_of)}"),
        points=main_points(held, _remarks(facts)),
        key=_key(facts),
        opening=_opening(facts),
        sections=arrange_sections(
            (
                reliability_section(facts),
                outages_section(facts),
                plans_section(facts),
                notices_section(facts),
                repairs_section(facts),
            )
        ),
        advice=tuple(held),
        advice_title=Text(zh="分析与建议", en="Findings and advice"),
        no_advice=_no_findings(facts),
        notes=_notes(facts),
    )


def lost_kwh(facts: Facts) -> float | None:
    """Return the energy that was not supplied in the outages of 12 months, kWh: their hours at its mean power."""
    time, year = facts.of("service", "outage_hours_12m"), facts.year_kwh
    return None if time is None or year is None else time * year / YEAR_HOURS


def _remarks(facts: Facts) -> list[Point]:
    count, time = facts.of("service", "outages_12m"), facts.of("service", "outage_hours_12m")
    if count is None:
        return [_no_data()]
    if not count:
        return [Point(Text(zh="0 次", en="None"), Text(zh="近 12 个月停电", en="Outages of 12 months"), NO_OUTAGES)]
    rows = facts.outages_year
    kinds, planned = Counter(row["kind"] for row in rows), planned_outages(facts)
    found = [
        Point(
            Text(zh=f"{number(count)} 次，{number(time, 1)} 小时", en=f"{number(count)} · {number(time, 1)} h"),
            Text(zh="近 12 个月停电", en="Outages of 12 months, and their hours"),
            Text(
                zh=f"计划 {kinds['planned']} 次，故障 {kinds['fault']} 次，仅电能表感知 {kinds['sensed']} 次。",
                en=f"{kinds['planned']} planned, {kinds['fault']} by fault, {kinds['sensed']} seen by the meter alone.",
            ),
        ),
        Point(
            as_text(share(1 - (time or 0) / YEAR_HOURS, 3)),
            Text(zh="供电可靠率", en="Supply reliability"),
            Text(zh="近 12 个月有电时间占全年的比例。", en="Time with supply as a share of the last 12 months."),
        ),
    ]
    in_time = sum(1 for row in planned if check_notice(row).in_time)
    if planned:
        ahead = limits().notice_hours
        text = Text(
            zh=f"计划停电提前 {ahead} 小时通知到您。",
            en=f"Planned outages announced at least {ahead} hours ahead.",
        )
        found.append(
            Point(
                Text(zh=f"{in_time} / {len(planned)} 次", en=f"{in_time} of {len(planned)}"),
                Text(zh="通知按时送达", en="Notice in time"),
                text,
            )
        )
    lost = lost_kwh(facts)
    if lost is not None:
        text = Text(zh="按您的平均用电功率乘停电小时推算。", en="Your mean power times the hours without supply.")
        found.append(Point(as_text(f"{amount(lost)} kWh"), Text(zh="因停电少用的电量", en="Energy not supplied"), text))
    return found


def _no_data() -> Point:
    text = Text(
        zh="还没有收到停电、通知与抢修数据；数据接入后，本档案在下一次更新时自动补全。",
        en="Outages, notices and repairs were not delivered yet. With them this file is complete at the next refresh.",
    )
    return Point(Text(zh="无数据", en="No data"), Text(zh="停电情况尚不可知", en="Outages are not known"), text)


def _no_findings(facts: Facts) -> Text:
    if facts.of("service", "outages_12m") is None:
        return Text(zh="没有停电数据，不作分析。", en="Without outages there is nothing to analyse.")
    return Text(zh="按现有记录，没有需要处理的事项。", en="On the record there is nothing to act on.")


def _key(facts: Facts) -> tuple[tuple[Text, Cell, Text], ...]:
    count, time = facts.of("service", "outages_12m"), facts.of("service", "outage_hours_12m")
    if count is None:
        return ()
    longest = max((row["minutes"] for row in facts.outages_year if row["minutes"] is not None), default=None)
    return (
        (Text(zh="停电次数", en="Outages"), number(count), Text(zh="次 · 12 个月", en="in 12 months")),
        (Text(zh="停电时间", en="Without supply"), number(time, 1), Text(zh="小时 · 12 个月", en="hours in 12 months")),
        (Text(zh="最长一次", en="Longest"), hours(longest), Text(zh="小时", en="hours")),
        (
            Text(zh="供电可靠率", en="Reliability"),
            share(1 - (time or 0) / YEAR_HOURS, 3),
            Text(zh="12 个月", en="12 months"),
        ),
        (Text(zh="少用电量（推算）", en="Not supplied, about"), amount(lost_kwh(facts)), as_text("kWh")),
    )


def _opening(facts: Facts) -> tuple[Block, ...]:
    if not facts.outages:
        return ()
    first, words = (
        window_start(facts.as_of, MONTHS),
        Text(zh="计划停电|故障停电|电能表感知", en="planned|fault|seen by the meter"),
    )
    note = Text(zh="圆点越大停电越久，数字为小时。", en="A larger dot lasted longer; the numbers are hours.")
    rows = list(facts.outages)
    return (
        ChartBlock(
            Text(zh="两年中的每一次停电", en="Every outage of two years"),
            lambda lang: draw_timeline(rows, first, facts.as_of, words, lang),
            note,
        ),
    )


def _notes(facts: Facts) -> tuple[Text, ...]:
    regulation = limits()
    return (
        Text(
            zh=f"计划停电的规定：提前 {regulation.notice_days} 天通知，提前 {regulation.second_notice_hours} 小时再次"
            f"通知，大客户提前 {regulation.call_minutes} 分钟电话通知；任何情况下至少提前 {regulation.notice_hours} 小"
            f"时以书面或电话通知并留存记录。抢修人员自挂机起到场：城区 {regulation.arrival_minutes} 分钟、农村"
            f" {regulation.arrival_minutes_rural} 分钟、边远地区 {regulation.arrival_minutes_remote} 分钟；本户按"
            f" {regulation.arrival_limit(facts.customer.get('area_type'))} 分钟。",
            en=f"Rules for planned outages: notice {regulation.notice_days} days before, again "
            f"{regulation.second_notice_hours} hours before, large customers by telephone {regulation.call_minutes} "
            f"minutes before; in any case {regulation.notice_hours} hours before, in writing or by telephone, and "
            f"logged. After a call a crew is on site within {regulation.arrival_minutes} minutes in towns, "
            f"{regulation.arrival_minutes_rural} in the country and {regulation.arrival_minutes_remote} in remote "
            f"areas; {regulation.arrival_limit(facts.customer.get('area_type'))} apply here.",
        ),
        Text(
            zh=f"“12 个月”指 {day(window_start(facts.as_of))} 起。电能表感知的停电由电能表记录，无对应停电单。",
            en=f"12 months are those from {day(window_start(facts.as_of))} on. An outage seen by the meter alone "
            "has no order in the outage system.",
        ),
    )
