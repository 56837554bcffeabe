"""Segments side by side: how they overlap, and what those have who are in one and not in the other."""

from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app import charts, numbers, segment_profile, theme
from app.segment_asked import FEWEST, Asked, counted
from app.segment_words import plain
from app.words import t
from tagrid.errors import BadInput
from tagrid.segments.bits import Words
from tagrid.segments.insight.cross import MOST_SEGMENTS, Part, parts


def draw(asked: Asked) -> None:
    """Ask what to compare with, and draw it."""
    names = list(asked.desk.saved)
    chosen = st.multiselect(
        t("compare_with"), names, max_selections=MOST_SEGMENTS - 1, key="compare_names", disabled=not names,
        placeholder=t("choose_segments") if names else t("none_saved"),
    )  # fmt: skip
    text = st.text_input(
        t("or_expression"), key="compare_text", placeholder=t("expression_help"), max_chars=10_000
    ).strip()
    masks = {t("this_segment"): asked.mask}
    for name in chosen:
        masks[name] = _mask(asked, asked.desk.from_json({"segment": name}))
    if text and len(masks) < MOST_SEGMENTS:
        masks[t("the_expression")] = _mask(asked, asked.desk.parse(text))
    if len(masks) == 1:
        st.caption(t("compare_begin"))
        return
    _overlap(asked, masks)
    if len(masks) == 2:
        _distinguishes(asked, masks)


def _mask(asked: Asked, rule) -> Words:
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
        x=alt.X("customers:Q", title=t("count"), axis=alt.Axis(tickCount=4, format=",d")),
        tooltip=[alt.Tooltip("label:N", title=t("segments")), alt.Tooltip("shown:N", title=t("count"))],
    )
    bars = base.mark_bar(height=16, cornerRadiusEnd=2).encode(
        color=alt.condition("datum.has_this", alt.value(theme.SEGMENT), alt.value(theme.BASE))
    )
    texts = base.mark_text(align="left", dx=6, color=theme.INK).encode(text="shown:N")
    st.altair_chart(theme.styled((bars + texts).properties(height=30 * len(labels) + 40)))
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


def _distinguishes(asked: Asked, masks: dict[str, Words]) -> None:
    (first, ours), (second, theirs) = masks.items()
    for name, mask, key in ((first, ours & ~theirs, "only_ours"), (second, theirs & ~ours, "only_theirs")):
        st.markdown(f"**{plain(t('only', names=name))}**")
        if asked.desk.index.population(mask) < FEWEST:
            st.caption(t("too_few", n=FEWEST))
        else:
            segment_profile.of_mask(asked, mask, key, shown=5)
