"""Segments side by side: how they overlap, and for each tag the value in which two of them differ most."""

import html
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app.segments import onward
from app.segments.query import SegmentQuery, small_count_text
from app.shared import charts, formats, frame, theme
from app.shared.labels import value_label
from app.shared.words import in_language, t
from tagrid.core.errors import BadInput
from tagrid.published import Mask
from tagrid.segments import SMALLEST_GROUP, Rule, TagCondition
from tagrid.segments.insight import (
    MOST_SEGMENTS,
    Contrast,
    ExactIntersection,
    ValueDifference,
    contrast_segments,
    exact_intersections,
    implied_tags,
)

SHOWN = 12


def draw_contrast(query: SegmentQuery, name: str, rule: Rule, mask: Mask) -> None:
    """Draw what distinguishes the segment from another, without what their rules imply."""
    catalog = query.workspace.catalog
    made = contrast_segments(query.workspace.index, query.mask, mask, query.subject)
    by_rule = implied_tags(catalog, rule) | (implied_tags(catalog, query.rule) if query.rule is not None else set())
    leading = made.leading(by_rule)[:SHOWN]
    groups = _groups(made, name)
    if leading:
        charts.chart_title(_finding(catalog, leading[0]))
        _key(groups, made)
        table = pl.DataFrame([_contrast_row(catalog, one) for one in leading])
        st.altair_chart(theme.styled(_chart(table, groups)))
        st.caption(t("contrast_help", n=SMALLEST_GROUP) + (t("implied_by_rule") if by_rule else ""))
        onward.draw(query, {_onward_name(catalog, one): _with_value(query, one) for one in leading}, "contrast")
    else:
        st.info(t("contrast_none"), icon=":material/balance:")
    if made.differences:
        charts.data_popover(_table(catalog, made, groups), "contrast", "contrast")


def _onward_name(catalog, one: ValueDifference) -> str:
    return t("onward_and", value=_label(catalog, one, t("colon")))


def _with_value(query: SegmentQuery, one: ValueDifference) -> Rule:
    return onward.narrowed(query.rule, TagCondition(one.tag, (one.value,)))


def _groups(made: Contrast, name: str) -> list[str]:
    """Return what to call the two groups: those of one only, or the whole of it."""
    names = zip((made.first, made.second), (t("this_segment"), name), strict=True)
    return [t("only", names=one) if kind == "only" else t("whole_of", name=one) for kind, one in names]


def _key(groups: list[str], made: Contrast) -> None:
    colours = zip(groups, (theme.SEGMENT, theme.SECOND), (made.first_size, made.second_size), strict=True)
    parts = [
        f"<span><b style='color:{colour}'>●</b> {html.escape(group)} <b>{formats.count(size)}</b></span>"
        for group, colour, size in colours
    ]
    st.html(f"<div class='tg-line'>{''.join(parts)}</div>")


def _label(catalog, one: ValueDifference, join: str) -> str:
    tag = catalog.tags[one.tag]
    return f"{in_language(tag.label)}{join}{value_label(tag, one.value)}"


def _share(share: float | None) -> str:
    return f"<{SMALLEST_GROUP}" if share is None else formats.share(share)


def _finding(catalog, one: ValueDifference) -> str:
    return t(
        "contrast_finding",
        value=_label(catalog, one, t("colon")),
        first=_share(one.first_share),
        second=_share(one.second_share),
        bound=t("at_least") if None in (one.first, one.second) else "",
        points=formats.points(abs(one.difference)),
    )


def _contrast_row(catalog, one: ValueDifference) -> dict:
    """Return a line of the chart; the side of few customers is drawn at the least difference there can be."""
    ours, theirs = one.first_share, one.second_share
    return {
        "label": _label(catalog, one, " · "),
        "ours": ours if ours is not None else (theirs or 0) + one.difference,
        "theirs": theirs if theirs is not None else (ours or 0) - one.difference,
        "ours_text": _share(ours),
        "theirs_text": _share(theirs),
        "apart": f"{100 * one.difference:+.1f}",
        "low": 100 * one.low,
        "high": 100 * one.high,
    }


def _chart(table: pl.DataFrame, groups: list[str]) -> alt.LayerChart:
    labels = table["label"].to_list()
    right = table.with_columns(right=pl.max_horizontal("ours", "theirs"))
    axis = alt.Axis(ticks=False, domain=False, labelOverlap=False, labelExpr="split(datum.label, ' · ')",
                    labelLimit=180, labelLineHeight=13, labelOffset=-6)  # fmt: skip
    # Altair types its marks through a decorator that no checker follows.
    base: Any = alt.Chart(right).encode(
        y=alt.Y("label:N", sort=labels, title=None, axis=axis),
        tooltip=[
            alt.Tooltip("label:N", title=t("value")),
            alt.Tooltip("ours_text:N", title=groups[0]),
            alt.Tooltip("theirs_text:N", title=groups[1]),
            alt.Tooltip("apart:N", title=t("contrast_apart")),
            alt.Tooltip("low:Q", title=t("lowest"), format="+.1f"),
            alt.Tooltip("high:Q", title=t("highest"), format="+.1f"),
        ],
    )
    most = float(right.select(pl.max("right")).item())
    share = alt.X("ours:Q", title=t("contrast_share"), scale=alt.Scale(domain=[0, 1.25 * most]),
                  axis=alt.Axis(format="%", tickCount=4))  # fmt: skip
    line = base.mark_rule(color=theme.BASE, strokeWidth=3).encode(x=share, x2="theirs:Q")
    dots = [mark for side, colour in (("ours", theme.SEGMENT), ("theirs", theme.SECOND))
            for mark in _dots(base, side, colour)]  # fmt: skip
    texts = base.mark_text(align="left", dx=10, color=theme.INK).encode(x="right:Q", text="apart:N")
    made: Any = alt.layer(line, *dots, texts)
    return made.properties(height=40 * len(labels) + 80)


def _dots(base: Any, side: str, colour: str) -> list[Any]:
    """Return the dots of one side: full, and hollow where fewer than the least group have the value."""
    few = f"datum.{side}_text == '<{SMALLEST_GROUP}'"
    full = base.transform_filter(f"!({few})").mark_circle(color=colour, size=110, opacity=1)
    hollow = base.transform_filter(few).mark_point(color=colour, size=80, fill=theme.GROUND, opacity=1)
    return [one.encode(x=f"{side}:Q") for one in (full, hollow)]


def _table(catalog, made: Contrast, groups: list[str]) -> pl.DataFrame:
    """Return every value that differs; the counts of a few are empty."""
    rows = [
        {t("value"): _label(catalog, one, " · "), f"{groups[0]} {t('count')}": one.first, groups[0]: one.first_share,
         f"{groups[1]} {t('count')}": one.second, groups[1]: one.second_share,
         t("contrast_apart"): round(100 * one.difference, 1), t("lowest"): round(100 * one.low, 1),
         t("highest"): round(100 * one.high, 1), t("beyond_chance"): one.is_certain}
        for one in made.differences
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def draw_comparison(query: SegmentQuery) -> None:
    """Ask what to compare with, and draw it."""
    names = list(query.workspace.saved)
    linked = (frame.link_value("beside") or "").split("\n")  # names are printable, so none holds a line's end
    begin = [name for name in linked if name in names][: MOST_SEGMENTS - 1]
    chosen = st.multiselect(
        t("compare_with"), names, begin, max_selections=MOST_SEGMENTS - 1, key="compare_names", disabled=not names,
        placeholder=t("choose_segments") if names else t("none_saved"),
    )  # fmt: skip
    text = st.text_input(
        t("or_expression"), frame.link_value("versus") or "", key="compare_text", placeholder=t("expression_help"),
        max_chars=10_000,
    ).strip()  # fmt: skip
    frame.write_link(beside="\n".join(chosen) or None, versus=text or None)
    others = {name: query.workspace.from_json({"segment": name}) for name in chosen}
    if text and len(others) + 1 < MOST_SEGMENTS:
        others[t("the_expression")] = query.workspace.parse(text)
    if not others:
        st.caption(t("compare_begin"))
        return
    masks = {name: _mask(query, rule) for name, rule in others.items()}
    _overlap(query, {t("this_segment"): query.mask, **masks}, {t("this_segment"): query.rule, **others})
    name = next(iter(others))
    if len(others) > 1:
        name = st.selectbox(t("distinguish_from"), list(others), key="compare_one")
    draw_contrast(query, name, others[name], masks[name])


def _mask(query: SegmentQuery, rule: Rule) -> Mask:
    about = query.workspace.index.subject(rule)
    if about != query.subject:
        raise BadInput(t("other_subject"))
    return query.workspace.index.mask(rule)


def _overlap(query: SegmentQuery, masks: dict[str, Mask], rules: dict[str, Rule | None]) -> None:
    found = exact_intersections(masks)
    if len(masks) == 2:
        overlap = query.workspace.index.overlap(*masks.values())
        charts.chart_title(
            t("overlap_finding", both=small_count_text(overlap.both) if overlap.both else "0",
              share=formats.share(overlap.both, overlap.first, 0) if overlap.both >= SMALLEST_GROUP else "–",
              jaccard=f"{overlap.jaccard:.2f}" if overlap.both >= SMALLEST_GROUP else "–")
        )  # fmt: skip
    else:
        charts.chart_title(t("overlap_parts"))
    table = pl.DataFrame([_overlap_row(one, masks) for one in found])
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
    charts.data_popover(
        table.select(pl.col("label").alias(t("segments")), pl.col("shown").alias(t("count"))), "overlap", "overlap"
    )
    parts = {label: _part_rule(one, rules) for label, one in zip(labels, found, strict=True)}
    onward.draw(query, parts, "compare")


def _part_rule(part: ExactIntersection, rules: dict[str, Rule | None]) -> Rule | None:
    """Return the rule of customers in some of the segments and in none of the others; None where that is no rule."""
    within = [rules[name] for name in part.segments]
    beyond = [rule for name, rule in rules.items() if name not in part.segments]
    if None in beyond:  # nobody is beyond everyone
        return None
    inside = [rule for rule in within if rule is not None]
    made = onward.narrowed(None, *inside) if inside else None
    for rule in beyond:
        made = onward.without(made, rule)
    return made


def _overlap_row(part: ExactIntersection, masks: dict[str, Mask]) -> dict:
    join = " ∩ ".join(part.segments)
    alone = len(part.segments) < len(masks)
    enough = part.customers >= SMALLEST_GROUP
    return {
        "label": t("only", names=join) if alone else join,
        "customers": part.customers if enough else 0,
        "shown": small_count_text(part.customers),
        "has_this": t("this_segment") in part.segments,
    }
