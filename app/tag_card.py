"""One concept tag: its head, and the parts of its page, one drawn at a time so that each answers at once."""

import html

import streamlit as st

from app import frame, tag_lineage, tag_related, tag_steps, tag_values
from app.words import named, t, told
from tagrid.catalog.uses import record
from tagrid.errors import TagridError
from tagrid.home import home

_PARTS = {
    "part_card": tag_steps.draw,
    "part_values": tag_values.draw,
    "part_lineage": tag_lineage.draw,
    "part_related": tag_related.draw,
}


def value_name(tag, code: str) -> str:
    """Return the name of a tag's value in the language in force."""
    return named(tag.value_label(code))


def draw(catalog, tag, version) -> None:
    """Draw the page of ``tag``, as the version the catalog belongs to has it."""
    if st.button(t("whole_tree"), icon=":material/arrow_back:", type="tertiary"):
        frame.link(tag=None, part=None)
        st.rerun()
    st.html(f"<div class='tg-path'>{html.escape(_path(catalog, tag))}</div>")
    st.header(named(tag.label), anchor=False)
    _state(catalog, tag)
    part = _choose_part()
    if part != "part_card":  # the card says it in its second step
        st.markdown(named(tag.definition))
    _PARTS[part](catalog, tag, version)
    _seen(tag)


def _path(catalog, tag) -> str:
    return " › ".join(named(catalog.classes[path].label) for path in tag.chain)


def _choose_part() -> str:
    labels = {part.removeprefix("part_"): t(part) for part in _PARTS}
    frame.follow("part", "tag_part", labels, "card")
    part = st.segmented_control(
        t("tag_parts"),
        list(labels),
        format_func=lambda key: labels.get(key, key),
        key="tag_part",
        required=True,
        label_visibility="collapsed",
    )
    frame.link(part=part if part != "card" else None)
    return f"part_{part}"


def _state(catalog, tag) -> None:
    """Say why a tag has no customers, or soon none; nothing of an active tag that has some."""
    successor = (catalog.tags | catalog.shelved).get(tag.successor or "")
    instead = t("replaced_by", tag=named(successor.label)) if successor else ""
    if tag.status == "draft":
        st.info(t("draft_model" if tag.method == "model" else "draft_rule"), icon=":material/edit_note:")
    elif tag.status == "retired":
        st.warning(t("retired_why") + instead, icon=":material/archive:")
    elif tag.status == "deprecated":
        st.warning(t("deprecated_why") + instead, icon=":material/event_busy:")
    elif not tag.available:
        text = named(tag.reason) if tag.reason else t("all_unknown")
        st.warning(f"**{t('not_available')}** — {text}", icon=":material/hourglass_empty:")
    if tag.caution and tag.caution != tag.reason:
        st.warning(named(tag.caution), icon=":material/model_training:")
    if successor and st.button(named(successor.label), icon=":material/arrow_forward:", type="tertiary"):
        frame.link(tag=successor.name)
        st.rerun()


def _seen(tag) -> None:
    """Count one look at a tag a session; that it cannot be counted is no reason not to show it."""
    seen = st.session_state.setdefault("tags_seen", set())
    if tag.name not in seen:
        seen.add(tag.name)
        try:
            record(home(), tag.name, "view")
        except TagridError as error:
            st.caption(told(error))
