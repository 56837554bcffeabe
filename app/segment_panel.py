"""What a segment is: how many, saving and taking it away, and the ways to understand it, one drawn at a time."""

import html

import streamlit as st

from app import (
    frame,
    numbers,
    segment_compare,
    segment_cross,
    segment_export,
    segment_guard,
    segment_map,
    segment_members,
    segment_moves,
    segment_profile,
    segment_save,
    segment_similar,
    segment_usage,
    segment_why,
)
from app import segment_state as state
from app.segment_asked import FEWEST, Asked
from app.segment_words import plain
from app.words import named, t, told
from tagrid.errors import TagridError
from tagrid.segments.desk import Desk

_PARTS = {
    "see_profile": segment_profile.draw,
    "see_members": segment_members.draw,
    "see_cross": segment_cross.draw,
    "see_use": segment_usage.draw,
    "see_moves": segment_moves.draw,
    "see_compare": segment_compare.draw,
    "see_similar": segment_similar.draw,
    "see_map": segment_map.draw,
    "see_why": segment_why.draw,
}
# What a group of a few persons has nothing to tell by; the others list persons or say themselves what they need.
_OF_PERSONS = {"see_members", "see_moves", "see_similar", "see_why"}
_OF_GROUPS = {"see_profile", "see_use", "see_cross", "see_map", "see_compare", "see_similar"}


def draw(desk: Desk, reading: state.Reading, subject: str) -> None:
    """Draw the panel of what was read; a rule of None stands for everyone of `subject`."""
    if reading.fault:
        st.html(f"<div class='tg-big tg-quiet'>–</div><div class='tg-quiet'>{t('no_count')}</div>")
        return
    asked = Asked(desk, reading.rule, subject)
    _answer(asked)
    _actions(asked)
    _understand(asked)


def _answer(asked: Asked) -> None:
    st.html(
        f"<div class='tg-big'>{html.escape(segment_guard.count(asked.count, asked.is_closed))}"
        f"<span style='font-size:1rem;font-weight:400'> {t('unit_customers')}</span></div>"
    )
    label = named(asked.desk.catalog.classes[asked.subject].label)
    everyone = f"{numbers.count(asked.base)} {t('unit_customers')} ({plain(label)})"
    told = segment_guard.rounded(asked.count, asked.is_closed)
    st.caption(t("of_base", share=numbers.share(told, asked.base), base=everyone))
    st.progress(told / asked.base if asked.base else 0.0)
    if asked.is_closed:
        st.caption(t("closed_count", n=FEWEST))


def _actions(asked: Asked) -> None:
    kept = state.opened_segment()
    if kept:
        changed = t("changed_since_saved") if asked.text != kept.expression else ""
        st.caption(f"{t('segment_called', name=plain(kept.name))} · {t('revision', n=kept.revision)} {changed}")
    with st.container(horizontal=True, gap="small"):
        if st.button(t("save"), icon=":material/bookmark_add:", disabled=asked.rule is None, key="segment_save"):
            segment_save.ask(asked.desk)
        if st.button(t("export"), icon=":material/download:", disabled=not asked.count, key="segment_export"):
            segment_export.ask(asked.desk, asked.subject)


@st.fragment
def _understand(asked: Asked) -> None:
    labels = {part: t(part) for part in _PARTS}
    wanted = f"see_{frame.linked('see')}"
    part = st.pills(
        t("understand"),
        list(labels),
        format_func=lambda key: labels.get(key, key),
        default=wanted if wanted in labels else "see_profile",
        key="segment_part",
        required=True,
        label_visibility="collapsed",
    )
    frame.link(see=part.removeprefix("see_") if part != "see_profile" else None)
    with st.container(key="segment_understood"):
        if not asked.count and part != "see_why" and part != "see_moves":
            st.info(t("no_members"), icon=":material/group_off:")
        elif asked.count < FEWEST and part in _OF_GROUPS:
            st.info(t("too_few", n=FEWEST), icon=":material/groups:")
        elif asked.is_closed and part in _OF_PERSONS:
            st.info(t("closed_persons"), icon=":material/lock:")
        elif asked.rule is None and part in ("see_profile", "see_similar", "see_why", "see_moves"):
            st.caption(t("begin"))
        else:
            _drawn(part, asked)


def _drawn(part: str, asked: Asked) -> None:
    try:
        _PARTS[part](asked)
    except TagridError as error:  # what this version or this segment cannot answer
        st.info(plain(told(error)), icon=":material/info:")
