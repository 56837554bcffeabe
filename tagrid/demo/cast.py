"""The cast: who the customers of a block are. Latent traits decide what they do and stand in no column."""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.kinds import AREA_ODDS, AREAS, COUNT, HOUSEHOLDS, PROFILE, TYPE, is_weak, number, trait
from tagrid.demo.shapes import PROFILES
from tagrid.demo.world import World

HEAVY_EVERY = 2000
WORKS_KWH = (2_200_000, 600_000, 450_000)  # usual months of works on 110 kV and, twice, 35 kV


@dataclass(frozen=True)
class Cast:
    """The customers of one block; every array has one value a customer."""

    world: World
    block: int
    no: np.ndarray  # number in the whole world, from 1
    kind: np.ndarray
    area: np.ndarray
    trade: np.ndarray  # draw from 0 to 1 that picks the industry among those of the kind
    kwh: np.ndarray  # a usual month
    growth: np.ndarray  # a month, log
    stress: np.ndarray  # long-run financial stress, mean 0, sd about 1
    diligence: np.ndarray
    temper: np.ndarray
    digital: np.ndarray
    thrift: np.ndarray
    green: np.ndarray

    @property
    def size(self) -> int:
        """How many customers the block holds."""
        return len(self.no)

    @property
    def type(self) -> np.ndarray:
        """0 household, 1 enterprise, 2 institution."""
        return TYPE[self.kind]

    @property
    def is_home(self) -> np.ndarray:
        """Whether the customer is a household."""
        return self.kind < HOUSEHOLDS

    def runs(self, profile: str) -> np.ndarray:
        """Return whether each customer's load profile is that one."""
        return PROFILE[self.kind] == PROFILES.index(profile)

    def rng(self, stream: str, *parts: int) -> np.random.Generator:
        """Return the block's generator of a named stream."""
        return self.world.rng(stream, self.block, *parts)

    def of_kind(self, name: str) -> np.ndarray:
        """Return a numeric trait of each customer's kind."""
        return trait(name)[self.kind]


def _kinds(rng: np.random.Generator, size: int) -> np.ndarray:
    """Give out kinds in their exact shares, in random order."""
    bounds = np.cumsum(trait("share") / trait("share").sum())
    return np.searchsorted(bounds, (rng.permutation(size) + rng.random(size)) / size).clip(0, COUNT - 1)


def _sizes(rng: np.random.Generator, kind: np.ndarray) -> np.ndarray:
    """Draw usual months, kWh: lognormal, and a Pareto tail for the kinds that have one (at most 60 times)."""
    tail = trait("pareto")[kind]
    body = trait("kwh")[kind] * np.exp(trait("sigma")[kind] * rng.normal(size=len(kind)))
    stretch = rng.random(len(kind)) ** (-1 / np.where(tail > 0, tail, 1))
    return body * np.where(tail > 0, np.minimum(stretch, 60.0), 1.0)


def _areas(rng: np.random.Generator, kind: np.ndarray) -> np.ndarray:
    bounds = np.cumsum(AREA_ODDS, axis=1)[kind]
    return (rng.random(len(kind))[:, None] > bounds).sum(axis=1).clip(0, len(AREAS) - 1)


def heavy_works(kind: np.ndarray) -> np.ndarray:
    """Return the rows of the works on high voltage: three continuous ones in every 2,000 customers."""
    count = 3 * (len(kind) // HEAVY_EVERY)
    return np.flatnonzero(kind == number("continuous"))[:count]


def cast(world: World, block: int) -> Cast:
    """Return the customers of a block of the world."""
    size = world.size_of(block)
    rng = world.rng("cast", block)
    kind = _kinds(rng, size)
    noise = rng.normal(size=(7, size))
    area, kwh, trade = _areas(rng, kind), _sizes(rng, kind), rng.random(size)
    works = heavy_works(kind)
    kwh[works] = np.resize(WORKS_KWH, len(works)) * np.exp(0.2 * rng.normal(size=len(works)))
    small = (TYPE[kind] == 1) & (kwh < trait("kwh")[kind])
    stress = trait("stress")[kind] + noise[0] + 0.5 * is_weak(kind, trade) + 0.2 * small
    return Cast(
        world=world,
        block=block,
        no=np.arange(size) + 1 + sum(world.size_of(b) for b in range(block)),
        kind=kind,
        area=area,
        trade=trade,
        kwh=kwh,
        growth=0.0015 + 0.007 * noise[1] - 0.002 * np.maximum(stress, 0),
        stress=stress,
        diligence=0.9 * noise[2] - 0.35 * stress,
        temper=noise[3],
        digital=trait("digital")[kind] + noise[4],
        thrift=noise[5] + 0.3 * stress,
        green=noise[6] + 0.3 * trait("digital")[kind],
    )
