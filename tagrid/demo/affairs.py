"""What goes on behind the readings, day by day: misuse, sidelines, the market, and the inspections that find things.

Everything is drawn from a stream of its day, so the story up to a day is the same however far it is told, and what
comes after a day is open on it: ``ceiling`` weighs exactly those chances.
"""

from dataclasses import dataclass, field

import numpy as np

from tagrid.demo import checks, market, misuse, sideline
from tagrid.demo.cast import Cast
from tagrid.demo.life import Life
from tagrid.demo.misuse import Episodes
from tagrid.demo.sideline import Sidelines, Trade
from tagrid.demo.supply import Supply
from tagrid.demo.world import NEVER, month

ROUTINE_BEFORE = 1  # a periodic inspection is done at most so many months before the one it is due in
NOTED = ("row", "day", "kind", "result", "due")
DEFECT = (0.17, 0.05)  # chance of a defect where nothing worse is found: firms, homes


@dataclass
class Affairs:
    """The affairs of a block's customers; days are NEVER where something does not come."""

    lean: np.ndarray
    trade: Trade
    wish: np.ndarray  # appetite for the market, NaN for those who may not
    episodes: Episodes
    active: np.ndarray  # number of the running episode at the end of the story, -1 none
    sides: Sidelines
    entered: np.ndarray
    left: np.ndarray
    found: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in NOTED})

    def note(self, row: int, day: int, kind: int, result: int, due: int) -> None:
        """Keep an inspection that was done."""
        for name, value in zip(self.found, (row, day, kind, result, due), strict=True):
            self.found[name].append(value)

    @property
    def inspected(self) -> dict[str, np.ndarray]:
        """The inspections done: arrays row, day, kind, result, due."""
        return {name: np.array(values, dtype=np.int64) for name, values in self.found.items()}


def _before(who: Cast, net: Supply) -> Affairs:
    """Set the scene on the day before the first."""
    rng, start, never = who.rng("affairs before"), who.world.start_day, np.full(who.size, NEVER)
    it, lean = sideline.trade(who), misuse.lean(who)
    sides = sideline.at_start(who, it, net.capacity)
    wish = np.where(market.eligible(who, sides.misplaced), market.appetite(who, net), np.nan)
    inside = rng.random(who.size) < market.BEFORE * np.exp(np.nan_to_num(wish, nan=-99.0))
    affairs = Affairs(
        lean, it, wish, Episodes(), np.full(who.size, -1), sides,
        entered=np.where(inside, start - rng.integers(20, 700, who.size), NEVER), left=never.copy(),
    )  # fmt: skip
    for row in np.flatnonzero(rng.random(who.size) < misuse.PREVALENCE * lean):
        begun = start - int(rng.exponential(250)) - 1
        affairs.active[row] = affairs.episodes.add(rng, int(row), begun, bool(net.time_of_use[row]))
    return affairs


def affairs(who: Cast, net: Supply, lives: Life, last_month: int) -> Affairs:
    """Tell the story of a block from the world's first day to the end of ``last_month``."""
    it, start = _before(who, net), who.world.start_day
    planned = _planned(who, net, lives, last_month)
    for index in range(who.world.first_month, last_month + 1):
        story = _Month(who, net, lives, it, index)
        for day in range(max(month(index).first, start), month(index).after):
            story.live(day, planned.get(day, []))
    return it


def _planned(who: Cast, net: Supply, lives: Life, last_month: int) -> dict[int, list[tuple[int, int, float]]]:
    """Periodic inspections by the day on which they are done: row, due, draw."""
    out: dict[int, list[tuple[int, int, float]]] = {}
    for index in range(who.world.first_month, last_month + 1 + ROUTINE_BEFORE):
        plan = checks.routine(who, net, lives, index)
        for row, due, done, draw in zip(*(plan[name].tolist() for name in ("row", "due", "done", "draw")), strict=True):
            if done < NEVER:
                out.setdefault(max(done, who.world.start_day), []).append((row, due, draw))
    return out


class _Month:
    """The chances of a month, and the days that are drawn by them."""

    def __init__(self, who: Cast, net: Supply, lives: Life, it: Affairs, index: int):
        self.who, self.net, self.lives, self.it, self.index = who, net, lives, it, index
        self.odds = checks.odds(who, lives, index)
        inside = (it.entered < month(index).first) & (it.left > month(index).first)
        rate = market.rate(who, net, lives, it.wish, inside, index)
        self.market = np.nan_to_num(np.where(it.entered == NEVER, rate, 0))

    def live(self, day: int, planned: list[tuple[int, int, float]]) -> None:
        """Let a day pass: inspections first, then what begins and ends on it."""
        rng = self.who.rng("affairs", day)
        alive = (self.lives.opened <= day) & (day < self.lives.ended)
        draws = rng.random((6, self.who.size), dtype=np.float32)
        for row, due, draw in planned:
            self._inspect(rng, row, day, checks.ROUTINE, due, draw)
        if checks.is_workday(day):
            self._surprise(rng, day, alive, draws[:3])
        self._misuse(rng, day, alive, draws[3])
        self._sidelines(rng, day, alive, draws[4])
        self._market(rng, day, alive, draws[5])

    def _surprise(self, rng: np.random.Generator, day: int, alive: np.ndarray, draws: np.ndarray) -> None:
        """Inspections nobody planned; those on suspicion meet the guilty more often."""
        running = np.flatnonzero(self.it.active >= 0)
        targeted = self.odds.targeted.copy()
        targeted[running] *= [checks.suspicion(self.it.episodes, n) for n in self.it.active[running]]
        nature = self.odds.nature * checks.betrayal(self.who, self.it.trade, self.it.sides, day)
        for kind, chance, draw in zip(
            (checks.SPOT, checks.TARGETED, checks.NATURE), (self.odds.spot, targeted, nature), draws, strict=True
        ):
            for row in np.flatnonzero(alive & (draw < chance)):
                self._inspect(rng, int(row), day, kind, day, rng.random())

    def _inspect(self, rng: np.random.Generator, row: int, day: int, kind: int, due: int, draw: float) -> None:
        """Look at one customer, find what is there or miss it, and put an end to it."""
        it, number, seen = self.it, int(self.it.active[row]), rng.random(2)
        result = int(draw < DEFECT[int(self.who.is_home[row])])
        if number >= 0 and seen[0] < checks.THEFT_SEEN[kind]:
            result = 3 + it.episodes.cause[number]
            it.episodes.close(number, day, day + 1 + int(rng.integers(0, 4)))
            it.active[row] = -1
        elif it.sides.unfit(row, day) and seen[1] < checks.MISMATCH_SEEN[kind]:
            result = 2
            it.sides.found[row], it.sides.corrected[row] = day, day + int(rng.integers(10, 41))
        it.note(row, day, kind, result, due)

    def _misuse(self, rng: np.random.Generator, day: int, alive: np.ndarray, draw: np.ndarray) -> None:
        it = self.it
        begins = alive & (it.active < 0) & (draw < misuse.START_DAY * it.lean)
        for row in np.flatnonzero((it.active >= 0) & (draw < misuse.STOP_DAY)):
            it.episodes.close(int(it.active[row]), day, day + 1)
            it.active[row] = -1
        for row in np.flatnonzero(begins):
            it.active[row] = it.episodes.add(rng, int(row), day + 1, bool(self.net.time_of_use[row]))

    def _sidelines(self, rng: np.random.Generator, day: int, alive: np.ndarray, draw: np.ndarray) -> None:
        sides = self.it.sides
        begins = alive & (sides.begin == NEVER) & (draw < sideline.START_DAY * self.it.trade.ready)
        ends = (sides.begin < day) & (sides.end == NEVER) & (draw > 1 - sideline.STOP_DAY)
        sides.begin[begins], sides.end[ends] = day + 1, day + 1

    def _market(self, rng: np.random.Generator, day: int, alive: np.ndarray, draw: np.ndarray) -> None:
        it = self.it
        begins = alive & (it.entered == NEVER) & (draw < self.market)
        leaves = (it.entered < day - market.STAY) & (it.left == NEVER) & (draw < market.LEAVE_DAY)
        it.entered[begins], it.left[leaves] = day, day
