"""The invented world's frame: who is in it, its clock in whole days, and randomness that depends on nothing else.

Days are counted from 1970-01-01, moments in seconds from its midnight, local time. A date that never comes is
``NEVER``. Every random draw belongs to a named stream, a block of customers and a month, so that a month looks
the same whatever else is generated around it.
"""

import zlib
from dataclasses import dataclass
from datetime import date

import numpy as np

EPOCH = date(1970, 1, 1)
DAY_S = 86_400
NEVER = 1_000_000
NEVER_AT = NEVER * DAY_S
BLOCK = 12_500


def day_number(on: date) -> int:
    """Return the day's number, counted from 1970-01-01."""
    return (on - EPOCH).days


@dataclass(frozen=True)
class Month:
    """A calendar month: ``index`` counted from January 1970, number of its first day, its length in days."""

    index: int
    first: int
    length: int

    @property
    def days(self) -> np.ndarray:
        """Numbers of the month's days."""
        return np.arange(self.first, self.first + self.length, dtype=np.int32)

    @property
    def after(self) -> int:
        """Number of the first day of the next month."""
        return self.first + self.length

    @property
    def text(self) -> str:
        """The month as ``2025-01``."""
        return f"{1970 + self.index // 12}-{self.index % 12 + 1:02}"

    @property
    def compact(self) -> int:
        """The month as the number 202501."""
        return (1970 + self.index // 12) * 100 + self.index % 12 + 1


def month_of(day: int) -> int:
    """Return the index of the month that holds the day."""
    return int(np.datetime64(int(day), "D").astype("datetime64[M]").astype(int))


def month(index: int) -> Month:
    """Return the month of that index."""
    first, after = (np.datetime64(i, "M").astype("datetime64[D]").astype(int) for i in (index, index + 1))
    return Month(index, int(first), int(after - first))


@dataclass(frozen=True)
class Window:
    """What a delivery covers: everything that became known from ``since`` to ``until``, both included."""

    since: int
    until: int


@dataclass(frozen=True)
class World:
    """One invented utility. Two worlds of the same three values are the same, whenever they are looked at."""

    seed: int
    customers: int
    start: date

    @property
    def start_day(self) -> int:
        """Number of the first day of readings."""
        return day_number(self.start)

    @property
    def first_month(self) -> int:
        """Index of the first month."""
        return month_of(self.start_day)

    @property
    def blocks(self) -> int:
        """Number of blocks the customers are made in; a block is all that is in memory at a time."""
        return -(-self.customers // BLOCK)

    def size_of(self, block: int) -> int:
        """Return how many customers the block holds."""
        return min(BLOCK, self.customers - block * BLOCK)

    def rng(self, stream: str, *parts: int) -> np.random.Generator:
        """Return the generator of a named stream; the same name and parts give the same draws."""
        return np.random.Generator(np.random.SFC64([self.seed, zlib.crc32(stream.encode()), *parts]))
