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

_KEY = "segment_editing"

MAX_STEPS = 100


class ParsedText(NamedTuple):
    """The rule of the text, None for everyone; or the fault in it."""

    rule: Rule | None
    fault: TagridError | None


class _Editing(NamedTuple):
    """All of the state, replaced as one: Streamlit may end a run at any access to the session, for a newer one."""

    text: str = ""
    past: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    opened: SavedSegment | None = None
    missing: Text | None = None

    def with_text(self, new: str) -> "_Editing":
        if new == self.text:
            return self
        return self._replace(text=new, past=(*self.past, self.text)[-MAX_STEPS:], undone=(), missing=None)


def _now() -> _Editing:
    return st.session_state[_KEY]


def start() -> None:
    """Begin with the rule or segment of the link; follow it again when it was opened anew, or gone back to."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _linked(_Editing())._replace(past=())
    elif frame.link_changed("rule") or frame.link_changed("segment"):
        st.session_state[_KEY] = _linked(_now())


def _linked(before: _Editing) -> _Editing:
    name, segment, missing = frame.link_value("segment"), before.opened, None
    if name != (segment.name if segment else None):
        segment = None
        try:
            segment = get_segment(home(), name) if name else None
        except BadInput as error:
            missing = error.text
    made = before.with_text(frame.link_value("rule") or (segment.expression if segment else ""))
    return made._replace(opened=segment, missing=missing or made.missing)


def missing_reason() -> Text | None:
    """Return why the segment of the link is not there."""
    return _now().missing


def text() -> str:
    """Return the rule's text."""
    return _now().text


def set_text(new: str) -> None:
    """Make `new` the text, keeping the one before for undo."""
    st.session_state[_KEY] = _now().with_text(new)


def set_rule(rule: Rule | None) -> None:
    """Make `rule` the text; None is everyone."""
    set_text("" if rule is None else to_text(rule))


def undo() -> None:
    """Take the last step back."""
    now = _now()
    if now.past:
        *past, text = now.past
        st.session_state[_KEY] = now._replace(text=text, past=tuple(past), undone=(*now.undone, now.text))


def redo() -> None:
    """Take the last step that was taken back again."""
    now = _now()
    if now.undone:
        *undone, text = now.undone
        st.session_state[_KEY] = now._replace(text=text, past=(*now.past, now.text), undone=tuple(undone))


def past_texts() -> list[str]:
    """Return the texts of this session before the present one, the last first, each once."""
    now = _now()
    found = dict.fromkeys(one for one in reversed(now.past) if one.strip() and one != now.text)
    return list(found)


def can_undo() -> bool:
    """Return whether there is a step to take back."""
    return bool(_now().past)


def can_redo() -> bool:
    """Return whether a step was taken back."""
    return bool(_now().undone)


def opened_segment() -> SavedSegment | None:
    """Return the saved segment that is being edited, as it was read."""
    return _now().opened


def open_segment(segment: SavedSegment | None) -> None:
    """Edit a saved segment, or none any more; its rule becomes the text."""
    made = _now()
    if segment:
        made = made.with_text(segment.expression)
    st.session_state[_KEY] = made._replace(opened=segment, missing=None)


def saved_as(segment: SavedSegment | None) -> None:
    """Go on editing a segment that was just saved; None: the one that was is not there any more."""
    st.session_state[_KEY] = _now()._replace(opened=segment)


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
