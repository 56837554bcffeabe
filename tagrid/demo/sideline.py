"""Use that the tariff on file does not fit: a shop in a flat, a workshop on a farm, a firm on a household's price.

A sideline adds a trade's load to an account from a day on. It is a mismatch until a check finds it and the contract
is corrected. Firms that were put on a household's tariff by mistake are one from the day their account opened.
"""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.cast import Cast
from tagrid.demo.kinds import PROFILE, number
from tagrid.demo.world import NEVER

HOME_TRADES = ["shop", "restaurant", "single_shift", "bakery"]
FARM_TRADES = ["single_shift", "two_shift", "bakery"]
FARMS = [number("grower"), number("livestock")]
PREVALENCE, FARM_PREVALENCE = 0.025, 0.12  # of households and of farms, at the start
START_DAY = 0.0022 / 30.44  # chance that a household's begins on a day; a farm's is three times as likely
STOP_DAY = 0.010 / 30.44
MISPLACED = {"shop": 0.09, "restaurant": 0.09, "bakery": 0.09, "single_shift": 0.09}
MISPLACED_KVA = 63  # larger ones are looked at before they are connected


@dataclass(frozen=True)
class Trade:
    """The trade each customer would take up: profile, size (kWh a month) and how readily, one value a customer."""

    profile: np.ndarray
    kwh: np.ndarray
    ready: np.ndarray


def trade(who: Cast) -> Trade:
    """Return what each household or farm would do on the side; ``ready`` is 0 for everybody else."""
    rng, farm = who.rng("sideline"), np.isin(who.kind, FARMS)
    draw, size, hidden = rng.random(who.size), rng.normal(size=who.size), rng.normal(size=who.size)
    home = np.array([number(name) for name in HOME_TRADES])[(draw * len(HOME_TRADES)).astype(int)]
    shed = np.array([number(name) for name in FARM_TRADES])[(draw * len(FARM_TRADES)).astype(int)]
    kwh = np.where(farm, 1.6 * who.kwh + 700, 420) * np.exp(0.55 * size)
    ready = np.exp(0.7 * hidden - 0.245) * np.where(farm, 3, np.where(who.kind == number("absent"), 0.2, 1))
    return Trade(PROFILE[np.where(farm, shed, home)], kwh, np.where(who.is_home | farm, ready, 0.0))


def misplaced(who: Cast, capacity: np.ndarray) -> np.ndarray:
    """Return which firms were put on a household's tariff when they were connected."""
    chance = np.zeros(who.size)
    for name, share in MISPLACED.items():
        chance[who.kind == number(name)] = share
    return (who.rng("misplaced").random(who.size) < chance) & (capacity <= MISPLACED_KVA)


@dataclass
class Sidelines:
    """The sideline of each customer (NEVER: none), and when a mismatch was found and the contract corrected."""

    begin: np.ndarray
    end: np.ndarray
    found: np.ndarray
    corrected: np.ndarray
    misplaced: np.ndarray

    def is_mismatch(self, day: int) -> np.ndarray:
        """Return whether the tariff on file is unfit on the day, and nobody has found it yet."""
        runs = (self.begin <= day) & (day < self.end)
        return (runs | self.misplaced) & (self.found > day)

    def unfit(self, row: int, day: int) -> bool:
        """Return the same for one customer."""
        return bool(self.found[row] > day and (self.misplaced[row] or self.begin[row] <= day < self.end[row]))

    def runs(self, rows: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Return (rows, days) whether the sideline runs on the day."""
        return (days >= self.begin[rows, None]) & (days < self.end[rows, None])


def at_start(who: Cast, it: Trade, capacity: np.ndarray) -> Sidelines:
    """Draw the sidelines that run already when the world begins."""
    rng, start = who.rng("sidelines before"), who.world.start_day
    share = np.where(who.is_home, PREVALENCE * it.ready, FARM_PREVALENCE * it.ready / 3)
    has = rng.random(who.size) < share
    begin = np.where(has, start - 1 - rng.exponential(500, who.size).astype(int), NEVER)
    never = np.full(who.size, NEVER)
    return Sidelines(begin, never.copy(), never.copy(), never.copy(), misplaced(who, capacity))
