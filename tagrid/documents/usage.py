"""The usage analysis report 用电情况分析报告: use and cost of the year, peers, tariff, and what can be saved."""

from datetime import date

from tagrid.core.formats import (
    amount,
    change,
    counted,
    day,
    in_currency,
    kwh_price,
    money_words,
    month,
    number,
    share,
    yuan,
)
from tagrid.core.periods import window_start
from tagrid.core.text import Text, as_text
from tagrid.documents import usage_tariff
from tagrid.documents.advice.rules import advice_for
from tagrid.documents.charts import Strip, draw_calendar, draw_months, draw_periods, draw_strips
from tagrid.documents.facts import Facts, corrected_text, mean_price, total_of
from tagrid.documents.model import (
    Block,
    Cell,
    ChartBlock,
    Document,
    MissingBlock,
    PairsBlock,
    Point,
    Section,
    TableBlock,
    arrange_sections,
    main_points,
)
from tagrid.portrait import METRICS, UNITS, corrected_days, correction_reason, line_label

WHOLE_MONTH_DAYS = 20

LEAST_PAIRS = 6  # months that a growth rests on at least, as the tag of growth has it

PER_KWH = Text(zh="{currency}/kWh", en="{currency} a kWh")

# What a year's use is, wherever a document states it.
YEAR_KWH_HOW = Text(
    zh="按读数，近 12 个完整月的月均乘以 12", en="12 times the mean of the last 12 complete months, by readings"
)

USAGE_TITLE = Text(zh="用电情况分析报告", en="Usage analysis report")


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


def use_section(facts: Facts) -> Section:
    """What was used: a year of days, the rhythm of week and season."""
    title = Text(zh="用电情况", en="What you used")
    days = [row for row in facts.days if row[0] >= window_start(facts.as_of)]
    read = [(on, kwh) for on, kwh in days if kwh is not None]
    if not read:
        return Section(title, None, (MissingBlock(Text(zh="没有日电量读数。", en="There are no daily readings.")),))
    words = Text(zh="日电量|一|六", en="energy by day|Mon|Sat")
    chart = ChartBlock(
        Text(zh="一年中每一天的用电", en="Every day of the year"),
        lambda lang: draw_calendar(days, words, lang),
        Text(
            zh="每列一周，自周一起；颜色越深用电越多，白格为未采到读数。",
            en="A column is a week from Monday; darker is more; white was not read.",
        ),
    )
    return Section(title, _lead(facts, read), (chart, PairsBlock(tuple(_rhythm(facts, days, read)))))


def _lead(facts: Facts, read: list[tuple[date, float]]) -> Text:
    year = facts.year_kwh
    if year is not None:
        return Text(
            zh=f"年用电量 {amount(year)} kWh（{YEAR_KWH_HOW.zh}），平均每天 {amount(year / 365)} kWh。",
            en=f"A year's use is {amount(year)} kWh ({YEAR_KWH_HOW.en}), {amount(year / 365)} kWh a day.",
        )
    kwh = sum(value for _, value in read)
    return Text(
        zh=f"近一年 {len(read)} 天读数合计 {amount(kwh)} kWh，平均每天 {amount(kwh / len(read))} kWh。",
        en=f"The {len(read)} days read in the last year add up to {amount(kwh)} kWh, {amount(kwh / len(read))} kWh a "
        "day.",
    )


def _rhythm(facts: Facts, days: list, read: list[tuple[date, float]]):
    top = max(read, key=lambda row: row[1])
    yield Text(zh="最高日", en="Highest day"), f"{day(top[0])} · {amount(top[1])} kWh"
    zero = sum(1 for _, kwh in read if kwh == 0)
    yield Text(zh="零电量天数", en="Days without use"), Text(zh=f"{zero} 天", en=counted(zero, "day"))
    lost = len(days) - len(read)
    yield (
        Text(zh="未采到读数", en="Days not read"),
        Text(zh=f"{lost} / {len(days)} 天", en=f"{lost} of {len(days)} days"),
    )
    for name, text in (
        ("weekend_ratio", Text(zh="休息日与工作日用电之比", en="A weekend day to a workday")),
        ("holiday_ratio", Text(zh="节假日与平日用电之比", en="A holiday to a usual day")),
    ):
        value = facts.usage(name)
        if value is not None:
            yield text, number(value, 2)
    for tag in facts.shown.get("rhythm", ()):
        yield tag.label, tag.value_label


def cost_section(facts: Facts) -> Section:
    """What it cost: every bill of the year."""
    title = Text(zh="电费情况", en="What it cost")
    if not facts.year:
        why = Text(
            zh="没有账单数据；电费、电价与峰谷部分从略。",
            en="There are no bills: cost, prices and periods are left out.",
        )
        return Section(title, None, (MissingBlock(why),))
    kwh, paid = total_of(facts.year, "kwh"), total_of(facts.year, "yuan")
    price, corrected = mean_price(facts), corrected_text(facts)
    lead = Text(
        zh=f"{len(facts.year)} 个月电费 {yuan(paid, 2).zh}{corrected.zh}，账单电量 {amount(kwh)} kWh"
        + ("。" if price is None else f"，平均 {kwh_price(price).zh}。"),
        en=f"{counted(len(facts.year), 'month')} cost {yuan(paid, 2).en}{corrected.en} for {amount(kwh)} kWh billed"
        + ("." if price is None else f", {kwh_price(price).en}."),
    )
    blocks = [_bill_table(facts), *_corrections(facts), *_newest_lines(facts)]
    if facts.split:
        rows = facts.periods
        words = Text(zh="峰|平|谷", en="peak|flat|valley")
        blocks.insert(
            0,
            ChartBlock(
                Text(zh="各月峰、平、谷电量占比", en="Peak, flat and valley of each month"),
                lambda lang: draw_periods(rows, words, lang),
            ),
        )
    return Section(title, lead, tuple(blocks))


def _bill_table(facts: Facts) -> TableBlock:
    has_factor, money = any(m.factor_yuan is not None for m in facts.year), money_words()
    has_basic = any(m.basic_yuan is not None for m in facts.year)
    has_corrections = any(m.correction_yuan is not None for m in facts.year)
    head = [
        Text(zh="电费年月", en="Month"),
        Text(zh="电量 kWh", en="Energy kWh"),
        Text(zh="峰 kWh", en="Peak kWh"),
        Text(zh="谷 kWh", en="Valley kWh"),
        Text(zh=f"电费 {money.zh}", en=f"Amount {money.en}"),
        Text(zh=f"均价 {money.zh}/kWh", en=f"{money.en[:1].upper()}{money.en[1:]} a kWh"),
        *([Text(zh=f"基本电费 {money.zh}", en=f"Basic charge {money.en}")] if has_basic else []),
        *([Text(zh=f"力调 {money.zh}", en=f"Power factor {money.en}")] if has_factor else []),
        *([Text(zh=f"退补 {money.zh}", en=f"Correction {money.en}")] if has_corrections else []),
    ]
    lines = ["basic_yuan"] * has_basic + ["factor_yuan"] * has_factor + ["correction_yuan"] * has_corrections
    columns = ("kwh", "peak_kwh", "valley_kwh", "yuan", "current_yuan")
    rows = [
        _bill_row(month(m.first), *(getattr(m, name) for name in columns), [getattr(m, name) for name in lines])
        for m in facts.year
    ]
    sums = [total_of(facts.year, name) for name in columns]
    known = [None if not facts.split and n in (1, 2) else value for n, value in enumerate(sums)]
    rows.append(_bill_row(Text(zh="合计", en="Total"), *known, [total_of(facts.year, name) for name in lines]))
    return TableBlock(tuple(head), tuple(rows), "l" + "r" * (len(head) - 1), strong=(len(rows) - 1,))


def _corrections(facts: Facts) -> tuple[TableBlock, ...]:
    """What the year's bills correct of use before them: why, of which days, how much."""
    months = {m.first for m in facts.year}
    found = [row for row in facts.bill_rows if row.get("correction_yuan") is not None and row["bill_month"] in months]
    if not found:
        return ()
    rows = tuple(
        (
            month(row["bill_month"]),
            correction_reason(row),
            corrected_days(row),
            "–" if row.get("correction_kwh") is None else number(row["correction_kwh"], 2),
            number(float(row["correction_yuan"]), 2),
        )
        for row in sorted(found, key=lambda row: (row["bill_month"], row["issued_on"]))
    )
    head = (
        Text(zh="电费年月", en="Month"),
        Text(zh="退补原因", en="Why"),
        Text(zh="所涉用电", en="Use corrected"),
        Text(zh="退补电量 kWh", en="Energy kWh"),
        Text(zh=f"退补电费 {money_words().zh}", en=f"Correction {money_words().en}"),
    )
    note = Text(
        zh="补收为正，退还为负；已含在上表电费中。", en="Above 0 billed, below 0 refunded; in the amounts above."
    )
    title = Text(zh="退补电费", en="Back-billing and refunds")
    return (TableBlock(head, rows, "lllrr", title=title, note=note),)


def _newest_lines(facts: Facts) -> tuple[TableBlock, ...]:
    """What the newest bill is made of, where its lines were delivered and come to its amount."""
    if not facts.bill_rows:
        return ()
    newest = max(facts.bill_rows, key=lambda row: (row["bill_month"], row["issued_on"], row["bill_id"]))
    lines = facts.bill_lines.get(newest["bill_id"], [])
    if not lines or not lines[0]["adds_up"]:
        return ()
    rows = [
        (
            line_label(one),
            "–" if one["quantity"] is None else f"{number(one['quantity'], 2)} {UNITS.get(one['unit'], '')}",
            "–" if one["unit_price_yuan"] is None else f"{one['unit_price_yuan']:.6f}",
            number(float(one["amount_yuan"]), 2),
        )
        for one in lines
    ]
    total = (Text(zh="应收电费", en="Amount due"), "", "", number(float(newest["amount_yuan"]), 2))
    money, when = money_words(), month(newest["bill_month"])
    head = (
        Text(zh="项目", en="For"),
        Text(zh="计费数量", en="Quantity"),
        Text(zh=f"单价 {money.zh}", en=f"Price of a unit, {money.en}"),
        Text(zh=f"金额 {money.zh}", en=f"Amount {money.en}"),
    )
    title = Text(zh=f"{when} 账单明细", en=f"The bill of {when}, line by line")
    return (TableBlock(head, (*rows, total), "lrrr", title=title, strong=(len(rows),)),)


def _bill_row(name, kwh, peak, valley, paid, own, lines: list) -> tuple:
    mean = f"{own / kwh:.4f}" if kwh else "–"
    more = (number(one, 2) for one in lines)
    return (name, number(kwh, 1), number(peak, 1), number(valley, 1), number(paid, 2), mean, *more)


def _own_metrics(facts: Facts) -> dict[str, float | None]:
    own = {name: facts.usage(f"{name}_12m") for name in ("monthly_kwh", "load_factor")}
    return {
        **own,
        "peak_share": facts.share_of_peak,
        "valley_share": facts.share_of_valley,
        "capacity_use": facts.usage("capacity_use_12m"),
        "growth": facts.usage("kwh_growth_12m"),
        "weekend_ratio": facts.usage("weekend_ratio"),
        "power_factor": facts.money("power_factor_12m"),
        "price": mean_price(facts),
    }


def peers_section(facts: Facts) -> Section:
    """How the customer stands among those of its kind."""
    title, peers = Text(zh="与同类客户比较", en="Beside customers of your kind"), facts.peers or {}
    rows = [strip for key in METRICS if (strip := _strip(key, _own_metrics(facts).get(key), peers.get(key)))]
    if not rows:
        why = Text(zh="同类客户不足 10 户，不作比较。", en="Fewer than 10 customers are of your kind: no comparison.")
        return Section(title, None, (MissingBlock(why),))
    near = peers["by_industry"]
    kind = Text(zh="同行业同类", en="of your kind and industry") if near else Text(zh="同类", en="of your kind")
    count = number(peers["customers"])
    lead = Text(zh=f"与 {count} 户{kind.zh}客户比较。", en=f"Beside {count} customers {kind.en}.")
    words = Text(zh="您|同类中间一半与中位数", en="you|middle half of the others, and their median")
    note = Text(zh="右侧两列：您的数值、同类中位数。", en="On the right: your value, then the others' median.")
    chart = ChartBlock(
        Text(zh="您在同类中的位置", en="Where you stand"), lambda lang: draw_strips(rows, words, lang), note
    )
    return Section(title, lead, (chart,))


def _strip(key: str, own: float | None, quartiles: list | None) -> Strip | None:
    if own is None or not quartiles or None in quartiles:
        return None
    name, write = METRICS[key]
    low, median, high = quartiles
    return Strip(in_currency(name), (low, median, high), own, (write(own), write(median)))


def usage_report(facts: Facts) -> Document:
    """Return the report of a customer."""
    held = advice_for("usage", facts)
    sections = (
        use_section(facts),
        cost_section(facts),
        usage_tariff.tariff_section(facts),
        usage_tariff.power_factor_section(facts),
        usage_tariff.capacity_section(facts),
        peers_section(facts),
    )
    return Document(
        kind="usage",
        title=USAGE_TITLE,
        purpose=Text(zh="用了多少、付了多少、怎样更省", en="What you used, what it cost, and what would cost less"),
        period=_period(facts),
        points=main_points(held, _remarks(facts)),
        key=_key(facts),
        opening=_opening(facts),
        sections=arrange_sections(sections),
        advice=tuple(held),
        advice_title=Text(zh="给您的建议", en="What we advise"),
        no_advice=Text(
            zh="按现有数据，没有发现可以节省的地方：峰谷、功率因数、容量与电价都合适。",
            en="On the data there is, nothing to save was found: periods, power factor, capacity and tariff fit, as "
            "far as measured.",
        ),
        notes=_notes(),
    )


def _period(facts: Facts) -> Text:
    if facts.year:
        return as_text(f"{month(facts.year[0].first)} – {month(facts.year[-1].first)}")
    if facts.days:
        first = max(facts.days[0][0], window_start(facts.as_of))
        return as_text(f"{day(first)} – {day(facts.as_of)}")
    return Text(zh="尚无用电数据", en="no readings yet")


def growth(facts: Facts) -> tuple[float, int] | None:
    """Return the change of energy against the same months a year before, and how many months; None under six.

    From the bills or, without bills, from months with at least 20 days read, by the mean of a day.
    """
    pairs = [(now.kwh, old.kwh) for now, old in facts.pairs] or read_pairs(facts)
    before = sum(old for _, old in pairs)
    return (sum(now for now, _ in pairs) / before - 1, len(pairs)) if before > 0 and len(pairs) >= LEAST_PAIRS else None


def _remarks(facts: Facts) -> list[Point]:
    """Facts that fill the first page where there is less advice than room: of a year's size first."""
    found = [_energy_point(facts), _growth_point(facts), _highest_point(facts), _steady_point(facts)]
    return [one for one in found if one]


def _energy_point(facts: Facts) -> Point | None:
    price = mean_price(facts)
    if price is None:
        return None
    kwh, paid, months = total_of(facts.year, "kwh"), total_of(facts.year, "yuan"), len(facts.year)
    return Point(
        yuan(paid),
        Text(zh=f"{months} 个月的电费", en=f"Bills of {counted(months, 'month')}"),
        Text(
            zh=f"账单电量 {amount(kwh)} kWh，平均每 kWh {yuan(price, 4).zh}{corrected_text(facts).zh}。",
            en=f"For {amount(kwh)} kWh billed: {kwh_price(price).en} on average{corrected_text(facts).en}.",
        ),
    )


def _growth_point(facts: Facts) -> Point | None:
    found = growth(facts)
    if found is None:
        return None
    value, count = found
    return Point(
        as_text(change(value)),
        Text(zh="与上年同月相比", en="Against the same months a year before"),
        Text(
            zh=f"比较 {count} 个两年都有数据的月份的用电量，未作天气修正。",
            en=f"The energy of the {counted(count, 'month')} that both years have, not adjusted for the weather.",
        ),
    )


def _highest_point(facts: Facts) -> Point | None:
    whole = [row for row in facts.read_months if row[2] >= 20][-12:]
    if len(whole) < 3:
        return None
    top = max(whole, key=lambda row: row[1] / row[2])
    low = min(whole, key=lambda row: row[1] / row[2])
    return Point(
        as_text(month(top[0])),
        Text(zh="用电最多的月份", en="Month of highest use"),
        Text(
            zh=f"日均 {amount(top[1] / top[2])} kWh；最少的 {month(low[0])} 日均 {amount(low[1] / low[2])} kWh。",
            en=f"{amount(top[1] / top[2])} kWh a day; the lowest, {month(low[0])}, had {amount(low[1] / low[2])}.",
        ),
    )


def _steady_point(facts: Facts) -> Point | None:
    read = [kwh for on, kwh in facts.days if kwh is not None and on >= window_start(facts.as_of)]
    if not read:
        return None
    year = facts.year_kwh
    mean = sum(read) / len(read) if year is None else year / 365
    how = Text(zh=f"按近一年 {len(read)} 天的读数。", en=f"By the readings of {len(read)} days of the last year.")
    if year is not None:
        how = Text(
            zh=f"年用电量 {amount(year)} kWh 的每天平均。", en=f"A year's use of {amount(year)} kWh by its days."
        )
    return Point(as_text(f"{amount(mean)} kWh"), Text(zh="平均每天用电", en="Use of a mean day"), how)


def _key(facts: Facts) -> tuple[tuple[Text, Cell, Text], ...]:
    kwh, paid = total_of(facts.year, "kwh"), total_of(facts.year, "yuan")
    read = [value for on, value in facts.days if value is not None and on >= window_start(facts.as_of)]
    grown = growth(facts)
    rows: list[tuple[Text, Cell, Text]] = []
    months = Text(zh=f"{len(facts.year)} 个月", en=counted(len(facts.year), "month"))
    rows += energy_key(facts)
    if facts.year:
        rows.append((Text(zh="电费", en="Bills"), number(paid), money_words() + " · " + months))
    if not rows and read:
        rows.append(
            (
                Text(zh="用电量", en="Energy"),
                amount(sum(read)),
                Text(zh=f"kWh · {len(read)} 天", en=f"kWh · {len(read)} days"),
            )
        )
        rows.append((Text(zh="日均", en="A day"), amount(sum(read) / len(read)), as_text("kWh")))
    if facts.year and kwh > 0:
        rows.append((Text(zh="平均单价", en="Mean price"), f"{paid / kwh:.4f}", in_currency(PER_KWH)))
    if grown:
        rows.append(
            (
                Text(zh="与上年同月比", en="On the year before"),
                change(grown[0]),
                Text(zh=f"{grown[1]} 个月，未作天气修正", en=f"{counted(grown[1], 'month')}, not weather-adjusted"),
            )
        )
    if facts.share_of_peak is not None:
        rows.append(
            (Text(zh="峰段占比", en="Peak share"), share(facts.share_of_peak), Text(zh="含尖峰", en="sharp included"))
        )
    return tuple(rows[:5])


def energy_key(facts: Facts) -> list[tuple[Text, Cell, Text]]:
    """Return the year's use as a line of the key figures, or nothing where it is not known."""
    if facts.year_kwh is None:
        return []
    return [
        (
            Text(zh="年用电量", en="Energy a year"),
            amount(facts.year_kwh),
            Text(zh="kWh · 按完整月", en="kWh · complete months"),
        )
    ]


def _opening(facts: Facts) -> tuple[Block, ...]:
    rows = month_rows(facts)
    if len(rows) < 2:
        return ()
    words = Text(zh="本年|上年同月", en="this year|the year before")
    title = Text(zh="每月用电量", en="Energy by month")
    return (ChartBlock(title, lambda lang: draw_months(rows, words, "kWh", lang)),)


def _notes() -> tuple[Text, ...]:
    return (
        Text(
            zh=f"年用电量{YEAR_KWH_HOW.zh}；账单电量为账单所载，起止日与完整月不同。电费为近 12 个月出具账单的应收"
            "金额。预计节省按现有用电与现行价格推算，不是承诺；标明“或者”的只能择一。",
            en=f"A year's use is {YEAR_KWH_HOW.en}; energy billed is that of the bills, whose days are not those of "
            "complete months. Bills are amounts due, issued in the last 12 months. Savings are worked out from present "
            "use and prices and are no promise; of what is marked 'or' only one can be done.",
        ),
        Text(
            zh="同类客户：用电类别与供电方式相同，且行业内户数足够时为同一行业；只用多户汇总数。",
            en="Customers of your kind share tariff category and way of supply, and the industry where it has enough "
            "of them; only sums of several customers are used.",
        ),
    )
