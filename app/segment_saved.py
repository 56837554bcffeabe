"""The saved segments: size and its course, alerts, and one of them in full."""

import polars as pl
import streamlit as st

from app import frame, numbers, segment_saved_one
from app.segment_words import plain
from app.words import language, t, told
from tagrid.errors import BadInput
from tagrid.home import home
from tagrid.segments.desk import Desk
from tagrid.segments.keep.read import Kept, find, saved_segments, sizes
from tagrid.segments.keep.refreshed import alerts
from tagrid.segments.keep.tables import SegmentSize


def draw(desk: Desk) -> None:
    """Draw the list, and below it the chosen one."""
    kept = saved_segments(home())
    if not kept:
        st.info(t("none_saved_yet"), icon=":material/bookmarks:")
        return
    moved = {one.name: row for one, row in alerts(home(), desk.version)}
    if moved:
        st.warning(
            t("alerts_now", n=len(moved), names=("、" if language() == "zh" else ", ").join(map(plain, moved))),
            icon=":material/notifications:",
        )
    wanted = st.text_input(
        t("search_saved"), key="saved_search", placeholder=t("search_saved"), label_visibility="collapsed",
        icon=":material/search:", max_chars=100,
    ).strip().casefold()  # fmt: skip
    shown = [one for one in kept if wanted in f"{one.folder} {one.name} {one.owner} {one.purpose}".casefold()]
    shown.sort(key=lambda one: (one.folder, one.name))
    chosen = _table(shown, {one.name: sizes(home(), one.name) for one in shown}, moved) or _linked()
    if chosen:
        frame.link(saved=chosen.name)
        segment_saved_one.draw(desk, chosen)
    else:
        st.caption(t("choose_saved"))


def _linked() -> Kept | None:
    """Return the segment that the link names; one that is gone is told of, with who deleted it."""
    if name := frame.linked("saved"):
        try:
            return find(home(), name)
        except BadInput as error:
            st.error(plain(told(error)), icon=":material/link_off:")
    return None


def _table(kept: list[Kept], found: dict[str, list[SegmentSize]], moved: dict) -> Kept | None:
    """Draw a line a segment; return the chosen one."""
    rows = [_row(one, [size for size in found[one.name] if size.customers is not None], moved) for one in kept]
    picked = st.dataframe(
        pl.DataFrame(rows, infer_schema_length=None),
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="single-row",
        height=min(420, 36 + 33 * max(len(rows), 1)),
        column_config={
            t("course"): st.column_config.LineChartColumn(width=120, y_min=0),
            t("count"): st.column_config.NumberColumn(format="localized", width=90),
            t("moved"): st.column_config.TextColumn(width=80),
            t("revision_short"): st.column_config.NumberColumn(width=60),
        },
        key="saved_table",
    )
    return kept[picked.selection.rows[0]] if picked.selection.rows and picked.selection.rows[0] < len(kept) else None


def _row(one: Kept, had: list[SegmentSize], moved: dict) -> dict:
    last = had[-1] if had else None
    change = last.moved_share if last else None
    mark = "▲ " if one.name in moved else ""
    return {
        t("folder"): one.folder,
        t("name"): one.name,
        t("count"): last.customers if last else None,
        t("course"): [size.customers for size in had],
        t("moved"): "" if change is None else f"{mark}{change:+.0%}",
        t("segment_owner"): one.owner,
        t("purpose"): one.purpose,
        t("revision_short"): one.revision,
        t("saved_on"): numbers.moment(one.saved_at),
    }
