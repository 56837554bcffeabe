"""The bitset index of a version: one memory-mapped array, a row of bits a value of a tag.

A folder holds ``bits.u64`` (rows x words, little-endian uint64) and ``index.json`` (what each row is, how many
customers it has, and the CRC-32 of its bits, which is compared when the row is first read). The bit number of a
customer is ``customer_no`` of customer_tags_wide, which it keeps from version to version: the bits of customers who are
none any more are in no row. What a rule selects is evaluated in `tagrid.segments.index`.
"""

import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.text import Text, nearest
from tagrid.published import bits
from tagrid.published.bits import Mask

BITS, DESCRIPTION, FORMAT = "bits.u64", "index.json", 1


@dataclass(frozen=True)
class Facet:
    """One tag of the index: its values are in rows ``row``, ``row`` + 1, ... with the customers of each."""

    subject: str
    row: int
    counts: dict[str, int]

    @cached_property
    def left_over(self) -> int:
        """The place of the value that is not counted: every customer of the subject has one, so it has the rest."""
        return max((at for at, n in enumerate(self.counts.values()) if n), default=0)

    @cached_property
    def counted_runs(self) -> tuple[tuple[int, int], ...]:
        """Runs of rows, each up to before its end, that counts within a mask are made of: those of nobody are 0."""
        found: list[tuple[int, int]] = []
        for row, n in enumerate(list(self.counts.values())[: self.left_over], start=self.row):
            if n and found and found[-1][1] == row:
                found[-1] = found[-1][0], row + 1
            elif n:
                found.append((row, row + 1))
        return tuple(found)


@dataclass(frozen=True)
class MaskOverlap:
    """The overlap of two segments, in customers."""

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


class IndexRows:
    """The memory-mapped rows of an index; a row is compared with its digest when it is first read.

    ``damaged`` makes the error for a row that differs. An index of before there were digests is not compared.
    """

    def __init__(
        self, array: np.ndarray, digests: list[int] | None, damaged: Callable[[Text], TagridError] = TagridError
    ) -> None:
        self._array, self._digests, self._damaged = array, digests, damaged
        self._is_checked = np.full(len(array), digests is None)

    @property
    def words(self) -> int:
        """Words of a row."""
        return self._array.shape[1]

    def __getitem__(self, at: int | slice | list[int]) -> np.ndarray:
        """Return one row or several; raises the error for a damaged one."""
        rows = np.arange(len(self._array))[[at] if isinstance(at, int) else at]
        for row in rows[~self._is_checked[rows]].tolist():
            self._check(row)
        return self._array[at]

    def _check(self, row: int) -> None:
        if self._digests and row_digest(self._array[row]) != self._digests[row]:
            raise self._damaged(
                Text(
                    en=f"row {row} of the segment index ({BITS}) differs from its digest",
                    zh=f"位图索引（{BITS}）第 {row} 行与其校验值不符",
                )
            )
        self._is_checked[row] = True


class TagIndex:
    """The bits of one version. A mask is an array of uint64 words, not to be written to."""

    def __init__(self, about: dict, array: IndexRows) -> None:
        self.customers: int = about["customers"]
        # Bits of a row that may be a customer's; as many as customers in an index of before they kept their numbers.
        self.size: int = about.get("numbers", self.customers)
        self.subjects: dict[str, dict] = about["subjects"]
        self.tags = {name: Facet(**one) for name, one in about["tags"].items()}
        self._bits = array
        self._row = {
            (name, value): facet.row + at for name, facet in self.tags.items() for at, value in enumerate(facet.counts)
        }

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Memory-map the index in `folder`; raises TagridError when it is missing, cut or of another form."""
        return cls(*read_index_files(folder))

    @property
    def words(self) -> int:
        """Words of a mask."""
        return self._bits.words

    def base(self, subject: str) -> Mask:
        """Return the mask of every customer of `subject`, the base population of rules about it."""
        return self._bits[self.subjects[subject]["row"]]

    def rows(self, numbers: Iterable[int]) -> np.ndarray:
        """Return a copy of the bits of some rows, as ``Facet.row`` numbers them; rows x words."""
        return self._bits[list(numbers)]

    def population(self, mask: Mask) -> int:
        """Return the number of customers in `mask`."""
        return bits.count(mask)

    def facet_of(self, tag: str) -> Facet:
        """Return the rows and counts of a tag; BadInput names the nearest where the version has no such tag."""
        if tag not in self.tags:
            hint = nearest(tag, list(self.tags))
            raise BadInput(en=f"Tag {tag} is not in this version.{hint}", zh=f"这个版本中没有标签 {tag}。{hint.zh}")
        return self.tags[tag]

    def check_value(self, tag: str, value: str) -> str:
        """Return `value` where `tag` has it in this version; else BadInput names the nearest."""
        counts = self.facet_of(tag).counts
        if value not in counts:
            hint = nearest(value, list(counts))
            raise BadInput(
                en=f"Tag {tag} has no value {value} in this version.{hint}",
                zh=f"这个版本中标签 {tag} 没有取值 {value}。{hint.zh}",
            )
        return value

    def value_mask(self, tag: str, value: str) -> Mask:
        """Return the mask of one value of a tag."""
        return self._bits[self._row[tag, self.check_value(tag, value)]]

    def value_masks(self, tag: str) -> dict[str, Mask]:
        """Return the mask of each value of `tag`."""
        facet = self.facet_of(tag)
        return {value: self._bits[facet.row + at] for at, value in enumerate(facet.counts)}

    def facets(self, mask: Mask, subject: str | None = None) -> dict[str, dict[str, int]]:
        """Return the customers of `mask` at each value, {tag: {value: n}}; tags of `subject` only if given."""
        chosen = {name: facet for name, facet in self.tags.items() if subject in (None, facet.subject)}
        of_subject = {one: bits.count(mask & self.base(one)) for one in {facet.subject for facet in chosen.values()}}
        runs = [run for facet in chosen.values() for run in facet.counted_runs]
        inside = bits.counts_within(self._bits[:], mask, runs)
        for facet in chosen.values():
            own = inside[facet.row : facet.row + len(facet.counts)]
            own[facet.left_over] = of_subject[facet.subject] - own.sum()
        counts = inside.tolist()
        return {name: dict(zip(facet.counts, counts[facet.row :], strict=False)) for name, facet in chosen.items()}

    def facet(self, tag: str, mask: Mask) -> dict[str, int]:
        """Return the customers of `mask` at each value of one tag."""
        facet = self.facet_of(tag)
        inside = bits.counts_within(self._bits[facet.row : facet.row + len(facet.counts)], mask)
        return dict(zip(facet.counts, inside.tolist(), strict=True))

    def overlap(self, first: Mask, second: Mask) -> MaskOverlap:
        """Return how many customers two masks have, each and together."""
        return MaskOverlap(bits.count(first), bits.count(second), bits.count(first & second))

    def members(self, mask: Mask, limit: int, offset: int = 0) -> np.ndarray:
        """Return ``customer_no`` of `limit` customers of `mask` from number `offset` on, ascending."""
        return bits.members(mask, limit, offset)


def row_digest(row: np.ndarray) -> int:
    """Return the CRC-32 of a row's bits, as ``index.json`` holds it."""
    return zlib.crc32(np.ascontiguousarray(row).data)


def read_index_files(
    folder: Path, description: str | None = None, damaged: Callable[[Text], TagridError] = TagridError
) -> tuple[dict, IndexRows]:
    """Return the content of ``index.json`` and the memory-mapped rows; TagridError when they cannot be read.

    ``description`` is the text of ``index.json`` where that was read already, ``damaged`` makes the error for a row.
    """
    try:
        about = json.loads(description or (folder / DESCRIPTION).read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            raise ValueError(f"format {about['format']}, expected {FORMAT}")
        shape = (about["rows"], about["words"])
        array = np.memmap(folder / BITS, dtype="<u8", mode="r", shape=shape)
        return about, IndexRows(np.asarray(array), about.get("digests"), damaged)
    except (OSError, ValueError, KeyError) as error:
        raise TagridError(
            en=f"The segment index in {folder} cannot be read: {error}. Run `tagrid refresh`.",
            zh=f"无法读取 {folder} 中的位图索引：{error}。请运行 `tagrid refresh`。",
        ) from error
