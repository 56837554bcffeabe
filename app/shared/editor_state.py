"""The rule the session is editing: its text, undo and redo, and the saved segment it comes from.

Facets, rules and expression all read and write this text; an unreadable one is held too.
"""

from typing import NamedTuple

import streamlit as st

from app.shared import frame
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import home
from tagrid.core.text import Text
from tagrid.segments import Rule, SavedSegment, Workspace, get_segment, saved_expressions, to_text

_TEXT, _PAST, _NEXT, _OPEN, _MISSING = (f"segment_{one}" for one in ("text", "past", "next", "open", "gone"))

MAX_STEPS = 100


class ParsedText(NamedTuple):
    """The rule of the text, None for everyone; or the fault in it."""

    rule: Rule | None
    fault: TagridError | None


def start() -> None:
    """Begin with the rule or segment of the link; follow it again when it was opened anew, or gone back to."""
    is_new = _TEXT not in st.session_state
    if is_new:
        st.session_state.update({_TEXT: "", _PAST: [], _NEXT: [], _OPEN: None})
    if is_new or frame.link_changed("rule") or frame.link_changed("segment"):
        _follow_link()
    if is_new:
        st.session_state[_PAST] = []


def _follow_link() -> None:
    name, segment, missing = frame.link_value("segment"), opened_segment(), None
    if name != (segment.name if segment else None):
        segment = None
        try:
            segment = get_segment(home(), name) if name else None
        except BadInput as error:
            missing = error.text
    st.session_state[_OPEN] = segment
    set_text(frame.link_value("rule") or (segment.expression if segment else ""))
    if missing:
        st.session_state[_MISSING] = missing


def missing_reason() -> Text | None:
    """Return why the segment of the link is not there."""
    return st.session_state.get(_MISSING)


def text() -> str:
    """Return the rule's text."""
    return st.session_state[_TEXT]


def set_text(new: str) -> None:
    """Make `new` the text, keeping the one before for undo."""
    if new != text():
        st.session_state[_PAST] = [*st.session_state[_PAST], text()][-MAX_STEPS:]
        st.session_state[_NEXT] = []
        st.session_state[_TEXT] = new
        st.session_state.pop(_MISSING, None)


def set_rule(rule: Rule | None) -> None:
    """Make `rule` the text; None is everyone."""
    set_text("" if rule is None else to_text(rule))


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


def past_texts() -> list[str]:
    """Return the texts of this session before the present one, the last first, each once."""
    found = dict.fromkeys(one for one in reversed(st.session_state[_PAST]) if one.strip() and one != text())
    return list(found)


def can_undo() -> bool:
    """Return whether there is a step to take back."""
    return bool(st.session_state[_PAST])


def can_redo() -> bool:
    """Return whether a step was taken back."""
    return bool(st.session_state[_NEXT])


def opened_segment() -> SavedSegment | None:
    """Return the saved segment that is being edited, as it was read."""
    return st.session_state.get(_OPEN)


def open_segment(segment: SavedSegment | None) -> None:
    """Edit a saved segment, or none any more; its rule becomes the text."""
    st.session_state[_OPEN] = segment
    st.session_state.pop(_MISSING, None)
    if segment:
        set_text(segment.expression)


def saved_as(segment: SavedSegment | None) -> None:
    """Go on editing a segment that was just saved; None: the one that was is not there any more."""
    st.session_state[_OPEN] = segment


@st.cache_resource(max_entries=12, show_spinner=False)
def _workspace(key: tuple[str, str], saved: tuple[tuple[str, str], ...], _opened: frame.OpenedVersion) -> Workspace:
    made = Workspace(_opened.version, dict(saved))
    # Cached properties of the workspace: the page has catalog and index open already.
    vars(made).update(catalog=_opened.catalog, index=_opened.index)
    return made


def workspace(opened: frame.OpenedVersion) -> Workspace:
    """Return the workspace of the version in force with the segments saved at this moment."""
    return _workspace(frame.cache_key(opened.version), tuple(saved_expressions(home()).items()), opened)


def parse_text(at: Workspace) -> ParsedText:
    """Return the rule of the text, or what is wrong with it; one that this version cannot answer is a fault too."""
    if not text().strip():
        return ParsedText(None, None)
    try:
        rule = at.parse(text())
        at.index.mask(rule)
    except TagridError as error:
        return ParsedText(None, error)
    return ParsedText(rule, None)
