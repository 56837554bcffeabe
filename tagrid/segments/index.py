"""Answers segment questions by bitwise operations over one memory-mapped array: a row of bits a value.

A folder holds ``bits.u64`` (rows x words, little-endian uint64) and ``index.json`` (what each row is, and how
many customers it has). The bit number of a customer is ``customer_no`` of customer_tags_wide.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tagrid.errors import BadInput, TagridError, nearest
from tagrid.segments import bits
from tagrid.segments.bits import Words
from tagrid.segments.measured import Measured
from tagrid.segments.rule import All, Changed, Either, Feature, Not, Rule, Saved, Term, Value, terms

BITS, ABOUT, FORMAT = "bits.u64", "index.json", 1


@dataclass(frozen=True)
class Facet:
    """One tag of the index: its values stand in rows ``row``, ``row`` + 1, ... with the customers of each."""

    subject: str
    row: int
    counts: dict[str, int]


@dataclass(frozen=True)
class Overlap:
    """How two segments lie to each other, in customers."""

    first: int
    second: int
    both: int

    @property
    def either(self) -> int:
        """Customers in at least one of the two."""
        return self.first + self.second - self.both

    @property
    def jaccard(self) -> float:
        """Customers in both as a share of those in either; 0 for two empty segments."""
        return self.both / self.either if self.either else 0.0


class SegmentIndex:
    """The bits of one version. A mask is an array of uint64 words, not to be written to.

    ``measured`` answers conditions on features and changes, which have no bits of their own.
    """

    def __init__(self, about: dict, array: np.ndarray, measured: Measured | None = None) -> None:
        self.customers: int = about["customers"]
        self.subjects: dict[str, dict] = about["subjects"]
        self.tags = {name: Facet(**one) for name, one in about["tags"].items()}
        self._bits, self._measured = array, measured
        self._row = {
            (name, value): facet.row + at for name, facet in self.tags.items() for at, value in enumerate(facet.counts)
        }

    @classmethod
    def open(cls, folder: Path, measured: Measured | None = None) -> "SegmentIndex":
        """Memory-map the index in `folder`; raises TagridError when it is missing, cut or of another form."""
        try:
            about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
            if about["format"] != FORMAT:
                raise ValueError(f"format {about['format']}, expected {FORMAT}")
            shape = (about["rows"], about["words"])
            array = np.memmap(folder / BITS, dtype="<u8", mode="r", shape=shape)
        except (OSError, ValueError, KeyError) as error:
            raise TagridError(
                f"The segment index in {folder} cannot be read: {error}. Run `tagrid refresh`.",
                f"无法读取 {folder} 中的位图索引：{error}。请运行 `tagrid refresh`。",
            ) from error
        return cls(about, np.asarray(array), measured)

    def subject(self, rule: Rule) -> str:
        """Return the subject `rule` is about; raises BadInput for two, or what is not in this version.

        A rule that asks only for facts any customer has is about the first subject.
        """
        subjects = {self._subject(term) for term in terms(rule)} - {None}
        if len(subjects) > 1:
            several = sorted(map(str, subjects))
            raise BadInput(
                f"A segment holds customers of one subject; this rule mixes {' and '.join(several)}.",
                f"一个客群只含同一主体类别的客户，这条规则混用了 {' 与 '.join(several)}。",
            )
        return next(iter(subjects), None) or next(iter(self.subjects))

    def _subject(self, term: Term) -> str | None:
        return self.beyond.subject(term.theme) if isinstance(term, Feature) else self._facet(term.tag).subject

    @property
    def beyond(self) -> Measured:
        """What the version says beyond its tags; raises TagridError for an index opened alone."""
        if self._measured is None:
            raise TagridError(
                "This index was opened without its version: only conditions on tags can be answered.",
                "打开位图索引时没有指定版本，只能计算标签条件。",
            )
        return self._measured

    def base(self, subject: str) -> Words:
        """Return the mask of every customer of `subject`, the base population of rules about it."""
        return self._bits[self.subjects[subject]["row"]]

    def rows(self, numbers: Iterable[int]) -> np.ndarray:
        """Return a copy of the bits of some rows, as ``Facet.row`` numbers them; rows x words."""
        return self._bits[list(numbers)]

    def population(self, mask: Words) -> int:
        """Return the number of customers in `mask`."""
        return bits.count(mask)

    def count(self, rule: Rule) -> int:
        """Return the number of customers of `rule`."""
        if isinstance(rule, Value):
            # The values of a tag exclude one another, so their stored counts add up.
            counts = self._facet(rule.tag).counts
            return sum(counts[self._known(rule.tag, value)] for value in rule.values)
        return bits.count(self.mask(rule))

    def mask(self, rule: Rule, base: Words | None = None) -> Words:
        """Return the customers of `rule` as a mask; ``base`` is given for a part of a rule: the base of the whole."""
        return self._mask(rule, self.base(self.subject(rule)) if base is None else base)

    def _mask(self, rule: Rule, base: Words) -> Words:
        match rule:
            case Value(tag, values):
                return _fold(np.bitwise_or, (self._bits[self._row[tag, self._known(tag, v)]] for v in values))
            case Feature() | Changed():
                self._check(rule)
                return np.bitwise_and(base, self.beyond.mask(rule, self.customers, self._bits.shape[1]))
            case All(rules):
                return _fold(np.bitwise_and, (self._mask(one, base) for one in rules))
            case Either(rules):
                return _fold(np.bitwise_or, (self._mask(one, base) for one in rules))
            case Not(inner):
                return np.bitwise_xor(base, self._mask(inner, base))
            case Saved(_, inner):
                return self._mask(inner, base)

    def facets(self, mask: Words, subject: str | None = None) -> dict[str, dict[str, int]]:
        """Return the customers of `mask` at each value, {tag: {value: n}}; tags of `subject` only if given."""
        inside = bits.counts_within(self._bits, mask).tolist()
        return {
            name: dict(zip(facet.counts, inside[facet.row :], strict=False))
            for name, facet in self.tags.items()
            if subject in (None, facet.subject)
        }

    def value_masks(self, tag: str) -> dict[str, Words]:
        """Return the mask of each value of `tag`."""
        facet = self._facet(tag)
        return {value: self._bits[facet.row + at] for at, value in enumerate(facet.counts)}

    def facet(self, tag: str, mask: Words) -> dict[str, int]:
        """Return the customers of `mask` at each value of one tag."""
        facet = self._facet(tag)
        inside = bits.counts_within(self._bits[facet.row : facet.row + len(facet.counts)], mask)
        return dict(zip(facet.counts, inside.tolist(), strict=True))

    def overlap(self, first: Words, second: Words) -> Overlap:
        """Return how many customers two masks have, each and together."""
        return Overlap(bits.count(first), bits.count(second), bits.count(first & second))

    def members(self, mask: Words, limit: int, offset: int = 0) -> np.ndarray:
        """Return ``customer_no`` of `limit` customers of `mask` from number `offset` on, ascending."""
        return bits.members(mask, limit, offset)

    def _facet(self, tag: str) -> Facet:
        if tag not in self.tags:
            hint = nearest(tag, list(self.tags))
            raise BadInput(f"Tag {tag} is not in this version.{hint}", f"这个版本中没有标签 {tag}。{hint.zh}")
        return self.tags[tag]

    def _known(self, tag: str, value: str) -> str:
        counts = self._facet(tag).counts
        if value not in counts:
            hint = nearest(value, list(counts))
            raise BadInput(
                f"Tag {tag} has no value {value} in this version.{hint}",
                f"这个版本中标签 {tag} 没有取值 {value}。{hint.zh}",
            )
        return value

    def _check(self, rule: Feature | Changed) -> None:
        if isinstance(rule, Changed):
            for value in (*rule.before, *rule.after):
                self._known(rule.tag, value)


def _fold(combine: Callable, masks: Iterable[Words]) -> Words:
    """Combine masks into a new array where there are several; a single one is handed on as it is."""
    first, *others = masks
    if others:
        first = combine(first, others[0])
    for other in others[1:]:
        combine(first, other, out=first)
    return first
