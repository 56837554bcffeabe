"""What happens to a customer over the years, and how hard its times are: fixed once, seen as the days pass."""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.population import Cast, heavy_works, kind_number
from tagrid.demo.supply import Supply
from tagrid.demo.world import NEVER, month

YEAR = 365.25

NEWCOMERS = 0.12  # share of accounts opened within three years of the start

_ABSENT = kind_number("absent")


@dataclass(frozen=True)
class Life:
    """Days of the turns in each customer's life (NEVER where one does not come).

    ``stress`` and ``level`` have a column a month from the world's first: financial stress, and the log of use
    relative to the usual.
    """

    opened: np.ndarray
    closed: np.ndarray
    merged: np.ndarray
    merged_into: np.ndarray
    exchanged: np.ndarray
    suspended: np.ndarray
    resumed: np.ndarray
    enlarged: np.ndarray
    reduced: np.ndarray
    transferred: np.ndarray
    meter_moved: np.ndarray
    substituted: np.ndarray
    stress: np.ndarray
    level: np.ndarray

    @property
    def ended(self) -> np.ndarray:
        """The day from which the account has no supply of its own."""
        return np.minimum(self.closed, self.merged)

    @property
    def resized(self) -> np.ndarray:
        """The day from which another capacity is contracted."""
        return np.minimum(self.enlarged, self.reduced)


def _after(rng: np.random.Generator, begin: int, yearly: np.ndarray) -> np.ndarray:
    """Draw the day something of that yearly rate first happens after ``begin``; NEVER beyond 30 years."""
    wait = rng.exponential(size=len(yearly)) / np.maximum(yearly, 1e-9) * YEAR
    return np.where(wait < 30 * YEAR, begin + wait, NEVER).astype(np.int64)


def _opened(rng: np.random.Generator, who: Cast) -> np.ndarray:
    start, n = who.world.start_day, who.size
    old = start - 1 - (rng.beta(1.1, 1.6, n) * 24 * YEAR).astype(np.int64)
    new = start + 20 + (rng.random(n) * 3 * YEAR).astype(np.int64)
    return np.where(rng.random(n) < NEWCOMERS, new, old)


def _merges(
    rng: np.random.Generator, who: Cast, net: Supply, opened: np.ndarray, lasting: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Let a few accounts go over into another of the same transformer."""
    into, on = np.full(who.size, -1), np.full(who.size, NEVER)
    order = np.lexsort((rng.random(who.size), net.transformer))
    first, second = order[:-1], order[1:]
    pair = (net.transformer[first] == net.transformer[second]) & (who.is_home[first] == who.is_home[second])
    pair &= rng.random(len(first)) < np.where(np.arange(len(first)) % 2 == 0, 0.008, 0)
    pair &= ~lasting[first] & ~lasting[second]
    pair &= (opened[first] < who.world.start_day) & (opened[second] < who.world.start_day)
    into[first[pair]] = second[pair]
    on[first[pair]] = who.world.start_day - 300 + rng.integers(0, 1300, pair.sum())
    return into, on


def _blows(who: Cast, rng: np.random.Generator, months: int = 1) -> np.ndarray:
    """Draw what has befallen each customer in that many months up to now; a blow wears off by a twelfth a month."""
    struck = rng.random((months, who.size)) < np.where(who.is_home, 0.0035, 0.007)
    force = np.where(struck, 1.5 + 1.6 * rng.random((months, who.size)), 0)
    return (force * 0.92 ** np.arange(months)[:, None]).sum(axis=0)


def _fortune(who: Cast, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Walk stress and level through the months: stress reverts to its mean, and now and then a blow lasts months.

    Use falls in the month of the stress itself, and a firm's does not come back whole.
    """
    stress, level = np.empty((2, who.size, months))
    now, height = who.stress.copy(), np.zeros(who.size)
    blow = _blows(who, who.rng("fortune before"), 24)
    firm = ~who.is_home
    for m in range(months):
        rng = who.rng("fortune", m)
        blow = 0.92 * blow + _blows(who, rng)
        now = 0.92 * now + 0.08 * who.stress + 0.2 * rng.normal(size=who.size)
        stress[:, m] = now + blow
        strain = np.maximum(stress[:, m] - 1.0, 0)
        height = 0.985 * height + who.growth - np.where(firm, 0.012, 0.002) * strain + 0.022 * rng.normal(size=who.size)
        level[:, m] = height - np.where(firm, 0.14, 0.07) * strain
    return stress, level


def next_levels(who: Cast, lives: Life, column: int, months: int) -> np.ndarray:
    """Return the expected level of the months after ``column`` (customers, months), as ``_fortune`` walks on.

    The draws to come are left out, but for the mean of the blows that strike in between, which is small."""
    firm = ~who.is_home
    stress = lives.stress[:, column]
    height = lives.level[:, column] + np.where(firm, 0.14, 0.07) * np.maximum(stress - 1, 0)
    out = np.empty((who.size, months))
    for m in range(months):
        stress = 0.92 * stress + 0.08 * who.stress
        strain = np.maximum(stress - 1.0, 0)
        height = 0.985 * height + who.growth - np.where(firm, 0.012, 0.002) * strain
        out[:, m] = height - np.where(firm, 0.14, 0.07) * strain
    return out


def life(who: Cast, net: Supply, last_month: int) -> Life:
    """Return the lives of a block's customers, their fortunes up to ``last_month``."""
    rng = who.rng("life")
    start, n, firm = who.world.start_day, who.size, ~who.is_home
    opened = _opened(rng, who)
    lasting = net.important >= 0  # works and houses the city counts on were there before and stay
    lasting[heavy_works(who.kind)] = True
    opened = np.where(lasting, np.minimum(opened, start - 1000), opened)
    into, merged = _merges(rng, who, net, opened, lasting)
    closed = _after(rng, start, np.where(firm, 0.016, 0.006) * np.exp(0.6 * who.stress))
    gone = rng.random(n) < 0.02
    closed = np.where(gone & (opened < start - 800), start - rng.integers(1, 800, n), closed)
    closed = np.where((merged < NEVER) | (closed <= opened + 60) | lasting, NEVER, closed)
    closed[into[into >= 0]] = NEVER
    suspended = np.where(firm & net.dedicated, _after(rng, start - 60, 0.05 * np.exp(0.7 * who.stress)), NEVER)
    suspended = np.where(suspended > np.maximum(start, opened) + 25, suspended, NEVER)  # each was asked for in time
    resumed = suspended + rng.integers(60, 220, n)
    enlarged = np.where(firm, _after(rng, start - 200, 0.05 * np.exp(60 * who.growth)), NEVER)
    reduced = np.where(
        firm, _after(rng, start - 100, np.where(net.dedicated, 0.06, 0.012) * np.exp(0.5 * who.stress)), NEVER
    )
    other = who.rng("other changes")
    stress, level = _fortune(who, last_month - who.world.first_month + 1)
    return Life(
        opened=opened,
        closed=closed,
        merged=merged,
        merged_into=into,
        exchanged=np.maximum(_after(rng, start - 900, np.full(n, 0.06)), opened + 200),
        suspended=suspended,
        resumed=np.where(suspended < NEVER, resumed, NEVER),
        enlarged=np.where(enlarged < reduced, enlarged, NEVER),  # one change of capacity a life
        reduced=np.where(reduced < enlarged, reduced, NEVER),
        transferred=_after(rng, start, np.full(n, 0.02)),
        meter_moved=_after(other, start, np.full(n, 0.006)),
        substituted=np.where(firm & net.dedicated, _after(other, start, np.full(n, 0.015)), NEVER),
        stress=stress,
        level=level,
    )


def month_column(who: Cast, index: int) -> int:
    """Return the column of a month in ``stress`` and ``level``; months before the first count as the first."""
    return max(0, index - who.world.first_month)


def live_days(lives: Life, index: int) -> np.ndarray:
    """Return (customers, days of the month): whether the account has supply on the day."""
    days = month(index).days
    return (days >= lives.opened[:, None]) & (days < lives.ended[:, None])
