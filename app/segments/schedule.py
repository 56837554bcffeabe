"""The scheduled export of a saved segment: what is written where after every refresh, and what came of it."""

from pathlib import Path

import streamlit as st

from app.segments.export import MAX_HOLD_OUT, ask_cap, ask_columns, ask_consent, ask_form, capped_words, column_words
from app.shared import charts, dialogs, formats, tables
from app.shared.person import current_person, remember_person
from app.shared.words import escape_markdown, in_language, language, listed, t, t_markdown
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.core.text import Text
from tagrid.segments import SavedSegment, Workspace, restricted_tags_used
from tagrid.segments.export import (
    MOST_PURPOSE,
    ScheduledRun,
    end_schedule,
    pause_schedule,
    schedule_export,
    schedule_plan,
    scheduled_runs,
    write_scheduled,
)

_FAULT = "schedule_fault"

MOST_FOLDER = 200


def draw(workspace: Workspace, segment: SavedSegment) -> None:
    """Draw the schedule with its last runs, or the button to make one."""
    charts.chart_title(t("schedule"))
    if fault := st.session_state.pop(_FAULT, None):
        st.error(escape_markdown(in_language(fault)), icon=":material/error:")
    if segment.schedule:
        _status(workspace, segment, segment.schedule)
        _runs(scheduled_runs(home(), segment.id))
        return
    st.caption(t("schedule_none"))
    if st.button(t("schedule_make"), icon=":material/schedule_send:", key="schedule_open"):
        dialogs.open_dialog(t("schedule_of", name=segment.name), form, workspace, segment)


def _status(workspace: Workspace, segment: SavedSegment, plan: dict) -> None:
    """Draw what is written, where and when next, and buttons to pause, resume, write now and end."""
    paused = bool(plan.get("paused"))
    words = t("schedule_paused") if paused else t("schedule_next", day=f"{workspace.version.as_of:%Y-%m-%d}")
    st.markdown(f":material/{'pause_circle' if paused else 'event_repeat'}: {words}")
    st.caption(escape_markdown(_plan_text(workspace, plan)))
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("schedule_resume" if paused else "schedule_pause"),
            icon=":material/play_arrow:" if paused else ":material/pause:",
            on_click=_tried, args=(pause_schedule, segment.name, not paused), key="schedule_pause",
            disabled=not current_person(),
        )  # fmt: skip
        st.button(
            t("schedule_now"), icon=":material/bolt:", disabled=paused, on_click=_now, args=(workspace, segment),
            key="schedule_now", help=t("schedule_now_help"),
        )  # fmt: skip
        with st.popover(t("delete"), icon=":material/delete:"):
            st.markdown(t("schedule_end_sure"))
            st.button(
                t("schedule_end"), on_click=_tried, args=(end_schedule, segment.name), key="schedule_end",
                disabled=not current_person(),
            )  # fmt: skip


def _plan_text(workspace: Workspace, plan: dict) -> str:
    """Return the plan in a line: purpose, folder, format, columns, cap, hold-out."""
    parts = [plan["purpose"], plan["folder"], plan["format"].upper().replace("XLSX", "Excel")]
    words = column_words(workspace)
    columns = listed(words.get(one, one) for one in plan.get("columns") or ())
    parts.append(columns or t("columns_default"))
    if capped := capped_words(plan.get("random"), plan.get("top")):
        parts.append(capped)
    if plan.get("hold_out"):
        parts.append(t("hold_out_n", share=f"{plan['hold_out']:.0%}"))
    return " · ".join(parts)


def _tried(act, name: str, *arguments) -> None:
    try:
        act(home(), name, *arguments, by=current_person())
    except TagridError as error:
        st.session_state[_FAULT] = error.text


def _now(workspace: Workspace, segment: SavedSegment) -> None:
    problems = write_scheduled(home(), workspace.version, segment.name)
    if problems:
        st.session_state[_FAULT] = problems[0]


def _runs(found: list[ScheduledRun]) -> None:
    if not found:
        st.caption(t("schedule_no_runs"))
        return
    rows = [
        {
            t("saved_on"): formats.timestamp(one.at),
            t("version"): one.version,
            t("outcome_word"): t("schedule_failed") if one.problem else t("schedule_written"),
            t("rows"): one.rows,
            t("file_or_reason"): _reason(one) if one.problem else Path(one.file or "").name,
        }
        for one in found
    ]
    tables.grid(
        rows, height=min(240, 36 + 33 * len(rows)),
        column_config={t("rows"): st.column_config.NumberColumn(format="localized", width=70)}, key="schedule_runs",
    )  # fmt: skip


def _reason(one: ScheduledRun) -> str:
    return in_language(Text(zh=one.problem_zh or "", en=one.problem or ""))


def form(workspace: Workspace, segment: SavedSegment) -> None:
    """Ask what is to be written where and for which purpose, and store it as the schedule."""
    purpose = st.text_input(
        t("purpose_must"),
        segment.purpose,
        max_chars=MOST_PURPOSE,
        key="schedule_purpose",
        placeholder=t("purpose_such"),
    )
    left, right = st.columns(2)
    by = left.text_input(t("by"), current_person(), max_chars=MOST_PURPOSE, key="schedule_by")
    consent = ask_consent(right, "schedule")
    folder = st.text_input(
        t("schedule_folder"), segment.folder, max_chars=MOST_FOLDER, key="schedule_folder",
        placeholder=t("schedule_folder_such"),
    )  # fmt: skip
    columns = ask_columns(workspace, segment.subject, "schedule")
    file_form, bom, codes = ask_form("schedule")
    cap = ask_cap(workspace, "schedule")
    percent = st.number_input(t("hold_out"), 0, MAX_HOLD_OUT, 0, 5, key="schedule_hold_out", help=t("hold_out_help"))
    restricted = _restricted_form(workspace, segment, columns)
    with_restricted = bool(restricted) and st.checkbox(
        t_markdown("restricted_allow", tags=listed(restricted)), key="schedule_restricted"
    )
    if not st.button(
        t("schedule_store"), type="primary", disabled=bool(restricted) and not with_restricted, key="schedule_go"
    ):
        return
    if not by.strip():
        st.warning(t("by_missing"), icon=":material/badge:")
        return
    remember_person(by)
    try:
        plan = schedule_plan(
            home(), Path(folder.strip() or "."), file_form, purpose, columns=columns, by=by, lang=language(),
            codes=codes, bom=bom, hold_out=percent / 100, restricted=with_restricted, consent=consent, **cap,
        )  # fmt: skip
        schedule_export(home(), workspace, segment.name, plan, by)
    except (TagridError, OSError) as error:
        st.error(escape_markdown(in_language(error)), icon=":material/error:")
        return
    st.toast(t("schedule_stored"), icon=":material/event_repeat:")
    st.rerun()


def _restricted_form(workspace: Workspace, segment: SavedSegment, columns: list[str]) -> list[str]:
    try:
        return restricted_tags_used(workspace.catalog, workspace.parse(segment.expression), columns)
    except TagridError:  # shown when the schedule is stored
        return []
