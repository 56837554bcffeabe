"""Composing by facets: every tag as chips with live counts; OR inside a tag, AND across."""

from collections.abc import Sequence

import streamlit as st

from app.segments.query import limited_count_text
from app.shared import editor_state as state, frame
from app.shared.labels import rule_text, tag_label, value_label, value_labels
from app.shared.words import code_span, escape_markdown, in_language, message, t
from tagrid.segments import (
    Rule,
    Workspace,
    facet_counts,
    is_disclosure_limited,
    rule_of_facets,
    split_facets,
)

MOST_CHIPS, MOST_LETTERS = 40, 60


def chips(workspace: Workspace, rule: Rule | None) -> None:
    """Draw what is selected as chips that a click removes: values by tag, then every other condition."""
    selection, beside = split_facets(rule)
    with st.container(horizontal=True, gap="small", key="segment_chips"):
        if rule is None:
            st.caption(t("no_condition"))
        for name, codes in list(selection.items())[:MOST_CHIPS]:
            rest = {other: values for other, values in selection.items() if other != name}
            words = f"{tag_label(workspace.catalog, name)}{t('colon')}{value_labels(workspace.catalog, name, codes)}"
            _chip(words, f"chip_{name}", rule_of_facets(rest, beside))
        for at, one in enumerate(beside[:MOST_CHIPS]):
            rest = (*beside[:at], *beside[at + 1 :])
            _chip(rule_text(workspace.catalog, one), f"chip_beside_{at}", rule_of_facets(selection, rest))
        if more := max(0, len(selection) - MOST_CHIPS) + max(0, len(beside) - MOST_CHIPS):
            st.caption(t("more_chips", n=more))
    if beside:
        st.caption(t("beside_facets", n=len(beside)))


def _chip(words: str, key: str, without: Rule | None) -> None:
    short = words if len(words) <= MOST_LETTERS else f"{words[:MOST_LETTERS]}…"
    st.button(
        escape_markdown(short),
        key=key,
        icon=":material/close:",
        on_click=state.set_rule,
        args=(without,),
        help=escape_markdown(words[:500]) if short != words else None,
    )


def chosen(rule: Rule | None, tag: str, codes: Sequence[str]) -> Rule | None:
    """Return `rule` with these values of a tag chosen, none of them for any; the rest of it stays as it is."""
    selection, beside = split_facets(rule)
    return rule_of_facets({**selection, tag: tuple(codes)}, beside)


def draw(workspace: Workspace, rule: Rule | None, subject: str) -> None:
    """Draw the tags to choose from, their counts within the rest of the selection."""
    selection, beside = split_facets(rule)
    counts = facet_counts(workspace.index, selection, subject, beside)
    shown = _shown_tags(workspace, subject, selection)
    hidden = frame.viewer().restricted_tags(workspace.catalog)
    is_limited = is_disclosure_limited(workspace.catalog, frame.viewer(), rule)
    with st.container(key="segment_facets"):
        if not shown:
            st.caption(t("no_such_value"))
        for tag in shown:
            if tag.name in counts:
                _tag_pills(workspace, tag, selection, counts[tag.name], is_limited or tag.name in hidden)


def _shown_tags(workspace: Workspace, subject: str, selection: dict) -> list:
    """Return the tags to show: of the chosen theme, or those that match the search."""
    tags = [tag for tag in workspace.catalog.tags.values() if tag.subject == subject]
    frame.follow_text("find", "segment_search")
    text = st.text_input(
        t("search_value"),
        key="segment_search",
        placeholder=t("search_value"),
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=100,
    )
    frame.write_link(find=text.strip() or None)
    if text.strip():
        return [tag for tag in tags if text.strip().casefold() in _searchable(tag)]
    themes = list(dict.fromkeys(f"{tag.subject}/{tag.dimension}/{tag.theme}" for tag in tags))
    labels = {path: _theme_label(workspace, path, selection) for path in themes}
    frame.follow_link("facet", f"segment_theme_{subject}", themes, themes[0], prefix=f"{subject}/")
    theme = st.pills(
        t("theme"),
        themes,
        key=f"segment_theme_{subject}",
        required=True,
        format_func=lambda path: labels.get(path, path),
        label_visibility="collapsed",
    )
    theme = theme or themes[0]
    frame.write_link(facet=theme.removeprefix(f"{subject}/") if theme != themes[0] else None)
    return [tag for tag in tags if theme == f"{tag.subject}/{tag.dimension}/{tag.theme}"]


def _theme_label(workspace: Workspace, path: str, selection: dict) -> str:
    tags = [workspace.catalog.tags[name] for name in selection]
    chosen = sum(f"{tag.subject}/{tag.dimension}/{tag.theme}" == path for tag in tags)
    return message(workspace.catalog.classes[path].label) + (f" · {chosen}" if chosen else "")


def _searchable(tag) -> str:
    labels = [tag.label, *tag.values.values()]
    return " ".join([tag.name, *tag.values, *(w for label in labels for w in (label.zh, label.en))]).casefold()


def _tag_pills(workspace: Workspace, tag, selection: dict, counts: dict[str, int], is_limited: bool) -> None:
    key, drawn = f"facet_{tag.name}", selection.get(tag.name, ())
    st.session_state[key] = list(drawn)

    def changed() -> None:
        # A late request repeats the facets as they were drawn: nobody changed those. And what was changed since then,
        # by a click before or in the text, must stay.
        reading = state.parse_text(workspace)
        if set(st.session_state[key]) != set(drawn) and reading.fault is None:
            state.set_rule(chosen(reading.rule, tag.name, st.session_state[key]))

    def chip(code: str) -> str:
        number = counts.get(code, 0)
        words, small = (
            escape_markdown(value_label(tag, code)),
            f":gray[:small[{escape_markdown(limited_count_text(number, is_limited))}]]",
        )
        is_counted = number or is_limited or code in selection.get(tag.name, ())
        return f"{words} {small}" if is_counted else f":gray[{words}] {small}"

    labels = {code: chip(code) for code in tag.codes}
    st.pills(
        escape_markdown(in_language(tag.label)),
        list(labels),
        selection_mode="multi",
        key=key,
        on_change=changed,
        format_func=lambda code: labels.get(code, code),
        help=f"{escape_markdown(in_language(tag.definition))}  \n{code_span(tag.name)}",
    )
