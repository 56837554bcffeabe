"""What may come in, table by table: expectations on typed rows, after the cell checks of the contracts.

A table is checked as a whole: against its own past, and against what such numbers can be. A critical expectation
refuses the delivery, a warning is reported.
"""

from datetime import date
from itertools import pairwise

from tagrid.core import expect
from tagrid.core.text import Text
from tagrid.landing import PLANNED, SourceTable, TablePast

# Measures without which a table is of no use, and the share of rows that must hold them.
FILLED = {
    ("metering.daily_energy", "energy_kwh"): 0.5,
    ("outside.weather", "high_c"): 0.9,
}

# Rows against the past: the share of the usual rows a day below or above which it is worth a look.
ROWS_A_DAY = (0.2, 5)

# Fewer rows than these are few by chance.
ENOUGH_ROWS = 50

SWAPPED_PLACE = Text(en="longitude and latitude are swapped", zh="经度与纬度颠倒")

# Relations between columns that hold in nearly every row, or columns are swapped or units wrong: for a table the
# share of rows that may break one, the condition that breaks it, and what is wrong then.
BROKEN_RELATIONS: dict[str, tuple[float, str, Text]] = {
    "metering.daily_energy": (
        0.05,
        "peak_kwh + valley_kwh + coalesce(sharp_kwh, 0) + coalesce(deep_valley_kwh, 0) > energy_kwh * 1.02 + 0.1",
        Text(en="peak and valley exceed the day", zh="峰谷电量之和超过日电量"),
    ),
    "metering.daily_voltage": (
        0.05,
        "over_minutes + under_minutes > monitored_minutes",
        Text(en="minutes exceed the monitored", zh="越限分钟数超过监测分钟数"),
    ),
    "metering.phase_voltages": (
        0.5,
        "list_max(voltage_v) > 0 and list_max(voltage_v) < 20",
        Text(en="no voltage reaches 20 V: kV, not V", zh="电压不到 20 伏：单位是千伏而不是伏"),
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
    "marketing.demand_responses": (
        0.05,
        "shed_kw > 1.2 * baseline_kw",
        Text(en="more is shed than the baseline holds", zh="削减负荷超过基线"),
    ),
    "gis.locations": (0.05, "longitude < latitude", SWAPPED_PLACE),
    "outside.poi": (0.05, "longitude < latitude", SWAPPED_PLACE),
}

# Codes of a column that come together: one that nobody has in a delivery was lost on the way.
TOGETHER: dict[str, tuple[str, tuple[str, ...]]] = {
    "metering.phase_currents": ("phase", ("a", "b", "c")),
    "metering.phase_voltages": ("phase", ("a", "b", "c")),
}

# Where a customer's kind stands, by which the amounts of its kind are known.
KIND = ("marketing.customers", "customer_type")

# Days and times in the order in which things happen; nearly every row keeps it, or columns are swapped.
ORDER: dict[str, list[tuple[str, ...]]] = {
    "marketing.customers": [("opened_on", "closed_on")],
    "marketing.supply_points": [("energised_on", "closed_on")],
    "marketing.meters": [("installed_on", "removed_on"), ("installed_on", "next_verification_on")],
    "marketing.contracts": [("valid_from", "valid_to")],
    "marketing.bills": [("bill_month", "issued_on", "due_on"), ("corrects_from", "corrects_through")],
    "marketing.connection_applications": [
        ("accepted_on", "surveyed_on", "scheme_replied_on", "construction_started_on", "inspected_on", "energised_on"),
        ("accepted_on", "energised_on"),
        ("accepted_on", "cancelled_on"),
    ],
    "marketing.change_requests": [("requested_on", "completed_on")],
    "marketing.defects": [("found_on", "fix_due_on"), ("found_on", "fixed_on")],
    "marketing.electrician_training": [("trained_on", "valid_until")],
    "marketing.campaigns": [("started_on", "ended_on")],
    "marketing.campaign_responses": [("contacted_at", "responded_at")],
    "marketing.demand_responses": [("starts_at", "ends_at"), ("called_on", "verified_on")],
    "marketing.market_entries": [("registered_on", "left_on")],
    "metering.meter_events": [("occurred_at", "ended_at")],
    "metering.sensed_outages": [("started_at", "ended_at")],
    "outside.court_records": [("listed_on", "cleared_on")],
    "outside.platform_users": [("registered_on", "last_active_on")],
    "service_95598.tickets": [("opened_at", "closed_at")],
    "service_95598.repairs": [
        (
            "hung_up_at",
            "sent_at",
            "crew_received_at",
            "crew_accepted_at",
            "crew_departed_at",
            "crew_arrived_at",
            "restored_at",
        )
    ],
    "service_95598.complaints": [("opened_at", "due_at"), ("opened_at", "resolved_at")],
    "service_95598.outages": [("planned_start_at", "planned_end_at"), ("started_at", "ended_at")],
    "service_95598.outage_notices": [("sent_at", "received_at")],
}

# Share of the rows that may break the order: clerks mistype a day.
OUT_OF_ORDER = 0.05


def _order(table: SourceTable) -> list:
    """What happens later has the later day, as one aggregate for each two columns."""
    pairs = [pair for steps in ORDER.get(table.address, []) for pair in pairwise(steps)]
    return [
        expect.UnexpectedRowsExpectation(
            unexpected_rows_query=f"select 1 from {{batch}} where {first} is not null and {then} is not null "
            f"having avg(({then} < {first})::int) > {OUT_OF_ORDER}",
            description=f"in more than {OUT_OF_ORDER:.0%} of the rows {then} lies before {first}",
            meta={"zh": f"超过 {OUT_OF_ORDER:.0%} 的行 {then} 早于 {first}"},
        )
        for first, then in pairs
    ]


def _relation(table: SourceTable) -> list:
    """The relation between columns of a table, as one aggregate over it."""
    if table.address not in BROKEN_RELATIONS:
        return []
    share, broken, wrong = BROKEN_RELATIONS[table.address]
    return [
        expect.UnexpectedRowsExpectation(
            unexpected_rows_query=f"select 1 from {{batch}} having avg(({broken})::int) > {share}",
            description=f"in more than {share:.0%} of the rows {wrong.en}",
            meta={"zh": f"超过 {share:.0%} 的行{wrong.zh}"},
        )
    ]


def _together(table: SourceTable) -> list:
    """Codes that come together are all there, of somebody."""
    if table.address not in TOGETHER:
        return []
    column, codes = TOGETHER[table.address]
    return [
        expect.UnexpectedRowsExpectation(
            unexpected_rows_query="select 1 from {batch} having count(*) > 0 "
            f"and count(*) filter ({column} = '{code}') = 0",
            severity="warning",
            description=f"no row has {column} {code}, though others have {column} {', '.join(codes)}",
            meta={"zh": f"没有 {column} 为 {code} 的行；{column} 应有 {'、'.join(codes)}"},
        )
        for code in codes
    ]


def _filled(table: SourceTable) -> list:
    return [
        expect.ExpectColumnValuesToNotBeNull(
            column=column,
            mostly=share,
            description=f"at least {share:.0%} of the cells are filled",
            meta={"zh": f"至少 {share:.0%} 的单元格应有值"},
        )
        for (address, column), share in FILLED.items()
        if address == table.address
    ]


def _size(past: TablePast, days: int | None) -> list:
    if not past.rows_a_day or not days:
        return []
    usual = past.rows_a_day * days
    low, high = ROWS_A_DAY[0] * usual * (usual >= ENOUGH_ROWS), ROWS_A_DAY[1] * usual + ENOUGH_ROWS / 5
    return [
        expect.ExpectTableRowCountToBeBetween(
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
        expect.UnexpectedRowsExpectation(
            unexpected_rows_query=f"select 1 from {{batch}} having max({table.period}::date) > date '{until}'",
            description=f"{table.period} lies after the delivery's last day {until}",
            meta={"zh": f"{table.period} 晚于交付批次的截止日 {until}"},
        )
    ]


def suite(
    table: SourceTable, rows: int, days: int | None, past: TablePast, until: date | None
) -> expect.ExpectationSuite:
    """Return what must hold for ``rows`` new rows of a table on ``days`` new days, seen against its past."""
    checks = [*_filled(table), *_relation(table), *_together(table), *_order(table), *_not_after(table, until)]
    if table.fresh_days is not None and table.fresh_days <= 10:
        checks += _size(past, days)
    return expect.ExpectationSuite(name=table.address, expectations=checks)
