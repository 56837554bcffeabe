"""Packed bits: one bit a customer, 64 customers a word, counted without unpacking.

The bit of row r is bit r % 64 of word r // 64 (little-endian), so a mask is an array of uint64 words. The functions
are used as ``bits.count(mask)``: their names need the module's.
"""

from collections.abc import Sequence

import numpy as np

Mask = np.ndarray

# A block and its scratch stay in the second-level cache: 8 rows x 16,384 words x 8 bytes = 1 MB.
_BLOCK_ROWS, _BLOCK_WORDS = 8, 16_384


def words_for(rows: int) -> int:
    """Return the words that hold `rows` bits; a multiple of 8, so that every row starts on a cache line."""
    return -(-rows // 512) * 8


def pack(flags: np.ndarray) -> Mask:
    """Return the words of an array of booleans."""
    packed = np.zeros(-(-len(flags) // 64) * 8, dtype=np.uint8)
    packed[: -(-len(flags) // 8)] = np.packbits(flags, bitorder="little")
    return packed.view("<u8")


def to_flags(mask: Mask, customers: int) -> np.ndarray:
    """Return a mask as one boolean a customer."""
    return np.unpackbits(mask.view(np.uint8), count=customers, bitorder="little").astype(bool)


def count(mask: Mask) -> int:
    """Return the number of set bits."""
    return int(np.bitwise_count(mask).sum(dtype=np.uint64))


def counts_within(bits: np.ndarray, mask: Mask, runs: Sequence[tuple[int, int]] | None = None) -> np.ndarray:
    """Return, for each row of `bits` (rows x words), the set bits it shares with `mask`.

    Of ``runs`` of rows, each from its first row up to before its end, only those are counted; the others stay 0.
    """
    total = np.zeros(len(bits), dtype=np.int64)
    both, ones = np.empty(_BLOCK_ROWS * _BLOCK_WORDS, np.uint64), np.empty(_BLOCK_ROWS * _BLOCK_WORDS, np.uint8)
    spans = [(0, len(bits))] if runs is None else runs
    blocks = [(at, min(at + _BLOCK_ROWS, end)) for first, end in spans for at in range(first, end, _BLOCK_ROWS)]
    for start in range(0, len(mask), _BLOCK_WORDS):
        part = mask[start : start + _BLOCK_WORDS]
        if not part.any():
            continue
        for first, end in blocks:
            shape = end - first, len(part)
            a, c = (scratch[: shape[0] * shape[1]].reshape(shape) for scratch in (both, ones))
            np.bitwise_and(bits[first:end, start : start + _BLOCK_WORDS], part, out=a)
            np.bitwise_count(a, out=c)
            total[first:end] += c.sum(axis=1, dtype=np.uint32)
    return total


def members(mask: Mask, limit: int, offset: int = 0) -> np.ndarray:
    """Return the rows of `limit` set bits after the first `offset`, in ascending order."""
    before = np.cumsum(np.bitwise_count(mask), dtype=np.int64)
    first = int(np.searchsorted(before, offset, side="right"))
    last = int(np.searchsorted(before, offset + limit, side="left")) + 1
    skipped = offset - (int(before[first - 1]) if first else 0)
    flags = np.unpackbits(mask[first:last].view(np.uint8), bitorder="little")
    return (np.flatnonzero(flags) + first * 64)[skipped : skipped + limit]
