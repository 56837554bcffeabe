"""The outages of a customer: how often and how long, and of planned ones whether plan and notice were kept."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from app import charts, person_charts
from app.words import language, t
from tagrid.portrait.outages import outages_of, without_supply


def draw(version, seen: dict) -> None:
    """Draw the outages of two years, or that there were none."""
    st.subheader(t("outages"), anchor=False)
    who = seen["customer"]["customer_id"]
    with version.connect() as con:
        found = outages_of(con, who)
    if not found:
        st.caption(t("outages_none"))
        return
    many, hours = without_supply(found, seen["as_of"])
    charts.titled(t("outages_title", n=many, hours=f"{hours:,.1f}") if many else t("outages_not_lately"))
    _picture(found, seen["as_of"])
    table = pl.DataFrame([_row(one) for one in found], schema=_schema())
    st.dataframe(
        table, hide_index=True, width="stretch", height=min(36 * len(found) + 40, 400), placeholder="–",
        column_config={
            t("outage_began"): st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
            t("minutes"): st.column_config.NumberColumn(format="%.0f"),
            t("outage_over"): st.column_config.NumberColumn(format="%+.0f"),
            t("outage_notice"): st.column_config.NumberColumn(format="%.0f"),
        },
    )  # fmt: skip
    st.caption(t("outages_how"))
    charts.behind(table, f"outages_{who}", "outages")


def _picture(found: list[dict], last: date) -> None:
    table = pl.DataFrame(
        [{"at": one["started_at"], "minutes": one["minutes"], "kind": _kind(one)} for one in found],
        schema={"at": pl.Datetime, "minutes": pl.Float64, "kind": pl.String},
    )
    kinds = {one["code"]: _kind(one) for one in reversed(found)}
    first = min(found[-1]["started_at"].date(), last - timedelta(days=365))
    person_charts.outages(table, kinds, first, last + timedelta(days=1))


def _kind(one: dict) -> str:
    return one["kind"][language()].capitalize()


def _schema() -> dict:
    numbers = dict.fromkeys((t("minutes"), t("outage_over"), t("outage_notice")), pl.Float64)
    words = dict.fromkeys((t("what"), t("outage_cause"), t("outage_received")), pl.String)
    return {t("outage_began"): pl.Datetime} | words | numbers


def _row(one: dict) -> dict:
    said = language()
    received = {True: t("outage_reached"), False: t("outage_missed")}
    return {
        t("outage_began"): one["started_at"],
        t("what"): _kind(one),
        t("outage_cause"): one["cause"][said] if one["cause"] else None,
        t("outage_received"): received.get(one["received"]),
        t("minutes"): one["minutes"],
        t("outage_over"): one["over_minutes"],
        t("outage_notice"): one["notice_hours"],
    }
