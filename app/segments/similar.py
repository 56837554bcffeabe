"""Find similar: customers outside who are most like the members, where to cut, and the reasons."""

from collections import OrderedDict
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app.segments import onward
from app.segments.query import SegmentQuery
from app.shared import charts, formats, theme
from app.shared.labels import tag_label, value_label
from app.shared.people import people_table
from app.shared.words import in_language, listed, t, t_markdown
from tagrid.core.errors import TagridError
from tagrid.published import customer_facts
from tagrid.segments import Rule, TagCondition
from tagrid.segments.insight import SimilarCustomers, find_similar

SHOWN, MAX_CACHED, MOST_REASONS = 50, 20, 3


@st.cache_resource(show_spinner=False)
def _made() -> OrderedDict[tuple, SimilarCustomers]:
    """Return the last rankings by query key, without those that were stopped."""
    return OrderedDict()


def _similar(query: SegmentQuery) -> SimilarCustomers:
    """Return the ranking; where it is not made yet, show how far it is. A click on the page stops it."""
    assert query.rule is not None
    made = _made()
    if query.key not in made:
        place = st.empty()
        with place.container(horizontal=True, vertical_alignment="center"):
            bar = st.progress(0.0, t("working"))
            st.button(t("stop"), icon=":material/stop_circle:", key="similar_stop", on_click=_stop, args=(query.key,))
        # Streamlit ends a run that was clicked into when it next draws: at the next step.
        try:
            made[query.key] = find_similar(
                query.workspace, query.rule, progress=lambda share: bar.progress(share, t("working"))
            )
        except TagridError:
            place.empty()
            raise
        place.empty()
        while len(made) > MAX_CACHED:
            made.popitem(last=False)
    return made[query.key]


def _stop(key: tuple) -> None:
    st.session_state["similar_requested"].discard(key)


def draw(query: SegmentQuery) -> None:
    """Draw the ranking once it is requested: it fits a model, which takes a moment."""
    done = st.session_state.setdefault("similar_requested", set())
    if query.key not in done:
        st.caption(t("similar_begin"))
        if not st.button(t("similar_find"), icon=":material/group_search:", key="similar_go"):
            return
        done.add(query.key)
    found = _similar(query)
    _cut(found)
    _reasons(query, found)
    onward.draw(query, _rules_of_reasons(query, found), "similar")
    _people(query, found)


def _cut(found: SimilarCustomers) -> None:
    cut = found.cut
    charts.chart_title(
        t("similar_finding", n=formats.count(cut.customers), precision=f"{cut.precision:.0%}", lift=f"{cut.lift:.1f}",
          recall=f"{cut.recall:.0%}")
    )  # fmt: skip
    st.caption(t("similar_help"))
    table = pl.DataFrame(
        [
            {"customers": one.customers, "share": share, "kind": t(kind)}
            for one in found.depths
            for kind, share in (("precision", one.precision), ("recall", one.recall))
        ]
    )
    kinds = [t("precision"), t("recall")]
    # Altair types its marks through a decorator that no checker follows.
    both: Any = alt.Chart(table)
    lines = both.mark_line(point=True).encode(
        x=alt.X(
            "customers:Q",
            title=t("best_ranked"),
            scale=alt.Scale(type="log"),
            axis=alt.Axis(format=",d", tickCount=4),
        ),
        y=alt.Y("share:Q", title=t("share"), axis=alt.Axis(format="%", tickCount=4)),
        color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[theme.SEGMENT, theme.SECOND])),
        tooltip=["kind", alt.Tooltip("customers:Q", format=","), alt.Tooltip("share:Q", format=".0%")],
    )
    at_cut: Any = alt.Chart(pl.DataFrame({"customers": [cut.customers]}))
    line = at_cut.mark_rule(strokeDash=[4, 3], color=theme.INK).encode(x="customers:Q")
    st.altair_chart(theme.styled((lines + line).properties(height=240)))


def _reasons(query: SegmentQuery, found: SimilarCustomers) -> None:
    charts.chart_title(t("similar_reasons"))
    catalog = query.workspace.catalog
    table = pl.DataFrame(
        [
            {
                "label": f"{in_language(catalog.tags[tag].label)} · {value_label(catalog.tags[tag], code)}",
                "weight": weight,
            }
            for tag, code, weight in found.reasons
        ]
    )
    base: Any = alt.Chart(table)
    chart = (
        base.mark_bar(height=11, cornerRadiusEnd=2)
        .encode(
            y=alt.Y("label:N", sort=table["label"].to_list(), title=None,
                    axis=alt.Axis(ticks=False, domain=False, labelLimit=230, labelOverlap=False)),
            x=alt.X("weight:Q", title=t("weight"), axis=alt.Axis(tickCount=5)),
            color=alt.condition("datum.weight > 0", alt.value(theme.SEGMENT), alt.value(theme.BAD)),
        )
    )  # fmt: skip
    st.altair_chart(theme.styled(chart.properties(height=22 * table.height + 40)))
    if found.left_out:
        st.caption(t_markdown("similar_left_out", tags=listed(tag_label(catalog, name) for name in found.left_out)))


def _rules_of_reasons(query: SegmentQuery, found: SimilarCustomers) -> dict[str, Rule | None]:
    """Return rules for customers outside by the values that speak most for them, one value a tag."""
    leading: dict[str, str] = {}
    for tag, code, weight in sorted(found.reasons, key=lambda one: -one[2]):
        if weight > 0:
            leading.setdefault(tag, code)
    terms = [TagCondition(tag, (code,)) for tag, code in leading.items()]
    names = {1: t("onward_one")} | {n: t("onward_reasons", n=n) for n in range(2, MOST_REASONS + 1)}
    return {
        names[n]: onward.without(onward.narrowed(None, *terms[:n]), query.rule)
        for n in range(min(len(terms), MOST_REASONS), 0, -1)
    }


def _people(query: SegmentQuery, found: SimilarCustomers) -> None:
    """Draw the ranking above the cut, at least ``SHOWN`` customers of it."""
    total = min(max(found.cut.customers, SHOWN), len(found.numbers))
    charts.chart_title(t("similar_people", n=formats.count(total)))

    def read(offset: int, limit: int) -> list[dict]:
        places = range(offset, min(offset + limit, total))
        rows = customer_facts(query.workspace.version, [int(found.numbers[at]) for at in places])
        return [row | _score_cells(found, at) for row, at in zip(rows, places, strict=True)]

    people_table("segment_similar", total, read, query.key, {t("score"): "score", t("above_cut"): "above"})


def _score_cells(found: SimilarCustomers, at: int) -> dict:
    score = float(found.scores[at])
    return {"score": f"{score:.2f}", "above": t("yes") if score >= found.cut.score else ""}
