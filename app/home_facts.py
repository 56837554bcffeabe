"""The top of the home page: five facts at a glance, and below them what went wrong, where something did."""

import html

import streamlit as st

from app import numbers
from app.segment_words import plain
from app.words import language, t, told
from tagrid.morning import Morning
from tagrid.refresh import ledger

MOST_LATE, MOST_LETTERS = 6, 400
_OUTCOMES = {
    ledger.PUBLISHED: "run_published",
    ledger.NOTHING_DUE: "run_nothing_due",
    ledger.ROLLED_BACK: "run_rolled_back",
    ledger.FAILED: "run_failed",
    ledger.BAD_INPUT: "run_bad_input",
    ledger.REFUSED: "run_refused",
    ledger.INTERRUPTED: "run_interrupted",
    ledger.RUNNING: "run_interrupted",  # still marked so, but nobody holds the lock: it was killed
}


def draw(found: Morning) -> None:
    """Draw the facts, then late sources and runs that did not end well."""
    facts = (_as_of(found), _customers(found), _sources(found), _last_run(found), _segments(found))
    st.html(f"<div class='tg-cards'>{''.join(_card(*fact) for fact in facts)}</div>")
    _late(found)
    _failed(found)


def _card(name: str, number: str, under: str, is_bad: bool = False) -> str:
    words = (html.escape(text) for text in (name, number, under))
    return "<div{}><span>{}</span><b>{}</b><span>{}</span></div>".format(" class='bad'" if is_bad else "", *words)


def _as_of(found: Morning) -> tuple:
    days = found.standing.age_days
    under = t("home_behind", days=days) if days else t("home_up_to_date") if days == 0 else "–"
    return t("as_of"), f"{found.version.as_of:%Y-%m-%d}", under, bool(days)


def _customers(found: Morning) -> tuple:
    under = t("home_first")
    if moved := found.moved:
        under = t("home_came_left", came=numbers.count(moved.came), left=numbers.count(moved.left))
    return t("customers"), numbers.count(found.version.manifest["customers"]), under


def _sources(found: Morning) -> tuple:
    now = found.standing
    number = t("home_sources_fresh", fresh=now.delivered - len(now.late), all=now.delivered)
    under = t("home_sources_never", n=now.never) if now.never else t("home_sources_all")
    return t("home_sources"), number, under, bool(now.late)


def _last_run(found: Morning) -> tuple:
    run = found.standing.last_run
    if found.standing.is_running:
        return t("home_last_run"), t("home_running"), numbers.moment(run.started_at) if run else ""
    if run is None:
        return t("home_last_run"), t("home_never_ran"), ""
    seconds = round(sum(run.timings.values()))
    under = t("home_run_took", time=numbers.moment(run.started_at), seconds=seconds)
    return t("home_last_run"), _outcome(run.outcome), under, bool(found.standing.failed)


def _segments(found: Morning) -> tuple:
    alerts = sum(one.is_alert or bool(one.problem) for one in found.segments)
    number = t("home_alerts_of", n=alerts, all=len(found.segments))
    return t("home_alerts"), number, t("home_alerts_beyond"), alerts > 0


def _outcome(outcome: str) -> str:
    return t(_OUTCOMES[outcome])


def _late(found: Morning) -> None:
    late = found.standing.late
    if not late:
        return
    names = [t("home_late_one", name=_name(one.table), day=one.through_on, days=one.days) for one in late[:MOST_LATE]]
    if len(late) > MOST_LATE:
        names.append(t("home_more", n=len(late) - MOST_LATE))
    join = "；" if language() == "zh" else "; "
    text = t("home_late", n=len(late), newest=found.standing.landed_through) + join.join(names)
    st.warning(text, icon=":material/schedule:")


def _name(table) -> str:
    return table.zh if language() == "zh" else table.name.replace("_", " ")


def _failed(found: Morning) -> None:
    for run in found.standing.failed:
        message = plain(told(run.told)[:MOST_LETTERS])
        text = t("home_failed", outcome=_outcome(run.outcome), time=numbers.moment(run.started_at), message=message)
        st.error(f"{text} {t('home_serving', id=found.version.id)}", icon=":material/gpp_bad:")
