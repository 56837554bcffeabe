"""What distinguishes two segments: for each tag the value they differ in most, two dots and the line between."""

import html
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app import charts, numbers, theme
from app.segment_asked import FEWEST, Asked
from app.tag_card import value_name
from app.words import named, t
from tagrid.segments.bits import Words
from tagrid.segments.insight.contrast import Contrast, Difference, contrast
from tagrid.segments.insight.similar import told_by
from tagrid.segments.rule import Rule

SHOWN = 12


def draw(asked: Asked, name: str, rule: Rule, mask: Words) -> None:
    """Draw what distinguishes the segment from another, what their rules tell left out."""
    catalog = asked.desk.catalog
    made = contrast(asked.desk.index, asked.mask, mask, asked.subject)
    by_rule = told_by(catalog, rule) | (told_by(catalog, asked.rule) if asked.rule is not None else set())
    told = made.leading(by_rule)[:SHOWN]
    groups = _groups(made, name)
    if told:
        charts.titled(_finding(catalog, told[0]))
        _key(groups, made)
        table = pl.DataFrame([_row(catalog, one) for one in told])
        st.altair_chart(theme.styled(_chart(table, groups)))
        st.caption(t("contrast_help", n=FEWEST) + (t("told_by_rule") if by_rule else ""))
    else:
        st.info(t("contrast_none"), icon=":material/balance:")
    if made.differences:
        charts.behind(_table(catalog, made, groups), "contrast", "contrast")


def _groups(made: Contrast, name: str) -> list[str]:
    """Return what to call the two groups: those of one only, or the whole of it."""
    names = zip((made.first, made.second), (t("this_segment"), name), strict=True)
    return [t("only", names=one) if kind == "only" else t("whole_of", name=one) for kind, one in names]


def _key(groups: list[str], made: Contrast) -> None:
    colours = zip(groups, (theme.SEGMENT, theme.ATTENTION), (made.first_size, made.second_size), strict=True)
    parts = [
        f"<span><b style='color:{colour}'>●</b> {html.escape(group)} <b>{numbers.count(size)}</b></span>"
        for group, colour, size in colours
    ]
    st.html(f"<div class='tg-line'>{''.join(parts)}</div>")


def _label(catalog, one: Difference, join: str) -> str:
    tag = catalog.tags[one.tag]
    return f"{named(tag.label)}{join}{value_name(tag, one.value)}"


def _share(share: float | None) -> str:
    return f"<{FEWEST}" if share is None else numbers.share(share)


def _finding(catalog, one: Difference) -> str:
    return t(
        "contrast_finding",
        value=_label(catalog, one, t("colon")),
        first=_share(one.first_share),
        second=_share(one.second_share),
        bound=t("at_least") if None in (one.first, one.second) else "",
        points=numbers.points(abs(one.difference)),
    )


def _row(catalog, one: Difference) -> dict:
    """Return a line of the chart; the side of a few stands where its difference is the least there can be."""
    ours, theirs = one.first_share, one.second_share
    return {
        "label": _label(catalog, one, " · "),
        "ours": ours if ours is not None else (theirs or 0) + one.difference,
        "theirs": theirs if theirs is not None else (ours or 0) - one.difference,
        "ours_said": _share(ours),
        "theirs_said": _share(theirs),
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
            alt.Tooltip("ours_said:N", title=groups[0]),
            alt.Tooltip("theirs_said:N", title=groups[1]),
            alt.Tooltip("apart:N", title=t("contrast_apart")),
            alt.Tooltip("low:Q", title=t("lowest"), format="+.1f"),
            alt.Tooltip("high:Q", title=t("highest"), format="+.1f"),
        ],
    )
    most = float(right.select(pl.max("right")).item())
    share = alt.X("ours:Q", title=t("contrast_share"), scale=alt.Scale(domain=[0, 1.25 * most]),
                  axis=alt.Axis(format="%", tickCount=4))  # fmt: skip
    line = base.mark_rule(color=theme.BASE, strokeWidth=3).encode(x=share, x2="theirs:Q")
    dots = [mark for side, colour in (("ours", theme.SEGMENT), ("theirs", theme.ATTENTION))
            for mark in _dots(base, side, colour)]  # fmt: skip
    texts = base.mark_text(align="left", dx=10, color=theme.INK).encode(x="right:Q", text="apart:N")
    made: Any = alt.layer(line, *dots, texts)
    return made.properties(height=40 * len(labels) + 80)


def _dots(base: Any, side: str, colour: str) -> list[Any]:
    """Return the dots of one side: full, and hollow where fewer than the least group have the value."""
    few = f"datum.{side}_said == '<{FEWEST}'"
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
