"""Facets beside tags: facts and features of customers, counted by value; and one search over all a rule may name."""

from dataclasses import dataclass

import numpy as np

from tagrid.catalog import Catalog, column_codes, column_labels, search_words
from tagrid.catalog.search import search
from tagrid.core.text import Text
from tagrid.published import FACT_THEMES, Kind, Mask, to_flags
from tagrid.segments.workspace import Workspace

AttributeValue = str | bool


@dataclass(frozen=True)
class Attribute:
    """A column of a theme that a condition may be put on."""

    theme: str
    column: str
    kind: Kind

    @property
    def name(self) -> str:
        """Theme and column, as a rule writes them."""
        return f"{self.theme}.{self.column}"

    @property
    def is_facet(self) -> bool:
        """Whether it has values to choose from; a condition on any other asks for numbers or days."""
        return self.kind in ("text", "flag")


@dataclass(frozen=True)
class FoundFacets:
    """What a search found: tags by name, attributes with the values that match (none: the attribute itself does), and
    saved segments.
    """

    tags: tuple[str, ...] = ()
    attributes: tuple[tuple[Attribute, tuple[str, ...]], ...] = ()
    segments: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tags or self.attributes or self.segments)


def attributes(workspace: Workspace, subject: str) -> list[Attribute]:
    """Return the attributes of the subject's customers: facts first, then what the rules of each theme read.

    A fact that is a tag's own name is left out: the tag shows it.
    """
    known = workspace.features
    tags = {tag.name for tag in workspace.catalog.tags.values() if tag.subject == subject}
    own = [theme for theme, about in known.subjects.items() if about == subject and theme in known.themes]
    return [
        Attribute(theme, column, kind or "number")
        for theme in (*(one for one in FACT_THEMES if one in known.themes), *own)
        for column, kind in known.themes[theme].items()
        if theme not in FACT_THEMES or column not in tags
    ]


def attribute_label(column: str) -> Text:
    """Return what a column is called, its code where nobody has worded it."""
    found = column_labels().get(column)
    return found.label if found else Text(zh=column, en=column)


def attribute_values(workspace: Workspace, one: Attribute) -> list[AttributeValue]:
    """Return the values of an attribute in the version, none of one that has too many to be a facet."""
    if one.kind == "flag":
        return [True, False]
    return [*workspace.index.feature_columns.texts(one.theme, one.column)] if one.kind == "text" else []


def attribute_counts(workspace: Workspace, one: Attribute, mask: Mask) -> dict[AttributeValue, int]:
    """Return the customers of `mask` by value of an attribute, the most first; a value of none of them is there too."""
    column = workspace.index.feature_columns.column(one.theme, one.column)
    values = attribute_values(workspace, one)
    found = column.numbers[to_flags(mask, len(column.numbers))]
    places = found[~np.isnan(found)].astype(np.int64)
    at: dict = {True: 1, False: 0} if one.kind == "flag" else column.places or {}
    counts = np.bincount(places, minlength=len(at)).tolist()
    return dict(sorted(((value, counts[at[value]]) for value in values), key=lambda pair: (-pair[1], str(pair[0]))))


def search_facets(workspace: Workspace, subject: str, text: str) -> FoundFacets:
    """Return what has every word of `text`, or a synonym of it, in a name or value, in either language.

    Tags are found by their definitions too where no name or value of one has the words.
    """
    words = search_words(text)
    if not words:
        return FoundFacets()
    found = [
        (one, values)
        for one in attributes(workspace, subject)
        if (values := _matching(workspace, one, words)) is not None
    ]
    named = tuple(name for name in workspace.saved if _holds(name, words))
    return FoundFacets(_tags(workspace.catalog, subject, text), tuple(found), named)


def _tags(catalog: Catalog, subject: str, text: str) -> tuple[str, ...]:
    hits = [
        hit for hit in search(catalog, text) if hit.tag in catalog.tags and catalog.tags[hit.tag].subject == subject
    ]
    named = [hit.tag for hit in hits if hit.field in ("name", "code", "value")]
    return tuple(named or [hit.tag for hit in hits])


def _matching(workspace: Workspace, one: Attribute, words: list[tuple[str, ...]]) -> tuple[str, ...] | None:
    """Return the values of an attribute that match; none of them where the attribute itself does; None for neither."""
    label = attribute_label(one.column)
    if _holds(f"{label.zh} {label.en} {one.name}", words):
        return ()
    if one.kind != "text":
        return None
    texts = workspace.index.feature_columns.texts(one.theme, one.column)
    named = column_codes(workspace.catalog, one.column)

    def names(value: str) -> str:
        return f"{value} {named[value].zh} {named[value].en}" if value in named else value

    return tuple(value for value in texts if _holds(names(value), words)) or None


def _holds(text: str, words: list[tuple[str, ...]]) -> bool:
    folded = text.casefold()
    return all(any(word in folded for word in several) for several in words)
