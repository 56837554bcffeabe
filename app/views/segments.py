"""Segments 客群: compose by facets, rules or text, understand, keep, and take away."""

import streamlit as st

from app import composer, frame, segment_exports, segment_panel, segment_saved, segment_style
from app import segment_state as state
from app.segment_words import plain
from app.words import t, told


@st.fragment
def _workbench(drawn: str) -> None:
    """Draw composer and panel; a click in them redraws only them, unless a newer version came in force."""
    opened = frame.opened()
    if opened.version.id != drawn:
        frame.again()
    desk = state.desk(opened)
    left, right = st.columns([1.3, 1], gap="large")
    with left:
        reading, subject = composer.compose(desk)
    with right, st.container(key="segment_panel"):
        segment_panel.draw(desk, reading, subject)


segment_style.apply()
opened = frame.opened()
state.start()
_ROOMS = {
    "room_compose": lambda desk: _workbench(desk.version.id),
    "room_saved": segment_saved.draw,
    "room_exports": segment_exports.draw,
}
title, choice = st.columns([1, 2], vertical_alignment="bottom")
title.title(t("segments"), anchor=False)
labels = {room: t(room) for room in _ROOMS}
linked = f"room_{frame.linked('at')}"
# Opening a saved segment leads back to composing; a widget's value can be set only before it is drawn.
if "segment_go" in st.session_state:
    st.session_state["segment_room"] = st.session_state.pop("segment_go")
if "segment_room" not in st.session_state or frame.went("at"):
    st.session_state["segment_room"] = linked if linked in _ROOMS else "room_compose"
with choice.container(horizontal=True, horizontal_alignment="right"):
    chosen = st.segmented_control(
        t("rooms"), list(labels), format_func=lambda x: labels.get(x, x), key="segment_room", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
room = chosen or "room_compose"
if room != "room_saved":
    frame.link(saved=None)
if room != "room_exports":
    frame.link(export=None)
frame.link(at=room.removeprefix("room_") if room != "room_compose" else None)
with st.container():
    if state.gone():
        st.error(plain(told(state.gone() or "")), icon=":material/link_off:")
_ROOMS[room](state.desk(opened))
