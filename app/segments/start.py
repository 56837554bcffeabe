"""What to begin with where no condition is chosen: rules of this session, saved segments, templates, common tags."""

import html
from collections.abc import Callable
from typing import Literal

import streamlit as st

from app.segments.query import SegmentQuery, limited_count_text
from app.shared import charts, editor_state as state, frame
from app.shared.labels import rule_text, tag_label
from app.shared.words import escape_markdown, in_language, t
from tagrid.catalog.uses import uses
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.overview import count_list, segment_templates
from tagrid.segments import Rule, SavedSegment, is_disclosure_limited, saved_segments

MOST_RECENT, MOST_SAVED, MOST_TEMPLATES, MOST_TAGS = 3, 5, 8, 10

MOST_LETTERS = 90


def draw(query: SegmentQuery) -> None:
    """Draw what to begin with."""
    _recent(query)
    _saved(query)
    _templates(query)
    _tags(query)


def _recent(query: SegmentQuery) -> None:
    found = [(text, rule) for text in state.past_texts() if (rule := _read(query, text)) is not None][:MOST_RECENT]
    if not found:
        return
    charts.chart_title(t("begin_recent"))
    with st.container(key="start_recent"):
        for at, (text, rule) in enumerate(found):
            _row(f"start_recent_{at}", rule_text(query.workspace.catalog, rule), query, rule, (state.set_text, text))


def _saved(query: SegmentQuery) -> None:
    latest = sorted(saved_segments(home()), key=lambda one: one.saved_at, reverse=True)
    found = [(one, rule) for one in latest if (rule := _read(query, one.expression)) is not None]
    if not found:
        return
    charts.chart_title(t("begin_saved"))
    with st.container(key="start_saved"):
        for one, rule in found[:MOST_SAVED]:
            _row(f"start_saved_{one.id}", one.name, query, rule, (_open, one), one.purpose)
    if len(found) > MOST_SAVED and st.button(t("begin_all_saved"), key="start_all_saved", type="tertiary"):
        st.session_state["segment_go"] = "view_saved"
        frame.rerun()


def _templates(query: SegmentQuery) -> None:
    try:
        lists = segment_templates()
    except TagridError as error:
        frame.draw_warnings([error.text])
        return
    counted = [count_list(one, query.workspace, None) for one in lists]
    found = [
        (one.list, rule) for one in counted if one.customers and (rule := _read(query, one.list.text.rule)) is not None
    ][:MOST_TEMPLATES]
    if found:
        charts.chart_title(t("begin_templates"))
        with st.container(key="start_templates"):
            for one, rule in found:
                label, why = in_language(one.text.label), in_language(one.text.why)
                _row(f"start_template_{one.name}", label, query, rule, (state.set_rule, rule), why)
    frame.draw_warnings([one.fault for one in counted if one.fault])


def _tags(query: SegmentQuery) -> None:
    catalog = query.workspace.catalog
    times = {name: sum(kinds.values()) for name, kinds in uses(home()).items() if name in catalog.tags}
    found = [name for name in sorted(times, key=lambda one: -times[one]) if catalog.tags[name].subject == query.subject]
    if not found:
        return
    charts.chart_title(t("begin_tags"))
    with st.container(key="start_tags", horizontal=True, gap="small"):
        for name in found[:MOST_TAGS]:
            label = tag_label(catalog, name)
            _button(label, f"start_tag_{name}", ":material/sell:", "secondary", _find, label)


def _row(key: str, label: str, query: SegmentQuery, rule: Rule, act: tuple, why: str = "") -> None:
    """Draw a line to begin with: what it is, how many it has, what it is good for."""
    count = query.workspace.index.count(rule)
    limited = is_disclosure_limited(query.workspace.catalog, frame.viewer(), rule)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row_{key}"):
        words = label if len(label) <= MOST_LETTERS else f"{label[:MOST_LETTERS]}…"
        _button(words, key, ":material/add_circle:", "tertiary", *act)
        st.html(
            f"<span class='tg-n'>{html.escape(limited_count_text(count, limited))} {t('unit_customers')}</span>"
            f"<span class='tg-quiet tg-small'>{html.escape(f' · {why}' if why else '')}</span>"
        )


def _read(query: SegmentQuery, text: str) -> Rule | None:
    """Return the rule of a text that this version can answer and that is about the same subject; else None."""
    try:
        rule = query.workspace.parse(text)
        query.workspace.index.mask(rule)
        return rule if query.workspace.index.subject(rule) == query.subject else None
    except TagridError:
        return None


def _open(segment: SavedSegment) -> None:
    state.open_segment(segment)


def _find(text: str) -> None:
    st.session_state["segment_search"] = text


def _button(label: str, key: str, icon: str, kind: Literal["secondary", "tertiary"], act: Callable, *args) -> None:
    """Draw a button that changes the rule or the search: the composer is drawn anew, not only this part."""
    if st.button(escape_markdown(label), key=key, icon=icon, type=kind, on_click=act, args=args):
        frame.rerun()
