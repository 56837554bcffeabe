"""How a customer stands beside customers of its kind and of its place. Only sums of several customers leave here."""

from dataclasses import dataclass

# Fewer would tell of single customers, and say little.
FEWEST = 10

# Metrics that are numbers the rules read, and those that other tables give.
READ = {
    "monthly_kwh": "monthly_kwh_12m",
    "growth": "kwh_growth_12m",
    "peak_share": "peak_share_12m",
    "valley_share": "valley_share_12m",
    "load_factor": "load_factor_12m",
    "capacity_use": "capacity_use_12m",
    "weekend_ratio": "weekend_ratio",
}
OTHERS = {"price": "billed.yuan / nullif(billed.kwh, 0)", "power_factor": "supply.power_factor_12m"}
_ALIKE = """
    customers.subject = 'power_customer' and customers.annual_kwh > 0
    and customers.tariff_category is not distinct from $category
    and supply.transformer_ownership is not distinct from $ownership
"""
_SECTION = " and customers.industry_section = $section"
_PEERS = """
    with kin as (
        select customers.customer_id, {numbers}
        from portrait_customer as customers
        inner join portrait_supply as supply using (customer_id)
        inner join rule_inputs.usage as usage using (customer_id)
        left join (
            select customer_id, sum(energy_kwh) as kwh, sum(amount_yuan)::double as yuan
            from portrait_bills
            where bill_month > (select max(bill_month) from portrait_bills) - interval 12 month
            group by customer_id
        ) as billed using (customer_id)
        where {alike}
    )
    select count(*) as customers, {quartiles} from kin
"""
_AROUND = """
    select count(*) as customers, avg(service.outages_12m) as outages, avg(service.outage_hours_12m) as hours
    from portrait_customer as customers
    inner join portrait_supply as supply using (customer_id)
    inner join rule_inputs.service as service using (customer_id)
    where customers.subject = 'power_customer' and {place}
"""
_PLACES = {
    "feeder": "supply.feeder_id = $value",
    "district": "customers.district = $value",
    "all": "$value is not null",
}


@dataclass(frozen=True)
class Place:
    """Customers of a feeder, a district or all: how many, and their mean outages and hours in 12 months."""

    where: str
    name: str
    customers: int
    outages: float
    hours: float


def columns(con) -> dict[str, set[str]]:
    """Return the names of the numbers the rules read, by theme."""
    found = con.execute(
        "select table_name, list(column_name) from information_schema.columns "
        "where table_schema = 'rule_inputs' group by table_name"
    ).fetchall()
    return {theme: set(names) for theme, names in found}


class Comparisons:
    """Quartiles by kind of customer and means by place, each asked of the database once.

    ``known`` are the columns there are, as `columns` returns them.
    """

    def __init__(self, con, known: dict[str, set[str]]) -> None:
        self._con = con
        self._service = {"outages_12m", "outage_hours_12m"} <= known.get("service", set())
        there = {name: f"usage.{column}" for name, column in READ.items() if column in known.get("usage", ())}
        self._metrics = {**there, **OTHERS}
        self._kept: dict[tuple, object] = {}

    def peers(self, customer: dict, supply: dict) -> dict | None:
        """Return ``customers``, ``by_industry`` and, by metric, its three quartiles among customers of its kind.

        The kind is tariff category and whose transformer, and the industry where that leaves enough. None where
        fewer than `FEWEST` are alike.
        """
        kind = {"category": customer.get("tariff_category"), "ownership": supply.get("transformer_ownership")}
        section = customer.get("industry_section")
        if section and section != "household":
            near = self._alike({**kind, "section": section})
            if near["customers"] >= FEWEST:
                return {**near, "by_industry": True}
        wide = self._alike(kind)
        return {**wide, "by_industry": False} if wide["customers"] >= FEWEST else None

    def around(self, customer: dict, supply: dict) -> tuple[Place, ...]:
        """Return the places of a customer with enough others in them, the nearest first."""
        asked = [
            ("feeder", supply.get("feeder_id"), supply.get("feeder_name")),
            ("district", customer.get("district"), customer.get("district")),
            ("all", "all", ""),
        ]
        found = (self._place(where, value, name) for where, value, name in asked if value and self._service)
        return tuple(place for place in found if place)

    def _alike(self, kind: dict) -> dict:
        key = ("alike", *kind.values())
        if key not in self._kept:
            numbers = ", ".join(f"{sql} as {name}" for name, sql in self._metrics.items())
            parts = ", ".join(f"quantile_cont({name}, [0.25, 0.5, 0.75]) as {name}" for name in self._metrics)
            alike = _ALIKE + (_SECTION if "section" in kind else "")
            self._kept[key] = self._row(_PEERS.format(numbers=numbers, quartiles=parts, alike=alike), kind)
        return self._kept[key]  # ty: ignore[invalid-explicit-return]

    def _place(self, where: str, value: str, name: str | None) -> Place | None:
        key = ("place", where, value)
        if key not in self._kept:
            row = self._row(_AROUND.format(place=_PLACES[where]), {"value": value})
            enough = row["customers"] >= FEWEST and row["outages"] is not None
            self._kept[key] = (
                Place(where, name or "", row["customers"], row["outages"], row["hours"]) if enough else None
            )
        return self._kept[key]  # ty: ignore[invalid-explicit-return]

    def _row(self, sql: str, values: dict) -> dict:
        found = self._con.execute(sql, values)
        names = [column[0] for column in found.description]
        return dict(zip(names, found.fetchone(), strict=True))
