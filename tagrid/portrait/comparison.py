"""A customer compared: with customers of its kind, with those of its place, and with one other customer.

Of kinds and places only sums of several customers are returned. Documents and pages both use it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from tagrid.core.formats import amount, change, share
from tagrid.core.periods import window_start
from tagrid.core.sql import rows
from tagrid.core.text import Text
from tagrid.portrait.bills import current_yuan
from tagrid.segments import SMALLEST_GROUP

# What is compared: its name, to be filled by `in_currency`, and how its values are written.
METRICS = {
    "monthly_kwh": (Text(zh="月均用电量", en="Energy a month"), lambda v: f"{amount(v)} kWh"),
    "growth": (Text(zh="同比增长（去天气）", en="Growth less weather"), change),
    "peak_share": (Text(zh="峰段占比", en="Peak share"), share),
    "valley_share": (Text(zh="谷段占比", en="Valley share"), share),
    "price": (Text(zh="平均单价（{currency}/kWh）", en="Mean price, {currency} a kWh"), lambda v: f"{v:.4f}"),
    "load_factor": (Text(zh="负荷率", en="Load factor"), share),
    "capacity_use": (Text(zh="容量利用率", en="Use of capacity"), share),
    "power_factor": (Text(zh="功率因数", en="Power factor"), lambda v: f"{v:.3f}"),
    "weekend_ratio": (Text(zh="休息日/工作日", en="Weekend to workday"), lambda v: f"{v:.2f}"),
}

# Metrics that are numbers the rules read, and those that other tables give.
METRIC_COLUMNS = {
    "monthly_kwh": "monthly_kwh_12m",
    "growth": "kwh_growth_12m",
    "peak_share": "peak_share_12m",
    "valley_share": "valley_share_12m",
    "load_factor": "load_factor_12m",
    "capacity_use": "capacity_use_12m",
    "weekend_ratio": "weekend_ratio",
}

OTHER_METRICS = {"price": "billed.yuan / nullif(billed.kwh, 0)", "power_factor": "supply.power_factor_12m"}

_SAME_KIND = """
    customers.subject = 'power_customer' and customers.annual_kwh > 0
    and customers.tariff_category is not distinct from $category
    and supply.transformer_ownership is not distinct from $ownership
"""

_SAME_INDUSTRY = " and customers.industry_section = $section"

_PEER_QUARTILES = """
    with peers as (
        select customers.customer_id, {numbers}
        from portrait_customer as customers
        inner join portrait_supply as supply using (customer_id)
        inner join rule_inputs.usage as usage using (customer_id)
        left join (
            select customer_id, sum(energy_kwh) as kwh, sum(amount_yuan - coalesce(correction_yuan, 0))::double as yuan
            -- a version of before knows no corrections
            from (
                select null::decimal(18, 2) as correction_yuan where false
                union all by name
                select * from portrait_bills
            )
            where bill_month > (select max(bill_month) from portrait_bills) - interval 12 month
            group by customer_id
        ) as billed using (customer_id)
        where {alike}
    )
    select count(*) as customers, {quartiles} from peers
"""

_AREA_MEANS = """
    select count(*) as customers, avg(service.outages_12m) as outages, avg(service.outage_hours_12m) as hours
    from portrait_customer as customers
    inner join portrait_supply as supply using (customer_id)
    inner join rule_inputs.service as service using (customer_id)
    where customers.subject = 'power_customer' and {place}
"""

_AREAS = {
    "feeder": "supply.feeder_id = $value",
    "district": "customers.district = $value",
    "all": "$value is not null",
}

METRIC_NAMES = (*METRIC_COLUMNS, "price", "power_factor")

_SUPPLY_ROW = "select * from portrait_supply where customer_id = ?"

_FACTS = ("annual_kwh", "amount_yuan_12m", "contract_capacity_kva", "default_chance")

DAYS_COMPARED = 365


@dataclass(frozen=True)
class AreaOutages:
    """Customers of a feeder, a district or all: how many, and their mean outages and hours in 12 months."""

    where: str
    name: str
    customers: int
    outages: float
    hours: float


@dataclass(frozen=True)
class PeerComparison:
    """``rows`` hold metric, own and quartiles (low, median, high); ``customers`` of the kind, its industry or not."""

    customers: int
    by_industry: bool
    rows: tuple[dict, ...]


def rule_columns(con) -> dict[str, set[str]]:
    """Return the names of the numbers the rules read, by theme."""
    found = con.execute(
        "select table_name, list(column_name) from information_schema.columns "
        "where table_schema = 'rule_inputs' group by table_name"
    ).fetchall()
    return {theme: set(names) for theme, names in found}


class Comparisons:
    """Quartiles by kind of customer and means by place, each read from the database once.

    ``known`` are the columns there are, as `columns` returns them.
    """

    def __init__(self, con, known: dict[str, set[str]]) -> None:
        self._con = con
        self._service = {"outages_12m", "outage_hours_12m"} <= known.get("service", set())
        there = {name: f"usage.{column}" for name, column in METRIC_COLUMNS.items() if column in known.get("usage", ())}
        self._metrics = {**there, **OTHER_METRICS}
        self._cache: dict[tuple, object] = {}

    def peers(self, customer: dict, supply: dict) -> dict | None:
        """Return ``customers``, ``by_industry`` and, by metric, its three quartiles among customers of its kind.

        The kind is tariff category and whose transformer, and the industry where that leaves enough. None where
        fewer than `SMALLEST_GROUP` are alike.
        """
        kind = {"category": customer.get("tariff_category"), "ownership": supply.get("transformer_ownership")}
        section = customer.get("industry_section")
        if section and section != "household":
            near = self._alike({**kind, "section": section})
            if near["customers"] >= SMALLEST_GROUP:
                return {**near, "by_industry": True}
        wide = self._alike(kind)
        return {**wide, "by_industry": False} if wide["customers"] >= SMALLEST_GROUP else None

    def around(self, customer: dict, supply: dict) -> tuple[AreaOutages, ...]:
        """Return the places of a customer with enough others in them, the nearest first."""
        areas = [
            ("feeder", supply.get("feeder_id"), supply.get("feeder_name")),
            ("district", customer.get("district"), customer.get("district")),
            ("all", "all", ""),
        ]
        found = (self._place(where, value, name) for where, value, name in areas if value and self._service)
        return tuple(place for place in found if place)

    def _alike(self, kind: dict) -> dict:
        key = ("alike", *kind.values())
        if key not in self._cache:
            numbers = ", ".join(f"{sql} as {name}" for name, sql in self._metrics.items())
            parts = ", ".join(f"quantile_cont({name}, [0.25, 0.5, 0.75]) as {name}" for name in self._metrics)
            alike = _SAME_KIND + (_SAME_INDUSTRY if "section" in kind else "")
            self._cache[key] = self._row(_PEER_QUARTILES.format(numbers=numbers, quartiles=parts, alike=alike), kind)
        return self._cache[key]  # ty: ignore[invalid-explicit-return]

    def _place(self, where: str, value: str, name: str | None) -> AreaOutages | None:
        key = ("place", where, value)
        if key not in self._cache:
            row = self._row(_AREA_MEANS.format(place=_AREAS[where]), {"value": value})
            enough = row["customers"] >= SMALLEST_GROUP and row["outages"] is not None
            self._cache[key] = (
                AreaOutages(where, name or "", row["customers"], row["outages"], row["hours"]) if enough else None
            )
        return self._cache[key]  # ty: ignore[invalid-explicit-return]

    def _row(self, sql: str, values: dict) -> dict:
        (found,) = rows(self._con, sql, values)
        return found


def supply_of(con, customer_id: str) -> dict | None:
    """Return the row of the customer's supply; None in a version that is older than the table."""
    try:
        return next(iter(rows(con, _SUPPLY_ROW, [customer_id])), None)
    except duckdb.CatalogException:
        return None


def peer_quartiles(con, customer: dict, supply: dict) -> dict | None:
    """Return the quartiles of the customer's kind, as `Comparisons.peers` does: the same for everyone of the kind."""
    return Comparisons(con, rule_columns(con)).peers(customer, supply)


def peer_group(customer: dict, supply: dict) -> tuple:
    """Return what makes the kind of a customer."""
    return customer.get("tariff_category"), supply.get("transformer_ownership"), customer.get("industry_section")


def compare_with_peers(con, seen: dict, supply: dict, of_kind: dict) -> PeerComparison:
    """Return the metrics that both the customer and its kind have."""
    own = _own_metrics(con, seen, supply)
    shown = [
        {"metric": name, "own": float(own[name]), "quartiles": tuple(of_kind[name])}
        for name in METRIC_NAMES
        if own.get(name) is not None and of_kind.get(name) and None not in of_kind[name]
    ]
    return PeerComparison(of_kind["customers"], of_kind["by_industry"], tuple(shown))


def _own_metrics(con, seen: dict, supply: dict) -> dict:
    there = rule_columns(con).get("usage", set())
    read = ", ".join(f"{column} as {name}" for name, column in METRIC_COLUMNS.items() if column in there)
    query = f"select {read} from rule_inputs.usage where customer_id = ?"
    used = next(iter(rows(con, query, [seen["customer"]["customer_id"]])), {}) if read else {}
    return used | {"price": _price(seen["bills"], seen["as_of"]), "power_factor": supply.get("power_factor_12m")}


def _price(bills: list[dict], as_of: date) -> float | None:
    """Return yuan a kWh of the bills issued in the 12 months that end with a day, without corrections of use before."""
    last = [bill for bill in bills if bill["issued_on"] >= window_start(as_of)]
    kwh = sum(bill["energy_kwh"] or 0 for bill in last)
    return sum(current_yuan(bill) for bill in last) / kwh if kwh > 0 else None


def compare_tags(one: dict, other: dict) -> list[dict]:
    """Return {tag, label, theme, left, right, differs} of every tag either has, in the first one's order.

    ``left`` and ``right`` are rows of a portrait's tags, None where there is no such tag.
    """
    left, right = ({row["tag"]: row for row in seen["tags"]} for seen in (one, other))
    compared = []
    for name in dict.fromkeys([*left, *right]):
        row = left.get(name) or right[name]
        pair = {"left": left.get(name), "right": right.get(name)}
        values = [found["value"] if found else None for found in pair.values()]
        compared.append(
            {"tag": name, "label": row["label"], "theme": row["theme"], "differs": len(set(values)) > 1} | pair
        )
    return compared


def compare_facts(one: dict, other: dict) -> list[dict]:
    """Return {fact, left, right} of the numbers of the two heads that either has."""
    pairs = [{"fact": key, "left": one["customer"].get(key), "right": other["customer"].get(key)} for key in _FACTS]
    return [row for row in pairs if row["left"] is not None or row["right"] is not None]


def compare_days(one: dict, other: dict, as_of: date) -> list[dict]:
    """Return {date, who, kwh, index} of the last year's days of both; index 1 is each one's own mean day.

    ``who`` is 0 for the first and 1 for the other. Days without a reading have None.
    """
    first = as_of - timedelta(days=DAYS_COMPARED - 1)
    compared = []
    for who, seen in enumerate((one, other)):
        days = [row for row in seen["usage"] if row["date"] >= first]
        read = [row["kwh"] for row in days if row["kwh"] is not None]
        mean = sum(read) / len(read) if read else 0
        compared += [
            {**row, "who": who, "index": row["kwh"] / mean if mean and row["kwh"] is not None else None} for row in days
        ]
    return compared
