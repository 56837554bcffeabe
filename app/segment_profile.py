"""What sets a segment apart from everyone: values ranked by TGI x size, with what chance leaves open."""

import polars as pl
import streamlit as st

from app import charts, frame, numbers, theme
from app.segment_asked import FEWEST, Asked
from app.tag_card import value_name
from app.words import named, t
from tagrid.catalog import Tag
from tagrid.segments.bits import Words
from tagrid.segments.insight.distribution import Spread, distribution
from tagrid.segments.insight.similar import told_by
from tagrid.segments.profile import ProfileRow, profile

SHOWN = 10


def draw(asked: Asked) -> None:
    """Draw the profile: what there is more of, or less, with every value behind it; or all values of one tag."""
    words = {"more": t("profile_more"), "less": t("profile_less"), "tag": t("profile_tag")}
    linked = frame.linked("way") or "more"
    way = st.segmented_control(
        t("see_profile"), list(words), format_func=lambda x: words.get(x, x), key="profile_way", required=True,
        default=linked if linked in words else "more", label_visibility="collapsed",
    )  # fmt: skip
    frame.link(way=way if way != "more" else None)
    if way == "tag":
        _one_tag(asked)
    else:
        of_mask(asked, asked.mask, "profile", less=way == "less")


def _one_tag(asked: Asked) -> None:
    tags = {tag.name: named(tag.label) for tag in asked.desk.catalog.tags.values() if tag.subject == asked.subject}
    linked = frame.linked("of_tag")
    begin = list(tags).index(linked) if linked in tags else 0
    name = st.selectbox(t("tag"), list(tags), begin, lambda x: tags.get(x, x), key="profile_of_tag")
    frame.link(of_tag=name)
    tag = asked.desk.catalog.tags[name]
    found = distribution(asked.desk.index, asked.mask, name)
    told = [one for one in found if one.share is not None]
    if not told:
        st.info(t("too_few", n=FEWEST), icon=":material/groups:")
        return
    top = max(told, key=lambda one: one.share or 0)
    charts.titled(
        t("tag_finding", value=value_name(tag, top.value), share=numbers.share(top.share or 0),
          base=numbers.share(top.base_share))
    )  # fmt: skip
    table = pl.DataFrame([_spread_row(tag, one) for one in found], infer_schema_length=None)
    charts.drawn(table, _chart(table))
    st.caption(f"▏{t('base_share')} · ├─┤ {t('interval')} · TGI")
    charts.behind(_named(table), f"profile_{name}", "profile_tag")


def _spread_row(tag: Tag, one: Spread) -> dict:
    return {
        "label": value_name(tag, one.value),
        "tgi": one.tgi,
        "said": f"{one.tgi:,.0f}" if one.tgi is not None else f"<{FEWEST}",
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
    charts.behind(_named(pl.DataFrame([_row(catalog, row) for row in rows])), "profile", key)


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
        "said": f"{row.tgi:,.0f}",
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
        "encoding": {"x": {"field": "end", **number}, "text": {"field": "said", "type": "nominal"}},
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
                *told,
                {"field": "tgi", **number, "title": "TGI", "format": ",.0f"},
            ],
        },
        "layer": [bars, spans, ticks, texts],
    }
