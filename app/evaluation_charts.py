"""What the evaluation page draws: the map of associations, a tag's conditions, and what became of its bands."""

from types import SimpleNamespace

import altair as alt
import polars as pl
import streamlit as st

from app import charts, numbers, tables, theme
from app.words import named, t
from tagrid.catalog.evaluation.clusters import clustered
from tagrid.catalog.evaluation.model import Evaluation, Outcome, TagFigures
from tagrid.catalog.evaluation.show import cause
from tagrid.catalog.model import UNKNOWN

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
    words = {name: named(found.tags[name].label) for name in names}
    labels = [_apart(name, words) for name in names]
    cells = [
        {"first": labels[a], "second": labels[b], "v": round(float(v[a, b]), 3)}
        for a in range(len(names))
        for b in range(len(names))
        if a != b
    ]
    top = next(pair for pair in found.pairs if pair.first in words)
    first, second = words[top.first], words[top.second]
    charts.titled(t("ev_map", first=first, second=second, v=f"{top.v:.2f}"))
    st.caption(t("ev_map_caption", n=len(names)))
    table = pl.DataFrame(cells)
    axis = alt.Axis(labelLimit=190, ticks=False, domain=False)
    chart = alt.Chart(table).encode(
        x=alt.X("first:N", sort=labels, title=None, axis=axis.copy()),
        y=alt.Y("second:N", sort=labels, title=None, axis=axis.copy()),
        color=alt.Color(
            "v:Q",
            scale=alt.Scale(domain=[0, 1], range=[theme.SIDE, *theme.SEQUENCE]),
            legend=alt.Legend(title="V", orient="right"),
        ),
        tooltip=["first", "second", alt.Tooltip("v:Q", title="V", format=".2f")],
    )
    squares = chart.mark_rect().properties(height=22 * len(names) + 150)  # ty: ignore[missing-attribute]
    st.altair_chart(theme.styled(squares))
    charts.behind(_pairs(found, subject), f"associations_{subject}", f"map_{subject}")


def _apart(name: str, words: dict[str, str]) -> str:
    """Return a tag's words, with its name where another tag has the same words."""
    return f"{words[name]} {name}" if list(words.values()).count(words[name]) > 1 else words[name]


def _pairs(found: Evaluation, subject: str) -> pl.DataFrame:
    rows = [
        {
            t("ev_one"): named(found.tags[pair.first].label),
            t("ev_other"): named(found.tags[pair.second].label),
            t("count"): pair.customers,
            "V": pair.v,
            "NMI": pair.nmi,
            t("ev_declared"): how(pair.declared),
        }
        for pair in found.pairs
        if found.tags[pair.first].subject == subject
    ]
    return pl.DataFrame(rows)


def how(declared: str | None) -> str:
    """Return how an association is accounted for, in words."""
    return t({"derived": "ev_derived", "common": "ev_common"}[declared]) if declared else ""


def values(tag: TagFigures, labels: dict[str, str]) -> None:
    """Draw who has each value and who meets its own condition, then who meets two."""
    reached = {True: t("yes"), False: t("ev_no"), None: t("ev_unclear")}
    rows = [
        {
            t("value"): tables.Coded(labels[value.code], value.code),
            t("count"): value.customers,
            t("ev_holds"): value.holds,
            t("ev_reachable"): reached[value.is_reachable],
        }
        for value in tag.values
    ]
    charts.titled(t("ev_values_title"))
    tables.listed(rows)
    if tag.conditions is None:
        return
    if not tag.conditions.overlaps:
        st.caption(t("ev_no_overlaps"))
        return
    charts.titled(t("ev_overlaps"))
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
    tables.listed(met)


def unknowns(tag: TagFigures, lang: str, labels: dict[str, str]) -> None:
    """Draw why customers are unknown, and who falls only into else."""
    found = tag.conditions
    if found is None:
        if tag.unchecked:
            st.info(named(tag.unchecked), icon=":material/info:")
        return
    if found.causes:
        everyone = sum(one.customers for one in found.causes)
        charts.titled(t("ev_unknowns", n=numbers.count(everyone)))
        rows = [{t("count"): one.customers, t("ev_reasons"): cause(one, lang)} for one in found.causes]
        tables.listed(rows)
    else:
        st.caption(t("ev_no_unknowns"))
    if found.else_value:
        fills = {"n": numbers.count(found.else_customers), "null": numbers.count(found.else_unknown)}
        st.caption(t("ev_else", value=labels[found.else_value], **fills))


def outcome(tag: TagFigures, labels: dict[str, str]) -> None:
    """Draw for how many customers of each band of a tag it came true."""
    if tag.outcome:
        came_true(tag.name, tag.outcome, labels)


def came_true(name: str, found: Outcome, labels: dict[str, str]) -> None:
    """Draw for how many customers of each band it came true; of an amount, how large it was on average."""
    if found.missing:
        st.caption(named(found.missing))
        return
    is_amount = found.target == "amount"
    came, written = (t("ev_mean"), "+.1%") if is_amount else (t("ev_rate"), ".1%")
    top = max(found.bands, key=lambda one: one.rate)
    fills = {"day": found.as_of, "until": found.until, "share": numbers.share(top.rate)}
    charts.titled(t("ev_outcome_amount" if is_amount else "ev_outcome", value=labels[top.code], **fills))
    rows = [
        {"label": labels[one.code], "rate": one.rate, "cases": one.cases, "customers": one.customers}
        for one in found.bands
    ]
    table = pl.DataFrame(rows)
    order = table["label"].to_list()
    colors = theme.value_colors(SimpleNamespace(values=[one.code for one in found.bands if one.code != UNKNOWN]))
    scale = alt.Scale(domain=order, range=[colors[one.code] for one in found.bands])
    base = alt.Chart(table).encode(
        y=alt.Y("label:N", sort=order, title=None),
        x=alt.X("rate:Q", title=came, axis=alt.Axis(format="%", tickCount=6)),
        tooltip=[
            alt.Tooltip("label:N", title=t("value")),
            *([] if is_amount else [alt.Tooltip("cases:Q", title=t("ev_cases"), format=",")]),
            alt.Tooltip("customers:Q", title=t("count"), format=","),
            alt.Tooltip("rate:Q", title=came, format=written),
        ],
    )
    bars = base.mark_bar(height=18, cornerRadiusEnd=2).encode(color=alt.Color("label:N", scale=scale, legend=None))  # ty: ignore[missing-attribute]
    texts = base.mark_text(align="left", dx=6, color=theme.INK).encode(text=alt.Text("rate:Q", format=written))  # ty: ignore[missing-attribute]
    st.altair_chart(theme.styled((bars + texts).properties(height=30 * len(rows) + 40)))
    names = {"label": t("value"), "rate": came, "cases": t("ev_cases"), "customers": t("count")}
    table = table.drop("cases") if is_amount else table
    charts.behind(table.rename(names, strict=False), f"{name}_outcome", f"outcome_{name}")
