"""The six published ways to falsify a meter, put upon daily energy.

P. Jokar, N. Arianpoo, V. C. M. Leung, "Electricity theft detection in AMI using customers' consumption patterns",
IEEE Transactions on Smart Grid 7 (2016) 216-226, give them for the 24 hours of a day; studies of daily readings (those
of the State Grid set among them) apply the same six to the days of the attacked span, as is done here. x is the span.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LEAST, MOST = 0.1, 0.8  # the paper's bounds of what is left of a reading
LEAST_OFF = 1 / 6  # its shortest time without a reading: 4 hours of 24


def constant(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """h1: every reading times one alpha."""
    return x * rng.uniform(LEAST, MOST)


def switched_off(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """h2: nothing is read for one stretch."""
    length = rng.integers(max(1, round(len(x) * LEAST_OFF)), len(x) + 1)
    first = rng.integers(0, len(x) - length + 1)
    left = x.copy()
    left[first : first + length] = 0
    return left


def random_part(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """h3: every reading times a gamma of its own."""
    return x * rng.uniform(LEAST, MOST, len(x))


def random_mean(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """h4: the mean times a gamma of its own."""
    return x.mean() * rng.uniform(LEAST, MOST, len(x))


def mean(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """h5: always the mean."""
    return np.full(len(x), x.mean())


def reversed_order(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """h6: the readings in the reverse order."""
    return x[::-1].copy()


ATTACKS: tuple[Callable, ...] = (constant, switched_off, random_part, random_mean, mean, reversed_order)


@dataclass(frozen=True)
class Injected:
    """Readings after the attacks (customers x days), and by customer the attack, 0 for none, else 1 to 6."""

    readings: np.ndarray
    attack: np.ndarray


def inject(
    readings: np.ndarray, rng: np.random.Generator, share: float, days: tuple[int, int], spare: np.ndarray | None = None
) -> Injected:
    """Attack a `share` of the customers over their last so many days, each kind in turn; `spare` are left alone.

    What comes out is again what the export writes, whole kWh of at least 1: a fraction, or a 0 that nobody else has,
    would give the attack away and not the theft.
    """
    free = np.arange(len(readings)) if spare is None else np.flatnonzero(~spare)
    left, attack = readings.copy(), np.zeros(len(readings), dtype=int)
    for turn, row in enumerate(rng.choice(free, round(share * len(readings)), replace=False)):
        attack[row] = turn % len(ATTACKS) + 1
        span = slice(readings.shape[1] - int(rng.integers(days[0], days[1] + 1)), None)
        left[row, span] = np.maximum(1, np.round(ATTACKS[attack[row] - 1](readings[row, span].astype(float), rng)))
    return Injected(left, attack)
