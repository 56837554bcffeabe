"""Who takes more than the meter tells: when it begins and ends, how it is done, and how much of it can be noticed.

An episode is theft, a tampered meter or, by nobody's fault, wrong wiring. Nothing of it stands in a column; it shows
in readings (``tamper``), sometimes in meter events or missing reads, and in what an inspection finds.
"""

from dataclasses import dataclass, field

import numpy as np

from tagrid.demo.cast import Cast
from tagrid.demo.kinds import number
from tagrid.demo.world import NEVER

CAUSES = ["theft", "tampered_meter", "wrong_wiring"]
CONSTANT, RANDOM, HOURS, DAYS, CAP, SHIFT, MEAN, ZERO = range(8)
# Published attack types on readings (Jokar et al. 2016, IEEE Trans. Smart Grid 7(1)), by the cause that makes them.
ATTACKS = ((CONSTANT, HOURS, HOURS, DAYS, ZERO), (CONSTANT, RANDOM, CAP, SHIFT, MEAN), (CONSTANT,))
CAUSE_ODDS = (0.45, 0.37, 0.18)
PREVALENCE = 0.023  # of customers, at any time
START_DAY = 0.0023 / 30.44  # chance that it begins on a day, for a mean customer
STOP_DAY = 0.015 / 30.44  # chance that it ends by itself
NOISY, JAMS = 0.4, 0.3  # share of episodes that leave meter events, and of those that break reads
_HONEST = {"hospital": 0.05, "school": 0.1, "authority": 0.1, "always_on": 0.3, "continuous": 0.6}
_TEMPTED = {"restaurant": 2.2, "shop": 1.5, "single_shift": 2.0, "bakery": 1.8, "two_shift": 1.5, "villager": 1.3}


def lean(who: Cast) -> np.ndarray:
    """Return each customer's inclination, mean about 1: trade, hard times, thrift and what nobody sees."""
    weight = np.ones(who.size)
    for name, times in (_HONEST | _TEMPTED).items():
        weight[who.kind == number(name)] = times
    hidden = 0.8 * who.rng("inclination").normal(size=who.size)
    return weight * np.exp(hidden + 0.35 * who.stress + 0.2 * who.thrift - 0.45)


@dataclass
class Episodes:
    """Episodes of a block as they come, one value each; ``depth`` is the part of the use that is still registered.

    An episode is ``over`` on the day it is found or given up; what it does to the meter lasts until its ``end``.
    """

    row: list[int] = field(default_factory=list)
    begin: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    cause: list[int] = field(default_factory=list)
    attack: list[int] = field(default_factory=list)
    depth: list[float] = field(default_factory=list)
    noisy: list[bool] = field(default_factory=list)
    jams: list[bool] = field(default_factory=list)

    def add(self, rng: np.random.Generator, row: int, begin: int, time_of_use: bool) -> int:
        """Draw an episode of a customer that begins on a day; return its number."""
        cause = int(rng.choice(3, p=CAUSE_ODDS))
        attack = int(rng.choice(ATTACKS[cause]))
        if attack == SHIFT and not time_of_use:  # pays nothing for one price all day
            attack = CONSTANT
        depth = float(rng.choice([1 / 3, 2 / 3])) if cause == 2 else float(rng.uniform(0.15, 0.75))
        drawn = (row, begin, NEVER, NEVER, cause, attack, depth, rng.random() < NOISY, rng.random() < JAMS)
        names = ("row", "begin", "end", "over", "cause", "attack", "depth", "noisy", "jams")
        for name, value in zip(names, drawn, strict=True):
            getattr(self, name).append(value)
        return len(self.row) - 1

    def close(self, number: int, day: int, mended: int) -> None:
        """End an episode on a day; the meter is right again from ``mended`` on."""
        self.over[number], self.end[number] = day, mended

    def during(self, first: int, after: int) -> np.ndarray:
        """Return the numbers of the episodes that touch the days from ``first`` to before ``after``."""
        return np.flatnonzero((np.array(self.begin) < after) & (np.array(self.end) > first))
