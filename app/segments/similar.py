"""Find similar: customers outside who are most like the members, where to cut, and the reasons."""

from collections import OrderedDict
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app.segments import member_list
from app.segments.query import SegmentQuery
from app.shared import charts, formats, theme
from app.shared.labels import tag_label, value_label
from app.shared.words import in_language, listed, t, t_markdown
from tagrid.core.errors import TagridError
from tagrid.published import customer_facts
from tagrid.segments.insight import SimilarCustomers, find_similar

SHOWN, MAX_CACHED = 50, 20


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


def _people(query: SegmentQuery, found: SimilarCustomers) -> None:
    charts.chart_title(t("similar_people", n=min(SHOWN, len(found.numbers))))
    rows = customer_facts(query.workspace.version, found.numbers[:SHOWN].tolist())
    scores = found.scores[: len(rows)]
    marks = [t("yes") if score >= found.cut.score else "" for score in scores]
    member_list.people_table(
        rows,
        "segment_similar",
        **{t("score"): pl.Series(scores).round(2), t("above_cut"): pl.Series(marks, dtype=pl.String)},
    )
