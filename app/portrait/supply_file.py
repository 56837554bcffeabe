"""What is on file of a customer's supply: whose it is, who settles, the contract, meters, registers, and the price."""

import html

import polars as pl
import streamlit as st

from app.shared import charts, tables
from app.shared.words import in_language, t
from tagrid.catalog import common_code_label
from tagrid.core.text import Text
from tagrid.portrait import (
    customer_file,
    meters_of,
    price_parts,
    register_months,
    register_state,
    registered_sources,
    retail_form,
    retail_price,
    supply_lines,
)

_STATES = {"agrees": "registers_agree", "differs": "registers_differ", "unknown": "registers_unknown"}


def draw(version, seen: dict) -> None:
    """Draw the file of the customer; what no delivery brought is left out."""
    st.header(t("file"), anchor=False)
    who = seen["customer"]["customer_id"]
    with version.connect() as con:
        file, meters, months = customer_file(con, who), meters_of(con, who), register_months(con, who)
        lines, sources = supply_lines(con, who), registered_sources(con, who)
        parts = price_parts(con, file.get("tariff_code"))
    _facts(file)
    if lines:
        _lines(lines, sources, who)
    if meters:
        _meters(meters, who)
    if months:
        _months(months, who)
    if parts:
        _price(parts, who)
    if not (file or lines or meters or months or parts):
        st.caption(t("file_none"))


def _named(code: str | None) -> str | None:
    return in_language(common_code_label(code)) if code else None


def _facts(file: dict) -> None:
    pairs = [
        (t("party"), _with_count(file.get("party_id"), file.get("party_accounts"))),
        (t("settlement_account"), _with_count(file.get("settlement_account_id"), file.get("settled_accounts"))),
        (t("collection"), _named(file.get("collection"))),
        (t("contract_id"), file.get("contract_id")),
        (t("contract_kind"), _named(file.get("contract_kind"))),
        (t("retail_contract"), _worded(retail_form(file))),
        (t("retail_days"), _days(file)),
        (t("retail_price"), _worded(retail_price(file))),
        (t("supply_area"), file.get("transformer_id")),
        (t("service_grid"), file.get("grid_name") or file.get("grid_id")),
        (t("grid_office"), file.get("grid_office")),
        (t("grid_manager"), file.get("grid_manager_name")),
    ]
    spans = "".join(f"<span><span>{name}</span>{html.escape(str(value))}</span>" for name, value in pairs if value)
    st.html(f"<div class='tg-facts'>{spans}</div>")


def _worded(text: Text | None) -> str | None:
    return in_language(text) if text else None


def _days(file: dict) -> str | None:
    """The contract with a retailer and its days."""
    if not file.get("retail_contract_id"):
        return None
    return f"{file['retail_contract_id']} · {file['retail_from']} – {file['retail_to'] or ''}".rstrip(" –")


def _with_count(number: str | None, accounts: int | None) -> str | None:
    """The number of a party or settlement account, with its accounts where it has several."""
    return t("of_accounts", number=number, n=accounts) if number and (accounts or 0) > 1 else number


def _lines(lines: list[dict], sources: int | None, who: str) -> None:
    fits = sources in (None, len(lines))
    charts.chart_title(t("lines_title" if fits else "lines_differ", n=len(lines), sources=sources))
    rows = [
        {
            t("line_role"): _named(one["role"]),
            t("line_feeder"): one["feeder_name"] or one["feeder_id"],
            t("line_voltage"): _named(one["voltage_level"]),
            t("line_capacity"): one["capacity_kva"],
            t("line_transfer"): _named(one["transfer_mode"]),
            t("line_number"): one["supply_line_id"],
        }
        for one in lines
    ]
    table = pl.DataFrame(rows, infer_schema_length=None)
    tables.grid(table, placeholder="–")
    charts.data_popover(table, f"lines_{who}", "supply_lines")


def _meters(meters: list[dict], who: str) -> None:
    wrong = sum(one["agrees_with_ratios"] is False for one in meters)
    title = t("meters_wrong", n=wrong) if wrong else t("meters_title", n=len(meters))
    charts.chart_title(title)
    rows = [
        {
            t("meter"): one["meter_id"],
            t("multiplier"): one["multiplier"],
            t("ratios"): _ratios(one),
            t("metering_point"): one["metering_point_id"],
            t("metering_purpose"): _named(one["purpose"]),
            t("metering_mode"): _named(one["metering_mode"]),
            t("terminal"): " · ".join(filter(None, (one["terminal_id"], _named(one["terminal_kind"])))) or None,
            t("terminal_state"): _named(one["terminal_state"]),
            t("frozen_on"): one["frozen_on"],
            t("forward_register"): one["forward_register"],
            t("reverse_register"): one["reverse_register"],
        }
        for one in meters
    ]
    table = pl.DataFrame(rows, infer_schema_length=None)
    tables.grid(table)
    charts.data_popover(table, f"meters_{who}", "meters")


def _ratios(one: dict) -> str | None:
    """The ratios of the instrument transformers, and that their product is another than the multiplier."""
    if one["ct_ratio"] is None or one["vt_ratio"] is None:
        return None
    text = f"{one['ct_ratio']:g} × {one['vt_ratio']:g}"
    return f"{text} ≠ {one['multiplier']:g}" if one["agrees_with_ratios"] is False else text


def _months(months: list[dict], who: str) -> None:
    states = [register_state(one) for one in months]
    known = [state for state in states if state != "unknown"]
    charts.chart_title(t("registers_title", n=known.count("agrees"), all=len(known)))
    rows = [
        {
            t("month"): f"{one['month_on']:%Y-%m}",
            t("state"): t(_STATES[state]),
            t("by_registers"): one["register_kwh"],
            t("by_days"): one["daily_kwh"],
            t("by_bill"): one["billed_kwh"],
            t("sharp"): one["sharp_kwh"],
            t("peak"): one["peak_kwh"],
            t("flat"): one["flat_kwh"],
            t("valley"): one["valley_kwh"],
            t("deep_valley"): one["deep_valley_kwh"],
            t("reverse"): one["reverse_kwh"],
            t("reverse_by_days"): one["daily_reverse_kwh"],
            t("reverse_settled"): one["settled_reverse_kwh"],
        }
        for one, state in zip(months, states, strict=True)
    ]
    table = pl.DataFrame(rows, infer_schema_length=None)
    table = table.select(column for column in table.columns if table[column].null_count() < table.height)
    number = st.column_config.NumberColumn(format="accounting")
    numbers = {name: number for name, kind in table.schema.items() if kind == pl.Float64}
    tables.grid(table, height=250, column_config=numbers)
    st.caption(t("registers_how"))
    charts.data_popover(table, f"registers_{who}", "registers")


def _price(parts: list[dict], who: str) -> None:
    price = parts[0]["price_yuan_per_kwh"]
    whole = float(parts[0]["components_yuan_per_kwh"])
    fits = price is not None and abs(float(price) - whole) < 0.00005
    charts.chart_title(t("price_title" if fits else "price_differs", whole=f"{whole:.4f}", price=f"{price or 0:.4f}"))
    rows = [
        {
            t("price_part"): _named(one["component"]),
            t("price_amount"): float(one["yuan_per_kwh"]),
            t("price_share"): float(one["yuan_per_kwh"]) / whole if whole else None,
        }
        for one in parts
    ]
    table = pl.DataFrame(rows)
    tables.grid(
        table,
        column_config={
            t("price_amount"): st.column_config.NumberColumn(format="%.4f"),
            t("price_share"): st.column_config.NumberColumn(format="percent"),
        },
    )
    charts.data_popover(table, f"price_{who}", "price_parts")
