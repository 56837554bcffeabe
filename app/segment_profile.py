"""What sets a segment apart from everyone: values ranked by TGI x size, with what chance leaves open."""

import polars as pl
import streamlit as st

from app import charts, numbers, theme
from app.segment_asked import Asked
from app.tag_card import value_name
from app.words import named, t
from tagrid.segments.bits import Words
from tagrid.segments.insight.similar import told_by
from tagrid.segments.profile import ProfileRow, profile

SHOWN = 10


def draw(asked: Asked) -> None:
    """Draw the profile: the finding, what there is more of (or less), and every value behind it."""
    words = {"more": t("profile_more"), "less": t("profile_less")}
    way = st.segmented_control(
        t("see_profile"), list(words), format_func=lambda x: words.get(x, x), default="more", required=True,
        label_visibility="collapsed", key="profile_way",
    )  # fmt: skip
    of_mask(asked, asked.mask, "profile", less=way == "less")


def of_mask(asked: Asked, mask: Words, key: str, less: bool = False, shown: int = SHOWN) -> None:
    """Draw the profile of some customers against the base of the segment's subject."""
    catalog = asked.desk.catalog
    rows = profile(asked.desk.index, catalog, mask, asked.subject)
    by_rule = told_by(catalog, asked.rule) if asked.rule is not None else set()
    ranked = [row for row in (reversed(rows) if less else rows) if (row.weight < 0 if less else row.weight > 0)]
    told = [row for row in ranked if row.tag not in by_rule][:shown]
    if not told:
        st.info(t("like_everyone"), icon=":material/balance:")
        return
    charts.titled(_finding(catalog, told[0]))
    st.caption(t("tgi_help"))
    table = pl.DataFrame([_row(catalog, row) for row in told])
    charts.drawn(table, _chart(table))
    st.caption(f"▏{t('base_share')} · ├─┤ {t('interval')} · TGI{t('told_by_rule') if by_rule else ''}")
    everything = pl.DataFrame([_row(catalog, row) for row in rows]).rename(
        {"label": t("value"), "tgi": "TGI", "segment": t("segment_share"), "base": t("base_share"),
         "customers": t("count"), "low": t("lowest"), "high": t("highest"), "certain": t("beyond_chance")}
    )  # fmt: skip
    charts.behind(everything, "profile", key)


def _finding(catalog, row: ProfileRow) -> str:
    tag = catalog.tags[row.tag]
    return t(
        "profile_finding",
        value=f"{named(tag.label)}{t('colon')}{value_name(tag, row.value)}",
        share=numbers.share(row.share),
        times=f"{row.tgi / 100:.1f}",
        base=numbers.share(row.base_share),
    )


def _row(catalog, row: ProfileRow) -> dict:
    tag = catalog.tags[row.tag]
    return {
        "label": f"{named(tag.label)} · {value_name(tag, row.value)}",
        "tgi": row.tgi,
        "segment": row.share,
        "base": row.base_share,
        "customers": row.customers,
        "low": row.low,
        "high": row.high,
        "certain": row.is_certain,
    }


def _chart(table: pl.DataFrame) -> dict:
    """Return the chart as Vega-Lite: bars of the segment, a line for what chance leaves open, a tick for everyone."""
    most = table.select(pl.max_horizontal(pl.col("high").max(), pl.col("base").max())).item()
    number = {"type": "quantitative"}
    tips = (("customers", "count"), ("segment", "segment_share"), ("low", "lowest"), ("high", "highest"),
            ("base", "base_share"))  # fmt: skip
    told = [{"field": f, **number, "title": t(w), "format": ",d" if f == "customers" else ".1%"} for f, w in tips]
    # Room for the figure behind the longest line; no tick above all there is.
    axis = {"format": "%", "tickCount": 4} | ({"values": [0, 0.25, 0.5, 0.75, 1]} if most > 0.5 else {})
    share = {"title": t("segment_share"), "axis": axis, "scale": {"domain": [0, 1.2 * most]}}
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
    texts = {
        "mark": {"type": "text", "align": "left", "dx": 6, "color": theme.INK},
        "encoding": {"x": {"field": "high", **number}, "text": {"field": "tgi", **number, "format": ".0f"}},
    }
    name = {"field": "label", "type": "nominal"}
    lines = {"ticks": False, "domain": False, "labelOverlap": False, "labelLimit": 180}
    return {
        "height": 26 * table.height + 40,
        "encoding": {
            "y": {**name, "sort": table["label"].to_list(), "title": None, "axis": lines},
            "tooltip": [
                {**name, "title": t("value")},
                *told,
                {"field": "tgi", **number, "title": "TGI", "format": ".0f"},
            ],
        },
        "layer": [bars, spans, ticks, texts],
    }
