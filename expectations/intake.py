"""What may come in, table by table: Great Expectations on typed rows, after the cell checks of the contracts.

A table is checked as a whole: against its own past, and against what such numbers can be. A critical expectation
refuses the delivery, a warning is reported.
"""

from datetime import date

import great_expectations as gx
import great_expectations.expectations as gxe

from tagrid.core.text import Text
from tagrid.landing import PLANNED, SourceTable, TablePast, measures

# Measures without which a table is of no use, and the share of rows that must hold them.
FILLED = {
    ("metering.daily_energy", "energy_kwh"): 0.5,
    ("outside.weather", "high_c"): 0.9,
}

# A mean this many times above or below the past is another unit (Wh for kWh, fen for yuan), not another season.
UNIT_FACTOR = 30

# Sizes of customers are so unequal that means of fewer rows prove nothing.
MEAN_ROWS = 1000

# More empty cells than in the past by this share is worth a look.
MORE_NULLS = 0.2

# Rows against the past: the share of the usual rows a day below or above which it is worth a look.
ROWS_A_DAY = (0.2, 5)

SWAPPED_PLACE = Text(en="longitude and latitude are swapped", zh="经度与纬度颠倒")

# Relations between columns that hold in nearly every row, or columns are swapped or units wrong: for a table the
# share of rows that may break one, the condition that breaks it, and what is wrong then.
BROKEN_RELATIONS: dict[str, tuple[float, str, Text]] = {
    "metering.daily_energy": (
        0.05,
        "peak_kwh + valley_kwh > energy_kwh * 1.02 + 0.1",
        Text(en="peak and valley exceed the day", zh="峰谷电量之和超过日电量"),
    ),
    "metering.daily_voltage": (
        0.05,
        "over_minutes + under_minutes > monitored_minutes",
        Text(en="minutes exceed the monitored", zh="越限分钟数超过监测分钟数"),
    ),
    "outside.weather": (
        0.02,
        "high_c < low_c",
        Text(en="the highest temperature is below the lowest", zh="最高气温低于最低气温"),
    ),
    "marketing.bills": (
        0.2,
        "amount_yuan > 10 * energy_kwh + 500",
        Text(en="a kWh costs more than 10 yuan: fen, not yuan", zh="每千瓦时超过 10 元：单位是分而不是元"),
    ),
    "marketing.tariffs": (
        0.1,
        "price_yuan_per_kwh > 5",
        Text(en="a kWh costs more than 5 yuan: fen, not yuan", zh="每千瓦时超过 5 元：单位是分而不是元"),
    ),
    "marketing.customers": (
        0.05,
        "closed_on < opened_on",
        Text(en="accounts close before they open", zh="销户早于开户"),
    ),
    "marketing.meters": (
        0.05,
        "removed_on < installed_on",
        Text(en="meters are removed before they are installed", zh="拆表早于装表"),
    ),
    "marketing.demand_responses": (
        0.05,
        "shed_kw > 1.2 * baseline_kw",
        Text(en="more is shed than the baseline holds", zh="削减负荷超过基线"),
    ),
    "marketing.market_entries": (
        0.05,
        "left_on < registered_on",
        Text(en="customers leave before they register", zh="退市早于入市"),
    ),
    "service_95598.outages": (
        0.05,
        "ended_at < started_at",
        Text(en="outages end before they start", zh="停电结束早于开始"),
    ),
    "service_95598.repairs": (
        0.1,
        "restored_at < crew_arrived_at",
        Text(en="supply is back before the crew arrives", zh="复电早于抢修人员到达"),
    ),
    "gis.locations": (0.05, "longitude < latitude", SWAPPED_PLACE),
    "outside.poi": (0.05, "longitude < latitude", SWAPPED_PLACE),
}


def _relation(table: SourceTable) -> list:
    """The relation between columns of a table, as one aggregate over it."""
    if table.address not in BROKEN_RELATIONS:
        return []
    share, broken, wrong = BROKEN_RELATIONS[table.address]
    return [
        gxe.UnexpectedRowsExpectation(
            unexpected_rows_query=f"select 1 from {{batch}} having avg(({broken})::int) > {share}",
            description=f"in more than {share:.0%} of the rows {wrong.en}",
            meta={"zh": f"超过 {share:.0%} 的行{wrong.zh}"},
        )
    ]


def _filled(table: SourceTable) -> list:
    return [
        gxe.ExpectColumnValuesToNotBeNull(
            column=column,
            mostly=share,
            description=f"at least {share:.0%} of the cells are filled",
            meta={"zh": f"至少 {share:.0%} 的单元格应有值"},
        )
        for (address, column), share in FILLED.items()
        if address == table.address
    ]


def _against_past(table: SourceTable, past: TablePast) -> list:
    """Means and empty cells of measures, compared with the newest landed rows."""
    found = []
    for column in (c.name for c in measures(table)):
        nulls, mean = past.null_shares.get(column), past.means.get(column)
        if nulls is not None and nulls + MORE_NULLS < 1:
            found.append(
                gxe.ExpectColumnValuesToNotBeNull(
                    column=column,
                    mostly=round(1 - nulls - MORE_NULLS, 3),
                    severity="warning",
                    description=f"about {nulls:.0%} of the cells were empty in the past",
                    meta={"zh": f"以往约有 {nulls:.0%} 的单元格为空"},
                )
            )
        if mean and past.rows >= MEAN_ROWS:
            bounds = sorted((mean / UNIT_FACTOR, mean * UNIT_FACTOR))
            found.append(
                gxe.ExpectColumnMeanToBeBetween(
                    column=column,
                    min_value=bounds[0],
                    max_value=bounds[1],
                    description=f"the mean was {mean:,.4g} in the past; another unit?",
                    meta={"zh": f"以往均值为 {mean:,.4g}，是否换了单位？"},
                )
            )
    return found


def _size(past: TablePast, days: int | None) -> list:
    if not past.rows_a_day or not days:
        return []
    low, high = (share * past.rows_a_day * days for share in ROWS_A_DAY)
    return [
        gxe.ExpectTableRowCountToBeBetween(
            min_value=int(low),
            max_value=int(high) + 1,
            severity="warning",
            description=f"{past.rows_a_day:,.0f} rows a day were usual, and {days} days came",
            meta={"zh": f"通常每天 {past.rows_a_day:,.0f} 行，本批次有 {days} 天"},
        )
    ]


def _not_after(table: SourceTable, until: date | None) -> list:
    if not until or not table.period or table.address in PLANNED:
        return []
    return [
        gxe.UnexpectedRowsExpectation(
            unexpected_rows_query=f"select 1 from {{batch}} having max({table.period}::date) > date '{until}'",
            description=f"{table.period} lies after the delivery's last day {until}",
            meta={"zh": f"{table.period} 晚于交付批次的截止日 {until}"},
        )
    ]


def suite(table: SourceTable, rows: int, days: int | None, past: TablePast, until: date | None) -> gx.ExpectationSuite:
    """Return what must hold for ``rows`` new rows of a table on ``days`` new days, seen against its past."""
    checks = [*_filled(table), *_relation(table), *_not_after(table, until)]
    if rows >= MEAN_ROWS:
        checks += _against_past(table, past)
    if table.fresh_days is not None and table.fresh_days <= 10:
        checks += _size(past, days)
    return gx.ExpectationSuite(name=table.address, expectations=checks)
