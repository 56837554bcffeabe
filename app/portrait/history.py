"""What passed between a customer and the utility: bills and payments, outages, service and contacts."""

from collections import Counter
from datetime import date, timedelta

import polars as pl
import streamlit as st

from app.portrait import vega_charts
from app.shared import charts, tables, theme
from app.shared.words import in_language, message, t
from tagrid.core.periods import window_start
from tagrid.portrait import bill_state, corrected_days, correction_reason, outages_of, without_supply


def draw_outages(version, seen: dict) -> None:
    """Draw the outages of two years, or that there were none."""
    st.header(t("outages"), anchor=False)
    who = seen["customer"]["customer_id"]
    with version.connect() as con:
        found = outages_of(con, who)
        many, hours = without_supply(con, who, found, seen["as_of"])
    if not found:
        st.caption(t("outages_none"))
        return
    charts.chart_title(t("outages_title", n=many, hours=f"{hours:,.1f}") if many else t("outages_not_lately"))
    _picture(found, seen["as_of"])
    table = pl.DataFrame([_row(one) for one in found], schema=_schema())
    tables.grid(
        table, highest=400, placeholder="–",
        column_config={
            t("outage_began"): st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
            t("minutes"): st.column_config.NumberColumn(format="%.0f"),
            t("outage_over"): st.column_config.NumberColumn(format="%+.0f"),
            t("outage_notice"): st.column_config.NumberColumn(format="%.0f"),
        },
    )  # fmt: skip
    st.caption(t("outages_how"))
    charts.data_popover(table, f"outages_{who}", "outages")


def _picture(found: list[dict], last: date) -> None:
    table = pl.DataFrame(
        [{"at": one["started_at"], "minutes": one["minutes"], "kind": _kind(one)} for one in found],
        schema={"at": pl.Datetime, "minutes": pl.Float64, "kind": pl.String},
    )
    kinds = {one["code"]: _kind(one) for one in reversed(found)}
    first = min(found[-1]["started_at"].date(), window_start(last))
    vega_charts.outages(table, kinds, first, last + timedelta(days=1))


def _kind(one: dict) -> str:
    return in_language(one["kind"]).capitalize()


_RECEIVED = {"reached": "received_reached", "late": "received_late", "failed": "received_failed"}


def _schema() -> dict:
    numbers = dict.fromkeys((t("minutes"), t("outage_over"), t("outage_notice")), pl.Float64)
    words = dict.fromkeys((t("what"), t("outage_cause"), t("outage_received")), pl.String)
    return {t("outage_began"): pl.Datetime} | words | numbers


def _row(one: dict) -> dict:
    return {
        t("outage_began"): one["started_at"],
        t("what"): _kind(one),
        t("outage_cause"): in_language(one["cause"]) if one["cause"] else None,
        t("outage_received"): t(_RECEIVED[one["notice"]]) if one["notice"] else None,
        t("minutes"): one["minutes"],
        t("outage_over"): one["over_minutes"],
        t("outage_notice"): one["notice_hours"],
    }


def _state_colors() -> dict[str, str]:
    return {
        "paid_in_time": theme.GOOD_TEXT,
        "paid_late": theme.ATTENTION_TEXT,
        "open_overdue": theme.BAD_TEXT,
        "open_due": theme.MUTED,
    }


def _marks() -> tuple[str, ...]:
    """Return the colours of the states' bars, in the order of those of their words."""
    return theme.GOOD, theme.ATTENTION, theme.BAD, theme.BASE


def bills(seen: dict) -> None:
    """Draw the bills with their payments, newest first."""
    st.header(t("bills"), anchor=False)
    if not seen["bills"]:
        st.caption(t("no_bills"))
        return
    states = [bill_state(bill, seen["as_of"]) for bill in seen["bills"]]
    late = sum(state in ("paid_late", "open_overdue") for state in states)
    charts.chart_title(t("bills_title", late=late, all=len(states)))
    corrects = any(bill.get("correction_yuan") is not None for bill in seen["bills"])
    rows = [
        {
            t("bill_month"): f"{bill['bill_month']:%Y-%m}",
            t("state"): t(state),  # what is looked for: it has to be in sight where the table is wider than the page
            t("kwh"): bill["energy_kwh"],
            t("amount"): float(bill["amount_yuan"]),
            t("paid"): None if bill["paid_yuan"] is None else float(bill["paid_yuan"]),
            t("due_on"): bill["due_on"],
            t("paid_on"): bill["last_paid_on"],
            **(_correction(bill) if corrects else {}),
        }
        for bill, state in zip(seen["bills"], states, strict=True)
    ]
    colors = {t(state): color for state, color in _state_colors().items()}
    drawn = [
        {"month": bill["bill_month"], "yuan": float(bill["amount_yuan"]), "state": t(state)}
        for bill, state in zip(seen["bills"], states, strict=True)
    ]
    vega_charts.bills(pl.DataFrame(drawn), dict(zip(colors, _marks(), strict=True)))
    tables.grid(
        pl.DataFrame(rows)
        .to_pandas()
        .style.map(lambda word: f"color: {colors.get(word, theme.INK)}", subset=[t("state")]),
        height=250,
        placeholder="–",
        column_config={
            t("kwh"): st.column_config.NumberColumn(format="accounting"),
            t("amount"): st.column_config.NumberColumn(format="accounting"),
            t("paid"): st.column_config.NumberColumn(format="accounting"),
            t("correction"): st.column_config.NumberColumn(format="accounting"),
            t("due_on"): st.column_config.DateColumn(format="YYYY-MM-DD"),
            t("paid_on"): st.column_config.DateColumn(format="YYYY-MM-DD"),
        },
    )
    charts.data_popover(pl.DataFrame(rows), f"bills_{seen['customer']['customer_id']}", "bills")


def _correction(bill: dict) -> dict:
    """The columns of what a bill corrects of use before it, empty where it corrects nothing."""
    yuan = bill.get("correction_yuan")
    why = (in_language(text) for text in (correction_reason(bill), corrected_days(bill)))
    return {
        t("correction"): None if yuan is None else float(yuan),
        t("correction_why"): " · ".join(filter(None, why)) or None,
    }


def events(seen: dict) -> None:
    """Draw contacts, outages and reminders as one time line, newest first."""
    st.header(t("service"), anchor=False)
    if not seen["events"]:
        st.caption(t("no_events"))
        return
    recent = [e for e in seen["events"] if e["happened_on"] >= window_start(seen["as_of"])]
    charts.chart_title(t("service_title", n=len(recent)))
    kinds = {event["kind"]: message(event["what"]) for event in seen["events"]}
    counts = Counter(event["kind"] for event in recent)
    labels = {kind: f"{name} {counts[kind]:,}" for kind, name in kinds.items()}
    chosen = st.pills(
        t("what"), list(labels), selection_mode="multi", format_func=lambda one: labels.get(one, one),
        label_visibility="collapsed", key=f"events_{','.join(labels)}",
    )  # fmt: skip
    rows = [
        {t("day"): e["happened_on"], t("what"): in_language(e["what"]), t("detail"): in_language(e["text"])}
        for e in seen["events"]
        if not chosen or e["kind"] in chosen
    ]
    tables.grid(rows, highest=460)
    charts.data_popover(pl.DataFrame(rows), f"events_{seen['customer']['customer_id']}", "events")
