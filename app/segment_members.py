"""Some members of a segment by name; a click on one opens its portrait."""

import polars as pl
import streamlit as st

from app import charts
from app.segment_asked import Asked
from app.words import t
from tagrid.segments.profile import members

SHOWN = 50


def draw(asked: Asked) -> None:
    """Draw the first members."""
    rows = members(asked.desk.version, asked.desk.index, asked.mask, limit=SHOWN)
    charts.titled(t("members", n=min(SHOWN, asked.count)))
    people(rows, "segment_members")


def people(rows: list[dict], key: str, **more: pl.Series) -> None:
    """Draw customers as a table, with `more` columns behind; choosing one opens its portrait."""
    table = pl.DataFrame(
        {
            t("customer_id"): [row["customer_id"] for row in rows],
            t("name"): [row["customer_name"] for row in rows],
            t("district"): [row["district"] for row in rows],
            t("annual_kwh"): [row["annual_kwh"] and round(row["annual_kwh"]) for row in rows],
            **more,
        }
    )
    st.caption(t("click_for_portrait"))
    chosen = st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="single-row",
        height=min(420, 38 + 35 * max(len(rows), 1)),
        column_config={
            t("name"): st.column_config.TextColumn(width=150),
            t("annual_kwh"): st.column_config.NumberColumn(format="localized", width=110),
        },
        key=key,
    )
    if chosen.selection.rows:
        st.session_state["portrait_id"] = rows[chosen.selection.rows[0]]["customer_id"]
        st.switch_page("views/portrait.py")
