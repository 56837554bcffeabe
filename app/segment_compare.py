"""Segments side by side: how they overlap, and what distinguishes two of them."""

from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app import charts, frame, numbers, segment_contrast, theme
from app.segment_asked import FEWEST, Asked, counted
from app.words import t
from tagrid.errors import BadInput
from tagrid.segments.bits import Words
from tagrid.segments.insight.cross import MOST_SEGMENTS, Part, parts
from tagrid.segments.rule import Rule


def draw(asked: Asked) -> None:
    """Ask what to compare with, and draw it."""
    names = list(asked.desk.saved)
    linked = (frame.linked("beside") or "").split("\n")  # names are printable, so none holds a line's end
    begin = [name for name in linked if name in names][: MOST_SEGMENTS - 1]
    chosen = st.multiselect(
        t("compare_with"), names, begin, max_selections=MOST_SEGMENTS - 1, key="compare_names", disabled=not names,
        placeholder=t("choose_segments") if names else t("none_saved"),
    )  # fmt: skip
    text = st.text_input(
        t("or_expression"), frame.linked("versus") or "", key="compare_text", placeholder=t("expression_help"),
        max_chars=10_000,
    ).strip()  # fmt: skip
    frame.link(beside="\n".join(chosen) or None, versus=text or None)
    others = {name: asked.desk.from_json({"segment": name}) for name in chosen}
    if text and len(others) + 1 < MOST_SEGMENTS:
        others[t("the_expression")] = asked.desk.parse(text)
    if not others:
        st.caption(t("compare_begin"))
        return
    masks = {name: _mask(asked, rule) for name, rule in others.items()}
    _overlap(asked, {t("this_segment"): asked.mask, **masks})
    name = next(iter(others))
    if len(others) > 1:
        name = st.selectbox(t("distinguish_from"), list(others), key="compare_one")
    segment_contrast.draw(asked, name, others[name], masks[name])


def _mask(asked: Asked, rule: Rule) -> Words:
    about = asked.desk.index.subject(rule)
    if about != asked.subject:
        raise BadInput(t("other_subject"))
    return asked.desk.index.mask(rule)


def _overlap(asked: Asked, masks: dict[str, Words]) -> None:
    found = parts(masks)
    if len(masks) == 2:
        overlap = asked.desk.index.overlap(*masks.values())
        charts.titled(
            t("overlap_finding", both=counted(overlap.both) if overlap.both else "0",
              share=numbers.share(overlap.both, overlap.first, 0) if overlap.both >= FEWEST else "–",
              jaccard=f"{overlap.jaccard:.2f}" if overlap.both >= FEWEST else "–")
        )  # fmt: skip
    else:
        charts.titled(t("overlap_parts"))
    table = pl.DataFrame([_row(one, masks) for one in found])
    labels = table["label"].to_list()
    # Altair types its marks through a decorator that no checker follows.
    base: Any = alt.Chart(table).encode(
        y=alt.Y(
            "label:N",
            sort=labels,
            title=None,
            axis=alt.Axis(ticks=False, domain=False, labelOverlap=False),
        ),
        x=alt.X(
            "customers:Q",
            title=t("count"),
            axis=alt.Axis(tickCount=4, format=",d"),
            scale=alt.Scale(domain=[0, 1.2 * max(table["customers"].to_list())]),
        ),
        tooltip=[alt.Tooltip("label:N", title=t("segments")), alt.Tooltip("shown:N", title=t("count"))],
    )
    bars = base.mark_bar(height=16, cornerRadiusEnd=2).encode(
        color=alt.condition("datum.has_this", alt.value(theme.SEGMENT), alt.value(theme.BASE))
    )
    texts = base.mark_text(align="left", dx=6, color=theme.INK).encode(text="shown:N")
    st.altair_chart(theme.styled((bars + texts).properties(height=32 * len(labels) + 60)))
    charts.behind(
        table.select(pl.col("label").alias(t("segments")), pl.col("shown").alias(t("count"))), "overlap", "overlap"
    )


def _row(part: Part, masks: dict[str, Words]) -> dict:
    join = " ∩ ".join(part.segments)
    alone = len(part.segments) < len(masks)
    enough = part.customers >= FEWEST
    return {
        "label": t("only", names=join) if alone else join,
        "customers": part.customers if enough else 0,
        "shown": counted(part.customers),
        "has_this": t("this_segment") in part.segments,
    }
