"""Saving a segment under a name, and what to do when somebody else saved it meanwhile."""

import streamlit as st

from app import segment_state as state
from app.segment_words import plain
from app.words import t
from tagrid.catalog.uses import record
from tagrid.errors import TagridError
from tagrid.home import home
from tagrid.segments.desk import Desk
from tagrid.segments.keep.read import Kept
from tagrid.segments.keep.refreshed import record_sizes
from tagrid.segments.keep.write import MOST_NAME, MOST_WORDS, Overtaken, whoever
from tagrid.segments.rule import leaves
from tagrid.segments.saved import save

_WHO, _LATEST = "segment_who", "segment_latest"


def who() -> str:
    """Return who does it: the name given last, else the user of this machine."""
    return st.session_state.get(_WHO) or whoever()


def remember_who(name: str) -> None:
    """Take a name for the next time."""
    st.session_state[_WHO] = name.strip()


def ask(desk: Desk) -> None:
    """Open the dialog."""
    st.session_state.pop(_LATEST, None)
    st.dialog(t("save_segment"), width="large")(_dialog)(desk)


def _dialog(desk: Desk) -> None:
    kept = state.opened_segment()
    name = st.text_input(t("name"), kept.name if kept else "", max_chars=MOST_NAME, key="save_name").strip()
    left, right = st.columns(2)
    owner = left.text_input(t("owner"), kept.owner if kept else who(), max_chars=MOST_WORDS, key="save_owner")
    folder = right.text_input(t("folder"), kept.folder if kept else "", max_chars=MOST_WORDS, key="save_folder")
    purpose = st.text_input(t("purpose"), kept.purpose if kept else "", max_chars=MOST_WORDS, key="save_purpose")
    left, right = st.columns(2, vertical_alignment="bottom")
    by = left.text_input(t("by"), who(), max_chars=MOST_WORDS, key="save_by")
    percent = round(100 * kept.alert_share) if kept else 20
    alert = right.number_input(t("alert_share"), 1, 1_000, min(max(percent, 1), 1_000), 5, key="save_alert")
    about = {"by": by, "owner": owner, "folder": folder.strip(), "purpose": purpose.strip(), "alert_share": alert / 100}
    _conflict()
    if kept and name == kept.name:
        latest: Kept = st.session_state.get(_LATEST) or kept
        st.caption(t("save_on", n=latest.revision))
        label, based_on = (t("save_anyway") if latest != kept else t("save")), latest.revision
    else:
        label, based_on = t("save_new"), None
    if st.button(label, type="primary", disabled=not name, key="save_go"):
        _save(desk, name, based_on, about)


def _conflict() -> None:
    """Say what somebody else saved meanwhile, and offer to read it."""
    latest: Kept | None = st.session_state.get(_LATEST)
    if latest is None:
        return
    st.warning(
        t("overtaken", by=plain(latest.saved_by), at=f"{latest.saved_at:%Y-%m-%d %H:%M}", n=latest.revision),
        icon=":material/group:",
    )
    st.code(latest.expression, language=None, wrap_lines=True)
    if st.button(t("read_latest"), icon=":material/refresh:", key="save_read"):
        state.open_segment(latest)
        st.rerun()


def _save(desk: Desk, name: str, based_on: int | None, about: dict) -> None:
    remember_who(about["by"])
    try:
        kept = save(home(), name, state.text(), desk.catalog, based_on is not None, based_on, desk.features, **about)
        record_sizes(home(), desk.version, kept.name)
        record(home(), {leaf.tag for leaf in leaves(desk.parse(state.text()))}, "segment")
    except Overtaken as error:
        st.session_state[_LATEST] = error.current
        st.rerun(scope="fragment")
    except TagridError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    state.saved_as(kept)
    st.toast(t("saved_toast", name=plain(kept.name), n=kept.revision), icon=":material/bookmark_added:")
    st.rerun()
