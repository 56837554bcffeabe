"""What may come in, table by table: Great Expectations on typed rows before they land.

Types, keys, domains and ranges are checked cell by cell by the contracts. Here a table is checked as a whole: against its own past,
and against what such numbers can be. A critical expectation refuses the delivery, a warning is reported.
"""

from datetime import date

import great_expectations as gx
import great_expectations.expectations as gxe

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


# Relations between columns that hold in nearly every row, or columns are swapped or units wrong: for a table the
# share of rows that may break one, the condition that breaks it, and what is wrong then.
BROKEN_RELATIONS = {
    "metering.daily_energy": (
        0.05,
        "peak_kwh + valley_kwh > energy_kwh * 1.02 + 0.1",
        "peak and valley exceed the day",
    ),
    "metering.daily_voltage": (
        0.05,
        "over_minutes + under_minutes > monitored_minutes",
        "minutes exceed the monitored",
    ),
    "outside.weather": (0.02, "high_c < low_c", "the highest temperature is below the lowest"),
    "marketing.bills": (0.2, "amount_yuan > 10 * energy_kwh + 500", "a kWh costs more than 10 yuan: fen, not yuan"),
    "marketing.tariffs": (0.1, "price_yuan_per_kwh > 5", "a kWh costs more than 5 yuan: fen, not yuan"),
    "marketing.customers": (0.05, "closed_on < opened_on", "accounts close before they open"),
    "marketing.meters": (0.05, "removed_on < installed_on", "meters are removed before they are installed"),
    "marketing.demand_responses": (0.05, "shed_kw > 1.2 * baseline_kw", "more is shed than the baseline holds"),
    "marketing.market_entries": (0.05, "left_on < registered_on", "customers leave before they register"),
    "service_95598.outages": (0.05, "ended_at < started_at", "outages end before they start"),
    "service_95598.repairs": (0.1, "restored_at < crew_arrived_at", "supply is back before the crew arrives"),
    "gis.locations": (0.05, "longitude < latitude", "longitude and latitude are swapped"),
    "outside.poi": (0.05, "longitude < latitude", "longitude and latitude are swapped"),
}


def _relation(table: SourceTable) -> list:
    """The relation between columns of a table, as one aggregate over it."""
    if table.address not in BROKEN_RELATIONS:
        return []
    share, broken, wrong = BROKEN_RELATIONS[table.address]
    return [
        gxe.UnexpectedRowsExpectation(
            unexpected_rows_query=f"select 1 from {{batch}} having avg(({broken})::int) > {share}",
            description=f"in more than {share:.0%} of the rows {wrong}",
        )
    ]


def _filled(table: SourceTable) -> list:
    return [
        gxe.ExpectColumnValuesToNotBeNull(
            column=column, mostly=share, description=f"at least {share:.0%} of the cells are filled"
        )
        for (address, column), share in FILLED.items()
        if address == table.address
    ]


def _against_past(table: SourceTable, past: TablePast) -> list:
    """Means and empty cells of measures, held against the newest landed rows."""
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
        )
    ]


def _not_after(table: SourceTable, until: date | None) -> list:
    if not until or not table.period or table.address in PLANNED:
        return []
    return [
        gxe.UnexpectedRowsExpectation(
            unexpected_rows_query=f"select 1 from {{batch}} having max({table.period}::date) > date '{until}'",
            description=f"{table.period} lies after the delivery's last day {until}",
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
