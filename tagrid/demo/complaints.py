"""What makes customers complain: a temper that lasts, and what befalls them, with some days to boil over.

Complaints are a Poisson process: a base rate a customer, and for each trigger (a fault, a late repair, an unanswered
question, a bill far above the one before) a chance that is spent over the days after it.
"""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.cast import Cast
from tagrid.demo.life import Life, month_column
from tagrid.demo.supply import Supply
from tagrid.demo.world import DAY_S, month

BASE_MONTH = 0.0052
DELAY_DAYS, LONGEST_DAYS = 4.0, 20.0
FAULT, SLOW_REPAIR, UNANSWERED, SHOCK = 0.025, 0.3, 0.3, 0.06  # chance of a complaint, for a mean customer
SLOW_MINUTES, ANSWER_HOURS = 150, 60
SHOCK_RATIO, SHOCK_YUAN = 1.6, 40.0


@dataclass(frozen=True)
class Triggers:
    """Things to complain of, one value each: whom, the moment it is settled that they come, when, and the chance."""

    row: np.ndarray
    fixed: np.ndarray
    at: np.ndarray
    chance: np.ndarray


def joined(parts: list[Triggers]) -> Triggers:
    """Return all triggers as one."""
    names = ("row", "fixed", "at", "chance")
    return Triggers(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def irritation(who: Cast, lives: Life, index: int) -> np.ndarray:
    """Return how many times likelier than the mean each customer is to complain of the same thing."""
    stress = lives.stress[:, month_column(who, index)]
    touchy = who.rng("touchy").normal(size=who.size)
    return np.exp(0.75 * who.temper + 0.3 * stress.clip(-2, 3) + 0.3 * touchy - 0.42)


def base_rate(who: Cast, net: Supply, lives: Life, index: int) -> np.ndarray:
    """Return complaints a month that nothing brings about: few customers complain, and they do it again."""
    grudge = who.rng("grudge").gamma(0.12, 1 / 0.12, who.size)
    return BASE_MONTH * grudge * irritation(who, lives, index) * np.where(net.dedicated, 2.0, 1.0)


def faults(who: Cast, row: np.ndarray, end: np.ndarray, hours: np.ndarray) -> Triggers:
    """Return triggers of unplanned interruptions, by how long they lasted."""
    return Triggers(row, end, end, FAULT * (0.6 + hours.clip(0, 6) / 3))


def bill_shocks(index: int, before: np.ndarray | None, last: np.ndarray | None) -> Triggers:
    """Return triggers of the bills issued in the month ``index``: those of the month before, far above their own.

    ``before`` and ``last`` are the amounts of the two months before, yuan, NaN where there is no bill.
    """
    if before is None or last is None:
        empty = np.array([], dtype=np.int64)
        return Triggers(empty, empty, empty, np.array([]))
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = last / before
        row = np.flatnonzero((ratio > SHOCK_RATIO) & (last - before > SHOCK_YUAN))
    at = np.full(len(row), (month(index).first + 3) * DAY_S)
    fixed = np.full(len(row), (month(index).first - 1) * DAY_S)
    return Triggers(row, fixed, at, SHOCK * (1 + np.log(ratio[row].clip(0, 6))))


def spent(days: np.ndarray) -> np.ndarray:
    """Return the part of a trigger's chance that is spent so many days after it."""
    whole = 1 - np.exp(-LONGEST_DAYS / DELAY_DAYS)
    return (1 - np.exp(-np.clip(days, 0, LONGEST_DAYS) / DELAY_DAYS)) / whole


def delays(rng: np.random.Generator, size: int) -> np.ndarray:
    """Draw the seconds from triggers to the complaints they bring."""
    whole = 1 - np.exp(-LONGEST_DAYS / DELAY_DAYS)
    return (-DELAY_DAYS * np.log(1 - whole * rng.random(size)) * DAY_S).astype(np.int64)
