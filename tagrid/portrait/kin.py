"""A customer's figures beside those of customers of its kind: the documents' comparison, for a page."""

from dataclasses import dataclass

import duckdb

from tagrid.portrait.query import rows
from tagrid.report.peers import READ, Comparisons, columns

METRICS = (*READ, "price", "power_factor")
_SUPPLY = "select * from portrait_supply where customer_id = ?"


@dataclass(frozen=True)
class Kin:
    """``rows`` hold metric, own and quartiles (low, median, high); ``customers`` of the kind, its industry or not."""

    customers: int
    by_industry: bool
    rows: tuple[dict, ...]


def supply_of(con, customer_id: str) -> dict | None:
    """Return the row of the customer's supply; None in a version that is older than the table."""
    try:
        return next(iter(rows(con, _SUPPLY, [customer_id])), None)
    except duckdb.CatalogException:
        return None


def peers(con, customer: dict, supply: dict) -> dict | None:
    """Return the quartiles of the customer's kind, as `Comparisons.peers` does: the same for everyone of the kind."""
    return Comparisons(con, columns(con)).peers(customer, supply)


def kind(customer: dict, supply: dict) -> tuple:
    """Return what the kind of a customer is told by."""
    return customer.get("tariff_category"), supply.get("transformer_ownership"), customer.get("industry_section")


def beside_kin(con, seen: dict, supply: dict, of_kind: dict) -> Kin:
    """Return the metrics that both the customer and its kind have."""
    own = _own(con, seen, supply)
    told = [
        {"metric": name, "own": float(own[name]), "quartiles": tuple(of_kind[name])}
        for name in METRICS
        if own.get(name) is not None and of_kind.get(name) and None not in of_kind[name]
    ]
    return Kin(of_kind["customers"], of_kind["by_industry"], tuple(told))


def _own(con, seen: dict, supply: dict) -> dict:
    there = columns(con).get("usage", set())
    read = ", ".join(f"{column} as {name}" for name, column in READ.items() if column in there)
    query = f"select {read} from rule_inputs.usage where customer_id = ?"
    used = next(iter(rows(con, query, [seen["customer"]["customer_id"]])), {}) if read else {}
    return used | {"price": _price(seen["bills"]), "power_factor": supply.get("power_factor_12m")}


def _price(bills: list[dict]) -> float | None:
    """Return yuan a kWh of the last 12 months with bills."""
    last = bills[:12]
    kwh = sum(bill["energy_kwh"] or 0 for bill in last)
    return float(sum(bill["amount_yuan"] for bill in last)) / kwh if kwh > 0 else None
