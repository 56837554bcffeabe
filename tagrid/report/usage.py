"""The usage analysis report 用电情况分析报告: what was used and paid, beside others, and what would cost less."""

from datetime import timedelta

from tagrid.report import usage_parts, usage_tariff
from tagrid.report.advice import advice
from tagrid.report.facts import Facts, total
from tagrid.report.model import Block, Cell, Chart, Document, Point, arranged, points
from tagrid.report.text import Text, amount, change, counted, day, month, number, same, share, yuan

TITLE = Text("用电情况分析报告", "Usage analysis report")


def document(facts: Facts) -> Document:
    """Return the report of a customer."""
    held = advice("usage", facts)
    sections = (
        usage_parts.use(facts),
        usage_parts.cost(facts),
        usage_tariff.tariff(facts),
        usage_tariff.reactive(facts),
        usage_tariff.capacity(facts),
        usage_parts.beside(facts),
    )
    return Document(
        kind="usage",
        title=TITLE,
        purpose=Text("用了多少、付了多少、怎样更省", "What you used, what it cost, and what would cost less"),
        period=_period(facts),
        points=points(held, _remarks(facts)),
        key=_key(facts),
        opening=_opening(facts),
        sections=arranged(sections),
        advice=tuple(held),
        advice_title=Text("给您的建议", "What we advise"),
        no_advice=Text(
            "按现有数据，没有发现可以节省的地方：峰谷、功率因数、容量与电价都合适。",
            "On the data there is, nothing to save was found: periods, power factor, capacity and tariff fit, as "
            "far as measured.",
        ),
        notes=_notes(),
    )


def _period(facts: Facts) -> Text:
    if facts.year:
        return same(f"{month(facts.year[0].first)} – {month(facts.year[-1].first)}")
    if facts.days:
        first = max(facts.days[0][0], facts.as_of - timedelta(days=364))
        return same(f"{day(first)} – {day(facts.as_of)}")
    return Text("尚无用电数据", "no readings yet")


def growth(facts: Facts) -> tuple[float, int] | None:
    """Return the change of energy against the same months a year before, and how many months; None without any.

    From the bills or, without bills, from months with at least 20 days read, by the mean of a day.
    """
    pairs = [(now.kwh, old.kwh) for now, old in facts.pairs] or usage_parts.read_pairs(facts)
    before = sum(old for _, old in pairs)
    return (sum(now for now, _ in pairs) / before - 1, len(pairs)) if before > 0 else None


def _remarks(facts: Facts) -> list[Point]:
    """Facts that fill the first page where there is less advice than room: of a year's size first."""
    found = [_energy_point(facts), _growth_point(facts), _highest_point(facts), _steady_point(facts)]
    return [one for one in found if one]


def _energy_point(facts: Facts) -> Point | None:
    kwh = total(facts.year, "kwh")
    if kwh <= 0:
        return None
    paid, months = total(facts.year, "yuan"), len(facts.year)
    return Point(
        yuan(paid),
        Text(f"{months} 个月的电费", f"Bills of {counted(months, 'month')}"),
        Text(
            f"用电 {amount(kwh)} kWh，平均每 kWh {paid / kwh:.4f} 元。",
            f"For {amount(kwh)} kWh: {paid / kwh:.4f} yuan a kWh on average.",
        ),
    )


def _growth_point(facts: Facts) -> Point | None:
    found = growth(facts)
    if found is None:
        return None
    value, count = found
    return Point(
        same(change(value)),
        Text("与上年同月相比", "Against the same months a year before"),
        Text(
            f"比较 {count} 个两年都有数据的月份的用电量。",
            f"The energy of {count} months that both years have.",
        ),
    )


def _highest_point(facts: Facts) -> Point | None:
    whole = [row for row in facts.read_months if row[2] >= 20][-12:]
    if len(whole) < 3:
        return None
    top = max(whole, key=lambda row: row[1] / row[2])
    low = min(whole, key=lambda row: row[1] / row[2])
    return Point(
        same(month(top[0])),
        Text("用电最多的月份", "Month of highest use"),
        Text(
            f"日均 {amount(top[1] / top[2])} kWh；最少的 {month(low[0])} 日均 {amount(low[1] / low[2])} kWh。",
            f"{amount(top[1] / top[2])} kWh a day; the lowest, {month(low[0])}, had {amount(low[1] / low[2])}.",
        ),
    )


def _steady_point(facts: Facts) -> Point | None:
    read = [kwh for on, kwh in facts.days if kwh is not None and on > facts.as_of - timedelta(days=365)]
    if not read:
        return None
    return Point(
        Text(f"{amount(sum(read) / len(read))} kWh", f"{amount(sum(read) / len(read))} kWh"),
        Text("平均每天用电", "Use of a mean day"),
        Text(f"按近一年 {len(read)} 天的读数。", f"By the readings of {len(read)} days of the last year."),
    )


def _key(facts: Facts) -> tuple[tuple[Text, Cell, Text], ...]:
    kwh, paid = total(facts.year, "kwh"), total(facts.year, "yuan")
    read = [value for on, value in facts.days if value is not None and on > facts.as_of - timedelta(days=365)]
    grown = growth(facts)
    rows: list[tuple[Text, Cell, Text]] = []
    months = Text(f"{len(facts.year)} 个月", counted(len(facts.year), "month"))
    if facts.year:
        rows.append((Text("用电量", "Energy"), amount(kwh), Text(f"kWh · {months.zh}", f"kWh · {months.en}")))
        rows.append((Text("电费", "Bills"), number(paid), Text(f"元 · {months.zh}", f"yuan · {months.en}")))
    elif read:
        rows.append(
            (Text("用电量", "Energy"), amount(sum(read)), Text(f"kWh · {len(read)} 天", f"kWh · {len(read)} days"))
        )
        rows.append((Text("日均", "A day"), amount(sum(read) / len(read)), same("kWh")))
    if facts.year and kwh > 0:
        rows.append((Text("平均单价", "Mean price"), f"{paid / kwh:.4f}", Text("元/kWh", "yuan a kWh")))
    if grown:
        rows.append(
            (
                Text("与上年同月比", "On the year before"),
                change(grown[0]),
                Text(f"{grown[1]} 个月", counted(grown[1], "month")),
            )
        )
    if facts.split:
        part = total(facts.split, "peak_kwh") / (total(facts.split, "kwh") or 1)
        rows.append((Text("峰段占比", "Peak share"), share(part), Text("账单电量", "of energy billed")))
    return tuple(rows[:5])


def _opening(facts: Facts) -> tuple[Block, ...]:
    rows = usage_parts.month_rows(facts)
    if len(rows) < 2:
        return ()
    words = Text("本年|上年同月", "this year|the year before")
    return (Chart(Text("每月用电量", "Energy by month"), lambda lang: charts_months(rows, words, lang)),)


def charts_months(rows, words: Text, lang: str):
    """Draw the months of use."""
    from tagrid.report.charts import months

    return months(rows, words, "kWh", lang)


def _notes() -> tuple[Text, ...]:
    return (
        Text(
            "电费为账单应收金额；“本年”指截至最近一张账单的 12 个月。预计节省按现有用电与现行价格推算，不是承诺。",
            "Bills are amounts due; this year is the 12 months that end with the newest bill. Savings are worked "
            "out from present "
            "use and prices; they are no promise.",
        ),
        Text(
            "同类客户：用电类型与供电方式相同，且行业内户数足够时为同一行业；只用多户汇总数。",
            "Customers of your kind share tariff category and way of supply, and the industry where it has enough "
            "of them; only sums "
            "of several customers are used.",
        ),
    )
