"""Composing a segment: value chips per tag with live counts, or the expression as text; one rule behind both."""

import streamlit as st

from app import frame, numbers
from app.tag_card import value_name
from app.words import named, t
from tagrid.errors import BadInput
from tagrid.home import home
from tagrid.segments import parse, to_text
from tagrid.segments.facets import as_facets, facet_counts, from_facets
from tagrid.segments.saved import expressions

_STATE = "segment_text"  # the rule's text: the one truth that both views read and write
_PAST = "segment_past"


def _set(text: str) -> None:
    """Make `text` the rule, keeping the one before for undo."""
    if text != st.session_state[_STATE]:
        st.session_state.setdefault(_PAST, []).append(st.session_state[_STATE])
        st.session_state[_STATE] = text


def _undo() -> None:
    st.session_state[_STATE] = st.session_state[_PAST].pop()


def _read(opened, text: str):
    """Return the rule of `text`, or None where it is empty or wrong; a wrong one is explained on the page."""
    if not text.strip():
        return None
    try:
        return parse(text, opened.catalog, expressions(home()))
    except BadInput as error:
        st.error(str(error), icon=":material/error:")
        return None


def compose(opened):
    """Draw the composer; return the rule (None for everyone) and the subject its base population belongs to."""
    if _STATE not in st.session_state:
        st.session_state[_STATE] = frame.linked("rule") or ""
    mode, undo, clear = st.columns([3, 1, 1], vertical_alignment="bottom")
    view = mode.segmented_control(
        t("compose"),
        ["facets", "expression"],
        format_func=t,
        key="segment_view",
        default="facets",
        required=True,
    )
    undo.button(
        t("undo"),
        on_click=_undo,
        disabled=not st.session_state.get(_PAST),
        icon=":material/undo:",
        width="stretch",
    )
    clear.button(
        t("clear_all"),
        on_click=_set,
        args=("",),
        disabled=not st.session_state[_STATE],
        icon=":material/clear_all:",
        width="stretch",
    )
    if view == "expression":
        _text_area()
    rule = _read(opened, st.session_state[_STATE])
    subject = _subject(opened, rule)
    if view == "facets":
        _facets(opened, rule, subject)
    frame.link(rule=st.session_state[_STATE] or None)
    return rule, subject


def _text_area() -> None:
    st.session_state["segment_area"] = st.session_state[_STATE]
    st.text_area(
        t("expression"),
        key="segment_area",
        height=110,
        max_chars=10_000,
        help=t("expression_copy"),
        placeholder=t("expression_help"),
        on_change=lambda: _set(st.session_state["segment_area"].strip()),
    )


def _subject(opened, rule) -> str:
    subjects = list(dict.fromkeys(tag.subject for tag in opened.catalog.tags.values()))
    if rule is not None:
        return opened.index.subject(rule)
    return st.segmented_control(
        t("subject"),
        subjects,
        default=subjects[0],
        key="segment_subject",
        required=True,
        format_func=lambda s: named(opened.catalog.classes[s].label),
        label_visibility="collapsed",
    )


def _facets(opened, rule, subject: str) -> None:
    selection = as_facets(rule)
    if selection is None:
        st.code(to_text(rule), language="sql", wrap_lines=True)
        st.info(t("not_facets"), icon=":material/account_tree:")
        return
    _chips(opened, selection)
    counts = facet_counts(opened.index, selection, subject)
    for tag in _shown_tags(opened, subject, selection):
        _tag_pills(tag, selection, counts[tag.name])


def _chips(opened, selection: dict) -> None:
    """Draw the selection as chips that a click removes, and its expression to copy."""
    if not selection:
        st.caption(t("no_condition"))
        return
    with st.container(horizontal=True, gap="small"):
        for name, codes in selection.items():
            tag = opened.catalog.tags[name]
            words = " / ".join(value_name(tag, code) for code in codes)
            rest = {other: kept for other, kept in selection.items() if other != name}
            st.button(
                f"{named(tag.label)}: {words}",
                key=f"chip_{name}",
                icon=":material/close:",
                on_click=_select,
                args=(rest,),
            )
    st.code(st.session_state[_STATE], language="sql", wrap_lines=True)


def _select(selection: dict) -> None:
    rule = from_facets(selection)
    _set("" if rule is None else to_text(rule))


def _shown_tags(opened, subject: str, selection: dict) -> list:
    """Return the tags to show: of the chosen theme, or those that match the search."""
    tags = [tag for tag in opened.catalog.tags.values() if tag.subject == subject]
    themes = list(dict.fromkeys(f"{tag.subject}/{tag.dimension}/{tag.theme}" for tag in tags))
    text = (
        st.text_input(
            t("search_value"),
            key="segment_search",
            placeholder=t("search_value"),
            label_visibility="collapsed",
        )
        .strip()
        .casefold()
    )
    if text:
        return [tag for tag in tags if text in _searchable(tag)]
    theme = st.pills(
        t("theme"),
        themes,
        default=themes[0],
        key=f"segment_theme_{subject}",
        required=True,
        format_func=lambda path: named(opened.catalog.classes[path].label),
        label_visibility="collapsed",
    )
    return [tag for tag in tags if theme == f"{tag.subject}/{tag.dimension}/{tag.theme}"]


def _searchable(tag) -> str:
    labels = [tag.label, *tag.values.values()]
    return " ".join([tag.name, *tag.values, *(w for label in labels for w in (label.zh, label.en))]).casefold()


def _tag_pills(tag, selection: dict, counts: dict[str, int]) -> None:
    key = f"facet_{tag.name}"
    st.session_state[key] = list(selection.get(tag.name, ()))

    def changed() -> None:
        _select({**selection, tag.name: tuple(st.session_state[key])})

    def chip(code: str) -> str:
        number = counts.get(code, 0)
        words = f"{value_name(tag, code)}  {numbers.count(number)}"
        return words if number or code in selection.get(tag.name, ()) else f":gray[{words}]"

    st.pills(
        named(tag.label),
        [*tag.values, "unknown"],
        selection_mode="multi",
        key=key,
        on_change=changed,
        format_func=chip,
        help=f"{named(tag.definition)}  \n`{tag.name}`",
    )
