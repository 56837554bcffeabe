"""What the segments page keeps while it is open: the rule's text, what stood before and after, the segment it is from.

The text is the one truth that facets, rules and expression read and write; a text nobody can read is kept too.
"""

from typing import NamedTuple

import streamlit as st

from app import frame
from tagrid.errors import BadInput, TagridError
from tagrid.home import home
from tagrid.segments.desk import Desk
from tagrid.segments.keep.read import Kept, expressions, find
from tagrid.segments.rule import Rule
from tagrid.segments.text import to_text

_TEXT, _PAST, _NEXT, _OPEN, _GONE = (f"segment_{one}" for one in ("text", "past", "next", "open", "gone"))
MOST_STEPS = 100


class Reading(NamedTuple):
    """The rule of the text, None for everyone; or the fault in it."""

    rule: Rule | None
    fault: TagridError | None


def start() -> None:
    """Begin with what the link says, once a session."""
    if _TEXT in st.session_state:
        if frame.went("rule"):
            put(frame.linked("rule") or "")
        return
    st.session_state.update({_TEXT: frame.linked("rule") or "", _PAST: [], _NEXT: [], _OPEN: None})
    if name := frame.linked("segment"):
        try:
            kept = find(home(), name)
        except BadInput as error:
            st.session_state[_GONE] = error.both
            return
        st.session_state[_OPEN] = kept
        st.session_state[_TEXT] = frame.linked("rule") or kept.expression


def gone() -> str | None:
    """Return why the segment of the link is not there."""
    return st.session_state.get(_GONE)


def text() -> str:
    """Return the rule's text."""
    return st.session_state[_TEXT]


def put(new: str) -> None:
    """Make `new` the text, keeping the one before for undo."""
    if new != text():
        st.session_state[_PAST] = [*st.session_state[_PAST], text()][-MOST_STEPS:]
        st.session_state[_NEXT] = []
        st.session_state[_TEXT] = new
        st.session_state.pop(_GONE, None)


def put_rule(rule: Rule | None) -> None:
    """Make `rule` the text; None is everyone."""
    put("" if rule is None else to_text(rule))


def undo() -> None:
    """Take the last step back."""
    _step(_PAST, _NEXT)


def redo() -> None:
    """Take the last step that was taken back again."""
    _step(_NEXT, _PAST)


def _step(one: str, other: str) -> None:
    if st.session_state[one]:
        st.session_state[other] = [*st.session_state[other], text()]
        *st.session_state[one], st.session_state[_TEXT] = st.session_state[one]


def can_undo() -> bool:
    """Return whether there is a step to take back."""
    return bool(st.session_state[_PAST])


def can_redo() -> bool:
    """Return whether a step was taken back."""
    return bool(st.session_state[_NEXT])


def opened_segment() -> Kept | None:
    """Return the saved segment that is being edited, as it was read."""
    return st.session_state.get(_OPEN)


def open_segment(kept: Kept | None) -> None:
    """Edit a saved segment, or none any more; its rule becomes the text."""
    st.session_state[_OPEN] = kept
    st.session_state.pop(_GONE, None)
    if kept:
        put(kept.expression)


def saved_as(kept: Kept | None) -> None:
    """Go on editing a segment that was just saved; None: the one that was is not there any more."""
    st.session_state[_OPEN] = kept


@st.cache_resource(max_entries=12, show_spinner=False)
def _desk(key: tuple[str, str], saved: tuple[tuple[str, str], ...], _opened: frame.Opened) -> Desk:
    made = Desk(_opened.version, dict(saved))
    # Cached properties of the desk: the page has catalog and index open already.
    vars(made).update(catalog=_opened.catalog, index=_opened.index)
    return made


def desk(opened: frame.Opened) -> Desk:
    """Return the desk of the version in force with the segments saved at this moment."""
    return _desk(frame.key_of(opened.version), tuple(expressions(home()).items()), opened)


def read(at: Desk) -> Reading:
    """Return the rule of the text, or what is wrong with it; one that this version cannot answer is a fault too."""
    if not text().strip():
        return Reading(None, None)
    try:
        rule = at.parse(text())
        at.index.mask(rule)
    except TagridError as error:
        return Reading(None, error)
    return Reading(rule, None)
