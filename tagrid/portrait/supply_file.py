"""What is on file of a customer's supply: who settles, contract, meters, their registers, and the price's parts."""

import duckdb

from tagrid.core.sql import rows

AGREES, DIFFERS, UNKNOWN = "agrees", "differs", "unknown"

_FILE = "select * exclude (customer_id) from portrait_file where customer_id = ?"

_METERS = "select * exclude (customer_id) from portrait_meters where customer_id = ? order by meter_id"

_MONTHS = "select * exclude (customer_id) from portrait_registers where customer_id = ? order by month_on desc"

_PARTS = "select * exclude (tariff_code) from tariff_components where tariff_code = ? order by yuan_per_kwh desc"


def customer_file(con, customer_id: str) -> dict:
    """Return whose account it is, how it is settled, its contract, area and service grid; empty where not known."""
    return next(iter(_of(con, _FILE, customer_id)), {})


def meters_of(con, customer_id: str) -> list[dict]:
    """Return the meters that hang: their metering points, ratios, terminals and newest registers."""
    return _of(con, _METERS, customer_id)


def register_months(con, customer_id: str) -> list[dict]:
    """Return the months between two freezes of the registers beside days and bills, the newest first."""
    return _of(con, _MONTHS, customer_id)


def price_parts(con, tariff_code: str | None) -> list[dict]:
    """Return what the flat or only price of a tariff is made of, the largest part first."""
    return _of(con, _PARTS, tariff_code) if tariff_code else []


def register_state(month: dict) -> str:
    """Return whether the registers of a month agree with its days and its bill, in what is known of them."""
    known = [month[name] for name in ("agrees_with_days", "agrees_with_bill") if month[name] is not None]
    if not known:
        return UNKNOWN
    return AGREES if all(known) else DIFFERS


def _of(con, sql: str, key: str) -> list[dict]:
    try:
        return rows(con, sql, [key])
    except duckdb.CatalogException:  # a version older than the table
        return []
