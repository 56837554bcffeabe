"""Composing by facets: every tag as chips with live counts; OR inside a tag, AND across."""

from collections.abc import Sequence

import streamlit as st

from app import frame, segment_guard
from app import segment_state as state
from app.segment_words import plain, said, tag_name, values_said
from app.tag_card import value_name
from app.words import named, t
from tagrid.segments.desk import Desk
from tagrid.segments.facets import facet_counts, from_facets, split
from tagrid.segments.rule import Rule

MOST_CHIPS, MOST_LETTERS = 40, 60


def chips(desk: Desk, rule: Rule | None) -> None:
    """Draw what is selected as chips that a click removes: values by tag, then every other condition."""
    selection, beside = split(rule)
    with st.container(horizontal=True, gap="small", key="segment_chips"):
        if rule is None:
            st.caption(t("no_condition"))
        for name, codes in list(selection.items())[:MOST_CHIPS]:
            rest = {other: kept for other, kept in selection.items() if other != name}
            words = f"{tag_name(desk.catalog, name)}{t('colon')}{values_said(desk.catalog, name, codes)}"
            _chip(words, f"chip_{name}", from_facets(rest, beside))
        for at, one in enumerate(beside[:MOST_CHIPS]):
            rest = (*beside[:at], *beside[at + 1 :])
            _chip(said(desk.catalog, one), f"chip_beside_{at}", from_facets(selection, rest))
        if more := max(0, len(selection) - MOST_CHIPS) + max(0, len(beside) - MOST_CHIPS):
            st.caption(t("more_chips", n=more))
    if beside:
        st.caption(t("beside_facets", n=len(beside)))


def _chip(words: str, key: str, without: Rule | None) -> None:
    short = words if len(words) <= MOST_LETTERS else f"{words[:MOST_LETTERS]}…"
    st.button(
        plain(short),
        key=key,
        icon=":material/close:",
        on_click=state.put_rule,
        args=(without,),
        help=plain(words[:500]) if short != words else None,
    )


def chosen(rule: Rule | None, tag: str, codes: Sequence[str]) -> Rule | None:
    """Return `rule` with these values of a tag chosen, none of them for any; the rest of it stays as it is."""
    selection, beside = split(rule)
    return from_facets({**selection, tag: tuple(codes)}, beside)


def draw(desk: Desk, rule: Rule | None, subject: str) -> None:
    """Draw the tags to choose from, their counts within the rest of the selection."""
    selection, beside = split(rule)
    counts = facet_counts(desk.index, selection, subject, beside)
    shown = _shown_tags(desk, subject, selection)
    closed = segment_guard.closed_tags(desk.catalog)
    is_closed = segment_guard.is_closed(desk.catalog, rule)
    with st.container(key="segment_facets"):
        if not shown:
            st.caption(t("no_such_value"))
        for tag in shown:
            if tag.name in counts:
                _tag_pills(desk, tag, selection, counts[tag.name], is_closed or tag.name in closed)


def _shown_tags(desk: Desk, subject: str, selection: dict) -> list:
    """Return the tags to show: of the chosen theme, or those that match the search."""
    tags = [tag for tag in desk.catalog.tags.values() if tag.subject == subject]
    text = st.text_input(
        t("search_value"),
        frame.linked("find") or "",
        key="segment_search",
        placeholder=t("search_value"),
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=100,
    )
    frame.link(find=text.strip() or None)
    if text.strip():
        return [tag for tag in tags if text.strip().casefold() in _searchable(tag)]
    themes = list(dict.fromkeys(f"{tag.subject}/{tag.dimension}/{tag.theme}" for tag in tags))
    labels = {path: _theme_label(desk, path, selection) for path in themes}
    linked = f"{subject}/{frame.linked('facet')}"
    theme = st.pills(
        t("theme"),
        themes,
        default=linked if linked in themes else themes[0],
        key=f"segment_theme_{subject}",
        required=True,
        format_func=lambda path: labels.get(path, path),
        label_visibility="collapsed",
    )
    frame.link(facet=theme.removeprefix(f"{subject}/") if theme != themes[0] else None)
    return [tag for tag in tags if theme == f"{tag.subject}/{tag.dimension}/{tag.theme}"]


def _theme_label(desk: Desk, path: str, selection: dict) -> str:
    tags = [desk.catalog.tags[name] for name in selection]
    chosen = sum(f"{tag.subject}/{tag.dimension}/{tag.theme}" == path for tag in tags)
    return named(desk.catalog.classes[path].label) + (f" · {chosen}" if chosen else "")


def _searchable(tag) -> str:
    labels = [tag.label, *tag.values.values()]
    return " ".join([tag.name, *tag.values, *(w for label in labels for w in (label.zh, label.en))]).casefold()


def _tag_pills(desk: Desk, tag, selection: dict, counts: dict[str, int], closed: bool) -> None:
    key, drawn = f"facet_{tag.name}", selection.get(tag.name, ())
    st.session_state[key] = list(drawn)

    def changed() -> None:
        # A request on its way tells once more what facets held that are gone by now: nobody changed those. And what
        # was changed since these were drawn, by a click before or in the text, stands.
        reading = state.read(desk)
        if set(st.session_state[key]) != set(drawn) and reading.fault is None:
            state.put_rule(chosen(reading.rule, tag.name, st.session_state[key]))

    def chip(code: str) -> str:
        number = counts.get(code, 0)
        words, small = plain(value_name(tag, code)), f":gray[:small[{plain(segment_guard.count(number, closed))}]]"
        is_told = number or closed or code in selection.get(tag.name, ())
        return f"{words} {small}" if is_told else f":gray[{words}] {small}"

    labels = {code: chip(code) for code in tag.codes}
    st.pills(
        plain(named(tag.label)),
        list(labels),
        selection_mode="multi",
        key=key,
        on_change=changed,
        format_func=lambda code: labels.get(code, code),
        help=f"{plain(named(tag.definition))}  \n`{tag.name}`",
    )
