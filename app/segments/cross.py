"""Two tags against each other within a segment, as a heat map; cells of few customers are empty."""

from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app.segments import onward
from app.segments.query import SegmentQuery, small_count_text
from app.shared import charts, frame, theme
from app.shared.labels import value_label
from app.shared.words import in_language, t
from tagrid.segments import SMALLEST_GROUP, Rule, TagCondition
from tagrid.segments.insight import CrossTable, cross_tabulate, implied_tags, segment_profile

MOST_CELLS = 8


def draw(query: SegmentQuery) -> None:
    """Ask for two tags and draw their table."""
    labels = {
        tag.name: in_language(tag.label)
        for tag in query.workspace.catalog.tags.values()
        if tag.subject == query.subject
    }
    linked = [name for name in (frame.link_value("cross") or "").split(".") if name in labels]
    begin = [list(labels).index(name) for name in linked] if len(linked) == 2 else _leading_pair(query, list(labels))
    first, second = (
        box.selectbox(t(word), list(labels), begin[at], lambda x: labels.get(x, x), key=f"cross_{at}")
        for at, (box, word) in enumerate(zip(st.columns(2), ("cross_rows", "cross_columns"), strict=True))
    )
    frame.write_link(cross=f"{first}.{second}")
    if first == second:
        st.info(t("cross_two"), icon=":material/info:")
        return
    made = cross_tabulate(query.workspace.index, query.mask, first, second)
    rows = _rows(query.workspace.catalog, made)
    if rows.is_empty():
        st.info(t("too_few", n=SMALLEST_GROUP), icon=":material/groups:")
        return
    charts.chart_title(_finding(rows))
    st.caption(t("cross_help", v=f"{made.cramers_v:.2f}", n=SMALLEST_GROUP))
    st.altair_chart(theme.styled(_chart(rows)))
    charts.data_popover(
        rows.select("row", "column", "shown", "share", "lift").rename(
            {
                "row": labels[first],
                "column": labels[second],
                "shown": t("count"),
                "share": t("share"),
                "lift": t("times_chance"),
            }
        ),
        "cross",
        "cross",
    )
    onward.draw(query, _cell_rules(query, rows, made), "cross")


def _cell_rules(query: SegmentQuery, rows: pl.DataFrame, made: CrossTable) -> dict[str, Rule | None]:
    """Return the segment with both values of a cell, of the cells that are furthest above chance."""
    leading = rows.filter(pl.col("lift").is_not_null()).sort("lift", descending=True).head(MOST_CELLS)
    return {
        t("onward_and", value=f"{row['row']} × {row['column']}"): onward.narrowed(
            query.rule,
            TagCondition(made.first, (row["first"],)),
            TagCondition(made.second, (row["second"],)),
        )
        for row in leading.iter_rows(named=True)
    }


def _leading_pair(query: SegmentQuery, names: list[str]) -> list[int]:
    """Return the positions of two tags to begin with: the most distinctive ones, else the first ones."""
    rows = (
        segment_profile(query.workspace.index, query.workspace.catalog, query.mask, query.subject)
        if query.rule is not None
        else []
    )
    by_rule = implied_tags(query.workspace.catalog, query.rule) if query.rule is not None else set()
    leading = dict.fromkeys([*(row.tag for row in rows if row.weight > 0 and row.tag not in by_rule), *names])
    return [names.index(name) for name in list(leading)[:2]] if len(leading) > 1 else [0, 0]


def _rows(catalog, made: CrossTable) -> pl.DataFrame:
    """Return a row a cell whose line and column have customers; a cell of few customers is empty."""
    first, second = catalog.tags[made.first], catalog.tags[made.second]
    found = []
    for one, counts in made.counts.items():
        total = sum(counts.values())
        for other, customers in counts.items():
            if total < SMALLEST_GROUP or sum(row[other] for row in made.counts.values()) < SMALLEST_GROUP:
                continue
            enough = customers >= SMALLEST_GROUP
            found.append(
                {
                    "first": one,
                    "second": other,
                    "row": value_label(first, one),
                    "column": value_label(second, other),
                    "customers": customers if enough else None,
                    "shown": small_count_text(customers) if customers else "0",
                    "share": customers / total if enough else None,
                    "lift": made.lift(one, other) if enough else None,
                }
            )
    types = {
        "first": pl.String,
        "second": pl.String,
        "row": pl.String,
        "column": pl.String,
        "customers": pl.Int64,
        "shown": pl.String,
    }
    return pl.DataFrame(found, schema={**types, "share": pl.Float64, "lift": pl.Float64})


def _finding(rows: pl.DataFrame) -> str:
    known = rows.filter(pl.col("lift").is_not_null()).sort("lift", descending=True)
    if known.is_empty():
        return t("too_few", n=SMALLEST_GROUP)
    top = known.row(0, named=True)
    return t(
        "cross_finding", row=top["row"], column=top["column"], share=f"{top['share']:.0%}", times=f"{top['lift']:.1f}"
    )


def _chart(rows: pl.DataFrame) -> alt.LayerChart:
    lines = rows["row"].unique(maintain_order=True).to_list()
    columns = rows["column"].unique(maintain_order=True).to_list()
    angle = -30 if len(columns) > 3 else 0
    # Altair types its marks through a decorator that no checker follows.
    base: Any = alt.Chart(rows).encode(
        y=alt.Y("row:N", sort=lines, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=130)),
        x=alt.X("column:N", sort=columns, title=None,
                axis=alt.Axis(orient="top", labelAngle=angle, ticks=False, domain=False, labelLimit=110)),
        tooltip=[
            alt.Tooltip("row:N", title=t("cross_rows")),
            alt.Tooltip("column:N", title=t("cross_columns")),
            alt.Tooltip("shown:N", title=t("count")),
            alt.Tooltip("share:Q", title=t("share"), format=".1%"),
            alt.Tooltip("lift:Q", title=t("times_chance"), format=".2f"),
        ],
    )  # fmt: skip
    color = alt.Color("share:Q", scale=alt.Scale(range=theme.SEQUENCE, domain=[0, 1]), legend=None)
    known, few = base.transform_filter("isValid(datum.share)"), base.transform_filter("!isValid(datum.share)")
    cells = known.mark_rect(stroke=theme.GROUND).encode(color=color)
    blank = few.mark_rect(stroke=theme.GROUND, color=theme.SIDE)
    ink = alt.condition("datum.share > 0.45", alt.value(theme.PAPER), alt.value(theme.INK))
    texts = known.mark_text(fontSize=11).encode(text=alt.Text("share:Q", format=".0%"), color=ink)
    hints = few.mark_text(fontSize=10, color=theme.MUTED).encode(text="shown:N")
    return (blank + cells + texts + hints).properties(height=34 * len(lines) + 60)
