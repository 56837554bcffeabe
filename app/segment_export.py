"""Taking a segment away: what to put in the file, for which purpose, whom to hold out; then the file itself."""

from pathlib import Path

import streamlit as st

from app import numbers
from app import segment_state as state
from app.export_asked import MOST_HOLD_OUT, ask_cap, ask_columns, ask_consent, ask_form
from app.segment_save import remember_who, who
from app.segment_words import plain
from app.words import language, t, told
from tagrid.errors import TagridError
from tagrid.home import home
from tagrid.segments.desk import Desk
from tagrid.segments.export.columns import restricted
from tagrid.segments.export.downloads import new_folder
from tagrid.segments.export.make import MOST_PURPOSE, Request, export
from tagrid.segments.export.places import file_name
from tagrid.segments.export.tables import Export
from tagrid.segments.text import to_text

_MADE = "segment_exported"


def ask(desk: Desk, subject: str) -> None:
    """Open the dialog."""
    st.session_state.pop(_MADE, None)
    st.dialog(t("export_segment"), width="large")(form)(desk, subject)


def form(desk: Desk, subject: str) -> None:
    """Draw the questions; once the file is made, the file in their place."""
    slot = st.empty()
    with slot.container():
        made = st.session_state.get(_MADE) or _asked(desk, subject)
    if made:
        with slot.container():
            _download(made)


def _asked(desk: Desk, subject: str) -> Export | None:
    purpose = st.text_input(
        t("purpose_must"), max_chars=MOST_PURPOSE, key="export_purpose", placeholder=t("purpose_such")
    )
    left, right = st.columns(2)
    by = left.text_input(t("by"), who(), max_chars=MOST_PURPOSE, key="export_by")
    consent = ask_consent(right, "export")
    columns = ask_columns(desk, subject, "export")
    form, bom, codes = ask_form("export")
    cap = ask_cap(desk, "export")
    held = st.number_input(t("hold_out"), 0, MOST_HOLD_OUT, 0, 5, key="export_hold_out", help=t("hold_out_help"))
    rule = desk.parse(state.text()) if state.text().strip() else None
    closed = restricted(desk.catalog, rule, columns) if rule is not None else []
    leave = bool(closed) and st.checkbox(t("restricted_leave", tags=", ".join(closed)), key="export_restricted")
    if rule is None:
        st.info(t("export_needs_rule"), icon=":material/info:")
    go = st.button(
        t("export_make"),
        type="primary",
        disabled=rule is None or (bool(closed) and not leave),
        key="export_go",
        icon=":material/description:",
    )
    if go and not purpose.strip():
        st.warning(t("purpose_missing"), icon=":material/edit_note:")
    elif go:
        kept = state.opened_segment()
        ours = kept if kept and rule is not None and kept.expression == to_text(rule) else None
        request = Request(
            state.text(), purpose, _out(desk, ours.name if ours else t("segments"), form), tuple(columns), by=by,
            lang=language(), codes=codes, bom=bom, hold_out=held / 100, restricted=leave, segment=ours,
            consent=consent, **cap,
        )  # fmt: skip
        return _make(desk, request)
    return None


def _out(desk: Desk, name: str, form: str) -> Path:
    """Return where the file is written: a folder of its own in the home, which is cleared by itself."""
    return new_folder(home()) / file_name(name, desk.version.id, form)


def _make(desk: Desk, request: Request) -> Export | None:
    remember_who(request.by or "")
    try:
        with st.spinner(t("working"), show_time=True):
            made = export(home(), desk, request)
    except TagridError as error:
        request.out.parent.rmdir()
        st.error(plain(told(error)), icon=":material/error:")
        return None
    st.session_state[_MADE] = made
    return made


def _download(made: Export) -> None:
    """Hand the file out; its record is written already."""
    path = Path(made.file)
    if not path.exists():
        st.info(t("download_cleared"), icon=":material/auto_delete:")
        return
    opted = t("consents_unknown") if made.opted_out is None else t("opted_out", n=numbers.count(made.opted_out))
    st.success(
        t("exported", id=made.id, rows=numbers.count(made.rows), members=numbers.count(made.members)),
        icon=":material/verified:",
    )
    st.markdown(f"{opted} · {t('held_out_n', n=numbers.count(made.held_out))} · {t('seed')} {made.seed}")
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            t("download_file", name=plain(path.name)), path.read_bytes, path.name, "application/octet-stream",
            type="primary", icon=":material/download:", on_click="ignore", key="export_file",
        )  # fmt: skip
        beside = path.with_name(f"{path.name}.json")
        if beside.exists():
            st.download_button(
                t("download_about"), beside.read_bytes, beside.name, "application/json", on_click="ignore",
                icon=":material/info:", key="export_about",
            )  # fmt: skip
    st.caption(t("on_record"))
