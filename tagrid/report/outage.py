"""The outage file 停电档案: every outage of two years, planned against actual, its notices, repairs, and what to do."""

from collections import Counter
from datetime import timedelta

from tagrid.report import outage_parts, outage_rules
from tagrid.report.advice import advice
from tagrid.report.charts_beside import timeline
from tagrid.report.facts import Facts
from tagrid.report.model import Block, Cell, Chart, Document, Point, arranged, points
from tagrid.report.notices import checked, planned
from tagrid.report.text import Text, amount, day, hours, number, same, share
from tagrid.report.year import since

TITLE = Text("停电档案", "Outage file")
MONTHS = 24
YEAR_HOURS = 8760


def document(facts: Facts) -> Document:
    """Return the file of a customer."""
    held = advice("outage", facts)
    first = facts.as_of - timedelta(days=730)
    return Document(
        kind="outage",
        title=TITLE,
        purpose=Text(
            "每一次停电的时间、原因、通知与抢修", "Every outage: when, why, how it was told and how it was mended"
        ),
        period=same(f"{day(first)} – {day(facts.as_of)}"),
        points=points(held, _remarks(facts)),
        key=_key(facts),
        opening=_opening(facts),
        sections=arranged(
            (
                outage_parts.reliability(facts),
                outage_parts.every(facts),
                outage_rules.plans(facts),
                outage_rules.notices(facts),
                outage_rules.repairs(facts),
            )
        ),
        advice=tuple(held),
        advice_title=Text("分析与建议", "Findings and advice"),
        no_advice=_nothing(facts),
        notes=_notes(facts),
    )


def lost_kwh(facts: Facts) -> float | None:
    """Return the energy the outages of 12 months kept from the customer, kWh: their hours at its mean power."""
    time, monthly = facts.of("service", "outage_hours_12m"), facts.usage("monthly_kwh_12m")
    return None if time is None or monthly is None else time * monthly * 12 / YEAR_HOURS


def _year(facts: Facts) -> list[dict]:
    return [row for row in facts.outages if row["started_at"] > since(facts.as_of)]


def _remarks(facts: Facts) -> list[Point]:
    count, time = facts.of("service", "outages_12m"), facts.of("service", "outage_hours_12m")
    if count is None:
        return [_no_data()]
    rows = _year(facts)
    kinds, told = Counter(row["kind"] for row in rows), planned(facts)
    found = [
        Point(
            Text(f"{number(count)} 次，{number(time, 1)} 小时", f"{number(count)} · {number(time, 1)} h"),
            Text("近 12 个月停电", "Outages of 12 months, and their hours"),
            Text(
                f"计划 {kinds['planned']} 次，故障 {kinds['fault']} 次，仅电能表感知 {kinds['sensed']} 次。",
                f"{kinds['planned']} planned, {kinds['fault']} by fault, {kinds['sensed']} seen by the meter alone.",
            ),
        ),
        Point(
            same(share(1 - (time or 0) / YEAR_HOURS, 3)),
            Text("供电可靠率", "Supply reliability"),
            Text("近 12 个月有电时间占全年的比例。", "Time with supply as a share of the last 12 months."),
        ),
    ]
    in_time = sum(1 for row in told if checked(row).in_time)
    if told:
        text = Text("计划停电提前 24 小时通知到您。", "Planned outages of which you were told 24 hours before.")
        found.append(
            Point(
                Text(f"{in_time} / {len(told)} 次", f"{in_time} of {len(told)}"),
                Text("通知按时送达", "Told in time"),
                text,
            )
        )
    lost = lost_kwh(facts)
    if lost is not None:
        text = Text("按您的平均用电功率乘停电小时推算。", "Your mean power times the hours without supply.")
        found.append(Point(same(f"{amount(lost)} kWh"), Text("因停电少用的电量", "Energy not supplied"), text))
    return found


def _no_data() -> Point:
    text = Text(
        "还没有收到停电、通知与抢修数据；数据接入后，本档案在下一次更新时自动补全。",
        "Outages, notices and repairs were not delivered yet. With them this file is complete at the next refresh.",
    )
    return Point(Text("无数据", "No data"), Text("停电情况尚不可知", "Outages are not known"), text)


def _nothing(facts: Facts) -> Text:
    if facts.of("service", "outages_12m") is None:
        return Text("没有停电数据，不作分析。", "Without outages there is nothing to analyse.")
    return Text("按现有记录，没有需要处理的事项。", "On the record there is nothing to act on.")


def _key(facts: Facts) -> tuple[tuple[Text, Cell, Text], ...]:
    count, time = facts.of("service", "outages_12m"), facts.of("service", "outage_hours_12m")
    if count is None:
        return ()
    longest = max((row["minutes"] for row in _year(facts) if row["minutes"] is not None), default=None)
    return (
        (Text("停电次数", "Outages"), number(count), Text("次 · 12 个月", "in 12 months")),
        (Text("停电时间", "Without supply"), number(time, 1), Text("小时 · 12 个月", "hours in 12 months")),
        (Text("最长一次", "Longest"), hours(longest), Text("小时", "hours")),
        (Text("供电可靠率", "Reliability"), share(1 - (time or 0) / YEAR_HOURS, 3), Text("12 个月", "12 months")),
        (Text("少用电量（推算）", "Not supplied, about"), amount(lost_kwh(facts)), same("kWh")),
    )


def _opening(facts: Facts) -> tuple[Block, ...]:
    if not facts.outages:
        return ()
    first, words = (
        facts.as_of - timedelta(days=730),
        Text("计划停电|故障停电|电能表感知", "planned|fault|seen by the meter"),
    )
    note = Text("圆点越大停电越久，数字为小时。", "A larger dot lasted longer; the numbers are hours.")
    rows = list(facts.outages)
    return (
        Chart(
            Text("两年中的每一次停电", "Every outage of two years"),
            lambda lang: timeline(rows, first, facts.as_of, words, lang),
            note,
        ),
    )


def _notes(facts: Facts) -> tuple[Text, ...]:
    return (
        Text(
            "计划停电的规定：提前 2 天通知，提前 12 小时再次通知，大客户提前 30 分钟电话通知；任何情况下至少提前 "
            "24 小时以书面或电话通知并留存记录。抢修 45 分钟内到场。",
            "Rules for planned outages: notice 2 days before, again 12 hours before, large customers by telephone "
            "30 minutes before; "
            "in any case 24 hours before, in writing or by telephone, and logged. Repair crews are on site within "
            "45 minutes.",
        ),
        Text(
            f"“12 个月”指 {day(since(facts.as_of).date())} 之后。电能表感知的停电由电能表记录，无对应停电单。",
            f"12 months are those after {day(since(facts.as_of).date())}. An outage seen by the meter alone has no "
            "order in the outage system.",
        ),
    )
