"""What sets a segment apart from everyone: values ranked by TGI x size, with what chance leaves open."""

from typing import Any

import altair as alt
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
    st.altair_chart(theme.styled(_chart(pl.DataFrame([_row(catalog, row) for row in told]))))
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


def _chart(table: pl.DataFrame) -> alt.LayerChart:
    labels = table["label"].to_list()
    # Altair types its marks through a decorator that no checker follows.
    base: Any = alt.Chart(table).encode(
        y=alt.Y(
            "label:N",
            sort=labels,
            title=None,
            axis=alt.Axis(ticks=False, domain=False, labelOverlap=False),
        ),
        tooltip=[
            alt.Tooltip("label:N", title=t("value")),
            alt.Tooltip("customers:Q", title=t("count"), format=","),
            alt.Tooltip("segment:Q", title=t("segment_share"), format=".1%"),
            alt.Tooltip("low:Q", title=t("lowest"), format=".1%"),
            alt.Tooltip("high:Q", title=t("highest"), format=".1%"),
            alt.Tooltip("base:Q", title=t("base_share"), format=".1%"),
            alt.Tooltip("tgi:Q", title="TGI", format=".0f"),
        ],
    )
    most = min(1.0, table.select(pl.max_horizontal(pl.col("high").max(), pl.col("base").max())).item() * 1.18)
    axis = alt.Axis(format="%", tickCount=4)
    share = alt.X("segment:Q", title=t("segment_share"), axis=axis, scale=alt.Scale(domain=[0, most]))
    bars = base.mark_bar(height=12, color=theme.SEGMENT, cornerRadiusEnd=2).encode(
        x=share, opacity=alt.condition("datum.certain", alt.value(1), alt.value(0.4))
    )
    spans = base.mark_rule(color=theme.INK, strokeWidth=1.2, opacity=0.75).encode(x="low:Q", x2="high:Q")
    ticks = base.mark_tick(color=theme.INK, thickness=2, size=18).encode(x="base:Q")
    texts = base.mark_text(align="left", dx=6, color=theme.INK).encode(x="high:Q", text=alt.Text("tgi:Q", format=".0f"))
    return (bars + spans + ticks + texts).properties(height=26 * len(labels) + 40)
