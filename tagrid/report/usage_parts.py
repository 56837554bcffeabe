"""Parts of the usage report: what was used, what it cost, and how that compares."""

from datetime import date, timedelta

from tagrid.report import charts
from tagrid.report.charts_beside import Strip, strips
from tagrid.report.facts import Facts, total
from tagrid.report.model import Chart, Missing, Pairs, Section, Table
from tagrid.report.text import Text, amount, change, counted, day, month, number, share

WHOLE_MONTH_DAYS = 20
METRICS = {
    "monthly_kwh": (Text("月均用电量", "Energy a month"), lambda v: f"{amount(v)} kWh"),
    "growth": (Text("同比增长（去天气）", "Growth less weather"), change),
    "peak_share": (Text("峰段占比", "Peak share"), share),
    "valley_share": (Text("谷段占比", "Valley share"), share),
    "price": (Text("平均单价（元/kWh）", "Mean price, yuan a kWh"), lambda v: f"{v:.4f}"),
    "load_factor": (Text("负荷率", "Load factor"), share),
    "capacity_use": (Text("容量利用率", "Use of capacity"), share),
    "power_factor": (Text("功率因数", "Power factor"), lambda v: f"{v:.3f}"),
    "weekend_ratio": (Text("休息日/工作日", "Weekend to workday"), lambda v: f"{v:.2f}"),
}


def month_rows(facts: Facts) -> list[tuple[date, float, float | None]]:
    """Return month, kWh and that of the year before for the last 13 months, by the readings where there are any."""
    read = {first: (kwh, days) for first, kwh, days in facts.read_months}
    values = {first: kwh for first, (kwh, days) in read.items() if days >= WHOLE_MONTH_DAYS}
    values = values or {m.first: m.kwh for m in facts.bills}
    return [(first, values[first], values.get(_year_before(first))) for first in sorted(values)[-13:]]


def read_pairs(facts: Facts) -> list[tuple[float, float]]:
    """Return the mean day of each of the last 12 months beside the same month a year before, where both were read."""
    mean = {first: kwh / days for first, kwh, days in facts.read_months if days >= WHOLE_MONTH_DAYS}
    last = sorted(mean)[-12:]
    return [(mean[first], mean[_year_before(first)]) for first in last if _year_before(first) in mean]


def _year_before(first: date) -> date:
    return first.replace(year=first.year - 1)


def use(facts: Facts) -> Section:
    """What was used: a year of days, the rhythm of week and season."""
    title = Text("用电情况", "What you used")
    days = [row for row in facts.days if row[0] > facts.as_of - timedelta(days=365)]
    read = [(on, kwh) for on, kwh in days if kwh is not None]
    if not read:
        return Section(title, None, (Missing(Text("没有日电量读数。", "There are no daily readings.")),))
    words = Text("日电量|一|六", "energy by day|Mon|Sat")
    chart = Chart(
        Text("一年中每一天的用电", "Every day of the year"),
        lambda lang: charts.calendar(days, words, lang),
        Text(
            "每列一周，自周一起；颜色越深用电越多，白格为未采到读数。",
            "A column is a week from Monday; darker is more; white was not read.",
        ),
    )
    return Section(title, _lead(facts, read), (chart, Pairs(tuple(_rhythm(facts, days, read)))))


def _lead(facts: Facts, read: list[tuple[date, float]]) -> Text:
    kwh = sum(value for _, value in read)
    return Text(
        f"近一年 {len(read)} 天读数合计 {amount(kwh)} kWh，平均每天 {amount(kwh / len(read))} kWh。",
        f"The {len(read)} days read in the last year add up to {amount(kwh)} kWh, {amount(kwh / len(read))} kWh a day.",
    )


def _rhythm(facts: Facts, days: list, read: list[tuple[date, float]]):
    top = max(read, key=lambda row: row[1])
    yield Text("最高日", "Highest day"), f"{day(top[0])} · {amount(top[1])} kWh"
    zero = sum(1 for _, kwh in read if kwh == 0)
    yield Text("零电量天数", "Days without use"), Text(f"{zero} 天", f"{zero} days")
    lost = len(days) - len(read)
    yield Text("未采到读数", "Days not read"), Text(f"{lost} / {len(days)} 天", f"{lost} of {len(days)} days")
    for name, text in (
        ("weekend_ratio", Text("休息日与工作日用电之比", "A weekend day to a workday")),
        ("holiday_ratio", Text("节假日与平日用电之比", "A holiday to a usual day")),
    ):
        value = facts.usage(name)
        if value is not None:
            yield text, number(value, 2)
    for tag in ("seasonality", "temperature_sensitivity", "usage_volatility", "usage_trend"):
        seen = facts.tags.get(tag)
        if seen and seen.value != "unknown":
            yield seen.label, seen.value_label


def cost(facts: Facts) -> Section:
    """What it cost: every bill of the year."""
    title = Text("电费情况", "What it cost")
    if not facts.year:
        why = Text(
            "没有账单数据；电费、电价与峰谷部分从略。", "There are no bills: cost, prices and periods are left out."
        )
        return Section(title, None, (Missing(why),))
    kwh, paid = total(facts.year, "kwh"), total(facts.year, "yuan")
    lead = Text(
        f"{len(facts.year)} 个月电费 {number(paid, 2)} 元，用电 {amount(kwh)} kWh"
        + (f"，平均 {paid / kwh:.4f} 元/kWh。" if kwh else "。"),
        f"{counted(len(facts.year), 'month')} cost {number(paid, 2)} yuan for {amount(kwh)} kWh"
        + (f", {paid / kwh:.4f} yuan a kWh." if kwh else "."),
    )
    blocks = [_bills(facts)]
    if facts.split:
        rows = facts.periods
        words = Text("峰|平|谷", "peak|flat|valley")
        blocks.insert(
            0,
            Chart(
                Text("各月峰、平、谷电量占比", "Peak, flat and valley of each month"),
                lambda lang: charts.periods(rows, words, lang),
            ),
        )
    return Section(title, lead, tuple(blocks))


def _bills(facts: Facts) -> Table:
    has_factor = any(m.factor_yuan is not None for m in facts.year)
    head = [
        Text("电费年月", "Month"),
        Text("电量 kWh", "Energy kWh"),
        Text("峰 kWh", "Peak kWh"),
        Text("谷 kWh", "Valley kWh"),
        Text("电费 元", "Amount yuan"),
        Text("均价 元/kWh", "Yuan a kWh"),
        *([Text("力调 元", "Power factor yuan")] if has_factor else []),
    ]
    rows = [
        _bill_row(month(m.first), m.kwh, m.peak_kwh, m.valley_kwh, m.yuan, m.factor_yuan, has_factor)
        for m in facts.year
    ]
    sums = [total(facts.year, name) for name in ("kwh", "peak_kwh", "valley_kwh", "yuan", "factor_yuan")]
    known = [None if not facts.split and n in (1, 2) else value for n, value in enumerate(sums)]
    rows.append(_bill_row(Text("合计", "Total"), *known, has_factor))
    return Table(tuple(head), tuple(rows), "l" + "r" * (len(head) - 1), strong=(len(rows) - 1,))


def _bill_row(name, kwh, peak, valley, paid, adjusted, has_factor: bool) -> tuple:
    mean = f"{paid / kwh:.4f}" if kwh else "–"
    more = (number(adjusted, 2),) if has_factor else ()
    return (name, number(kwh, 1), number(peak, 1), number(valley, 1), number(paid, 2), mean, *more)


def _own(facts: Facts) -> dict[str, float | None]:
    kwh = total(facts.year, "kwh")
    own = {name: facts.usage(f"{name}_12m") for name in ("monthly_kwh", "peak_share", "valley_share", "load_factor")}
    return {
        **own,
        "capacity_use": facts.usage("capacity_use_12m"),
        "growth": facts.usage("kwh_growth_12m"),
        "weekend_ratio": facts.usage("weekend_ratio"),
        "power_factor": facts.money("power_factor_12m"),
        "price": total(facts.year, "yuan") / kwh if kwh > 0 else None,
    }


def beside(facts: Facts) -> Section:
    """How the customer stands among those of its kind."""
    title, peers = Text("与同类客户比较", "Beside customers of your kind"), facts.peers or {}
    rows = [strip for key in METRICS if (strip := _strip(key, _own(facts).get(key), peers.get(key)))]
    if not rows:
        why = Text("同类客户不足 10 户，不作比较。", "Fewer than 10 customers are of your kind: no comparison.")
        return Section(title, None, (Missing(why),))
    near = peers["by_industry"]
    kind = Text("同行业同类", "of your kind and industry") if near else Text("同类", "of your kind")
    count = number(peers["customers"])
    lead = Text(f"与 {count} 户{kind.zh}客户比较。", f"Beside {count} customers {kind.en}.")
    words = Text("您|同类中间一半与中位数", "you|middle half of the others, and their median")
    note = Text("右侧两列：您的数值、同类中位数。", "On the right: your value, then the others' median.")
    chart = Chart(Text("您在同类中的位置", "Where you stand"), lambda lang: strips(rows, words, lang), note)
    return Section(title, lead, (chart,))


def _strip(key: str, own: float | None, quartiles: list | None) -> Strip | None:
    if own is None or not quartiles or None in quartiles:
        return None
    name, write = METRICS[key]
    low, median, high = quartiles
    return Strip(name, (low, median, high), own, (write(own), write(median)))
