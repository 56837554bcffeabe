"""How a segment uses electricity: the mean of each month of a year, and the band most customers lie in."""

from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app import charts, numbers, theme
from app.segment_asked import FEWEST, Asked
from app.words import t
from tagrid.segments.insight.usage import MonthOfUse, usage_curve


@st.cache_data(max_entries=60, show_spinner=False)
def _curve(key: tuple, _asked: Asked) -> list[MonthOfUse]:
    return usage_curve(_asked.desk, _asked.mask)


def draw(asked: Asked) -> None:
    """Draw the year; a month of which few customers were read is left out."""
    with st.spinner(t("working"), show_time=True):
        found = [one for one in _curve(asked.key, asked) if one.customers >= FEWEST]
    if not found:
        st.info(t("no_use"), icon=":material/electric_meter:")
        return
    top = max(found, key=lambda one: one.mean_kwh)
    charts.titled(
        t("use_finding", month=f"{top.month_on:%Y-%m}", kwh=f"{top.mean_kwh:,.1f}", n=numbers.count(top.customers))
    )
    st.caption(t("use_help"))
    table = pl.DataFrame([vars(one) for one in found])
    st.altair_chart(theme.styled(_chart(table).properties(height=230)))
    names = {"month_on": t("month"), "customers": t("count"), "mean_kwh": t("use_mean"), "low_kwh": t("use_low"),
             "median_kwh": t("use_median"), "high_kwh": t("use_high")}  # fmt: skip
    charts.behind(table.rename(names), "usage", "usage")


def _chart(table: pl.DataFrame) -> alt.LayerChart:
    # Altair types its marks through a decorator that no checker follows.
    base: Any = alt.Chart(table).encode(
        x=alt.X("yearmonth(month_on):O", title=None, axis=alt.Axis(format="%Y-%m", labelAngle=-45, labelOverlap=True)),
        tooltip=[
            alt.Tooltip("month_on:T", title=t("month"), format="%Y-%m"),
            alt.Tooltip("customers:Q", title=t("count"), format=",d"),
            alt.Tooltip("mean_kwh:Q", title=t("use_mean"), format=",.1f"),
            alt.Tooltip("low_kwh:Q", title=t("use_low"), format=",.1f"),
            alt.Tooltip("median_kwh:Q", title=t("use_median"), format=",.1f"),
            alt.Tooltip("high_kwh:Q", title=t("use_high"), format=",.1f"),
        ],
    )
    axis = alt.Axis(tickCount=4, format=",~f")
    top = float(table.select(pl.max_horizontal(pl.max("high_kwh"), pl.max("mean_kwh"))).item())
    band = base.mark_area(color=theme.SEGMENT, opacity=0.16).encode(
        y=alt.Y("low_kwh:Q", title=t("use_axis"), axis=axis, scale=alt.Scale(domain=[0, 1.04 * top])), y2="high_kwh:Q"
    )
    mean = base.mark_line(color=theme.SEGMENT, strokeWidth=2, point={"color": theme.SEGMENT}).encode(y="mean_kwh:Q")
    median = base.mark_line(color=theme.INK, strokeDash=[4, 3], strokeWidth=1.2).encode(y="median_kwh:Q")
    return band + mean + median
