"""What a name in a rule stands for: a tag, one of its values, a saved segment; and the limits of a rule.

A name is a code, or a Chinese or English label. Whoever reads a rule (text, JSON) says where the name stood.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tagrid.catalog import Catalog, Tag
from tagrid.errors import nearest
from tagrid.segments.rule import Saved, height, leaves

MOST_DEPTH = 60
MOST_TERMS = 2_000
UNKNOWN_LABEL = ("未知", "unknown")


class Unfit(Exception):
    """Why a name or a rule cannot be taken, without the place where it stands."""


@dataclass
class Scope:
    """The names one rule may use; remembers its subject and how many terms it has so far."""

    catalog: Catalog
    saved: Mapping[str, str]
    chain: tuple[str, ...] = ()
    read: dict[str, Saved] = field(default_factory=dict)
    subject: str | None = None
    terms: int = 0

    def tag(self, name: str) -> Tag:
        """Return the tag called `name`; raises Unfit when there is none or it is of another subject."""
        tag = self.catalog.tags.get(name)
        if tag is None:
            pairs = [(label, code) for code, one in self.catalog.tags.items() for label in _labels(one.label)]
            tag = self.catalog.tags[_by_label(name, pairs, self.catalog.tags, "there is no tag")]
        self._join(tag.subject, 1, f"tag {tag.name}")
        return tag

    def value(self, tag: Tag, name: str) -> str:
        """Return the code of the value of `tag` called `name`; raises Unfit with the nearest names."""
        if name in tag.codes:
            return name
        pairs = [(label, code) for code, one in tag.values.items() for label in _labels(one)]
        pairs += [(label, "unknown") for label in UNKNOWN_LABEL]
        return _by_label(name, pairs, tag.codes, f"tag {tag.name} has no value")

    def segment(self, name: str, depth: int) -> Saved:
        """Return the segment saved as `name`, read at `depth`; raises Unfit when missing or circular."""
        if name in self.chain:
            raise Unfit(f"segment '{name}' refers to itself: {' > '.join([*self.chain, name])}.")
        if name not in self.saved:
            hint = nearest(name, list(self.saved)) or " `tagrid segment list` lists them."
            raise Unfit(f"there is no saved segment '{name}'.{hint}")
        if name not in self.read:
            self.read[name] = self._read(name, depth)
        found = self.read[name]
        self.check_depth(depth + height(found) - 1)
        terms = list(leaves(found))
        self._join(self.catalog.tags[terms[0].tag].subject, len(terms), f"segment '{name}'")
        return found

    def check_depth(self, depth: int) -> None:
        """Raise Unfit when `depth` levels are more than a rule may have."""
        if depth > MOST_DEPTH:
            raise Unfit(f"more than {MOST_DEPTH} levels deep; save an inner part as a segment of its own.")

    def _read(self, name: str, depth: int) -> Saved:
        from tagrid.segments.parse import read
        from tagrid.segments.tokens import BadExpression

        inner = Scope(self.catalog, self.saved, (*self.chain, name), self.read)
        try:
            return Saved(name, read(self.saved[name], inner, depth + 1))
        except BadExpression as error:
            raise Unfit(f"saved segment '{name}' cannot be read: {error}") from error

    def _join(self, subject: str, terms: int, what: str) -> None:
        self.subject = self.subject or subject
        self.terms += terms
        if subject != self.subject:
            raise Unfit(
                f"{what} is about {subject}, the rule so far about {self.subject}; "
                "one segment holds customers of one subject, so make two."
            )
        if self.terms > MOST_TERMS:
            raise Unfit(f"more than {MOST_TERMS:,} terms.")


def _labels(label) -> tuple[str, str]:
    return (label.zh.casefold(), label.en.casefold())


def _by_label(name: str, pairs: list[tuple[str, str]], codes: Iterable[str], what: str) -> str:
    found = sorted({code for label, code in pairs if label == name.casefold()})
    if len(found) == 1:
        return found[0]
    if found:
        raise Unfit(f"'{name}' is the label of several: {', '.join(found)}. Write the one you mean.")
    raise Unfit(f"{what} '{name}'.{_hint(name, pairs, list(codes))}")


def _hint(name: str, pairs: list[tuple[str, str]], codes: list[str]) -> str:
    near = nearest(name, codes) or nearest(name.casefold(), [label for label, _ in pairs])
    few = f" It has {', '.join(codes)}." if len(codes) <= 12 else " `tagrid catalog show` lists them."
    return near or few
