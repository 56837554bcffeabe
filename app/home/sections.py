"""The parts of the home page: five facts, the lists that await action, and what changed since the version before."""

import html

import streamlit as st

from app.shared import charts, formats, frame, links, scores
from app.shared.labels import value_label
from app.shared.words import escape_markdown, in_language, listed, t, t_markdown
from tagrid.core.formats import counted
from tagrid.core.text import Text
from tagrid.overview import ListCount, Overview, SegmentChange, TagChange
from tagrid.refresh import RunRecord, ledger

MOST_LATE, MOST_LETTERS = 6, 400

_KINDS = {
    "refresh": "run_kind_refresh",
    "rollback": "run_kind_rollback",
    "ingest": "run_kind_ingest",
    "train": "run_kind_train",
    "export": "run_kind_export",
    "report": "run_kind_report",
}

_OUTCOMES = {
    ledger.PUBLISHED: "run_published",
    ledger.NOTHING_DUE: "run_nothing_due",
    ledger.ROLLED_BACK: "run_rolled_back",
    ledger.DONE: "run_done",
    ledger.FAILED: "run_failed",
    ledger.BAD_INPUT: "run_bad_input",
    ledger.REFUSED: "run_refused",
    ledger.INTERRUPTED: "run_interrupted",
    ledger.RUNNING: "run_interrupted",  # still marked so, but nobody holds the lock: it was killed
}


MOST_TAGS, MOST_SEGMENTS = 6, 6

BAD, LATE = "bad", "late"


def draw_facts(found: Overview) -> None:
    """Draw the facts, then late sources and runs that did not end well."""
    facts = (_as_of(found), _customers(found), _sources(found), _last_run(found), _segments(found))
    st.html(f"<div class='tg-cards'>{''.join(_fact_card(*fact) for fact in facts)}</div>")
    _late(found)
    _failed(found)


def _fact_card(name: str, number: str, under: str, state: str = "") -> str:
    """Return a card; ``state`` is bad, late or nothing, in the colours that the messages below have."""
    words = (html.escape(text) for text in (name, number, under))
    return "<div{}><span>{}</span><b>{}</b><span>{}</span></div>".format(f" class='{state}'" if state else "", *words)


def _as_of(found: Overview) -> tuple:
    now = found.freshness
    behind = t("home_behind", **_days(now.age_days)) if now.age_days else t("home_up_to_date")
    if now.age_days is None:
        return t("as_of"), f"{found.version.as_of:%Y-%m-%d}", "–"
    under = f"{behind}{t('home_and')}{t('home_behind_clock', **_days(now.behind_clock or 0))}"
    return t("as_of"), f"{found.version.as_of:%Y-%m-%d}", under, BAD if now.age_days or now.stopped else ""


def _days(n: int) -> dict[str, str]:
    """Return what fills a number of days in the reader's language."""
    return {"days": in_language(Text(zh=f"{n} 天", en=counted(n, "day")))}


def _customers(found: Overview) -> tuple:
    under = t("home_first")
    if moved := found.changes:
        under = t("home_came_left", came=formats.count(moved.came), left=formats.count(moved.left))
    return t("customers"), formats.count(found.version.manifest["customers"]), under


def _sources(found: Overview) -> tuple:
    now = found.freshness
    silent = len(now.late) + len(now.stopped)
    number = t("home_sources_fresh", fresh=now.delivered - silent, all=now.delivered)
    under = t("home_sources_never", n=now.never) if now.never else t("home_sources_all")
    return t("home_sources"), number, under, BAD if now.stopped else LATE if now.late else ""


def _last_run(found: Overview) -> tuple:
    run = found.freshness.last_run
    if found.freshness.is_running:
        return t("home_last_run"), t("home_running"), formats.timestamp(run.started_at) if run else ""
    if run is None:
        return t("home_last_run"), t("home_never_ran"), ""
    seconds = round((run.ended_at - run.started_at).total_seconds()) if run.ended_at else 0
    under = t("home_run_took", time=formats.timestamp(run.started_at), seconds=seconds)
    return t("home_last_run"), _kind_and_outcome(run), under, BAD if found.freshness.failed else ""


def _segments(found: Overview) -> tuple:
    if not found.segments:
        return t("home_alerts"), "–", t("home_alerts_none")
    alerts = sum(one.is_alert or bool(one.problem) for one in found.segments)
    number = t("home_alerts_of", n=alerts, all=len(found.segments))
    return t("home_alerts"), number, t("home_alerts_beyond"), BAD if alerts else ""


def _kind_and_outcome(run: RunRecord) -> str:
    return f"{t(_KINDS[run.kind]) if run.kind in _KINDS else run.kind}{t('home_colon')}{t(_OUTCOMES[run.outcome])}"


def _late(found: Overview) -> None:
    now = found.freshness
    if now.stopped:
        head = t("home_stopped", n=len(now.stopped), tags=formats.count(now.stopped_tags))
        st.error(head + _feeds(now.stopped), icon=":material/signal_disconnected:")
    if now.late:
        st.warning(t("home_late", n=len(now.late)) + _feeds(now.late), icon=":material/schedule:")
    frame.draw_warnings([*now.warnings, *filter(None, (found.lists_fault, *(one.fault for one in found.lists)))])
    if now.notice:
        st.caption(escape_markdown(in_language(now.notice)))


def _feeds(feeds) -> str:
    names = [
        t_markdown("home_late_one", name=_name(one.table), day=one.last_on, **_days(one.days))
        for one in feeds[:MOST_LATE]
    ]
    if len(feeds) > MOST_LATE:
        names.append(t_markdown("home_more", n=len(feeds) - MOST_LATE))
    return listed(names, zh="；", en="; ")


def _name(table) -> str:
    return in_language(Text(zh=table.zh, en=table.name.replace("_", " ")))


def _failed(found: Overview) -> None:
    for run in found.freshness.failed:
        text = t_markdown(
            "home_failed", outcome=_kind_and_outcome(run), time=formats.timestamp(run.started_at),
            message=in_language(run.text)[:MOST_LETTERS],
        )  # fmt: skip
        st.error(f"{text} {t_markdown('home_serving', id=found.version.id)}", icon=":material/gpp_bad:")


def draw_lists(found: Overview) -> None:
    """Draw a row a list, in the order of their file."""
    charts.chart_title(t("home_lists"))
    if found.lists_fault:
        st.error(t("home_lists_unread"), icon=":material/rule_settings:")
        return
    if not found.lists:
        st.info(t("home_no_lists"), icon=":material/playlist_remove:")
        return
    day = found.changes and found.changes.before.as_of
    st.caption(t_markdown("home_lists_caption", day=day) if day else t("home_lists_caption_first"))
    with st.container(key="home_lists"):
        for one in found.lists:
            _list_row(one)


def _list_row(one: ListCount) -> None:
    number, words = st.columns([1, 4.4], vertical_alignment="center")
    number.html(f"<div class='tg-row-n'>{count_html(one.customers)}{change_html(one.customers, one.before)}</div>")
    with words:
        text = one.list.text
        if one.customers is None:
            st.html(f"<div class='tg-quiet'>{html.escape(in_language(text.label))}</div>")
        else:
            links.page_link("segments", escape_markdown(in_language(text.label)), rule=text.rule)
        st.html(f"<div class='tg-row-why'>{html.escape(_list_reason(one))}</div>")


def _list_reason(one: ListCount) -> str:
    if one.fault:
        return t("home_list_unread")
    if one.missing:
        return t("home_list_missing", tags=listed(in_language(tag.label) for tag in one.missing))
    return in_language(one.list.text.why)


def count_html(customers: int | None) -> str:
    """Return a count as HTML; a dash where there is none."""
    return f"<b>{'–' if customers is None else formats.count(customers)}</b>"


def change_html(customers: int | None, before: int | None) -> str:
    """Return how a count changed as HTML; nothing where there is nothing to compare."""
    if customers is None or before is None:
        return "<i></i>"
    return (
        f"<i title='{formats.count(before)} → {formats.count(customers)}'>{formats.difference(customers, before)}</i>"
    )


def draw_moved_tags(found: Overview) -> None:
    """Draw the tags that moved most, each with the value whose share moved most and a link to the tag."""
    if found.changes is None:
        charts.chart_title(t("home_first"))
        st.info(t("home_first_how"), icon=":material/history:")
        return
    shown = found.changes.tags[:MOST_TAGS]
    if not shown:
        charts.chart_title(t("home_tags_still"))
        return
    charts.chart_title(t("home_tags_moved", tag=in_language(shown[0].tag.label)))
    st.caption(t_markdown("home_tags_caption", id=found.changes.before.id))
    with st.container(key="home_tags"):
        for one in shown:
            _moved_tag(one)


def _moved_tag(one: TagChange) -> None:
    name, words = st.columns([1, 2.4], vertical_alignment="center")
    links.page_link("catalog", escape_markdown(in_language(one.tag.label)), place=name, tag=one.tag.name)
    text = t(
        "home_tag_share",
        value=value_label(one.tag, one.value),
        was=formats.share(one.was),
        share=formats.share(one.share),
    )
    changed = t("home_tag_changed", n=formats.count(one.changed))
    word, color = scores.movement(one.psi)
    words.html(
        f"<div class='tg-row-moved'><span>{html.escape(text)}</span>"
        f"<span>{html.escape(changed)} · <span title='{html.escape(scores.psi_hover(one.psi), quote=True)}'>"
        f"<i class='tg-dot' style='background:{color}'></i>{word}</span></span></div>"
    )


def draw_moved_segments(found: Overview) -> None:
    """Draw the saved segments, those that moved beyond their set share first."""
    alerts = sum(one.is_alert or bool(one.problem) for one in found.segments)
    if not found.segments:
        charts.chart_title(t("home_segments"))
        st.caption(t("home_no_segments"))
        links.page_link("segments", t("home_to_segments"), icon=":material/add:")
        return
    charts.chart_title(t("home_segments_moved", n=alerts) if alerts else t("home_segments_still"))
    with st.container(key="home_segments"):
        for one in found.segments[:MOST_SEGMENTS]:
            _moved_segment(one)
        if len(found.segments) > MOST_SEGMENTS:
            st.caption(t("home_more", n=len(found.segments) - MOST_SEGMENTS))


def _moved_segment(one: SegmentChange) -> None:
    number, words = st.columns([1, 2.6], vertical_alignment="center")
    number.html(f"<div class='tg-row-n'>{count_html(one.customers)}{change_html(one.customers, one.before)}</div>")
    with words:
        name = one.saved.name
        links.page_link("segments", escape_markdown(name), rule=one.saved.expression, segment=name)
        if one.problem:
            st.html(f"<div class='tg-row-why'>{html.escape(in_language(one.problem))}</div>")
