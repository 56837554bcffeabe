"""Find tags by what a person remembers: a name, a code, a word of the definition, a value, in either language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tagrid.catalog.model import Catalog, Tag
from tagrid.catalog.synonyms import search_words

Field = Literal["name", "code", "value", "definition", "criterion", "requirement"]

# The fields in the order of their weight: a match in the name comes before one in a text.
FIELDS: tuple[Field, ...] = ("name", "code", "value", "definition", "criterion", "requirement")


@dataclass(frozen=True)
class Hit:
    """A tag that was found: in which field, the text there, and where in it (start, end) the match lies."""

    tag: str
    field: Field
    text: str
    start: int
    end: int


def search(catalog: Catalog, text: str) -> list[Hit]:
    """Return one hit a tag, the best first; drafts and retired tags are found too. Nothing for an empty text.

    Several words must all be in the tag, anywhere, each as it is or by a synonym; the hit shows the first of them. Case
    does not count.
    """
    words = search_words(text)
    if not words:
        return []
    hits = [hit for tag in catalog.all_tags.values() if (hit := _best(tag, words))]
    return sorted(hits, key=_weight)


def _best(tag: Tag, words: list[tuple[str, ...]]) -> Hit | None:
    places = list(_places(tag))
    everything = "\n".join(place.lower() for _, place in places)
    if not all(any(word in everything for word in several) for several in words):
        return None
    # A synonym counts only where the word itself is nowhere in the tag.
    first = next(word for word in words[0] if word in everything)
    found = [
        Hit(tag.name, field, place, at, at + len(first))
        for field, place in places
        if (at := place.lower().find(first)) >= 0
    ]
    return min(found, key=_weight, default=None)


def _weight(hit: Hit) -> tuple[int, bool, bool, int]:
    """Order by field, whole words before parts of words (`late` before `latest`), the start of a text, its length."""
    around = hit.text[max(hit.start - 1, 0) : hit.start] + hit.text[hit.end : hit.end + 1]
    is_part = any(sign.isascii() and sign.isalpha() for sign in around)
    return FIELDS.index(hit.field), is_part, hit.start > 0, len(hit.text)


def _places(tag: Tag) -> Iterator[tuple[Field, str]]:
    yield "code", tag.name
    for field, label in (
        ("name", tag.label),
        ("definition", tag.definition),
        ("criterion", tag.criterion),
        ("requirement", tag.requirement),
    ):
        yield field, label.zh
        yield field, label.en
    for code, label in tag.values.items():
        yield from (("value", label.zh), ("value", label.en), ("value", code))
