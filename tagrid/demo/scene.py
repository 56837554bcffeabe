"""Everything a table needs to know of a block: its customers, supply, lives, and what goes on behind the readings.

Misuse, sidelines, moves to the market and inspections are drawn day by day, from a stream of each day. So the events up
to a day are the same however far it is simulated, and ``ceiling`` weighs exactly the chances of what comes after.
"""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tagrid.demo import misuse
from tagrid.demo.delivery import Sink, ids
from tagrid.demo.life import Life, life, month_column
from tagrid.demo.misuse import FARMS, Episodes, Sidelines, Trade
from tagrid.demo.population import Cast, cast, kind_number
from tagrid.demo.supply import SIZES, Supply, supply
from tagrid.demo.world import DAY_S, NEVER, month, month_of

YEARLY = 0.2  # of a mean eligible customer

MARKET_SHARE_BEFORE = 0.07  # share that had left before the world begins

MARKET_EXIT_DAY = 0.08 / 365  # of those in the market, back to the utility

STAY = 180  # days nobody leaves for

# How much of what a firm of that kind spends is energy: those that feel it look for a better price.
COST = {"continuous": 1.0, "two_shift": 0.6, "single_shift": 0.35, "always_on": 0.8, "bakery": 0.3, "leisure": 0.25}

_PUBLIC = [kind_number(name) for name in ("school", "hospital", "authority")]


def corrected_on(sidelines: Sidelines, lives: Life) -> np.ndarray:
    """Return the day a wrong tariff is put right, a day later where the capacity changes on it: one change a day."""
    return sidelines.corrected + (sidelines.corrected == lives.resized)


def eligible(who: Cast, lives: Life, sidelines: Sidelines, day: int) -> np.ndarray:
    """Return who is on a tariff of the market on a day: commerce, industry and institutions, schools apart.

    A school pays the residential price, and so does a firm taken for a household until that is corrected; a household
    or farm found to have a trade on the side is on a firm's tariff from then on. ``prices.tariff_of`` has all tariffs.
    """
    own = ~who.is_home & ~np.isin(who.kind, [*FARMS, kind_number("school")]) & ~sidelines.misplaced
    return own | (corrected_on(sidelines, lives) <= day)


@dataclass
class MarketMemberships:
    """The times customers buy in the market, in the order in which they register; who left may come back."""

    row: list[int] = field(default_factory=list)
    entered: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    running: dict[int, int] = field(default_factory=dict)  # by row, the number of the one that has not ended

    def enter(self, row: int, day: int) -> None:
        """Register a customer who is not in the market."""
        self.running[row] = len(self.row)
        self.row.append(row)
        self.entered.append(day)
        self.left.append(NEVER)

    def exit(self, row: int, day: int) -> None:
        """End the membership of a customer who is in the market."""
        self.left[self.running.pop(row)] = day

    def rows(self, registered: np.ndarray, size: int) -> np.ndarray:
        """Return a flag a customer: whether any of its memberships is among those flagged."""
        return np.bincount(np.array(self.row, dtype=np.int64)[registered], minlength=size) > 0

    def inside(self, day: int, size: int) -> np.ndarray:
        """Return who is registered at the end of a day."""
        return self.rows((np.array(self.entered) <= day) & (np.array(self.left) > day), size)

    def entering(self, after: int, until: int, size: int) -> np.ndarray:
        """Return who registers on a day after one and no later than the other."""
        return self.rows((np.array(self.entered) > after) & (np.array(self.entered) <= until), size)


def appetite(who: Cast, net: Supply) -> np.ndarray:
    """Return the lasting part of each customer's log rate: size, energy cost, thrift, online habit, and boldness."""
    cost = np.zeros(who.size)
    for name, share in COST.items():
        cost[who.kind == kind_number(name)] = share
    bold = who.rng("boldness").normal(size=who.size)
    size = (np.log(who.kwh) - 7.5) / 1.6
    slow = np.isin(who.kind, _PUBLIC)
    own = 0.25 * size + 1.5 * cost + 0.35 * who.thrift + 0.3 * who.digital + 0.3 * bold
    return own + 0.3 * size * cost - 1.0 * slow - 0.3 * (net.generation > 0) - 0.9


def market_rate(who: Cast, net: Supply, lives: Life, wish: np.ndarray, inside: np.ndarray, index: int) -> np.ndarray:
    """Return each customer's chance a day to register in that month.

    ``wish`` is the appetite; dearer peaks after the price change move those on time-of-use prices, growth makes
    firms look for offers, hard times prevent their being taken, and neighbours on the feeder set the example.
    """
    feeder, may = net.feeder[net.transformer], ~who.is_home
    seen = np.bincount(feeder[may], weights=inside[may], minlength=net.feeders)
    share = seen / np.maximum(np.bincount(feeder[may], minlength=net.feeders), 1)
    now = month_column(who, index)
    trend = lives.level[:, now] - lives.level[:, max(0, now - 6)]
    dear = (index - who.world.first_month >= 6) & net.time_of_use
    strain = np.maximum(lives.stress[:, now] - 1, 0)
    log = wish + 3.0 * share[feeder] + 0.35 * dear + 2.5 * trend.clip(-0.4, 0.4) - 0.4 * strain
    return np.minimum(YEARLY / 365 * np.exp(log), 0.01)


ROUTINE_BEFORE = 1  # a periodic inspection is done at most so many months before the one it is due in

NOTED = ("row", "day", "kind", "result", "due")

DEFECT = (0.17, 0.05)  # chance of a defect where nothing worse is found: firms, homes


@dataclass
class Affairs:
    """The affairs of a block's customers; days are NEVER where something does not come."""

    lean: np.ndarray
    trade: Trade
    wish: np.ndarray  # appetite for the market, of those as well who may not buy in it
    episodes: Episodes
    active: np.ndarray  # number of the running episode at the end of the story, -1 none
    sidelines: Sidelines
    market: MarketMemberships = field(default_factory=MarketMemberships)
    found: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in NOTED})

    def note(self, row: int, day: int, kind: int, result: int, due: int) -> None:
        """Record an inspection that was done."""
        for name, value in zip(self.found, (row, day, kind, result, due), strict=True):
            self.found[name].append(value)

    @property
    def inspected(self) -> dict[str, np.ndarray]:
        """The inspections done: arrays row, day, kind, result, due."""
        return {name: np.array(values, dtype=np.int64) for name, values in self.found.items()}


def _affairs_at_start(who: Cast, net: Supply, lives: Life) -> Affairs:
    """Set the scene on the day before the first."""
    rng, start = who.rng("affairs before"), who.world.start_day
    it, lean = misuse.sideline_trade(who), misuse.misuse_inclination(who)
    sidelines = misuse.initial_sidelines(who, it, net.capacity)
    wish, may = appetite(who, net), eligible(who, lives, sidelines, start)
    inside = rng.random(who.size) < MARKET_SHARE_BEFORE * np.exp(wish)
    entered = start - rng.integers(20, 700, who.size)
    affairs = Affairs(lean, it, wish, Episodes(), np.full(who.size, -1), sidelines)
    for row in np.flatnonzero(inside & may & (lives.opened <= start)):  # who has no account yet is in no market
        affairs.market.enter(int(row), int(entered[row]))
    for row in np.flatnonzero(rng.random(who.size) < misuse.EPISODE_PREVALENCE * lean):
        begun = start - int(rng.exponential(250)) - 1
        affairs.active[row] = affairs.episodes.add(rng, int(row), begun, bool(net.time_of_use[row]))
    return affairs


def affairs(who: Cast, net: Supply, lives: Life, last_month: int) -> Affairs:
    """Simulate a block from the world's first day to the end of ``last_month``."""
    it, start = _affairs_at_start(who, net, lives), who.world.start_day
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
        plan = misuse.routine(who, net, lives, index)
        for row, due, done, draw in zip(*(plan[name].tolist() for name in ("row", "due", "done", "draw")), strict=True):
            if done < NEVER:
                out.setdefault(max(done, who.world.start_day), []).append((row, due, draw))
    return out


class _Month:
    """The chances of a month, and the days that are drawn by them."""

    def __init__(self, who: Cast, net: Supply, lives: Life, it: Affairs, index: int):
        self.who, self.net, self.lives, self.it, self.index = who, net, lives, it, index
        self.odds = misuse.inspection_odds(who, lives, index)
        self.market = market_rate(who, net, lives, it.wish, it.market.inside(month(index).first - 1, who.size), index)

    def live(self, day: int, planned: list[tuple[int, int, float]]) -> None:
        """Let a day pass: inspections first, then what begins and ends on it."""
        rng = self.who.rng("affairs", day)
        alive = (self.lives.opened <= day) & (day < self.lives.ended)
        draws = rng.random((6, self.who.size), dtype=np.float32)
        for row, due, draw in planned:
            self._inspect(rng, row, day, misuse.ROUTINE, due, draw)
        if misuse.is_workday(day):
            self._surprise(rng, day, alive, draws[:3])
        self._misuse(rng, day, alive, draws[3])
        self._sidelines(rng, day, alive, draws[4])
        self._market(rng, day, alive, draws[5])

    def _surprise(self, rng: np.random.Generator, day: int, alive: np.ndarray, draws: np.ndarray) -> None:
        """Inspections nobody planned; those on suspicion meet the guilty more often."""
        running = np.flatnonzero(self.it.active >= 0)
        targeted = self.odds.targeted.copy()
        targeted[running] *= [misuse.suspicion(self.it.episodes, n) for n in self.it.active[running]]
        nature = self.odds.nature * misuse.nature_suspicion(self.who, self.it.trade, self.it.sidelines, day)
        for kind, chance, draw in zip(
            (misuse.SPOT, misuse.TARGETED, misuse.NATURE), (self.odds.spot, targeted, nature), draws, strict=True
        ):
            for row in np.flatnonzero(alive & (draw < chance)):
                self._inspect(rng, int(row), day, kind, day, rng.random())

    def _inspect(self, rng: np.random.Generator, row: int, day: int, kind: int, due: int, draw: float) -> None:
        """Look at one customer, find what is there or miss it, and put an end to it."""
        it, number, seen = self.it, int(self.it.active[row]), rng.random(2)
        result = int(draw < DEFECT[int(self.who.is_home[row])])
        if number >= 0 and seen[0] < misuse.THEFT_SEEN[kind]:
            result = 3 + it.episodes.cause[number]
            it.episodes.close(number, day, day + 1 + int(rng.integers(0, 4)))
            it.active[row] = -1
        elif it.sidelines.is_mismatch_of(row, day) and seen[1] < misuse.MISMATCH_SEEN[kind]:
            result = 2
            it.sidelines.found[row], it.sidelines.corrected[row] = day, day + int(rng.integers(10, 41))
        it.note(row, day, kind, result, due)

    def _misuse(self, rng: np.random.Generator, day: int, alive: np.ndarray, draw: np.ndarray) -> None:
        it = self.it
        begins = alive & (it.active < 0) & (draw < misuse.EPISODE_START_DAY * it.lean)
        for row in np.flatnonzero((it.active >= 0) & (draw < misuse.EPISODE_STOP_DAY)):
            it.episodes.close(int(it.active[row]), day, day + 1)
            it.active[row] = -1
        for row in np.flatnonzero(begins):
            it.active[row] = it.episodes.add(rng, int(row), day + 1, bool(self.net.time_of_use[row]))

    def _sidelines(self, rng: np.random.Generator, day: int, alive: np.ndarray, draw: np.ndarray) -> None:
        sidelines = self.it.sidelines
        begins = alive & (sidelines.begin == NEVER) & (draw < misuse.SIDELINE_START_DAY * self.it.trade.ready)
        ends = (sidelines.begin < day) & (sidelines.end == NEVER) & (draw > 1 - misuse.SIDELINE_STOP_DAY)
        sidelines.begin[begins], sidelines.end[ends] = day + 1, day + 1

    def _market(self, rng: np.random.Generator, day: int, alive: np.ndarray, draw: np.ndarray) -> None:
        market, outside = self.it.market, np.ones(self.who.size, dtype=bool)
        outside[list(market.running)] = False
        may = alive & outside & eligible(self.who, self.lives, self.it.sidelines, day)
        for row, number in list(market.running.items()):
            if market.entered[number] < day - STAY and draw[row] < MARKET_EXIT_DAY:
                market.exit(row, day)
        for row in np.flatnonzero(may & (draw < self.market)):
            market.enter(int(row), day)


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
