"""The portrait's own charts, in the style of `app.charts`."""

from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app import theme
from app.words import t


def _chart(table: pl.DataFrame) -> Any:
    """Return a chart of ``table``, of a type that a checker leaves alone: Altair's decorators hide what it is."""
    return alt.Chart(table)


def days(table: pl.DataFrame, holidays: pl.DataFrame, outages: pl.DataFrame) -> None:
    """Draw daily energy with its 7-day mean over the holidays, and a mark above each outage.

    Columns: ``date``, ``kwh``, ``mean``; ``from``, ``until``, ``name``; ``date``, ``what``, ``minutes``.
    """
    axis = alt.Axis(format="%Y-%m", tickCount="month", labelOverlap=True)
    x = alt.X("date:T", title=None, axis=axis)
    tip = [
        alt.Tooltip("date:T", title=t("date"), format="%Y-%m-%d"),
        alt.Tooltip("kwh:Q", title=t("kwh"), format=",.1f"),
    ]
    bands = (
        _chart(holidays)
        .mark_rect(color=theme.ATTENTION, opacity=0.2)
        .encode(
            x=alt.X("from:T", title=None, axis=axis), x2="until:T", tooltip=[alt.Tooltip("name:N", title=t("holiday"))]
        )
    )
    line = _chart(table).mark_line(color=theme.BASE, strokeWidth=1)
    line = line.encode(x=x, y=alt.Y("kwh:Q", title=t("kwh")), tooltip=tip)
    mean = _chart(table).mark_line(color=theme.ACCENT, strokeWidth=2).encode(x=x, y="mean:Q")
    marks = (
        _chart(outages)
        .mark_point(shape="triangle-down", filled=True, size=60, color=theme.BAD, opacity=1)
        .encode(
            x=x,
            y=alt.value(5),
            tooltip=[
                alt.Tooltip("date:T", title=t("date"), format="%Y-%m-%d"),
                alt.Tooltip("what:N", title=t("what")),
                alt.Tooltip("minutes:Q", title=t("minutes"), format=",.0f"),
            ],
        )
    )
    st.altair_chart(theme.styled((bands + line + mean + marks).properties(height=250)))
    st.html(
        f"<div class='tg-legend'><span><b style='color:{theme.ACCENT}'>━</b> {t('rolling')}</span>"
        f"<span><b style='color:{theme.ATTENTION}'>▮</b> {t('holiday')}</span>"
        f"<span><b style='color:{theme.BAD}'>▼</b> {t('outage_mark')}</span></div>"
    )


def week(table: pl.DataFrame) -> None:
    """Draw the mean of each weekday; columns ``day``, ``kwh``, ``days``, from Monday."""
    base = _chart(table).encode(
        x=alt.X(
            "day:N",
            sort=table["day"].to_list(),
            title=None,
            axis=alt.Axis(labelAngle=0, ticks=False, labelOverlap=False),
            scale=alt.Scale(padding=0.2),
        ),
        y=alt.Y("kwh:Q", title=t("mean_kwh")),
        tooltip=[
            alt.Tooltip("day:N", title=t("weekday")),
            alt.Tooltip("kwh:Q", title=t("mean_kwh"), format=",.1f"),
            alt.Tooltip("days:Q", title=t("days_read")),
        ],
    )
    rest = table["day"].to_list()[5:]
    color = alt.condition(alt.FieldOneOfPredicate("day", rest), alt.value(theme.BASE), alt.value(theme.ACCENT))
    bars = base.mark_bar(cornerRadiusEnd=2).encode(color=color)
    st.altair_chart(theme.styled(bars.properties(height=210)))


def load(table: pl.DataFrame, kinds: list[str]) -> None:
    """Draw mean load curves; columns ``at``, ``kw``, ``kind``."""
    colors = [theme.ACCENT, theme.ATTENTION][: len(kinds)]
    chart = (
        _chart(table)
        .mark_line(strokeWidth=2, interpolate="step-after")
        .encode(
            x=alt.X("at:T", title=None, axis=alt.Axis(format="%H:%M", tickCount=8)),
            y=alt.Y("kw:Q", title="kW"),
            color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=colors)),
            tooltip=[
                alt.Tooltip("at:T", title=t("time"), format="%H:%M"),
                alt.Tooltip("kw:Q", title="kW", format=",.2f"),
                alt.Tooltip("kind:N", title=t("kind_of_day")),
            ],
        )
    )
    st.altair_chart(theme.styled(chart.properties(height=210)))


def peers(table: pl.DataFrame) -> None:
    """Draw a line a metric: the middle half of the others as a bar, their median as a tick, the customer as a dot.

    Columns: ``name``, ``at`` and ``middle`` (0 to 1 is the middle half), ``said``, ``median_said``, ``outside``.
    """
    names = table["name"].to_list()
    scale = alt.Scale(domain=[-1.3, 3.0])
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=240))
    tip = [
        alt.Tooltip("name:N", title=t("metric")),
        alt.Tooltip("said:N", title=t("own")),
        alt.Tooltip("low_said:N", title=t("quarter_low")),
        alt.Tooltip("median_said:N", title=t("median")),
        alt.Tooltip("high_said:N", title=t("quarter_high")),
    ]
    base = _chart(table.with_columns(zero=0.0, one=1.0, words=2.35)).encode(y=y, tooltip=tip)
    bar = base.mark_bar(height=10, color=theme.BASE, cornerRadius=3).encode(
        x=alt.X("zero:Q", scale=scale, axis=None), x2="one:Q"
    )
    middle = base.mark_tick(color=theme.INK, thickness=2, size=16).encode(x=alt.X("middle:Q", scale=scale))
    color = alt.condition("datum.outside", alt.value(theme.ATTENTION), alt.value(theme.ACCENT))
    own = base.mark_circle(size=110, opacity=1).encode(x=alt.X("at:Q", scale=scale), color=color)
    words = base.mark_text(align="left", color=theme.INK).encode(x=alt.X("words:Q", scale=scale), text="said:N")
    st.altair_chart(theme.styled((bar + middle + own + words).properties(height=27 * len(names) + 20)))
    st.html(
        f"<div class='tg-legend'><span><b style='color:{theme.ACCENT}'>●</b> {t('own')}</span>"
        f"<span><b style='color:{theme.BASE}'>▬</b> {t('middle_half')}</span><span><b>|</b> {t('median')}</span></div>"
    )


def beside(table: pl.DataFrame, names: list[str]) -> None:
    """Draw the days of two customers, each by its own mean day; columns ``date``, ``name``, ``index``, ``kwh``."""
    chart = (
        _chart(table)
        .mark_line(strokeWidth=1.5)
        .encode(
            x=alt.X("date:T", title=None, axis=alt.Axis(format="%Y-%m", tickCount="month", labelOverlap=True)),
            y=alt.Y("index:Q", title=t("own_mean_day"), axis=alt.Axis(format="%")),
            color=alt.Color("name:N", scale=alt.Scale(domain=names, range=[theme.ACCENT, theme.ATTENTION])),
            tooltip=[
                alt.Tooltip("name:N", title=t("name")),
                alt.Tooltip("date:T", title=t("date"), format="%Y-%m-%d"),
                alt.Tooltip("kwh:Q", title=t("kwh"), format=",.1f"),
            ],
        )
    )
    st.altair_chart(theme.styled(chart.properties(height=240)))


def bills(table: pl.DataFrame, colors: dict[str, str]) -> None:
    """Draw the amount of each bill in the colour of how it was paid; columns ``month``, ``yuan``, ``state``."""
    shown = [state for state in colors if state in set(table["state"])]
    color = alt.Color("state:N", scale=alt.Scale(domain=shown, range=[colors[state] for state in shown]))
    chart = (
        _chart(table)
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("yearmonth(month):O", title=None, axis=alt.Axis(format="%Y-%m", labelAngle=0, labelOverlap=True)),
            y=alt.Y("yuan:Q", title=t("amount")),
            color=color,
            tooltip=[
                alt.Tooltip("month:T", title=t("bill_month"), format="%Y-%m"),
                alt.Tooltip("yuan:Q", title=t("amount"), format=",.2f"),
                alt.Tooltip("state:N", title=t("state")),
            ],
        )
    )
    st.altair_chart(theme.styled(chart.properties(height=190)))
