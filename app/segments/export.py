"""Exporting a segment: what to put in the file, for which purpose, whom to hold out; then the file itself.

The questions common to an export by hand and a scheduled one stand here too; ``key`` keeps their widgets apart.
"""

from pathlib import Path

import streamlit as st

from app.shared import dialogs, editor_state as state, formats
from app.shared.labels import feature_label
from app.shared.person import current_person, remember_person
from app.shared.words import escape_markdown, in_language, language, listed, t, t_markdown
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.segments import Rule, Workspace, count_text, restricted_tags_used, rounded_count, to_text
from tagrid.segments.export import (
    DEFAULT_COLUMNS,
    FORMATS,
    MOST_PURPOSE,
    Export,
    ExportRequest,
    column_names,
    export_file_name,
    export_segment,
    exportable_facts,
    may_be_contacted,
    new_download_folder,
)

MAX_HOLD_OUT = 50

_CONSENTS = {
    "marketing": "consent_marketing",
    "profiling": "consent_profiling",
    "sharing": "consent_sharing",
    "none": "consent_none",
}


_EXPORT = "segment_exported"


def column_words(workspace: Workspace) -> dict[str, str]:
    """Return what to call a column of a file, as its head does."""
    return column_names(workspace, [*exportable_facts(workspace), *workspace.catalog.tags], language())


def ask_consent(place, key: str) -> str | None:
    """Ask who is left out for having refused what; None: nobody."""
    words = {one: t(word) for one, word in _CONSENTS.items()}
    consent = place.selectbox(
        t("consent"),
        list(words),
        format_func=lambda x: words.get(x, x),
        key=f"{key}_consent",
        help=t("consent_help"),
    )
    return None if consent == "none" else consent


def ask_columns(workspace: Workspace, subject: str, key: str) -> list[str]:
    """Ask for the columns of the file: facts of the customer, and tags of the subject."""
    known, words = exportable_facts(workspace), column_words(workspace)
    tags = [tag.name for tag in workspace.catalog.tags.values() if tag.subject == subject]
    labels = {one: words[one] for one in dict.fromkeys([*known, *tags])}
    first = [one for one in DEFAULT_COLUMNS if one in known]
    return st.multiselect(
        t("columns"), list(labels), first, format_func=lambda x: labels.get(x, x), key=f"{key}_columns"
    )


def ask_form(key: str) -> tuple[str, bool, bool]:
    """Ask how the file is written: its format, a byte order mark, heads and values as codes."""
    words = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet"}
    forms = [one[1:] for one in FORMATS]
    left, right = st.columns(2, vertical_alignment="bottom")
    form = left.segmented_control(
        t("format"), forms, format_func=lambda x: words.get(x, x), default=forms[0], required=True, key=f"{key}_form"
    )
    bom = right.checkbox(t("bom"), True, disabled=form != "csv", key=f"{key}_bom")
    codes = right.checkbox(t("codes"), False, key=f"{key}_codes")
    return form, bom and form == "csv", codes


def ask_cap(workspace: Workspace, key: str) -> dict:
    """Ask how many customers at most: `random` or `top`, or nothing for all."""
    words = {"cap_all": t("cap_all"), "cap_random": t("cap_random"), "cap_top": t("cap_top")}
    left, middle, right = st.columns([1.5, 0.8, 1.2], vertical_alignment="bottom")
    cap = left.segmented_control(
        t("cap"), list(words), format_func=lambda x: words.get(x, x), default="cap_all", required=True, key=f"{key}_cap"
    )
    if cap == "cap_all":
        return {}
    most = middle.number_input(t("at_most"), 1, 10_000_000, 1_000, key=f"{key}_most")
    if cap == "cap_random":
        return {"random": most}
    kinds = {
        f"{theme}.{one}": kind for theme, found in workspace.features.themes.items() for one, kind in found.items()
    }
    measures = [name for name, kind in kinds.items() if kind == "number"]
    labels = {name: f"{feature_label(name.partition('.')[2])} · {name}" for name in measures}
    by = right.selectbox(t("top_by"), measures, format_func=lambda x: labels.get(x, x), key=f"{key}_by_number")
    return {"top": (most, by)}


def capped_words(random: int | None, top: tuple[int, str] | list | None) -> str:
    """Return how many customers a file has at most and which, empty for all."""
    if top:
        return t("cap_top_n", n=formats.count(top[0]), by=feature_label(top[1].rpartition(".")[2]))
    return t("cap_random_n", n=formats.count(random)) if random else ""


def ask_export(workspace: Workspace, subject: str) -> None:
    """Open the dialog."""
    st.session_state.pop(_EXPORT, None)
    dialogs.open_dialog(t("export_segment"), export_form, workspace, subject)


def export_form(workspace: Workspace, subject: str) -> None:
    """Draw the questions; once the file is made, the file in their place."""
    slot = st.empty()
    with slot.container():
        made = st.session_state.get(_EXPORT) or _request(workspace, subject)
    if made:
        with slot.container():
            _download(made)


def _request(workspace: Workspace, subject: str) -> Export | None:
    purpose = st.text_input(
        t("purpose_must"), max_chars=MOST_PURPOSE, key="export_purpose", placeholder=t("purpose_such")
    )
    left, right = st.columns(2)
    by = left.text_input(t("by"), current_person(), max_chars=MOST_PURPOSE, key="export_by")
    consent = ask_consent(right, "export")
    columns = ask_columns(workspace, subject, "export")
    form, bom, codes = ask_form("export")
    cap = ask_cap(workspace, "export")
    percent = st.number_input(t("hold_out"), 0, MAX_HOLD_OUT, 0, 5, key="export_hold_out", help=t("hold_out_help"))
    rule = workspace.parse(state.text()) if state.text().strip() else None
    restricted = restricted_tags_used(workspace.catalog, rule, columns) if rule is not None else []
    with_restricted = bool(restricted) and st.checkbox(
        t_markdown("restricted_allow", tags=listed(restricted)), key="export_restricted"
    )
    if rule is None:
        st.info(t("export_needs_rule"), icon=":material/info:")
    elif consent is not None:
        _preview_consent(workspace, rule, consent, bool(restricted))
    go = st.button(
        t("export_make"),
        type="primary",
        disabled=rule is None or (bool(restricted) and not with_restricted),
        key="export_go",
        icon=":material/description:",
    )
    if go and not purpose.strip():
        st.warning(t("purpose_missing"), icon=":material/edit_note:")
    elif go and not by.strip():
        st.warning(t("by_missing"), icon=":material/badge:")
    elif go:
        segment = state.opened_segment()
        ours = segment if segment and rule is not None and segment.expression == to_text(rule) else None
        request = ExportRequest(
            state.text(), purpose, _result(workspace, ours.name if ours else t("segments"), form), tuple(columns),
            by=by, lang=language(), codes=codes, bom=bom, hold_out=percent / 100, restricted=with_restricted,
            segment=ours, consent=consent, **cap,
        )  # fmt: skip
        return _make(workspace, request)
    return None


def _preview_consent(workspace: Workspace, rule: Rule, consent: str, is_limited: bool) -> None:
    """Say how many may be contacted and how many refused, as known now."""
    try:
        allowed, refused = may_be_contacted(home(), workspace, rule, consent)
    except TagridError as error:
        st.error(escape_markdown(in_language(error)), icon=":material/error:")
        return
    if refused is None:
        st.caption(t("consents_unknown_before"))
    else:
        shown = {"n": rounded_count(allowed, is_limited), "refused": rounded_count(refused, is_limited)}
        st.caption(t_markdown("may_be_contacted", **{key: count_text(one) for key, one in shown.items()}))


def _result(workspace: Workspace, name: str, form: str) -> Path:
    """Return where the file is written: a folder of its own in the home, which is cleared by itself."""
    return new_download_folder(home()) / export_file_name(name, workspace.version.id, form)


def _make(workspace: Workspace, request: ExportRequest) -> Export | None:
    remember_person(request.by or "")
    try:
        with st.spinner(t("working"), show_time=True):
            made = export_segment(home(), workspace, request)
    except TagridError as error:
        request.out.parent.rmdir()
        st.error(escape_markdown(in_language(error)), icon=":material/error:")
        return None
    st.session_state[_EXPORT] = made
    return made


def _download(made: Export) -> None:
    """Hand the file out; its record is written already."""
    path = Path(made.file)
    if not path.exists():
        st.info(t("download_cleared"), icon=":material/auto_delete:")
        return
    opted = t("consents_unknown") if made.opted_out is None else t("opted_out", n=formats.count(made.opted_out))
    st.success(
        t_markdown("exported", id=made.id, rows=formats.count(made.rows), members=formats.count(made.members)),
        icon=":material/verified:",
    )
    st.markdown(f"{opted} · {t('held_out_n', n=formats.count(made.held_out))} · {t('seed')} {int(made.seed)}")
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            t("download_file", name=escape_markdown(path.name)), path.read_bytes, path.name, "application/octet-stream",
            type="primary", icon=":material/download:", on_click="ignore", key="export_file",
        )  # fmt: skip
        about = path.with_name(f"{path.name}.json")
        if about.exists():
            st.download_button(
                t("download_about"), about.read_bytes, about.name, "application/json", on_click="ignore",
                icon=":material/info:", key="export_about",
            )  # fmt: skip
    st.caption(t("on_record"))
