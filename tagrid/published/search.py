"""The search index of a version: the texts of its customers in one file, and which blocks of them a word may stand in.

A folder holds ``texts.utf8`` (the texts, each behind a NUL and its customer's number, in the order of the customers),
``blocks.u64`` (a row of bits a bucket of n-grams: the blocks of customers in which one of them stands) and
``index.json`` (where the rows and blocks begin is in ``starts.u64``; CRC-32 of each block and of each run of buckets,
compared when it is first read). A word is looked for in those blocks alone that have all of its n-grams.
"""

import json
import mmap
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from tagrid.core.errors import TagridError
from tagrid.core.text import Text
from tagrid.published.versions import Version

FOLDER, ABOUT, TEXTS, STARTS, BLOCKS = "search", "index.json", "texts.utf8", "starts.u64", "blocks.u64"

FORMAT = 1

# Customers of a block, and blocks whose bits are one word.
BLOCK_ROWS, WORD = 256, 64

# Rows of bits, and of them those that are compared with one digest.
BUCKETS, DIGESTED = 1 << 16, 256

# Bytes of an n-gram: six are two Chinese letters or half an account number, three serve words that are shorter.
SIZES = (6, 3)

# What stands before the number of a customer, and between it and the text: no text holds either.
NUL, BETWEEN = b"\0", b"\1"

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def buckets_of(octets: np.ndarray, size: int) -> np.ndarray:
    """Return the bucket of every n-gram of ``size`` bytes, in the order they begin."""
    if len(octets) < size:
        return np.zeros(0, dtype=np.int64)
    gram = np.full(len(octets) - size + 1, size, dtype=np.uint64)
    for at in range(size):
        gram = (gram << np.uint64(8)) | octets[at : at + len(gram)]
    return ((gram * _MULTIPLIER) >> np.uint64(48)).astype(np.int64)


class SearchIndex:
    """The memory-mapped search index of one version; ``damaged`` makes the error for what differs from its digest."""

    def __init__(self, folder: Path, about: dict, damaged: Callable[[Text], TagridError]) -> None:
        self._damaged, self._digests, self._bucket_digests = damaged, about["digests"], about["bucket_digests"]
        self.customers: int = about["customers"]
        self._starts = np.fromfile(folder / STARTS, "<u8")
        if zlib.crc32(self._starts.data) != about["starts_digest"]:
            raise damaged(_differs(STARTS))
        self._bits = np.memmap(folder / BLOCKS, "<u8", "r", shape=(BUCKETS, about["words"]))
        with (folder / TEXTS).open("rb") as file:
            self._texts = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._texts) != int(self._starts[-1]):
            raise damaged(_differs(TEXTS))
        self._checked: set[tuple[str, int]] = set()

    @staticmethod
    def of(version: Version) -> "SearchIndex | None":
        """Return the index of a version, None for one of before there were any."""
        if f"{FOLDER}/{ABOUT}" not in version.manifest["files"]:
            return None
        return _opened(version, version.manifest["files"][f"{FOLDER}/{ABOUT}"]["sha256"])

    def containing(self, words: list[str], limit: int) -> dict[str, str]:
        """Return the texts of the first ``limit`` customers whose text holds every word, by customer."""
        wanted, found = [word.encode() for word in words], {}
        if any(NUL in word or BETWEEN in word for word in wanted):
            return found
        for block in self._blocks(wanted):
            for customer_id, text in self._rows(block, wanted):
                found[customer_id.decode()] = text.decode()
                if len(found) == limit:
                    return found
        return found

    def _blocks(self, words: list[bytes]) -> Iterable[int]:
        """The blocks that may hold all words: those with all of their n-grams."""
        octets = [np.frombuffer(word, dtype=np.uint8) for word in words]
        sizes = [next((size for size in SIZES if len(one) >= size), 0) for one in octets]
        buckets = [buckets_of(one, size) for one, size in zip(octets, sizes, strict=True) if size]
        if not buckets:
            return range(len(self._digests))
        rows = sorted({bucket for one in buckets for bucket in one.tolist()})
        for run in sorted({row // DIGESTED for row in rows}):
            self._check_buckets(run)
        both = np.bitwise_and.reduce(self._bits[rows], axis=0)
        return np.flatnonzero(np.unpackbits(both.view(np.uint8), bitorder="little")).tolist()

    def _rows(self, block: int, words: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Number and text of the customers of a block whose text holds all words."""
        first = block * BLOCK_ROWS
        starts = self._starts[first : first + BLOCK_ROWS + 1]
        at, end = int(starts[0]), int(starts[-1])
        self._check_block(block, at, end)
        rarest = max(words, key=len)
        while (at := self._texts.find(rarest, at, end)) >= 0:
            row = int(np.searchsorted(starts, at, side="right"))
            customer_id, _, text = self._texts[int(starts[row - 1]) + 1 : int(starts[row])].partition(BETWEEN)
            if all(word in text for word in words):  # not only in the number before it
                yield customer_id, text
            at = int(starts[row])

    def _check_block(self, block: int, start: int, end: int) -> None:
        if ("text", block) not in self._checked:
            if zlib.crc32(self._texts[start:end]) != self._digests[block]:
                raise self._damaged(_differs(TEXTS))
            self._checked.add(("text", block))

    def _check_buckets(self, run: int) -> None:
        if ("bits", run) not in self._checked:
            if zlib.crc32(bucket_run(self._bits, run)) != self._bucket_digests[run]:
                raise self._damaged(_differs(BLOCKS))
            self._checked.add(("bits", run))


def bucket_run(array: np.ndarray, run: int) -> memoryview:
    """Return the bytes of the rows of bits that one digest is of."""
    return np.ascontiguousarray(array[run * DIGESTED : (run + 1) * DIGESTED]).data


def _differs(name: str) -> Text:
    return Text(
        en=f"{FOLDER}/{name} of the search index differs from its digest",
        zh=f"搜索索引的 {FOLDER}/{name} 与其校验值不符",
    )


@lru_cache(maxsize=2)
def _opened(version: Version, _: str) -> SearchIndex:
    """Open the index of a version, once for one digest of it."""
    about = json.loads(version.read_text(f"{FOLDER}/{ABOUT}"))
    try:
        if about["format"] != FORMAT:
            raise ValueError(f"format {about['format']}, expected {FORMAT}")
        return SearchIndex(version.folder / FOLDER, about, version.damaged)
    except (OSError, ValueError, KeyError) as error:
        raise version.damaged(
            Text(en=f"the search index cannot be read ({error})", zh=f"无法读取搜索索引（{error}）")
        ) from error
