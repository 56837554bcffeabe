"""How a segment moved: its size in every published version, and who joined and left since one of them."""

from typing import Any

import altair as alt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from app.segments.query import SegmentQuery
from app.shared import charts, formats, theme
from app.shared.people import people_table
from app.shared.words import escape_markdown, in_language, t
from tagrid.core.project import home
from tagrid.published import all_versions, customer_facts, customer_ids
from tagrid.segments import Workspace
from tagrid.segments.insight import MembershipChange, SizeInVersion, membership_change, size_trend


@st.cache_data(max_entries=60, show_spinner=False)
def _trend(key: tuple, versions: tuple[str, ...], text: str, _workspace: Workspace) -> list[SizeInVersion]:
    return size_trend(home(), text, _workspace.saved)


@st.cache_data(max_entries=30, show_spinner=False)
def _moves(key: tuple, before: str, text: str, _earlier: Workspace, _workspace: Workspace) -> MembershipChange:
    return membership_change(_earlier, _workspace, text)


def draw(query: SegmentQuery) -> None:
    """Draw sizes, then who came and left since a version of choice."""
    versions = all_versions(home())
    with st.spinner(t("working"), show_time=True):
        found = _trend(query.key, tuple(one.id for one in versions), query.text, query.workspace)
    _sizes(found)
    earlier = [one for one in versions if one.id != query.workspace.version.id]
    if not earlier:
        st.caption(t("one_version"))
        return
    ids = {one.id: one for one in earlier}
    # The nearest version of another day shows more than one of the same day.
    days = [one.id for one in earlier if one.as_of < query.workspace.version.as_of]
    first = list(ids).index(days[0]) if days else 0
    chosen = st.selectbox(t("moved_since"), list(ids), first, key="moves_from")
    with st.spinner(t("working"), show_time=True):
        found = _moves(query.key, chosen, query.text, Workspace(ids[chosen], query.workspace.saved), query.workspace)
    _moved(query, found, chosen)


def _sizes(found: list[SizeInVersion]) -> None:
    for one in found:
        if one.problem:
            st.caption(f"{escape_markdown(one.version)}{t('colon')}{escape_markdown(in_language(one.problem))}")
    sized = [one for one in found if one.customers is not None]
    if len(sized) < 2:
        return
    first, last = sized[0].customers or 0, sized[-1].customers or 0
    charts.chart_title(
        t(
            "trend_finding",
            first=formats.count(first),
            last=formats.count(last),
            day=sized[0].as_of,
            until=sized[-1].as_of,
        )
    )
    table = pl.DataFrame(
        {"version": [x.version for x in sized], "customers": [x.customers for x in sized],
         "share": [(x.customers or 0) / (x.base or 1) for x in sized]}
    )  # fmt: skip
    # Altair types its marks through a decorator that no checker follows.
    base: Any = alt.Chart(table).encode(
        x=alt.X("version:O", title=t("version"), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("customers:Q", title=t("count"), axis=alt.Axis(tickCount=4, tickMinStep=1)),
        tooltip=["version", alt.Tooltip("customers:Q", title=t("count"), format=","),
                 alt.Tooltip("share:Q", title=t("share"), format=".2%")],
    )  # fmt: skip
    line = base.mark_line(color=theme.SEGMENT, point={"color": theme.SEGMENT, "size": 45})
    texts = base.mark_text(dy=-12, color=theme.INK).encode(text=alt.Text("customers:Q", format=","))
    st.altair_chart(theme.styled((line + texts).properties(height=170)))
    charts.data_popover(
        table.rename({"version": t("version"), "customers": t("count"), "share": t("share")}), "trend", "trend"
    )


def _moved(query: SegmentQuery, found: MembershipChange, since: str) -> None:
    charts.chart_title(t("moves_finding", came=formats.count(len(found.came)), left=formats.count(len(found.left))))
    parts = [("stayed", found.stayed), ("came_new", found.new), ("left_gone", found.gone)]
    st.html(
        "<div class='tg-line'>" + "".join(f"<span>{t(k)} <b>{formats.count(n)}</b></span>" for k, n in parts) + "</div>"
    )
    words = {"came": t("who_came"), "left": t("who_left")}
    shown = st.segmented_control(
        t("see_moves"), list(words), format_func=lambda x: words.get(x, x), default="came", required=True,
        label_visibility="collapsed", key="moves_way",
    )  # fmt: skip
    numbers = _numbered(query.workspace, found.came if shown == "came" else found.left)

    def read(offset: int, limit: int) -> list[dict]:
        return customer_facts(query.workspace.version, numbers[offset : offset + limit])

    if numbers:
        people_table(f"moves_{shown}", len(numbers), read, (*query.key, since))
    else:
        st.caption(t("nobody"))


def _numbered(workspace: Workspace, ids: list[str]) -> list[int]:
    """Return the bit numbers of some customers; who is none any more has none."""
    places = pc.index_in(  # ty: ignore[missing-attribute]
        pa.array(ids, pa.string()), value_set=customer_ids(workspace.version)
    )
    return places.drop_null().to_pylist()
