"""What a segment is: how many, saving and exporting it, and the ways to understand it, one drawn at a time."""

import html

import streamlit as st

from app.segments import comparison, cross, export, map_view, member_list, moves, profile, query, save, similar
from app.segments.query import SegmentQuery
from app.shared import editor_state as state, formats, frame
from app.shared.words import escape_markdown, in_language, t
from tagrid.core.errors import TagridError
from tagrid.segments import SMALLEST_GROUP, Workspace

_PARTS = {
    "see_profile": profile.draw_profile,
    "see_members": member_list.draw_members,
    "see_cross": cross.draw,
    "see_use": profile.draw_usage,
    "see_moves": moves.draw,
    "see_compare": comparison.draw_comparison,
    "see_similar": similar.draw,
    "see_map": map_view.draw_map,
    "see_why": member_list.draw_why,
}

# What a group of a few persons has nothing to tell by; the others list persons or say themselves what they need.
_OF_PERSONS = {"see_members", "see_moves", "see_similar", "see_why"}

_OF_GROUPS = {"see_profile", "see_use", "see_cross", "see_map", "see_compare", "see_similar"}


def draw(desk: Workspace, reading: state.ParsedText, subject: str) -> None:
    """Draw the panel of what was read; a rule of None stands for everyone of `subject`."""
    if reading.fault:
        st.html(f"<div class='tg-big tg-quiet'>–</div><div class='tg-quiet'>{t('no_count')}</div>")
        return
    asked = SegmentQuery(desk, reading.rule, subject)
    _answer(asked)
    _actions(asked)
    _understand(asked)


def _answer(asked: SegmentQuery) -> None:
    st.html(
        f"<div class='tg-big'>{html.escape(query.count_text(asked.count, asked.is_closed))}"
        f"<span style='font-size:1rem;font-weight:400'> {t('unit_customers')}</span></div>"
    )
    label = in_language(asked.desk.catalog.classes[asked.subject].label)
    everyone = f"{formats.count(asked.base)} {t('unit_customers')} ({escape_markdown(label)})"
    told = query.rounded_count(asked.count, asked.is_closed)
    st.caption(t("of_base", share=formats.share(told, asked.base), base=everyone))
    st.progress(told / asked.base if asked.base else 0.0)
    if asked.is_closed:
        st.caption(t("closed_count", n=SMALLEST_GROUP))


def _actions(asked: SegmentQuery) -> None:
    kept = state.opened_segment()
    if kept:
        changed = t("changed_since_saved") if asked.text != kept.expression else ""
        st.caption(
            f"{t('segment_called', name=escape_markdown(kept.name))} · {t('revision', n=kept.revision)} {changed}"
        )
    with st.container(horizontal=True, gap="small"):
        if st.button(t("save"), icon=":material/bookmark_add:", disabled=asked.rule is None, key="segment_save"):
            save.ask_save(asked.desk)
        if st.button(t("export"), icon=":material/download:", disabled=not asked.count, key="segment_export"):
            export.ask_export(asked.desk, asked.subject)


@st.fragment
def _understand(asked: SegmentQuery) -> None:
    labels = {part: t(part) for part in _PARTS}
    wanted = f"see_{frame.link_value('see')}"
    part = st.pills(
        t("understand"),
        list(labels),
        format_func=lambda key: labels.get(key, key),
        default=wanted if wanted in labels else "see_profile",
        key="segment_part",
        required=True,
        label_visibility="collapsed",
    )
    frame.write_link(see=part.removeprefix("see_") if part != "see_profile" else None)
    with st.container(key="segment_understood"):
        if not asked.count and part != "see_why" and part != "see_moves":
            st.info(t("no_members"), icon=":material/group_off:")
        elif asked.count < SMALLEST_GROUP and part in _OF_GROUPS:
            st.info(t("too_few", n=SMALLEST_GROUP), icon=":material/groups:")
        elif asked.is_closed and part in _OF_PERSONS:
            st.info(t("closed_persons"), icon=":material/lock:")
        elif asked.rule is None and part in ("see_profile", "see_similar", "see_why", "see_moves"):
            st.caption(t("begin"))
        else:
            _drawn(part, asked)


def _drawn(part: str, asked: SegmentQuery) -> None:
    try:
        _PARTS[part](asked)
    except TagridError as error:  # what this version or this segment cannot answer
        st.info(escape_markdown(in_language(error)), icon=":material/info:")
