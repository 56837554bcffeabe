"""Composing a segment: by facets or by rules, with the expression below; one rule behind all of them."""

import html
import re

import streamlit as st

from app.segments import conditions, facets, rules
from app.shared import editor_state as state, frame
from app.shared.words import escape_markdown, in_language, message, t, t_markdown
from tagrid.core.errors import TagridError
from tagrid.segments import MOST_CHARACTERS, BadExpression, Workspace

FAULT_MARGIN = 60  # characters shown either side of a fault

_UNFOLDED = "segment_unfolded"


def draw_expression(fault: TagridError | None) -> None:
    """Draw the text to edit, folded until somebody opens it or it has a fault, and the fault below."""
    if st.session_state.get("segment_area") != state.text():  # else what is being typed would be taken back
        st.session_state["segment_area"] = state.text()
    if _UNFOLDED not in st.session_state or frame.link_changed("text"):
        st.session_state[_UNFOLDED] = frame.link_value("text") == "1"
    if fault:
        st.session_state[_UNFOLDED] = True
    fold = st.container(key="segment_expression").expander(
        t("expression_fold"), icon=":material/code:", key=_UNFOLDED, on_change="rerun"
    )
    fold.text_area(
        t("expression"),
        key="segment_area",
        height="content",
        help=t("expression_copy"),
        placeholder=t("expression_help"),
        on_change=lambda: state.set_text(st.session_state["segment_area"].strip()[: 2 * MOST_CHARACTERS]),
    )
    frame.write_link(text="1" if st.session_state[_UNFOLDED] and not fault else None)
    if fault:
        _fault(fault)


def _fault(fault: TagridError) -> None:
    if isinstance(fault, BadExpression):
        st.html(marked(state.text(), fault.position))
        st.error(
            f"{t_markdown('fault_at', n=fault.position)}{escape_markdown(in_language(fault.message))}",
            icon=":material/error:",
        )
    else:
        st.error(escape_markdown(in_language(fault)), icon=":material/error:")


def marked(text: str, position: int) -> str:
    """Return the neighbourhood of a fault as HTML: its word marked, a caret below; `position` counts from 1."""
    at = max(0, min(position - 1, len(text)))
    word = re.match(r"\w+|.", text[at:], re.DOTALL)
    end = at + len(word[0]) if word else at
    left, right = max(0, at - FAULT_MARGIN), min(len(text), end + FAULT_MARGIN)
    parts = [("…" if left else "") + text[left:at], text[at:end] or " ", text[end:right]]
    before, wrong, after = (html.escape(part) for part in parts)
    return f"<div class='tg-fault'>{before}<mark>{wrong}</mark>{after}{'…' if right < len(text) else ''}</div>"


def draw_composer(workspace: Workspace) -> tuple[state.ParsedText, str]:
    """Draw the composer; return the parsed text and the subject of its base population."""
    view = _bar()
    # The first condition on numbers of a theme reads a column of every customer.
    with st.spinner(t("working"), show_time=True):
        reading = state.parse_text(workspace)
    # What comes and goes has a place of its own: an expression that moves is another one, without what is being typed.
    with st.container():
        subject = _subject(workspace, reading)
        if reading.fault is None and view == "facets":
            facets.chips(workspace, reading.rule)
    draw_expression(reading.fault)
    if reading.fault is None and view == "facets":
        facets.draw(workspace, reading.rule, subject)
    elif reading.fault is None:
        rules.draw(workspace, reading.rule, subject)
    else:
        st.caption(t("mend_text"))
    conditions.ask_if_requested(workspace, subject)
    segment = state.opened_segment()
    frame.write_link(rule=state.text() or None, segment=segment.name if segment else None)
    return reading, subject


def _bar() -> str:
    left, right = st.columns([1, 1.4], vertical_alignment="bottom")
    views = {"facets": t("facets"), "rules": t("rules")}
    frame.follow_link("view", "segment_view", views, "facets")
    view = left.segmented_control(
        t("compose"),
        list(views),
        format_func=lambda key: views.get(key, key),
        key="segment_view",
        required=True,
        label_visibility="collapsed",
    )
    frame.write_link(view=view if view != "facets" else None)
    with right.container(horizontal=True, horizontal_alignment="right", gap="small"):
        _step("undo", state.undo, state.can_undo(), ":material/undo:", "Alt+Z")
        _step("redo", state.redo, state.can_redo(), ":material/redo:", "Alt+Y")
        _step("clear_all", lambda: state.set_text(""), bool(state.text()), ":material/clear_all:")
    return view or "facets"


def _step(word: str, act, can: bool, icon: str, shortcut: str | None = None) -> None:
    # Not Ctrl+Z: that is the expression's own, while somebody types.
    # The label is for those who hear the page; style.css shows the icon alone.
    st.button(
        t(word), key=f"segment_{word}", on_click=act, disabled=not can, icon=icon, help=t(word), shortcut=shortcut
    )


def _subject(workspace: Workspace, reading: state.ParsedText) -> str:
    """Return the subject of the rule; without a rule, ask for it."""
    if reading.rule is not None:
        return workspace.index.subject(reading.rule)
    subjects = list(dict.fromkeys(tag.subject for tag in workspace.catalog.tags.values()))
    labels = {one: message(workspace.catalog.classes[one].label) for one in subjects}
    frame.follow_link("of", "segment_subject", subjects, subjects[0])
    chosen = st.segmented_control(
        t("subject"),
        subjects,
        key="segment_subject",
        required=True,
        format_func=lambda one: labels.get(one, one),
        label_visibility="collapsed",
    )
    frame.write_link(of=chosen if chosen != subjects[0] else None)
    return chosen or subjects[0]
