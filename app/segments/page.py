"""Segments 客群: compose by facets, rules or text, understand, save, and export."""

import streamlit as st

from app.segments import campaigns, compose, panel, saved
from app.shared import editor_state as state, frame, theme
from app.shared.words import escape_markdown, in_language, t


@st.fragment
def _workbench(drawn: str) -> None:
    """Draw composer and panel; a click in them redraws only them, unless a newer version came in force."""
    opened = frame.opened()
    if opened.version.id != drawn:
        frame.rerun()
    workspace = state.workspace(opened)
    left, right = st.columns([1.3, 1], gap="large")
    with left:
        reading, subject = compose.draw_composer(workspace)
    with right, st.container(key="segment_panel"):
        panel.draw(workspace, reading, subject)


theme.apply_page("segments")
opened = frame.opened()
state.start()
_VIEWS = {
    "view_compose": lambda workspace: _workbench(workspace.version.id),
    "view_saved": saved.draw_saved,
    "view_exports": campaigns.draw,
}
title, choice = st.columns([1, 2], vertical_alignment="bottom")
title.title(t("segments"), anchor=False)
labels = {view: t(view) for view in _VIEWS}

# Opening a saved segment leads back to composing; a widget's value can be set only before it is drawn.
if "segment_go" in st.session_state:
    st.session_state["segment_page"] = st.session_state["segment_go"]
    del st.session_state["segment_go"]  # after: a newer run may end this one between the two

frame.follow_link("at", "segment_page", _VIEWS, "view_compose", prefix="view_")

with choice.container(horizontal=True, horizontal_alignment="right"):
    chosen = st.segmented_control(
        t("segment_views"), list(labels), format_func=lambda x: labels.get(x, x), key="segment_page", required=True,
        label_visibility="collapsed",
    )  # fmt: skip

view = chosen or "view_compose"

if view != "view_saved":
    frame.write_link(saved=None)

if view != "view_exports":
    frame.write_link(export=None)

frame.write_link(at=view.removeprefix("view_") if view != "view_compose" else None)

with st.container():
    if reason := state.missing_reason():
        st.error(escape_markdown(in_language(reason)), icon=":material/link_off:")

_VIEWS[view](state.workspace(opened))
