"""The app's charts, each with a title that states the finding, and its table and download behind it."""

import html

import altair as alt
import polars as pl
import streamlit as st

from app.shared import tables, theme
from app.shared.words import t
from tagrid.segments.export import escape_formulas


def chart_title(title: str) -> None:
    """Draw a chart's title, the finding or the question; it names the chart below for readers who hear the page."""
    theme.name_next_chart(title)
    st.html(f"<div class='tg-title'>{html.escape(title)}</div>")


def vega_lite(table: pl.DataFrame, spec: dict, width: int | None = None) -> None:
    """Draw a Vega-Lite specification over ``table`` in the house style, ``width`` pixels wide or as wide as there is.

    For what is drawn at every click: Altair builds and checks a chart in the time of the whole rest of the page.
    """
    style = {"description": theme.chart_name(), "config": theme.config()}
    st.vega_lite_chart(table, style | spec, width=width or "stretch")


def data_popover(table: pl.DataFrame, name: str, key: str, is_file: bool = True) -> None:
    """Put the table of a chart and its download behind a popover.

    There is no download where not ``is_file``: of more than one customer by name, who leave by the export alone.
    """
    with st.popover(t("table"), icon=":material/table:"):
        whole = [name for name, kind in table.schema.items() if kind.is_integer()]
        config = dict.fromkeys(whole, st.column_config.NumberColumn(format="localized"))
        tables.grid(table, placeholder="–", column_config=config)
        if not is_file:
            return
        st.download_button(
            t("download"),
            lambda: escape_formulas(table).write_csv().encode("utf-8-sig"),
            f"{name}.csv",
            "text/csv",
            key=f"csv_{key}",
            icon=":material/download:",
        )


def share_bars(rows: list[dict], colors: dict[str, str], height: int | None = None) -> None:
    """Draw bars for the parts of a population; rows hold ``label``, ``customers``, ``share``, in order."""
    table = pl.DataFrame(rows)
    labels = table["label"].to_list()
    # every bar has its name, however close they are
    names = alt.Axis(ticks=False, domain=False, labelPadding=8, labelOverlap=False)
    # beside the longest bar there is room for its share, on a telephone too
    room = 1.3 * (max(row["share"] or 0 for row in rows) or 1)
    axis = alt.Axis(format="%", tickCount=5, labelExpr="datum.value > 1 ? '' : datum.label")
    base = alt.Chart(table).encode(
        y=alt.Y("label:N", sort=labels, title=None, axis=names),
        x=alt.X("share:Q", title=t("share"), axis=axis, scale=alt.Scale(domain=[0, room], nice=False)),
        tooltip=[
            alt.Tooltip("label:N", title=t("value")),
            alt.Tooltip("customers:Q", title=t("count"), format=","),
            alt.Tooltip("share:Q", title=t("share"), format=".1%"),
        ],
    )
    bars = base.mark_bar(height=18, cornerRadiusEnd=2).encode(
        color=alt.Color("label:N", scale=alt.Scale(domain=labels, range=[colors[x] for x in labels]), legend=None)
    )
    texts = base.mark_text(align="left", dx=6, color=theme.INK).encode(text=alt.Text("share:Q", format=".1%"))
    st.altair_chart(theme.styled((bars + texts).properties(height=height or 30 * len(rows) + 40)))


def versions_area(rows: list[dict], colors: dict[str, str]) -> None:
    """Draw stacked shares per version; rows hold ``version``, ``label``, ``share``, ``order``."""
    table = pl.DataFrame(rows)
    labels = table.sort("order")["label"].unique(maintain_order=True).to_list()
    chart = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X("version:O", title=t("version"), axis=alt.Axis(labelAngle=0)),
            y=alt.Y("share:Q", title=t("share"), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("label:N", scale=alt.Scale(domain=labels, range=[colors[x] for x in labels])),
            order=alt.Order("order:Q"),
            tooltip=[
                "version",
                alt.Tooltip("label:N", title=t("value")),
                alt.Tooltip("share:Q", format=".1%"),
            ],
        )
    )
    st.altair_chart(theme.styled(chart.properties(height=240)))


def ranked_bars(rows: list[dict], axis: str) -> None:
    """Draw bars from 0 to 1, the longest first; rows hold ``label`` and ``share``, ``axis`` is what is measured."""
    table = pl.DataFrame(rows)
    base = alt.Chart(table).encode(
        y=alt.Y(
            "label:N",
            sort=table["label"].to_list(),
            title=None,
            axis=alt.Axis(ticks=False, domain=False, labelOverlap=False, labelFlush=False),
        ),
        x=alt.X("share:Q", title=axis, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=5)),
        tooltip=[alt.Tooltip("label:N", title=t("name")), alt.Tooltip("share:Q", title=axis, format=".2f")],
    )
    bars = base.mark_bar(height=14, cornerRadiusEnd=2, color=theme.ACCENT)
    texts = base.mark_text(align="left", dx=6, color=theme.INK).encode(text=alt.Text("share:Q", format=".2f"))
    st.altair_chart(theme.styled((bars + texts).properties(height=26 * len(rows) + 40)))


def daily(table: pl.DataFrame) -> None:
    """Draw daily energy as a line with its 7-day mean; columns ``date``, ``kwh`` (null where not read), ``mean``."""
    x = alt.X("date:T", title=None, axis=alt.Axis(format="%Y-%m", tickCount="month", labelOverlap=True))
    tip = [
        alt.Tooltip("date:T", title=t("date"), format="%Y-%m-%d"),
        alt.Tooltip("kwh:Q", title=t("kwh"), format=",.1f"),
    ]
    days = (
        alt.Chart(table)
        .mark_line(color=theme.BASE, strokeWidth=1)
        .encode(x=x, y=alt.Y("kwh:Q", title=t("kwh")), tooltip=tip)
    )
    mean = alt.Chart(table).mark_line(color=theme.ACCENT, strokeWidth=2).encode(x=x, y="mean:Q")
    st.altair_chart(theme.styled((days + mean).properties(height=240)))
    st.caption(f"━ {t('rolling')}")


def calendar(table: pl.DataFrame) -> None:
    """Draw a year of days as a heat map, a column a week; the columns of `daily`."""
    cells = table.with_columns(
        week=pl.col("date").dt.truncate("1w").cast(pl.Date), day=pl.col("date").dt.weekday()
    ).filter(pl.col("week") >= pl.col("week").max() - pl.duration(weeks=53))
    chart = (
        alt.Chart(cells)
        .mark_rect(stroke=theme.GROUND, strokeWidth=1)
        .encode(
            x=alt.X(
                "yearmonthdate(week):O",
                title=None,
                axis=alt.Axis(format="%Y-%m", labelAngle=0, labelOverlap=True, ticks=False, domain=False),
            ),
            y=alt.Y(
                "day:O",
                title=None,
                axis=alt.Axis(labelExpr=f"'{t('weekday_letters')}'[datum.value - 1]", ticks=False, domain=False),
            ),
            color=alt.Color("kwh:Q", scale=alt.Scale(range=theme.SEQUENCE), legend=alt.Legend(title=t("kwh"))),
            tooltip=[
                alt.Tooltip("date:T", title=t("date"), format="%Y-%m-%d"),
                alt.Tooltip("kwh:Q", title=t("kwh"), format=",.1f"),
            ],
        )
    )
    st.altair_chart(theme.styled(chart.properties(height=200)))


def value_intervals(table: pl.DataFrame, lines: list[str]) -> None:
    """Draw a line a tag with its values one after another, the value that holds beside its name and in the accent.

    Columns: ``line`` (one of ``lines``), ``value``, ``from``, ``until``, ``end``, ``holds``, ``cause``, ``catalog``.
    """
    base = alt.Chart(table).encode(
        y=alt.Y("line:N", sort=lines, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=280)),
        x=alt.X("from:T", title=None, axis=alt.Axis(format="%Y-%m-%d", labelOverlap=True, tickMinStep=86_400_000)),
        tooltip=[
            alt.Tooltip("line:N", title=t("past_changed_tag")),
            alt.Tooltip("value:N", title=t("value")),
            alt.Tooltip("from:T", title=t("past_valid_from"), format="%Y-%m-%d"),
            alt.Tooltip("until:T", title=t("past_valid_until"), format="%Y-%m-%d"),
            alt.Tooltip("cause:N", title=t("past_cause")),
            alt.Tooltip("catalog:N", title=t("catalog_version")),
        ],
    )
    color = alt.condition("datum.holds", alt.value(theme.ACCENT), alt.value(theme.BASE))
    bars = base.mark_bar(height=20, cornerRadius=3, stroke=theme.GROUND).encode(x2="end:T", color=color)
    former = base.transform_filter("!datum.holds")
    # As much of the name as its own bar has room for; the whole name is in the tooltip and the table.
    free = "scale('x', datum.end) - scale('x', datum.from) - 10"
    limit, shown = {"expr": f"max({free}, 1)"}, {"expr": f"{free} < 18 ? 0 : 1"}
    texts = former.mark_text(
        align="left", dx=5, fontSize=11, color=theme.INK, limit=limit, opacity=shown
    ).encode(x2="end:T", text="value:N")  # fmt: skip
    st.altair_chart(theme.styled((bars + texts).properties(height=30 * len(lines) + 40)))
