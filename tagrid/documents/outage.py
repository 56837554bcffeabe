"""The outage file 停电档案: every outage of two years, planned against actual, its notices and repairs, and what to do."""

from collections import Counter
from datetime import timedelta

from tagrid.core.formats import NONE, amount, counted, day, hours, moment, number, share
from tagrid.core.text import TextPair, same_text
from tagrid.documents.advice.rules import advice_for
from tagrid.documents.charts import draw_bars, draw_timeline
from tagrid.documents.facts import Facts, year_start
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
    ARRIVAL_LIMIT_MINUTES,
    LEAST_HOURS,
    SECOND_HOURS,
    check_notice,
    minutes_over_plan,
    planned_outages,
    repair_steps,
)

AREA_NAMES = {
    "feeder": TextPair("本线路", "your feeder"),
    "district": TextPair("本区", "your district"),
    "all": TextPair("全部客户", "all customers"),
}

YEAR_HOURS = 8760


def outage_table(rows: list[dict]) -> TableBlock:
    """Return outages as a table, in the order given."""
    return TableBlock(
        (
            TextPair("停电时间", "Supply lost"),
            TextPair("复电时间", "Supply back"),
            TextPair("时长 小时", "Hours"),
            TextPair("类型", "Kind"),
            TextPair("原因", "Cause"),
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


def reliability_section(facts: Facts) -> Section:
    """Outages and hours of the year by kind, and beside feeder and district."""
    title, count = TextPair("全年可靠性", "Reliability of the year"), facts.of("service", "outages_12m")
    if count is None:
        why = TextPair("没有停电与通知数据。", "No outages and no notices were delivered.")
        return Section(title, None, (MissingBlock(why),))
    time = facts.of("service", "outage_hours_12m") or 0
    lead = TextPair(
        f"12 个月停电 {number(count)} 次、{number(time, 1)} 小时，供电可靠率 {share(1 - time / YEAR_HOURS, 3)}。",
        f"{counted(count, 'outage')} and {number(time, 1)} hours in 12 months: supply was there "
        f"{share(1 - time / YEAR_HOURS, 3)} of the time.",
    )
    return Section(title, lead, tuple(_compared(facts, count, time)))


def _compared(facts: Facts, count: float, time: float):
    rows = [(TextPair("您", "You"), time, count), *((_area_name(one), one.hours, one.outages) for one in facts.around)]
    if len(rows) == 1:
        yield MissingBlock(
            TextPair(
                "同线路、同区客户不足 10 户，不作比较。",
                "Fewer than 10 customers share feeder or district: no comparison.",
            )
        )
        return
    label = TextPair("12 个月停电小时", "Hours without supply, 12 months")

    def draw(lang: str):
        drawn = [(name.in_(lang), value, number(value, 1)) for name, value, _ in rows]
        return draw_bars(drawn, label.in_(lang))

    yield ChartBlock(TextPair("户均停电小时，与周围比较", "Hours without supply, beside those around you"), draw)
    yield TableBlock(
        (
            TextPair("范围", "Where"),
            TextPair("户均停电次数", "Outages a customer"),
            TextPair("户均停电小时", "Hours a customer"),
            TextPair("供电可靠率", "Reliability"),
        ),
        tuple(
            (name, number(times, 2), number(value, 2), share(1 - value / YEAR_HOURS, 3)) for name, value, times in rows
        ),
        "lrrr",
        strong=(0,),
    )


def _area_name(place) -> TextPair:
    name = AREA_NAMES[place.where]
    called = f" {place.name}" if place.name else ""
    return TextPair(
        f"{name.zh}{called}（{number(place.customers)} 户）", f"{name.en}{called} ({number(place.customers)})"
    )


def outages_section(facts: Facts) -> Section:
    """Every outage of 24 months."""
    title = TextPair("停电明细", "Every outage")
    if not facts.outages:
        none = facts.of("service", "outages_12m") is not None
        why = (
            TextPair("24 个月内没有停电记录。", "No outage is on record in 24 months.")
            if none
            else TextPair("没有停电数据。", "No outages were delivered.")
        )
        return Section(title, None, (MissingBlock(why),))
    rows = sorted(facts.outages, key=lambda row: row["started_at"], reverse=True)
    total = sum(row["minutes"] or 0 for row in rows)
    lead = TextPair(
        f"24 个月共 {len(rows)} 次，{hours(total)} 小时。", f"{len(rows)} in 24 months, {hours(total)} hours in all."
    )
    return Section(title, lead, (outage_table(rows),))


MET, MISSED = TextPair("合规", "kept"), TextPair("未达到", "missed")

MOST_REPAIRS = 4

_NO_REPAIRS = TextPair("没有报修数据。", "No repairs were delivered.")


def plans_section(facts: Facts) -> Section:
    """Planned outages: plan against fact."""
    title, rows = TextPair("计划与实际", "Plan against fact"), planned_outages(facts)
    if not rows:
        return Section(title, None, (_no_plans(facts),))
    table = TableBlock(
        (
            TextPair("计划停电", "Planned from"),
            TextPair("计划复电", "Planned to"),
            TextPair("实际停电", "Actual from"),
            TextPair("实际复电", "Actual to"),
            TextPair("复电偏差 分钟", "End off by, minutes"),
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
        note=TextPair("正数为晚于计划复电。", "Above 0 is later than planned."),
    )
    late = sum(1 for row in rows if (minutes_over_plan(row) or 0) > 0)
    lead = TextPair(
        f"12 个月 {len(rows)} 次计划停电，{late} 次晚于计划复电。",
        f"{counted(len(rows), 'planned outage')} in 12 months, {late} ended late.",
    )
    return Section(title, lead, (table,))


def _signed(value: float | None) -> str:
    return NONE if value is None else f"{'+' if value > 0 else ''}{number(value)}"


def _no_plans(facts: Facts) -> Block:
    if facts.of("service", "outages_12m") is None:
        return MissingBlock(TextPair("没有停电数据。", "No outages were delivered."))
    return MissingBlock(TextPair("12 个月内没有计划停电。", "There was no planned outage in 12 months."))


def notices_section(facts: Facts) -> Section:
    """Notices of planned outages against the rules."""
    title, rows = TextPair("停电通知", "Notices"), planned_outages(facts)
    if not rows:
        return Section(title, None, (_no_plans(facts),))
    large = facts.supply.get("transformer_ownership") == "dedicated"
    told = [(row, check_notice(row)) for row in rows]
    head = [
        TextPair("计划停电", "Planned from"),
        TextPair("首次通知 提前小时", "First sent, hours before"),
        TextPair("提前 2 天", "2 days"),
        TextPair("再次通知 提前小时", "Sent again, hours before"),
        TextPair(f"提前 {SECOND_HOURS} 小时", f"{SECOND_HOURS} hours"),
        TextPair("送达 提前小时", "Arrived, hours before"),
        TextPair(f"提前 {LEAST_HOURS} 小时", f"{LEAST_HOURS} hours"),
        *([TextPair("30 分钟电话", "Call 30 min")] if large else []),
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
        for row, one in told
    )
    good = sum(1 for _, one in told if one.in_time)
    lead = TextPair(
        f"{len(told)} 次中 {good} 次至少提前 24 小时送达。",
        f"{good} of {len(told)} were told at least 24 hours before.",
    )
    return Section(title, lead, (TableBlock(tuple(head), body, "lrlrlrl" + ("l" if large else "")),))


def _met(value: bool) -> TextPair:
    return MET if value else MISSED


def repairs_section(facts: Facts) -> Section:
    """Each repair's time points against their limits."""
    title, rows = TextPair("故障抢修", "Repairs"), sorted(facts.repairs, key=lambda r: r["hung_up_at"], reverse=True)
    if not rows:
        known = facts.of("service", "repairs_12m") is not None
        why = TextPair("24 个月内没有您的报修。", "You reported no fault in 24 months.") if known else _NO_REPAIRS
        return Section(title, None, (MissingBlock(why),))
    late = sum(1 for row in rows if (row["arrival_minutes"] or 0) > ARRIVAL_LIMIT_MINUTES)
    lead = TextPair(
        f"24 个月 {len(rows)} 次报修，{late} 次超过 {ARRIVAL_LIMIT_MINUTES} 分钟到场。",
        f"{counted(len(rows), 'repair')} in 24 months, {late} with the crew after {ARRIVAL_LIMIT_MINUTES} minutes.",
    )
    return Section(title, lead, tuple(_repair_table(row) for row in rows[:MOST_REPAIRS]))


def _repair_table(row: dict) -> TableBlock:
    steps = [
        *repair_steps(row),
        (TextPair("挂机至到场", "from the call to the site"), row["arrival_minutes"], ARRIVAL_LIMIT_MINUTES),
    ]
    body = tuple(
        (name, number(minutes, 1), str(limit), NONE if minutes is None else _met(minutes <= limit))
        for name, minutes, limit in steps
    )
    at, back = moment(row["hung_up_at"]), moment(row["restored_at"])
    return TableBlock(
        (
            TextPair("环节", "Step"),
            TextPair("用时 分钟", "Minutes"),
            TextPair("限时 分钟", "Limit"),
            TextPair("是否合规", "Kept"),
        ),
        body,
        "lrrl",
        title=TextPair(f"{at} 报修（工单 {row['ticket_id']}）", f"Reported {at} (order {row['ticket_id']})"),
        note=TextPair(f"恢复送电 {back}。", f"Supply restored {back}."),
        strong=(len(body) - 1,),
    )


OUTAGE_TITLE = TextPair("停电档案", "Outage file")

MONTHS = 24

HOURS_OF_YEAR = 8760


def outage_file(facts: Facts) -> Document:
    """Return the file of a customer."""
    held = advice_for("outage", facts)
    first = facts.as_of - timedelta(days=730)
    return Document(
        kind="outage",
        title=OUTAGE_TITLE,
        purpose=TextPair(
            "每一次停电的时间、原因、通知与抢修", "Every outage: when, why, how it was told and how it was mended"
        ),
        period=same_text(f"{day(first)} – {day(facts.as_of)}"),
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
        advice_title=TextPair("分析与建议", "Findings and advice"),
        no_advice=_no_findings(facts),
        notes=_notes(facts),
    )


def lost_kwh(facts: Facts) -> float | None:
    """Return the energy the outages of 12 months kept from the customer, kWh: their hours at its mean power."""
    time, monthly = facts.of("service", "outage_hours_12m"), facts.usage("monthly_kwh_12m")
    return None if time is None or monthly is None else time * monthly * 12 / HOURS_OF_YEAR


def _year(facts: Facts) -> list[dict]:
    return [row for row in facts.outages if row["started_at"] > year_start(facts.as_of)]


def _remarks(facts: Facts) -> list[Point]:
    count, time = facts.of("service", "outages_12m"), facts.of("service", "outage_hours_12m")
    if count is None:
        return [_no_data()]
    rows = _year(facts)
    kinds, told = Counter(row["kind"] for row in rows), planned_outages(facts)
    found = [
        Point(
            TextPair(f"{number(count)} 次，{number(time, 1)} 小时", f"{number(count)} · {number(time, 1)} h"),
            TextPair("近 12 个月停电", "Outages of 12 months, and their hours"),
            TextPair(
                f"计划 {kinds['planned']} 次，故障 {kinds['fault']} 次，仅电能表感知 {kinds['sensed']} 次。",
                f"{kinds['planned']} planned, {kinds['fault']} by fault, {kinds['sensed']} seen by the meter alone.",
            ),
        ),
        Point(
            same_text(share(1 - (time or 0) / HOURS_OF_YEAR, 3)),
            TextPair("供电可靠率", "Supply reliability"),
            TextPair("近 12 个月有电时间占全年的比例。", "Time with supply as a share of the last 12 months."),
        ),
    ]
    in_time = sum(1 for row in told if check_notice(row).in_time)
    if told:
        text = TextPair("计划停电提前 24 小时通知到您。", "Planned outages of which you were told 24 hours before.")
        found.append(
            Point(
                TextPair(f"{in_time} / {len(told)} 次", f"{in_time} of {len(told)}"),
                TextPair("通知按时送达", "Told in time"),
                text,
            )
        )
    lost = lost_kwh(facts)
    if lost is not None:
        text = TextPair("按您的平均用电功率乘停电小时推算。", "Your mean power times the hours without supply.")
        found.append(Point(same_text(f"{amount(lost)} kWh"), TextPair("因停电少用的电量", "Energy not supplied"), text))
    return found


def _no_data() -> Point:
    text = TextPair(
        "还没有收到停电、通知与抢修数据；数据接入后，本档案在下一次更新时自动补全。",
        "Outages, notices and repairs were not delivered yet. With them this file is complete at the next refresh.",
    )
    return Point(TextPair("无数据", "No data"), TextPair("停电情况尚不可知", "Outages are not known"), text)


def _no_findings(facts: Facts) -> TextPair:
    if facts.of("service", "outages_12m") is None:
        return TextPair("没有停电数据，不作分析。", "Without outages there is nothing to analyse.")
    return TextPair("按现有记录，没有需要处理的事项。", "On the record there is nothing to act on.")


def _key(facts: Facts) -> tuple[tuple[TextPair, Cell, TextPair], ...]:
    count, time = facts.of("service", "outages_12m"), facts.of("service", "outage_hours_12m")
    if count is None:
        return ()
    longest = max((row["minutes"] for row in _year(facts) if row["minutes"] is not None), default=None)
    return (
        (TextPair("停电次数", "Outages"), number(count), TextPair("次 · 12 个月", "in 12 months")),
        (TextPair("停电时间", "Without supply"), number(time, 1), TextPair("小时 · 12 个月", "hours in 12 months")),
        (TextPair("最长一次", "Longest"), hours(longest), TextPair("小时", "hours")),
        (
            TextPair("供电可靠率", "Reliability"),
            share(1 - (time or 0) / HOURS_OF_YEAR, 3),
            TextPair("12 个月", "12 months"),
        ),
        (TextPair("少用电量（推算）", "Not supplied, about"), amount(lost_kwh(facts)), same_text("kWh")),
    )


def _opening(facts: Facts) -> tuple[Block, ...]:
    if not facts.outages:
        return ()
    first, words = (
        facts.as_of - timedelta(days=730),
        TextPair("计划停电|故障停电|电能表感知", "planned|fault|seen by the meter"),
    )
    note = TextPair("圆点越大停电越久，数字为小时。", "A larger dot lasted longer; the numbers are hours.")
    rows = list(facts.outages)
    return (
        ChartBlock(
            TextPair("两年中的每一次停电", "Every outage of two years"),
            lambda lang: draw_timeline(rows, first, facts.as_of, words, lang),
            note,
        ),
    )


def _notes(facts: Facts) -> tuple[TextPair, ...]:
    return (
        TextPair(
            "计划停电的规定：提前 2 天通知，提前 12 小时再次通知，大客户提前 30 分钟电话通知；任何情况下至少提前 "
            "24 小时以书面或电话通知并留存记录。抢修 45 分钟内到场。",
            "Rules for planned outages: notice 2 days before, again 12 hours before, large customers by telephone "
            "30 minutes before; "
            "in any case 24 hours before, in writing or by telephone, and logged. Repair crews are on site within "
            "45 minutes.",
        ),
        TextPair(
            f"“12 个月”指 {day(year_start(facts.as_of).date())} 之后。电能表感知的停电由电能表记录，无对应停电单。",
            f"12 months are those after {day(year_start(facts.as_of).date())}. An outage seen by the meter alone has no "
            "order in the outage system.",
        ),
    )
