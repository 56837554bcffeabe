"""Composing a segment: by facets or by rules, with the expression below; one rule behind all of them."""

import streamlit as st

from app import frame, segment_condition, segment_facets, segment_rules, segment_text
from app import segment_state as state
from app.words import named, t
from tagrid.segments.desk import Desk


def compose(desk: Desk) -> tuple[state.Reading, str]:
    """Draw the composer; return what the text says and the subject its base population belongs to."""
    view = _bar()
    # The first condition on numbers of a theme reads a column of every customer.
    with st.spinner(t("working"), show_time=True):
        reading = state.read(desk)
    # What comes and goes has a place of its own: an expression that moves is another one, without what is being typed.
    with st.container():
        subject = _subject(desk, reading)
        if reading.fault is None and view == "facets":
            segment_facets.chips(desk, reading.rule)
    segment_text.draw(reading.fault)
    if reading.fault is None and view == "facets":
        segment_facets.draw(desk, reading.rule, subject)
    elif reading.fault is None:
        segment_rules.draw(desk, reading.rule, subject)
    else:
        st.caption(t("mend_text"))
    segment_condition.ask_if_wanted(desk, subject)
    kept = state.opened_segment()
    frame.link(rule=state.text() or None, segment=kept.name if kept else None)
    return reading, subject


def _bar() -> str:
    left, right = st.columns([1, 1.4], vertical_alignment="bottom")
    views = {"facets": t("facets"), "rules": t("rules")}
    frame.follow("view", "segment_view", views, "facets")
    view = left.segmented_control(
        t("compose"),
        list(views),
        format_func=lambda key: views.get(key, key),
        key="segment_view",
        required=True,
        label_visibility="collapsed",
    )
    frame.link(view=view if view != "facets" else None)
    with right.container(horizontal=True, horizontal_alignment="right", gap="small"):
        _step("undo", state.undo, state.can_undo(), ":material/undo:", "Alt+Z")
        _step("redo", state.redo, state.can_redo(), ":material/redo:", "Alt+Y")
        _step("clear_all", lambda: state.put(""), bool(state.text()), ":material/clear_all:")
    return view or "facets"


def _step(word: str, act, can: bool, icon: str, shortcut: str | None = None) -> None:
    # Not Ctrl+Z: that is the expression's own, while somebody types.
    st.button("", key=f"segment_{word}", on_click=act, disabled=not can, icon=icon, help=t(word), shortcut=shortcut)


def _subject(desk: Desk, reading: state.Reading) -> str:
    """Return whom the rule is about; asked for where there is no rule yet."""
    if reading.rule is not None:
        return desk.index.subject(reading.rule)
    subjects = list(dict.fromkeys(tag.subject for tag in desk.catalog.tags.values()))
    labels = {one: named(desk.catalog.classes[one].label) for one in subjects}
    linked = frame.linked("of")
    chosen = st.segmented_control(
        t("subject"),
        subjects,
        default=linked if linked in subjects else subjects[0],
        key="segment_subject",
        required=True,
        format_func=lambda one: labels.get(one, one),
        label_visibility="collapsed",
    )
    frame.link(of=chosen if chosen != subjects[0] else None)
    return chosen
