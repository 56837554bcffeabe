"""The lists that await action: how many each holds, how that changed, and a click to the customers."""

import html

import streamlit as st

from app import charts, numbers, segment_state
from app.segment_words import plain
from app.words import language, named, t, told
from tagrid.morning import Morning
from tagrid.morning.lists import Counted
from tagrid.segments.keep.read import Kept


def draw(found: Morning) -> None:
    """Draw a row a list, in the order of their file."""
    charts.titled(t("home_lists"))
    if found.lists_fault:
        st.error(plain(found.lists_fault), icon=":material/rule_settings:")
        return
    if not found.lists:
        st.info(t("home_no_lists"), icon=":material/playlist_remove:")
        return
    day = found.moved and found.moved.before.as_of
    st.caption(t("home_lists_caption", day=day) if day else t("home_lists_caption_first"))
    with st.container(key="home_lists"):
        for one in found.lists:
            _row(one)


def _row(one: Counted) -> None:
    number, words = st.columns([1, 4.4], vertical_alignment="center")
    number.html(f"<div class='tg-row-n'>{count(one.customers)}{change(one.customers, one.before)}</div>")
    with words:
        text = one.list.text
        if opens(plain(named(text.label)), f"list_{one.list.name}", disabled=one.customers is None):
            go(text.rule)
        st.html(f"<div class='tg-row-why'>{html.escape(_why(one))}</div>")


def _why(one: Counted) -> str:
    if one.fault:
        return t("home_list_fault", fault=told(one.fault))
    if one.missing:
        join = "、" if language() == "zh" else ", "
        return t("home_list_missing", tags=join.join(named(tag.label) for tag in one.missing))
    return named(one.list.text.why)


def count(customers: int | None) -> str:
    """Return a count as HTML; a dash where there is none."""
    return f"<b>{'–' if customers is None else numbers.count(customers)}</b>"


def change(customers: int | None, before: int | None) -> str:
    """Return how a count changed as HTML; nothing where there is nothing to compare."""
    if customers is None or before is None:
        return "<i></i>"
    return (
        f"<i title='{numbers.count(before)} → {numbers.count(customers)}'>{numbers.difference(customers, before)}</i>"
    )


def opens(words: str, key: str, disabled: bool = False) -> bool:
    """Draw a name that opens its customers; return whether it was clicked."""
    return st.button(words, key=f"home_{key}", type="tertiary", disabled=disabled)


def go(rule: str, kept: Kept | None = None) -> None:
    """Open the segments page with a rule, or a saved segment."""
    segment_state.start()
    segment_state.open_segment(kept)
    segment_state.put(rule)
    st.session_state["segment_go"] = "room_compose"
    st.switch_page("views/segments.py")
