"""What moved since the version before: the tags whose customers moved most, and the saved segments."""

import html

import streamlit as st

from app import charts, home_lists, numbers
from app.segment_words import plain
from app.tag_card import value_name
from app.words import named, t, told
from tagrid.morning import Morning
from tagrid.morning.moved import MovedSegment, MovedTag

MOST_TAGS, MOST_SEGMENTS = 6, 6


def tags(found: Morning) -> None:
    """Draw the tags that moved most, each with the value whose share moved most and a link to the tag."""
    if found.moved is None:
        charts.titled(t("home_first"))
        st.info(t("home_first_how"), icon=":material/history:")
        return
    shown = found.moved.tags[:MOST_TAGS]
    if not shown:
        charts.titled(t("home_tags_still"))
        return
    first = shown[0]
    charts.titled(t("home_tags_moved", tag=named(first.tag.label), changed=numbers.count(first.changed)))
    st.caption(t("home_tags_caption", id=found.moved.before.id))
    with st.container(key="home_tags"):
        for one in shown:
            _tag(one)


def _tag(one: MovedTag) -> None:
    name, words = st.columns([1, 2.4], vertical_alignment="center")
    name.page_link("views/catalog.py", label=plain(named(one.tag.label)), query_params={"tag": one.tag.name})
    said = t(
        "home_tag_said",
        value=value_name(one.tag, one.value),
        was=numbers.share(one.was),
        share=numbers.share(one.share),
    )
    changed = t("home_tag_changed", n=numbers.count(one.changed))
    words.html(
        f"<div class='tg-row-moved'><span>{html.escape(said)}</span>"
        f"<span>{html.escape(changed)} · PSI {one.psi:.3f}</span></div>"
    )


def segments(found: Morning) -> None:
    """Draw the saved segments, those that moved beyond their set share first."""
    alerts = sum(one.is_alert or bool(one.problem) for one in found.segments)
    if not found.segments:
        charts.titled(t("home_segments"))
        st.caption(t("home_no_segments"))
        st.page_link("views/segments.py", label=t("home_to_segments"), icon=":material/add:")
        return
    charts.titled(t("home_segments_moved", n=alerts) if alerts else t("home_segments_still"))
    with st.container(key="home_segments"):
        for one in found.segments[:MOST_SEGMENTS]:
            _segment(one)
        if len(found.segments) > MOST_SEGMENTS:
            st.caption(t("home_more", n=len(found.segments) - MOST_SEGMENTS))


def _segment(one: MovedSegment) -> None:
    number, words = st.columns([1, 2.6], vertical_alignment="center")
    number.html(
        f"<div class='tg-row-n'>{home_lists.count(one.customers)}{home_lists.change(one.customers, one.before)}</div>"
    )
    with words:
        if home_lists.opens(plain(one.kept.name), f"segment_{one.kept.id}"):
            home_lists.go(one.kept.expression, one.kept)
        if one.problem:
            st.html(f"<div class='tg-row-why'>{html.escape(told(one.problem))}</div>")
