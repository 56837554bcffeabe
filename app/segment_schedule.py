"""The scheduled export of a saved segment: what is written where after every refresh, and what came of it."""

from pathlib import Path

import polars as pl
import streamlit as st

from app import charts, numbers
from app.export_asked import MOST_HOLD_OUT, ask_cap, ask_columns, ask_consent, ask_form, capped_words, column_words
from app.segment_save import remember_who, who
from app.segment_words import plain
from app.words import language, t, told
from tagrid.errors import TagridError
from tagrid.home import home
from tagrid.segments.desk import Desk
from tagrid.segments.export.columns import restricted
from tagrid.segments.export.make import MOST_PURPOSE
from tagrid.segments.export.places import export_root
from tagrid.segments.export.schedule import arrange, end, pause, planned, runs, write_scheduled
from tagrid.segments.export.tables import ScheduledRun
from tagrid.segments.keep.read import Kept

_FAULT = "schedule_fault"
MOST_FOLDER = 200


def draw(desk: Desk, kept: Kept) -> None:
    """Draw the schedule with its last runs, or the way to make one."""
    charts.titled(t("schedule"))
    if fault := st.session_state.pop(_FAULT, None):
        st.error(plain(told(fault)), icon=":material/error:")
    if kept.schedule:
        _standing(desk, kept, kept.schedule)
        _runs(runs(home(), kept.id))
        return
    st.caption(t("schedule_none"))
    if st.button(t("schedule_make"), icon=":material/schedule_send:", key="schedule_open"):
        st.dialog(t("schedule_of", name=plain(kept.name)), width="large")(form)(desk, kept)


def _standing(desk: Desk, kept: Kept, plan: dict) -> None:
    """Say what is written, where and when next; pause, go on, write now, end."""
    paused = bool(plan.get("paused"))
    words = t("schedule_paused") if paused else t("schedule_next", day=f"{desk.version.as_of:%Y-%m-%d}")
    st.markdown(f":material/{'pause_circle' if paused else 'event_repeat'}: {words}")
    st.caption(plain(_told_plan(desk, plan)))
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("schedule_resume" if paused else "schedule_pause"),
            icon=":material/play_arrow:" if paused else ":material/pause:",
            on_click=_tried, args=(pause, kept.name, not paused), key="schedule_pause",
        )  # fmt: skip
        st.button(
            t("schedule_now"), icon=":material/bolt:", disabled=paused, on_click=_now, args=(desk, kept),
            key="schedule_now", help=t("schedule_now_help"),
        )  # fmt: skip
        with st.popover(t("delete"), icon=":material/delete:"):
            st.markdown(t("schedule_end_sure"))
            st.button(t("schedule_end"), on_click=_tried, args=(end, kept.name), key="schedule_end")


def _told_plan(desk: Desk, plan: dict) -> str:
    """Return the plan in a line: purpose, folder, format, columns, cap, hold-out."""
    parts = [plan["purpose"], plan["folder"], plan["format"].upper().replace("XLSX", "Excel")]
    words, join = column_words(desk), "、" if language() == "zh" else ", "
    columns = join.join(words.get(one, one) for one in plan.get("columns") or ())
    parts.append(columns or t("columns_default"))
    if capped := capped_words(plan.get("random"), plan.get("top")):
        parts.append(capped)
    if plan.get("hold_out"):
        parts.append(t("hold_out_n", share=f"{plan['hold_out']:.0%}"))
    return " · ".join(parts)


def _tried(act, name: str, *arguments) -> None:
    try:
        act(home(), name, *arguments, by=who())
    except TagridError as error:
        st.session_state[_FAULT] = error.both


def _now(desk: Desk, kept: Kept) -> None:
    problems = write_scheduled(home(), desk.version, kept.name)
    if problems:
        st.session_state[_FAULT] = problems[0]


def _runs(found: list[ScheduledRun]) -> None:
    if not found:
        st.caption(t("schedule_no_runs"))
        return
    rows = [
        {
            t("saved_on"): numbers.moment(one.at),
            t("version"): one.version,
            t("outcome_word"): t("schedule_failed") if one.problem else t("schedule_written"),
            t("rows"): one.rows,
            t("file_or_reason"): _reason(one) if one.problem else Path(one.file or "").name,
        }
        for one in found
    ]
    st.dataframe(
        pl.DataFrame(rows, infer_schema_length=None), hide_index=True, width="stretch",
        height=min(240, 36 + 33 * len(rows)),
        column_config={t("rows"): st.column_config.NumberColumn(format="localized", width=70)}, key="schedule_runs",
    )  # fmt: skip


def _reason(one: ScheduledRun) -> str:
    return (one.problem_zh if language() == "zh" else one.problem) or ""


def form(desk: Desk, kept: Kept) -> None:
    """Ask what is to be written where and for which purpose, and keep it as the schedule."""
    purpose = st.text_input(
        t("purpose_must"), kept.purpose, max_chars=MOST_PURPOSE, key="schedule_purpose", placeholder=t("purpose_such")
    )
    left, right = st.columns(2)
    by = left.text_input(t("by"), who(), max_chars=MOST_PURPOSE, key="schedule_by")
    consent = ask_consent(right, "schedule")
    folder = st.text_input(
        t("schedule_folder", root=plain(str(export_root(home())))), kept.folder, max_chars=MOST_FOLDER,
        key="schedule_folder", placeholder=t("schedule_folder_such"),
    )  # fmt: skip
    columns = ask_columns(desk, kept.subject, "schedule")
    file_form, bom, codes = ask_form("schedule")
    cap = ask_cap(desk, "schedule")
    held = st.number_input(t("hold_out"), 0, MOST_HOLD_OUT, 0, 5, key="schedule_hold_out", help=t("hold_out_help"))
    closed = _closed(desk, kept, columns)
    leave = bool(closed) and st.checkbox(t("restricted_leave", tags=", ".join(closed)), key="schedule_restricted")
    if not st.button(t("schedule_keep"), type="primary", disabled=bool(closed) and not leave, key="schedule_go"):
        return
    remember_who(by)
    try:
        plan = planned(
            home(), Path(folder.strip() or "."), file_form, purpose, columns=columns, by=by, lang=language(),
            codes=codes, bom=bom, hold_out=held / 100, restricted=leave, consent=consent, **cap,
        )  # fmt: skip
        arrange(home(), desk, kept.name, plan, by)
    except (TagridError, OSError) as error:
        st.error(plain(told(error)), icon=":material/error:")
        return
    st.toast(t("schedule_kept"), icon=":material/event_repeat:")
    st.rerun()


def _closed(desk: Desk, kept: Kept, columns: list[str]) -> list[str]:
    try:
        return restricted(desk.catalog, desk.parse(kept.expression), columns)
    except TagridError:  # told when it is arranged
        return []
