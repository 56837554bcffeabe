"""Everything a table needs to know of a block: its cast, supply, lives and the window looked through."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tagrid.demo.affairs import Affairs, affairs
from tagrid.demo.cast import Cast, cast
from tagrid.demo.delivery import Sink
from tagrid.demo.frame import ids
from tagrid.demo.life import Life, life
from tagrid.demo.supply import SIZES, Supply, supply
from tagrid.demo.world import DAY_S, month_of


@dataclass(frozen=True)
class Scene:
    """A block of the world, seen through a window, and the sink its tables go to."""

    who: Cast
    net: Supply
    lives: Life
    affairs: Affairs
    sink: Sink

    def rng(self, stream: str, *parts: int) -> np.random.Generator:
        """Return the block's generator of a named stream."""
        return self.who.rng(stream, *parts)

    def ids_of(self, rows: np.ndarray) -> pl.Series:
        """Return account numbers of customers of the block, null for a negative row."""
        return ids("32", np.where(rows < 0, -1, self.who.no[rows]), 8)

    def capacity(self, day: int | np.ndarray) -> np.ndarray:
        """Return each customer's capacity on a day, kVA: a size larger or smaller once it was changed."""
        step = np.searchsorted(SIZES, self.net.capacity) + (self.lives.enlarged <= day) - (self.lives.reduced <= day)
        return SIZES[step.clip(0, len(SIZES) - 1)].astype(float)

    def alive(self, rows: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Return whether each customer has supply on its day."""
        return (days >= self.lives.opened[rows]) & (days < self.lives.ended[rows])


def scene(sink: Sink) -> Scene:
    """Build the block that the sink is for."""
    who = cast(sink.world, sink.block)
    net = supply(who)
    last = month_of(sink.window.until)
    lives = life(who, net, last)
    return Scene(who, net, lives, affairs(who, net, lives, last), sink)


def moment(rng: np.random.Generator, day: np.ndarray, first_hour: float = 8, last_hour: float = 20) -> np.ndarray:
    """Return a random moment of each day between two hours, in seconds."""
    day = np.asarray(day, dtype=np.int64)
    return day * DAY_S + (rng.uniform(first_hour, last_hour, len(day)) * 3600).astype(np.int64)
