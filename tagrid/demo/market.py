"""The electricity market: which businesses turn to a retailer or a generator, when, and who comes back."""

import numpy as np

from tagrid.demo.cast import Cast
from tagrid.demo.kinds import number
from tagrid.demo.life import Life, month_column
from tagrid.demo.sideline import FARMS
from tagrid.demo.supply import Supply

YEARLY = 0.2  # of a mean eligible customer
BEFORE = 0.07  # share that had left before the world begins
LEAVE_DAY = 0.08 / 365  # of those in the market, back to the utility
STAY = 180  # days nobody leaves for
# How much of what a firm of that kind spends is energy: those that feel it look for a better price.
COST = {"continuous": 1.0, "two_shift": 0.6, "single_shift": 0.35, "always_on": 0.8, "bakery": 0.3, "leisure": 0.25}
_PUBLIC = [number(name) for name in ("school", "hospital", "authority")]


def eligible(who: Cast, misplaced: np.ndarray) -> np.ndarray:
    """Return who may buy in the market: commerce, industry and institutions on their own tariffs."""
    return ~who.is_home & ~np.isin(who.kind, FARMS) & ~misplaced


def appetite(who: Cast, net: Supply) -> np.ndarray:
    """Return the lasting part of each customer's log rate: size, energy cost, thrift, online habit, and boldness."""
    cost = np.zeros(who.size)
    for name, share in COST.items():
        cost[who.kind == number(name)] = share
    bold = who.rng("boldness").normal(size=who.size)
    size = (np.log(who.kwh) - 7.5) / 1.6
    slow = np.isin(who.kind, _PUBLIC)
    own = 0.25 * size + 1.5 * cost + 0.35 * who.thrift + 0.3 * who.digital + 0.3 * bold
    return own + 0.3 * size * cost - 1.0 * slow - 0.3 * (net.generation > 0) - 0.9


def rate(who: Cast, net: Supply, lives: Life, wish: np.ndarray, inside: np.ndarray, index: int) -> np.ndarray:
    """Return each customer's chance a day to register in that month.

    ``wish`` is the appetite; dearer peaks after the price change move those on time-of-use prices, growth makes
    firms look for offers, hard times keep them from being taken, and neighbours on the feeder set the example.
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
