"""The expression of the rule: always there, to edit and to copy; a fault is marked where it stands."""

import html
import re

import streamlit as st

from app import segment_state as state
from app.words import t, told
from tagrid.errors import TagridError
from tagrid.segments.parse import MOST_CHARACTERS
from tagrid.segments.tokens import BadExpression

AROUND = 60  # characters shown either side of a fault


def draw(fault: TagridError | None) -> None:
    """Draw the text to edit with its copy beside, and the fault below."""
    if st.session_state.get("segment_area") != state.text():  # else what is being typed would be taken back
        st.session_state["segment_area"] = state.text()
    with st.container(key="segment_expression"):
        st.text_area(
            t("expression"),
            key="segment_area",
            height="content",
            help=t("expression_copy"),
            placeholder=t("expression_help"),
            on_change=lambda: state.put(st.session_state["segment_area"].strip()[: 2 * MOST_CHARACTERS]),
        )
    if fault:
        _fault(fault)


def _fault(fault: TagridError) -> None:
    if isinstance(fault, BadExpression):
        st.html(marked(state.text(), fault.position))
        st.error(f"{t('fault_at', n=fault.position)}{_shown(told(fault.message))}", icon=":material/error:")
    else:
        st.error(_shown(told(fault)), icon=":material/error:")


def _shown(message: str) -> str:
    from app.segment_words import plain

    return plain(message)


def marked(text: str, position: int) -> str:
    """Return the neighbourhood of a fault as HTML: its word marked, a caret below; `position` counts from 1."""
    at = max(0, min(position - 1, len(text)))
    word = re.match(r"\w+|.", text[at:], re.DOTALL)
    end = at + len(word[0]) if word else at
    left, right = max(0, at - AROUND), min(len(text), end + AROUND)
    parts = [("…" if left else "") + text[left:at], text[at:end] or " ", text[end:right]]
    before, wrong, after = (html.escape(part) for part in parts)
    return f"<div class='tg-fault'>{before}<mark>{wrong}</mark>{after}{'…' if right < len(text) else ''}</div>"
