"""What a segment is: how many, saving and exporting it, and the ways to understand it, one drawn at a time."""

import html

import streamlit as st

from app.segments import comparison, cross, export, map_view, member_list, moves, profile, save, similar, start
from app.segments.query import SegmentQuery, drawn_count, limited_count_text
from app.shared import editor_state as state, formats, frame
from app.shared.words import escape_markdown, in_language, t, t_markdown
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

# Parts that list single customers, and parts that need a group; the others say themselves what they need.
_OF_PERSONS = {"see_members", "see_moves", "see_similar", "see_why"}

_OF_GROUPS = {"see_profile", "see_use", "see_cross", "see_map", "see_compare", "see_similar"}


def draw(workspace: Workspace, reading: state.ParsedText, subject: str) -> None:
    """Draw the panel of the rule that was read; None is everyone of `subject`."""
    if reading.fault:
        st.html(f"<div class='tg-big tg-quiet'>–</div><div class='tg-quiet'>{t('no_count')}</div>")
        return
    query = SegmentQuery(workspace, reading.rule, subject)
    _answer(query)
    _actions(query)
    _understand(query)


def _answer(query: SegmentQuery) -> None:
    st.html(
        f"<div class='tg-big'>{html.escape(limited_count_text(query.count, query.is_limited))}"
        f"<span style='font-size:1rem;font-weight:400'> {t('unit_customers')}</span></div>"
    )
    label = in_language(query.workspace.catalog.classes[query.subject].label)
    everyone = f"{formats.count(query.base)} {t('unit_customers')} ({escape_markdown(label)})"
    count = drawn_count(query.count, query.is_limited)
    st.caption(t("of_base", share=formats.share(count, query.base), base=everyone))
    st.progress(count / query.base if query.base else 0.0)
    if query.is_limited:
        st.caption(t("restricted_count", n=SMALLEST_GROUP))


def _actions(query: SegmentQuery) -> None:
    segment = state.opened_segment()
    if segment:
        changed = t("changed_since_saved") if query.text != segment.expression else ""
        name, revision = t_markdown("segment_called", name=segment.name), t_markdown("revision", n=segment.revision)
        st.caption(f"{name} · {revision} {changed}")
    with st.container(horizontal=True, gap="small"):
        if st.button(t("save"), icon=":material/bookmark_add:", disabled=query.rule is None, key="segment_save"):
            save.ask_save(query.workspace)
        if st.button(t("export"), icon=":material/download:", disabled=not query.count, key="segment_export"):
            export.ask_export(query.workspace, query.subject)


@st.fragment
def _understand(query: SegmentQuery) -> None:
    labels = {part: t(part) for part in _PARTS}
    frame.follow_link("see", "segment_part", labels, "see_profile", prefix="see_")
    part = st.pills(
        t("understand"),
        list(labels),
        format_func=lambda key: labels.get(key, key),
        key="segment_part",
        required=True,
        label_visibility="collapsed",
    )
    part = part or "see_profile"
    frame.write_link(see=part.removeprefix("see_") if part != "see_profile" else None)
    if part != "see_members":
        frame.write_link(members=None)
    with st.container(key="segment_understood"):
        if not query.count and part != "see_why" and part != "see_moves":
            st.info(t("no_members"), icon=":material/group_off:")
        elif query.count < SMALLEST_GROUP and part in _OF_GROUPS:
            st.info(t("too_few", n=SMALLEST_GROUP), icon=":material/groups:")
        elif query.is_limited and part in _OF_PERSONS:
            st.info(t("restricted_persons"), icon=":material/lock:")
        elif query.rule is None and part == "see_profile":
            start.draw(query)
        elif query.rule is None and part in ("see_similar", "see_why", "see_moves"):
            st.caption(t("begin"))
        else:
            _drawn(part, query)


def _drawn(part: str, query: SegmentQuery) -> None:
    try:
        _PARTS[part](query)
    except TagridError as error:  # what this version or this segment cannot answer
        st.info(escape_markdown(in_language(error)), icon=":material/info:")
