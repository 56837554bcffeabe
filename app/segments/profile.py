"""What sets a segment apart from everyone: values ranked by TGI x size, and how it uses electricity over a year."""

from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app.segments.query import SegmentQuery
from app.shared import charts, formats, frame, theme
from app.shared.labels import value_label
from app.shared.words import in_language, t
from tagrid.catalog import Tag
from tagrid.published import Mask
from tagrid.segments import SMALLEST_GROUP
from tagrid.segments.insight import (
    MonthOfUse,
    ProfileRow,
    ValueShare,
    implied_tags,
    segment_profile,
    tag_distribution,
    usage_curve,
)

SHOWN = 10


@st.cache_data(max_entries=60, show_spinner=False)
def _curve(key: tuple, _query: SegmentQuery) -> list[MonthOfUse]:
    return usage_curve(_query.workspace, _query.mask)


def draw_usage(query: SegmentQuery) -> None:
    """Draw the year; a month of which few customers were read is left out."""
    with st.spinner(t("working"), show_time=True):
        found = [one for one in _curve(query.key, query) if one.customers >= SMALLEST_GROUP]
    if not found:
        st.info(t("no_use"), icon=":material/electric_meter:")
        return
    top = max(found, key=lambda one: one.mean_kwh)
    charts.chart_title(
        t("use_finding", month=f"{top.month_on:%Y-%m}", kwh=f"{top.mean_kwh:,.1f}", n=formats.count(top.customers))
    )
    st.caption(t("use_help"))
    table = pl.DataFrame([vars(one) for one in found])
    st.altair_chart(theme.styled(_usage_chart(table).properties(height=230)))
    names = {"month_on": t("month"), "customers": t("count"), "mean_kwh": t("use_mean"), "low_kwh": t("use_low"),
             "median_kwh": t("use_median"), "high_kwh": t("use_high")}  # fmt: skip
    charts.data_popover(table.rename(names), "usage", "usage")


def _usage_chart(table: pl.DataFrame) -> alt.LayerChart:
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


def draw_profile(query: SegmentQuery) -> None:
    """Draw the profile: what there is more of, or less, with every value behind it; or all values of one tag."""
    words = {"more": t("profile_more"), "less": t("profile_less"), "tag": t("profile_tag")}
    frame.follow_link("way", "profile_way", words, "more")
    view = st.segmented_control(
        t("see_profile"), list(words), format_func=lambda x: words.get(x, x), key="profile_way", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    frame.write_link(way=view if view != "more" else None)
    if view == "tag":
        _one_tag(query)
    else:
        of_mask(query, query.mask, "profile", less=view == "less")


def _one_tag(query: SegmentQuery) -> None:
    tags = {
        tag.name: in_language(tag.label)
        for tag in query.workspace.catalog.tags.values()
        if tag.subject == query.subject
    }
    linked = frame.link_value("of_tag")
    begin = list(tags).index(linked) if linked in tags else 0
    name = st.selectbox(t("tag"), list(tags), begin, lambda x: tags.get(x, x), key="profile_of_tag")
    frame.write_link(of_tag=name)
    tag = query.workspace.catalog.tags[name]
    found = tag_distribution(query.workspace.index, query.mask, name)
    known = [one for one in found if one.share is not None]
    if not known:
        st.info(t("too_few", n=SMALLEST_GROUP), icon=":material/groups:")
        return
    top = max(known, key=lambda one: one.share or 0)
    charts.chart_title(
        t("tag_finding", value=value_label(tag, top.value), share=formats.share(top.share or 0),
          base=formats.share(top.base_share))
    )  # fmt: skip
    table = pl.DataFrame([_spread_row(tag, one) for one in found], infer_schema_length=None)
    charts.vega_lite(table, _chart(table))
    st.caption(_legend())
    charts.data_popover(_named(table), f"profile_{name}", "profile_tag")


def _spread_row(tag: Tag, one: ValueShare) -> dict:
    return {
        "label": value_label(tag, one.value),
        "tgi": one.tgi,
        "tgi_text": f"{one.tgi:,.0f}" if one.tgi is not None else "–",
        "share_text": formats.share(one.share) if one.share is not None else f"<{SMALLEST_GROUP}",
        "segment": one.share,
        "base": one.base_share,
        "customers": one.customers,
        "low": one.low,
        "high": one.high,
        "end": max(one.high or 0.0, one.base_share),
        "certain": one.is_certain,
    }


def _named(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table behind a chart, its columns in the reader's words."""
    heads = {"label": t("value"), "tgi": "TGI", "segment": t("segment_share"), "base": t("base_share"),
             "customers": t("count"), "low": t("lowest"), "high": t("highest"),
             "certain": t("beyond_chance")}  # fmt: skip
    return table.select(list(heads)).rename(heads)


def of_mask(query: SegmentQuery, mask: Mask, key: str, less: bool = False, shown: int = SHOWN) -> None:
    """Draw the profile of some customers against the base of the segment's subject."""
    catalog = query.workspace.catalog
    rows = segment_profile(query.workspace.index, catalog, mask, query.subject)
    by_rule = implied_tags(catalog, query.rule) if query.rule is not None else set()
    ranked = [row for row in (reversed(rows) if less else rows) if (row.weight < 0 if less else row.weight > 0)]
    leading = [row for row in ranked if row.tag not in by_rule][:shown]
    if not leading:
        st.info(t("like_everyone"), icon=":material/balance:")
        return
    charts.chart_title(_finding(catalog, leading[0]))
    st.caption(t("tgi_help"))
    table = pl.DataFrame([_row(catalog, row) for row in leading])
    charts.vega_lite(table, _chart(table))
    st.caption(_legend() + (t("implied_by_rule") if by_rule else ""))
    charts.data_popover(_named(pl.DataFrame([_row(catalog, row) for row in rows])), "profile", key)


def _legend() -> str:
    return f"█ {t('segment_share')} · ▏{t('base_share')} · ├─┤ {t('interval')}"


def _finding(catalog, row: ProfileRow) -> str:
    tag = catalog.tags[row.tag]
    return t(
        "profile_finding",
        value=f"{in_language(tag.label)}{t('colon')}{value_label(tag, row.value)}",
        share=formats.share(row.share),
        times=f"{row.tgi / 100:.1f}",
        base=formats.share(row.base_share),
    )


def _row(catalog, row: ProfileRow) -> dict:
    tag = catalog.tags[row.tag]
    return {
        "label": f"{in_language(tag.label)} · {value_label(tag, row.value)}",
        "tgi": row.tgi,
        "tgi_text": f"{row.tgi:,.0f}",
        "share_text": formats.share(row.share),
        "segment": row.share,
        "base": row.base_share,
        "customers": row.customers,
        "low": row.low,
        "high": row.high,
        "end": max(row.high, row.base_share),
        "certain": row.is_certain,
    }


def _chart(table: pl.DataFrame) -> dict:
    """Return the chart as Vega-Lite: bars of the segment, a line for what chance leaves open, a tick for everyone."""
    most: float = table.select(pl.max("end")).item()
    number = {"type": "quantitative"}
    tips = (("customers", "count"), ("segment", "segment_share"), ("low", "lowest"), ("high", "highest"),
            ("base", "base_share"))  # fmt: skip
    measures = [{"field": f, **number, "title": t(w), "format": ",d" if f == "customers" else ".1%"} for f, w in tips]
    # Room for the figure behind the longest line; no tick above all there is.
    axis = {"format": "%", "tickCount": 4} | ({"values": [0, 0.25, 0.5, 0.75, 1]} if most > 0.5 else {})
    share = {"title": t("segment_share"), "axis": axis, "scale": {"domain": [0, 1.45 * most]}}
    bars = {
        "mark": {"type": "bar", "height": 12, "color": theme.SEGMENT, "cornerRadiusEnd": 2},
        "encoding": {
            "x": {"field": "segment", **number, **share},
            "opacity": {"condition": {"test": "datum.certain", "value": 1}, "value": 0.4},
        },
    }
    spans = {
        "mark": {"type": "rule", "color": theme.INK, "strokeWidth": 1.2, "opacity": 0.75},
        "encoding": {"x": {"field": "low", **number}, "x2": {"field": "high"}},
    }
    ticks = {
        "mark": {"type": "tick", "color": theme.INK, "thickness": 2, "size": 18},
        "encoding": {"x": {"field": "base", **number}},
    }
    # A bar is a share and bears it; how many times everyone's share that is, stands in a column of its own.
    texts = {
        "mark": {"type": "text", "align": "left", "dx": 6, "color": theme.INK},
        "encoding": {"x": {"field": "end", **number}, "text": {"field": "share_text", "type": "nominal"}},
    }
    times = {
        "mark": {"type": "text", "align": "right", "color": theme.INK, "x": "width"},
        "encoding": {"text": {"field": "tgi_text", "type": "nominal"}},
    }
    head = {
        "data": {"values": [{}]},
        "mark": {"type": "text", "align": "right", "color": theme.MUTED, "text": "TGI", "x": "width", "y": -10},
        "encoding": {"y": None, "tooltip": None},
    }
    name = {"field": "label", "type": "nominal"}
    lines: dict = {"ticks": False, "domain": False, "labelOverlap": False, "labelLimit": 190}
    if two := " · " in table["label"][0]:  # the tag above its value, where one line would cut them
        lines |= {"labelExpr": "split(datum.label, ' · ')", "labelLineHeight": 13, "labelOffset": -6}
    return {
        "height": (38 if two else 26) * table.height + 50,
        "encoding": {
            "y": {**name, "sort": table["label"].to_list(), "title": None, "axis": lines},
            "tooltip": [
                {**name, "title": t("value")},
                *measures,
                {"field": "tgi", **number, "title": "TGI", "format": ",.0f"},
            ],
        },
        "layer": [bars, spans, ticks, texts, times, head],
    }
