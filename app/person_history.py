"""What passed between a customer and the utility: bills and payments, service, outages and contacts."""

from collections import Counter
from datetime import date, timedelta

import polars as pl
import streamlit as st

from app import charts, person_charts, theme
from app.words import language, t


def _bill_state(bill: dict, as_of: date) -> str:
    due, paid_on = bill["due_on"], bill["last_paid_on"]
    if bill["paid_yuan"] is None:
        return "unknown"
    if bill["paid_yuan"] < bill["amount_yuan"]:
        return "open_overdue" if due < as_of else "open_due"
    return "paid_late" if paid_on and paid_on > due else "paid_in_time"


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
    st.subheader(t("bills"), anchor=False)
    if not seen["bills"]:
        st.caption(t("no_bills"))
        return
    states = [_bill_state(bill, seen["as_of"]) for bill in seen["bills"]]
    late = sum(state in ("paid_late", "open_overdue") for state in states)
    charts.titled(t("bills_title", late=late, all=len(states)))
    rows = [
        {
            t("bill_month"): f"{bill['bill_month']:%Y-%m}",
            t("state"): t(state),  # what is looked for: it has to be in sight where the table is wider than the page
            t("kwh"): bill["energy_kwh"],
            t("amount"): float(bill["amount_yuan"]),
            t("paid"): None if bill["paid_yuan"] is None else float(bill["paid_yuan"]),
            t("due_on"): bill["due_on"],
            t("paid_on"): bill["last_paid_on"],
        }
        for bill, state in zip(seen["bills"], states, strict=True)
    ]
    colors = {t(state): color for state, color in _state_colors().items()}
    drawn = [
        {"month": bill["bill_month"], "yuan": float(bill["amount_yuan"]), "state": t(state)}
        for bill, state in zip(seen["bills"], states, strict=True)
    ]
    person_charts.bills(pl.DataFrame(drawn), dict(zip(colors, _marks(), strict=True)))
    st.dataframe(
        pl.DataFrame(rows)
        .to_pandas()
        .style.map(lambda word: f"color: {colors.get(word, theme.INK)}", subset=[t("state")]),
        hide_index=True,
        width="stretch",
        height=250,
        placeholder="–",
        column_config={
            t("kwh"): st.column_config.NumberColumn(format="accounting"),
            t("amount"): st.column_config.NumberColumn(format="accounting"),
            t("paid"): st.column_config.NumberColumn(format="accounting"),
            t("due_on"): st.column_config.DateColumn(format="YYYY-MM-DD"),
            t("paid_on"): st.column_config.DateColumn(format="YYYY-MM-DD"),
        },
    )
    charts.behind(pl.DataFrame(rows), f"bills_{seen['customer']['customer_id']}", "bills")


def events(seen: dict) -> None:
    """Draw contacts, outages and reminders as one time line, newest first."""
    st.subheader(t("service"), anchor=False)
    if not seen["events"]:
        st.caption(t("no_events"))
        return
    recent = [e for e in seen["events"] if e["happened_on"] > seen["as_of"] - timedelta(days=365)]
    charts.titled(t("service_title", n=len(recent)))
    said = language()
    kinds = {event["kind"]: event["what"][said] for event in seen["events"]}
    counts = Counter(event["kind"] for event in recent)
    labels = {kind: f"{name} {counts[kind]}" for kind, name in kinds.items()}
    chosen = st.pills(
        t("what"), list(labels), selection_mode="multi", format_func=lambda one: labels.get(one, one),
        label_visibility="collapsed", key=f"events_{','.join(labels)}",
    )  # fmt: skip
    rows = [
        {t("day"): e["happened_on"], t("what"): e["what"][said], t("detail"): e["text"][said]}
        for e in seen["events"]
        if not chosen or e["kind"] in chosen
    ]
    st.dataframe(rows, hide_index=True, width="stretch", height=min(36 * len(rows) + 40, 460))
    charts.behind(pl.DataFrame(rows), f"events_{seen['customer']['customer_id']}", "events")
