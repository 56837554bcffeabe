"""What the evaluation page draws: the map of associations, a tag's conditions, and why customers are unknown."""

import altair as alt
import polars as pl
import streamlit as st

from app.shared import charts, formats, tables, theme
from app.shared.evaluation import outcome_chart
from app.shared.words import in_language, language, message, t, t_markdown
from tagrid.governance.evaluation import Evaluation, TagFigures, cause_text, clustered

RELATIONS = {
    "nested": "ev_nested",
    "earlier": "ev_earlier",
    "remainder": "ev_remainder",
    "crossing": "ev_crossing",
}


def association_map(found: Evaluation, subject: str) -> None:
    """Draw V of every pair among the tags of a subject that go together most."""
    names, v = clustered(found, subject)
    if len(names) < 2:
        return
    words = {name: in_language(found.tags[name].label) for name in names}
    labels = [_unique_label(name, words) for name in names]
    cells = [
        {"first": labels[a], "second": labels[b], "v": round(float(v[a, b]), 3)}
        for a in range(len(names))
        for b in range(len(names))
        if a != b
    ]
    top = next(pair for pair in found.pairs if pair.first in words)
    first, second = words[top.first], words[top.second]
    charts.chart_title(t("ev_map", first=first, second=second, v=f"{top.v:.2f}"))
    st.caption(t("ev_map_caption", n=len(names)))
    table = pl.DataFrame(cells)
    axis = alt.Axis(labelLimit=190, ticks=False, domain=False)
    chart = alt.Chart(table).encode(
        x=alt.X("first:N", sort=labels, title=None, axis=axis.copy()),
        y=alt.Y("second:N", sort=labels, title=None, axis=axis.copy()),
        color=alt.Color(
            "v:Q",
            scale=alt.Scale(domain=[0, 1], range=[theme.SIDE, *theme.SEQUENCE]),
            legend=alt.Legend(title=t("strength"), orient="right"),
        ),
        tooltip=["first", "second", alt.Tooltip("v:Q", title=t("strength"), format=".2f")],
    )
    squares = chart.mark_rect().properties(height=22 * len(names) + 150)  # ty: ignore[missing-attribute]
    st.altair_chart(theme.styled(squares))
    charts.data_popover(_pairs(found, subject), f"associations_{subject}", f"map_{subject}")


def _unique_label(name: str, words: dict[str, str]) -> str:
    """Return a tag's words, with its name where another tag has the same words."""
    return f"{words[name]} {name}" if list(words.values()).count(words[name]) > 1 else words[name]


def _pairs(found: Evaluation, subject: str) -> pl.DataFrame:
    rows = [
        {
            t("ev_one"): in_language(found.tags[pair.first].label),
            t("ev_other"): in_language(found.tags[pair.second].label),
            t("count"): pair.customers,
            t("strength"): pair.v,
            t("nmi"): pair.nmi,
            t("ev_declared"): association_label(pair.declared),
        }
        for pair in found.pairs
        if found.tags[pair.first].subject == subject
    ]
    return pl.DataFrame(rows)


def association_label(declared: str | None) -> str:
    """Return how an association is accounted for, in words."""
    words = {"derived": "ev_derived", "common": "ev_common", "outgoing": "ev_outgoing"}
    return t(words[declared]) if declared else ""


def values(tag: TagFigures, labels: dict[str, str]) -> None:
    """Draw who has each value and who meets its own condition, then who meets two."""
    reached = {True: t("yes"), False: t("ev_no"), None: t("ev_unclear")}
    rows = [
        {
            t("value"): tables.CodedValue(labels[value.code], value.code),
            t("count"): value.customers,
            t("ev_holds"): value.holds,
            t("ev_reachable"): reached[value.is_reachable],
        }
        for value in tag.values
    ]
    charts.chart_title(t("ev_values_title"))
    tables.html_table(rows)
    if tag.conditions is None:
        return
    if not tag.conditions.overlaps:
        st.caption(t("ev_no_overlaps"))
        return
    charts.chart_title(t("ev_overlaps"))
    met = [
        {
            t("ev_first"): labels[one.first],
            t("ev_second"): labels[one.second],
            t("ev_both"): one.both,
            t("ev_decided"): one.decided,
            t("ev_relation"): t(RELATIONS[one.relation]),
        }
        for one in tag.conditions.overlaps
    ]
    tables.html_table(met)


def unknowns(tag: TagFigures, labels: dict[str, str]) -> None:
    """Draw why customers are unknown, and who falls only into else."""
    found = tag.conditions
    if found is None:
        if tag.unchecked:
            st.info(message(tag.unchecked), icon=":material/info:")
        return
    if found.causes:
        everyone = sum(one.customers for one in found.causes)
        charts.chart_title(t("ev_unknowns", n=formats.count(everyone)))
        rows = [{t("count"): one.customers, t("ev_reasons"): cause_text(one, language())} for one in found.causes]
        tables.html_table(rows)
    else:
        st.caption(t("ev_no_unknowns"))
    if found.else_value:
        fills = {"n": formats.count(found.else_customers), "null": formats.count(found.else_unknown)}
        st.caption(t_markdown("ev_else", value=labels[found.else_value], **fills))


def outcome(tag: TagFigures, labels: dict[str, str]) -> None:
    """Draw for how many customers of each band of a tag it came true."""
    if tag.outcome:
        outcome_chart(tag.name, tag.outcome, labels)
