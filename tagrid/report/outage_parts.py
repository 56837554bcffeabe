"""Parts of the outage file: reliability of the year beside others, and every outage."""

from tagrid.report.charts_beside import bars
from tagrid.report.codes import named
from tagrid.report.facts import Facts
from tagrid.report.model import Chart, Missing, Section, Table
from tagrid.report.text import NONE, Text, counted, hours, moment, number, share

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
