"""What is on file of a customer's supply: who settles, contract, meters, their registers, and the price's parts."""

import duckdb

from tagrid.catalog import common_code_label
from tagrid.core.formats import kwh_price, share
from tagrid.core.sql import rows
from tagrid.core.text import Text

AGREES, DIFFERS, UNKNOWN = "agrees", "differs", "unknown"

_FILE = "select * exclude (customer_id) from portrait_file where customer_id = ?"

_LINES = "select * exclude (customer_id) from portrait_supply_lines where customer_id = ?"

_SOURCES = "select source_count from portrait_supply where customer_id = ?"

_METERS = "select * exclude (customer_id) from portrait_meters where customer_id = ? order by meter_id"

_MONTHS = "select * exclude (customer_id) from portrait_registers where customer_id = ? order by month_on desc"

_PARTS = "select * exclude (tariff_code) from tariff_components where tariff_code = ? order by yuan_per_kwh desc"


def customer_file(con, customer_id: str) -> dict:
    """Return whose account it is, how it is settled, its contract, area and service grid; empty where not known."""
    return next(iter(_of(con, _FILE, customer_id)), {})


def retail_form(file: dict) -> Text | None:
    """Return how the energy's price comes about by the contract with a retailer, None without one in force."""
    if file.get("retail_form") is None:
        return None
    form, reference = common_code_label(file["retail_form"]), file["retail_reference"]
    followed = common_code_label(reference) if reference else Text(zh="", en="")
    if file["retail_form"] == "fixed":
        price = kwh_price(float(file["retail_base_yuan"]))
        return Text(zh=f"{form.zh}，{price.zh}", en=f"{form.en}, {price.en}")
    if file["retail_form"] == "linked":
        added = float(file["retail_markup_yuan"] or 0)
        more = kwh_price(abs(added))
        word = Text(zh="加" if added > 0 else "减", en="plus" if added > 0 else "less")
        change = Text(zh=f"，{word.zh} {more.zh}", en=f", {word.en} {more.en}") if added else Text(zh="", en="")
        return Text(zh=f"{form.zh}：{followed.zh}{change.zh}", en=f"{form.en} to {followed.en}{change.en}")
    base, part = kwh_price(float(file["retail_base_yuan"])), share(float(file["retail_share"]))
    return Text(
        zh=f"{form.zh}：约定 {base.zh}，与{followed.zh}之差的 {part} 归客户",
        en=f"{form.en}: {base.en} agreed, and {part} of the difference to {followed.en}",
    )


def retail_price(file: dict) -> Text | None:
    """Return what the contract makes a kWh cost in the month, beside the agency's price; None where it is not known."""
    own, agency = file.get("retail_energy_yuan"), file.get("agency_energy_yuan")
    if own is None:
        return None
    price = kwh_price(float(own))
    if agency is None:
        return price
    beside = kwh_price(float(agency))
    return Text(zh=f"{price.zh}（电网代理购电 {beside.zh}）", en=f"{price.en} (the grid's agency buys at {beside.en})")


def supply_lines(con, customer_id: str) -> list[dict]:
    """Return the source lines in service, the main one first; empty where none were delivered."""
    order = ("main", "standby", "security")
    found = _of(con, _LINES, customer_id)
    return sorted(found, key=lambda one: (order.index(one["role"]), one["supply_line_id"]))


def registered_sources(con, customer_id: str) -> int | None:
    """Return the number of sources that the supply points are registered with; None where it is not known."""
    return next((row["source_count"] for row in _of(con, _SOURCES, customer_id)), None)


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
