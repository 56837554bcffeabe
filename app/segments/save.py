"""Saving a segment under a name, and what to do when somebody else saved it meanwhile."""

import streamlit as st

from app.shared import dialogs, editor_state as state, formats
from app.shared.person import current_person, person_label, remember_person
from app.shared.words import escape_markdown, in_language, t, t_markdown
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.segments import (
    MOST_DETAIL,
    MOST_NAME,
    ConflictingSave,
    SavedSegment,
    Workspace,
    record_sizes,
    save_segment,
)

_LATEST = "segment_latest"


def ask_save(workspace: Workspace) -> None:
    """Open the dialog."""
    st.session_state.pop(_LATEST, None)
    dialogs.open_dialog(t("save_segment"), save_form, workspace)


def save_form(workspace: Workspace) -> None:
    """Draw the questions, and save when they are confirmed."""
    segment = state.opened_segment()
    name = st.text_input(t("name"), segment.name if segment else "", max_chars=MOST_NAME, key="save_name").strip()
    left, right = st.columns(2)
    owner = left.text_input(
        t("segment_owner"), person_label(segment.owner) if segment else current_person(), max_chars=MOST_DETAIL,
        key="save_owner",
    )  # fmt: skip
    folder = right.text_input(t("folder"), segment.folder if segment else "", max_chars=MOST_DETAIL, key="save_folder")
    purpose = st.text_input(t("purpose"), segment.purpose if segment else "", max_chars=MOST_DETAIL, key="save_purpose")
    left, right = st.columns(2, vertical_alignment="bottom")
    by = left.text_input(t("by"), current_person(), max_chars=MOST_DETAIL, key="save_by")
    percent = round(100 * segment.alert_share) if segment else 20
    alert = right.number_input(t("alert_share"), 1, 1_000, min(max(percent, 1), 1_000), 5, key="save_alert")
    if segment and owner == person_label(segment.owner):  # as it was, however it is shown
        owner = segment.owner
    about = {
        "by": by.strip(),
        "owner": owner.strip() or by.strip(),
        "folder": folder.strip(),
        "purpose": purpose.strip(),
        "alert_share": alert / 100,
    }
    slot = st.empty()
    with slot.container():
        is_wanted = _confirmed(segment, name)
    if is_wanted and not _save(workspace, name, _read(segment, name), about):
        with slot.container():
            _confirmed(segment, name)


def _read(segment: SavedSegment | None, name: str) -> SavedSegment | None:
    """Return what a save follows on: the last that was read of the segment; None for a new one."""
    return (st.session_state.get(_LATEST) or segment) if segment and name == segment.name else None


def _confirmed(segment: SavedSegment | None, name: str) -> bool:
    """Draw the end of the form, what somebody else saved meanwhile included; return whether it is to be saved."""
    latest: SavedSegment | None = st.session_state.get(_LATEST)
    follows = _read(segment, name)
    if latest and follows:
        _conflict(latest)
        return st.button(t("save_anyway"), key="save_anyway")
    if follows:
        st.caption(t_markdown("save_on", n=follows.revision))
    return st.button(t("save") if follows else t("save_new"), type="primary", key="save_go")


def _conflict(latest: SavedSegment) -> None:
    st.warning(
        t_markdown(
            "overtaken",
            by=escape_markdown(person_label(latest.saved_by)),
            at=formats.timestamp(latest.saved_at),
            n=latest.revision,
        ),
        icon=":material/group:",
    )
    st.code(latest.expression, language=None, wrap_lines=True)
    if st.button(t("read_latest"), icon=":material/refresh:", type="primary", key="save_read"):
        state.open_segment(latest)
        st.rerun()


def _save(workspace: Workspace, name: str, follows: SavedSegment | None, about: dict) -> bool:
    """Save; return False where somebody else was quicker, and hold that revision to be shown."""
    if not about["by"]:
        st.warning(t("by_missing"), icon=":material/badge:")
        return True
    remember_person(about["by"])
    if follows is None and name in workspace.saved:
        st.warning(t("name_taken", name=escape_markdown(name)), icon=":material/bookmarks:")
        return True
    based_on = follows.revision if follows else None
    try:
        segment = save_segment(
            home(), name, state.text(), workspace.catalog, follows is not None, based_on, workspace.features, **about
        )
        record_sizes(home(), workspace.version, segment.name)
    except ConflictingSave as error:
        st.session_state[_LATEST] = error.current
        return False
    except TagridError as error:
        st.error(escape_markdown(in_language(error)), icon=":material/error:")
        return True
    state.saved_as(segment)
    st.toast(
        t_markdown("saved_toast", name=escape_markdown(segment.name), n=segment.revision),
        icon=":material/bookmark_added:",
    )
    st.rerun()
    return True
