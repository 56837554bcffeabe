"""The tables of `benchmarks.portrait`: the shapes a refresh publishes, their values drawn by a hash of the customer."""

from tagrid.catalog.model import Catalog, Example, Tag, TagClass
from tagrid.core.text import Text

TAGS, MONTHS, BILLS, EVENTS, CHANGES = 90, 13, 13, 6, 4
# Of these a version keeps an index by customer.
INDEXED = ("portrait_", "tag_changes", "customer_tags_wide")
_SURNAMES, _TRADES = (
    ["长江", "扬中", "江洲", "镇江", "新坝", "三茅", "八桥", "油坊"],
    ["机械", "食品", "电气", "塑料", "纺织", "五金"],
)
_TOWNS = ["三茅街道", "新坝镇", "油坊镇", "八桥镇", "西来桥镇"]
_ID = "'32' || lpad(i::varchar, 8, '0')"
_NAME = f"{_SURNAMES}[1 + i % 8] || {_TRADES}[1 + i // 8 % 6] || i % 9973 || '有限公司'"
_ADDRESS = f"'扬中市' || {_TOWNS}[1 + i % 5] || '江洲路' || i % 907 || '号' || i % 31 || '幢'"
_METER = "'m' || lpad((i * 7)::varchar, 10, '0')"
_ROWS = "from range({customers}) t (i)"
_DRAW = "(hash(i * 1000 + {n}) % 1000 / 1000.0)"

TABLES = {
    "portrait_customer": f"""
        select {_ID} as customer_id, 'power_customer' as subject, null::varchar as origin, {_NAME} as customer_name,
            'enterprise' as customer_type, '扬中' as district, {_ADDRESS} as address, '13800000000' as phone,
            'C' as industry_section, 'town' as area_type, date '2015-01-01' as opened_on, null::date as closed_on,
            'large_industrial' as tariff_category, 'mv_10kv' as voltage_level, 315.0 as contract_capacity_kva,
            '王' as manager_name, hash(i) % 1000000 / 10.0 as annual_kwh, 98765.43::decimal(18, 2) as amount_yuan_12m,
            hash(i * 3) % 100 / 100.0 as default_chance, 'm1' as model_id {_ROWS}""",
    "customer_tags_wide": f"""
        select i::int as customer_no, {_ID} as customer_id, 'power_customer' as subject,
            {
        ", ".join(
            f"['v0', 'v1', 'v2', 'unknown'][1 + (hash(i * 1000 + {n}) % 4)::int] as t{n:02}" for n in range(TAGS - 1)
        )
    },
            ['often_late', 'on_time', 'early', 'unknown'][1 + (hash(i) % 4)::int] as payment_timeliness {_ROWS}""",
    "tag_changes": f"""
        select {_ID} as customer_id, 't' || lpad((k * 7)::varchar, 2, '0') as tag, 'v0' as old_value,
            'v1' as new_value, date '2026-01-01' + (hash(i + k) % 170)::int as changed_on
        from range({{customers}}) t (i), range({CHANGES}) u (k) order by changed_on""",
    "portrait_energy": f"""
        select {_ID} as customer_id, (date '2025-06-01' + interval (k) month)::date as month_on,
            [((hash(i * 37 + k) % 400) + d % 7 * 3)::float for d in range(30)] as daily_kwh, 1::int as landed_seq
        from range({{customers}}) t (i), range({MONTHS}) u (k) order by customer_id""",
    "portrait_bills": f"""
        select {_ID} as customer_id, 'b' || i || '-' || k as bill_id,
            (date '2025-05-01' + interval (k) month)::date as bill_month,
            (date '2025-06-02' + interval (k) month)::date as issued_on,
            (date '2025-06-20' + interval (k) month)::date as due_on, hash(i + k) % 90000 / 10.0 as energy_kwh,
            20.0::double as peak_kwh, 30.0::double as valley_kwh, 88.00::decimal(18, 2) as amount_yuan,
            0.95::double as power_factor, 0.00::decimal(18, 2) as power_factor_yuan, 10.0::double as max_demand_kw,
            null::double as sharp_kwh, null::double as deep_valley_kwh, null::decimal(18, 2) as basic_charge_yuan,
            null::decimal(18, 2) as tier_yuan, null::decimal(18, 2) as free_yuan,
            null::decimal(18, 2) as correction_yuan, null::double as correction_kwh,
            null::varchar as correction_reason, null::date as corrects_from, null::date as corrects_through,
            88.00::decimal(18, 2) as paid_yuan, (date '2025-06-18' + interval (k) month)::date as last_paid_on
        from range({{customers}}) t (i), range({BILLS}) u (k) order by customer_id""",
    "portrait_events": f"""
        select {_ID} as customer_id, date '2026-06-01' - (k * 40 + i % 30)::int as happened_on,
            ['ticket', 'outage', 'dunning'][1 + (k % 3)::int] as kind, 'planned' as variant, 'billing' as topic,
            'phone' as channel, 'done' as status, 60.0::double as quantity, 'e' || i || '-' || k as event_id
        from range({{customers}}) t (i), range({EVENTS}) u (k) order by customer_id""",
    "portrait_reasons": f"""
        select {_ID} as customer_id, 'fee_recovery_risk' as tag, 1::int as rank, 'int_customer_gone.x' as feature,
            0.5::double as value, 0.1::double as effect {_ROWS} where i % 7 = 0""",
    "portrait_load": f"""
        select {_ID} as customer_id, true as is_workday, 20::int as days,
            [(hash(i) % 90 + q % 9)::float for q in range(96)] as mean_kw {_ROWS} where i % 20 = 0""",
    "portrait_search": f"""
        select {_ID} as customer_id, lower(concat_ws(chr(10), '', {_ID}, {_NAME}, {_ADDRESS}, {_METER})) as said
        {_ROWS}""",
    "rule_inputs.payment": f"""
        select {_ID} as customer_id, {_DRAW.format(n=1)} as late_bill_share_12m,
            {_DRAW.format(n=2)} * 20 as mean_days_before_due,
            {", ".join(f"{_DRAW.format(n=n + 3)} as other_{n}" for n in range(15))} {_ROWS}""",
}
_RULE = """case
  when late_bill_share_12m is null then null
  when late_bill_share_12m >= 0.25 then 'often_late'
  when mean_days_before_due >= 10 then 'early'
  else 'on_time'
end"""


def identity(number: int) -> dict[str, str]:
    """Return what a customer of that place is searched by."""
    return {
        "customer_id": f"32{number:08}",
        "customer_name": f"{_SURNAMES[number % 8]}{_TRADES[number // 8 % 6]}{number % 9973}有限公司",
        "address": f"扬中市{_TOWNS[number % 5]}江洲路{number % 907}号{number % 31}幢",
        "meter_id": f"m{number * 7:010}",
    }


def catalog() -> Catalog:
    """Return the catalog of the tags there are."""
    words = Text(zh="基准", en="Benchmark")

    def tag(name: str, values: tuple[str, ...], **more) -> Tag:
        return Tag(
            label=words, requirement=words, definition=words, criterion=words, method="rule",
            values=dict.fromkeys(values, words), examples=(Example(given={}, gives="unknown"),),
            precedence="exclusive", derived_from=(), cadence="daily", owner="benchmark", sensitivity="internal",
            status="active", name=name, subject="power_customer", dimension="behaviour", theme="payment", path=name,
            **more,
        )  # fmt: skip

    tags = {f"t{n:02}": tag(f"t{n:02}", ("v0", "v1", "v2")) for n in range(TAGS - 1)}
    inputs = ("late_bill_share_12m", "mean_days_before_due")
    timely = tag("payment_timeliness", ("often_late", "early", "on_time"), rule_sql=_RULE, inputs=inputs)
    places = ("power_customer", "power_customer/behaviour", "power_customer/behaviour/payment", "non_power_customer")
    classes = {
        path: TagClass(label=words, definition=words, criterion=words, order=n, path=path)
        for n, path in enumerate(places)
    }
    return Catalog(version="1.0.0", classes=classes, tags={**tags, timely.name: timely})
