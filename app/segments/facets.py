"""Composing by facets: tags, and what else customers have, as chips with live counts; a band for whom to exclude.

OR inside a facet, AND across. Where the reader excludes, a chosen value leaves out the customers who have it.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from app.segments import conditions, rule_edits as tree
from app.segments.query import limited_count_text
from app.shared import editor_state as state, frame
from app.shared.labels import attribute_value_labels, feature_label, rule_text, value_label
from app.shared.words import code_span, escape_markdown, in_language, t
from tagrid.published import FACT_THEMES
from tagrid.segments import (
    Attribute,
    FeatureCondition,
    FoundFacets,
    Rule,
    SavedRule,
    Workspace,
    attribute_counts,
    attributes,
    facet_counts,
    is_disclosure_limited,
    search_facets,
    split_facets,
)

MOST_CHIPS, MOST_LETTERS = 40, 60

# Of one attribute, and of what a search finds beside tags.
MOST_VALUES, MOST_FACETS, MOST_OTHERS = 24, 8, 8

BANDS = ("included", "excluded")

# The theme of the facts that every customer has.
_FACTS = "facts"


def chips(workspace: Workspace, rule: Rule | None) -> None:
    """Draw what is selected as chips that a click removes, and below it what is excluded."""
    beside = 0
    for band in BANDS:
        terms = tree.band_terms(band, rule)
        if not terms and (band == "excluded" or rule is not None):
            continue
        key = "segment_chips" if band == "included" else "segment_chips_excluded"
        with st.container(key=key, horizontal=True, gap="small", vertical_alignment="center"):
            if rule is None:
                st.caption(t("no_condition"))
            elif band == "excluded":
                st.html(f"<b>{t('excluded')}</b>", width="content")
            beside += sum(_chip(workspace, rule, band, terms, at) for at in range(len(terms[:MOST_CHIPS])))
            if more := max(0, len(terms) - MOST_CHIPS):
                st.caption(t("more_chips", n=more))
    if beside:
        st.caption(t("beside_facets", n=beside))


def _chip(workspace: Workspace, rule: Rule | None, band: str, terms: Sequence[Rule], at: int) -> bool:
    """Draw a condition as a chip; return whether no facet shows it."""
    facet, words = tree.facet_of(terms[at]), rule_text(workspace.catalog, terms[at])
    is_first = all(tree.facet_of(one) != facet for one in terms[:at])
    name = facet if facet and is_first else f"beside_{at}"
    short = words if len(words) <= MOST_LETTERS else f"{words[:MOST_LETTERS]}…"
    st.button(
        escape_markdown(short),
        key=f"chip_{name}" if band == "included" else f"chip_not_{name}",
        icon=":material/close:",
        on_click=state.set_rule,
        args=(tree.with_terms(band, rule, [*terms[:at], *terms[at + 1 :]]),),
        help=escape_markdown(words[:500]) if short != words else None,
    )
    return facet is None and not isinstance(terms[at], SavedRule)


def draw(workspace: Workspace, rule: Rule | None, subject: str) -> None:
    """Draw the facets to choose from, their counts within the rest of the selection."""
    with st.container(key="segment_facets"):
        band = _band()
        text = _search()
        board = _Board(workspace, rule, subject, band)
        if text:
            with st.spinner(t("working"), show_time=True):  # the first search reads the values of every text
                found = search_facets(workspace, subject, text)
            if not found:
                st.caption(t("no_such_value"))
            _draw_found(board, found)
        elif (theme := _theme(workspace, subject, rule, band)) == f"{subject}/{_FACTS}":
            board.draw_attributes([(one, ()) for one in attributes(workspace, subject) if _is_fact(one)])
        else:
            tags = workspace.catalog.tags.values()
            board.draw_tags([tag for tag in tags if theme == f"{tag.subject}/{tag.dimension}/{tag.theme}"])


def _is_fact(one: Attribute) -> bool:
    return one.theme in FACT_THEMES and one.is_facet


def _band() -> str:
    """Ask whether a value that is chosen includes or excludes."""
    labels = {one: t(one) for one in BANDS}
    frame.follow_link("band", "segment_band", BANDS, "included")
    band = st.segmented_control(
        t("facet_band"), BANDS, format_func=lambda one: labels.get(one, one), key="segment_band", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    frame.write_link(band=band if band != "included" else None)
    if band == "excluded":
        st.caption(t("excluded_facets_help"))
    return band or "included"


def _search() -> str:
    frame.follow_text("find", "segment_search")
    text = st.text_input(
        t("search_value"),
        key="segment_search",
        placeholder=t("search_value"),
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=100,
    ).strip()
    frame.write_link(find=text or None)
    return text


def _theme(workspace: Workspace, subject: str, rule: Rule | None, band: str) -> str:
    """Ask for a theme of tags, or the facts."""
    tags = [tag for tag in workspace.catalog.tags.values() if tag.subject == subject]
    themes = [*dict.fromkeys(f"{tag.subject}/{tag.dimension}/{tag.theme}" for tag in tags), f"{subject}/{_FACTS}"]
    chosen = [tree.facet_of(term) for term in tree.band_terms(band, rule)]
    labels = {path: _theme_label(workspace, path, [one for one in chosen if one]) for path in themes}
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
    return theme


def _theme_label(workspace: Workspace, path: str, chosen: Sequence[str]) -> str:
    tags = workspace.catalog.tags
    if path.endswith(f"/{_FACTS}"):
        label, here = t("facts"), [one for one in chosen if one not in tags and one.partition(".")[0] in FACT_THEMES]
    else:
        label = in_language(workspace.catalog.classes[path].label)
        found = [tags[one] for one in chosen if one in tags]
        here = [tag for tag in found if f"{tag.subject}/{tag.dimension}/{tag.theme}" == path]
    return escape_markdown(label) + (f" · {len(here)}" if here else "")


def _draw_found(board: "_Board", found: FoundFacets) -> None:
    """Draw what a search found: facets, then numbers and days to ask for, and saved segments."""
    board.draw_tags([board.workspace.catalog.tags[name] for name in found.tags])
    facets = [pair for pair in found.attributes if pair[0].is_facet]
    board.draw_attributes(facets[:MOST_FACETS])
    numbers = [one for one, _ in found.attributes if not one.is_facet]
    if numbers:
        _offers(
            t("found_numbers"), "number", [(feature_label(one.column), one.name, _ask(board, one)) for one in numbers]
        )
    if found.segments:
        _offers(t("found_segments"), "saved", [(name, name, board.adding_segment(name)) for name in found.segments])
    if more := max(len(facets) - MOST_FACETS, len(numbers) - MOST_OTHERS, len(found.segments) - MOST_OTHERS, 0):
        st.caption(t("found_more", n=more))


def _offers(head: str, kind: str, offers: list[tuple[str, str, Callable[[], None]]]) -> None:
    st.html(f"<div class='tg-quiet tg-small'>{head}</div>")
    with st.container(horizontal=True, gap="small", key=f"segment_offers_{kind}"):
        for label, name, act in offers[:MOST_OTHERS]:
            st.button(escape_markdown(label), key=f"offer_{kind}_{name}", icon=":material/add:", on_click=act)


def _ask(board: "_Board", one: Attribute) -> Callable[[], None]:
    """Return what asks for a condition on a number or a day, and takes it into the band."""

    def take(rule: Rule) -> None:
        reading = state.parse_text(board.workspace)
        state.set_rule(tree.with_terms(board.band, reading.rule, [*tree.band_terms(board.band, reading.rule), rule]))

    return lambda: conditions.request_condition(take, feature=one.name)


class _Board:
    """The facets of one rule as they are drawn: what is chosen in the band, and what each value would make of it."""

    def __init__(self, workspace: Workspace, rule: Rule | None, subject: str, band: str) -> None:
        self.workspace, self.rule, self.subject, self.band = workspace, rule, subject, band
        self._is_limited = is_disclosure_limited(workspace.catalog, frame.viewer(), rule)

    def draw_tags(self, tags: list) -> None:
        """Draw tags with the counts of their values."""
        if not tags:
            return
        counts, hidden = self._tag_counts(), frame.viewer().restricted_tags(self.workspace.catalog)
        for tag in tags:
            if tag.name in counts:
                labels = {code: value_label(tag, code) for code in tag.codes}
                is_limited, meaning = self._is_limited or tag.name in hidden, in_language(tag.definition)
                self._pills(tag.name, in_language(tag.label), labels, counts[tag.name], is_limited, meaning)

    def _tag_counts(self) -> dict[str, dict[str, int]]:
        """Return the customers by value of every tag; its own choice does not narrow a tag's counts."""
        index = self.workspace.index
        if self.band == "included":
            selection, beside = split_facets(self.rule)
            return facet_counts(index, selection, self.subject, beside)
        counts = index.facets(self._mask(self.rule), self.subject)
        chosen = (tree.facet_of(term) for term in tree.band_terms(self.band, self.rule))
        return counts | {name: index.facet(name, self._without(name)) for name in chosen if name and name in counts}

    def draw_attributes(self, found: Sequence[tuple[Attribute, tuple]]) -> None:
        """Draw attributes with the counts of the values that matched, or of all of them, the most first."""
        for one, matching in found:
            with st.spinner(t("working"), show_time=True):
                counts = attribute_counts(self.workspace, one, self._without(one.name))
            chosen = tree.chosen_values(self.band, self.rule, one.name)
            known = FeatureCondition(one.theme, one.column, "known")
            is_limited = self._is_limited or is_disclosure_limited(self.workspace.catalog, frame.viewer(), known)
            if not any(counts.values()) and not self._is_of_subject(one):
                continue
            offered = [value for value in counts if not matching or value in matching]
            shown = list(dict.fromkeys([*chosen, *offered[:MOST_VALUES]]))
            if shown:
                labels = attribute_value_labels(self.workspace.catalog, one.column, shown)
                self._pills(one.name, feature_label(one.column), labels, counts, is_limited)
            if len(offered) > MOST_VALUES:
                st.caption(t("more_values", n=len(offered) - MOST_VALUES))

    def _is_of_subject(self, one: Attribute) -> bool:
        """Return whether any customer of the subject has a value of the attribute."""
        return any(attribute_counts(self.workspace, one, self.workspace.index.base(self.subject)).values())

    def adding_segment(self, name: str) -> Callable[[], None]:
        """Return what takes a saved segment into the band."""

        def add() -> None:
            reading = state.parse_text(self.workspace)
            if reading.fault is None:
                rule = self.workspace.from_json({"segment": name})
                state.set_rule(
                    tree.with_terms(self.band, reading.rule, [*tree.band_terms(self.band, reading.rule), rule])
                )

        return add

    def _mask(self, rule: Rule | None):
        index = self.workspace.index
        return index.base(self.subject) if rule is None else index.mask(rule, index.base(self.subject))

    def _without(self, facet: str):
        return self._mask(tree.choose_values(self.band, self.rule, facet, ()))

    def _pills(self, facet: str, label: str, labels: dict, counts: dict, is_limited: bool, meaning: str = "") -> None:
        """Draw a facet's values; a click makes the rule anew."""
        key = f"facet_{facet}" if self.band == "included" else f"unfacet_{facet}"
        drawn = tree.chosen_values(self.band, self.rule, facet)
        st.session_state[key] = [one for one in drawn if one in labels]

        def changed() -> None:
            # A late request repeats the facets as they were drawn: nobody changed those. And what was changed since
            # then, by a click before or in the text, must stay.
            reading = state.parse_text(self.workspace)
            if set(st.session_state[key]) != set(drawn) and reading.fault is None:
                state.set_rule(tree.choose_values(self.band, reading.rule, facet, st.session_state[key]))

        def chip(value) -> str:
            number, words = counts.get(value, 0), escape_markdown(labels[value])
            small = f":gray[:small[{escape_markdown(limited_count_text(number, is_limited))}]]"
            return f"{words} {small}" if number or is_limited or value in drawn else f":gray[{words}] {small}"

        texts = {value: chip(value) for value in labels}
        st.pills(
            escape_markdown(label),
            list(texts),
            selection_mode="multi",
            key=key,
            on_change=changed,
            format_func=lambda value: texts.get(value, str(value)),
            help=_about(facet, meaning),
        )


def _about(facet: str, meaning: str) -> str:
    """Return the hint of a facet: what it means, and how rules write it."""
    return f"{escape_markdown(meaning)}  \n{code_span(facet)}"
