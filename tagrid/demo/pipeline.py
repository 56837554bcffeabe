"""Connections under way: how fast an application goes through its steps, and who never gets to the end.

Those who end with an account and those who do not go at the same pace for the same readiness; but they differ in
readiness, which nobody sees, and the second stall somewhere. So speed, step and waiting time tell something.
"""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.world import NEVER

STEPS = ["surveyed_on", "scheme_replied_on", "construction_started_on", "inspected_on", "energised_on"]
# Usual days of the five steps: households, firms on the public grid, own transformers.
PACE = np.array([[3, 6, 14, 10, 5], [4, 9, 26, 20, 10], [6, 16, 55, 50, 18]], dtype=float)
SHAPE = 1.5
READY = (0.6, -0.6)  # mean readiness of those who get an account, and of those who do not
HASTE = 0.5  # log of the pace a unit of readiness
REACH = (0.1, 0.2, 0.35, 0.2, 0.15)  # where the others stall: after so many steps
DROPS, DROP_DAYS = 0.4, (5, 200)  # share of them who withdraw, and when after the last step


@dataclass(frozen=True)
class Course:
    """Applications, one value each; ``steps`` are the days of the five steps, NEVER where one does not come."""

    readiness: np.ndarray
    size: np.ndarray  # index into PACE
    accepted: np.ndarray
    steps: np.ndarray
    dropped: np.ndarray


def size_of(home: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """Return the row of PACE: household, firm on the public grid, own transformer."""
    return np.where(home, 0, np.where(capacity >= 100, 2, 1))


def pace(readiness: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return the usual days of each step, (applications, steps)."""
    return PACE[size] * np.exp(-HASTE * readiness)[:, None]


def _gaps(rng: np.random.Generator, readiness: np.ndarray, size: np.ndarray) -> np.ndarray:
    return rng.gamma(SHAPE, 1 / SHAPE, (len(size), len(STEPS))) * pace(readiness, size) + 1


def completed(rng: np.random.Generator, size: np.ndarray, opened: np.ndarray) -> Course:
    """Draw the applications that led to accounts opened on these days."""
    readiness = READY[0] + rng.normal(size=len(size))
    at = np.ceil(np.cumsum(_gaps(rng, readiness, size), axis=1)).astype(np.int64)
    accepted = opened - at[:, -1]
    return Course(readiness, size, accepted, accepted[:, None] + at, np.full(len(size), NEVER))


def stalled(rng: np.random.Generator, size: np.ndarray, accepted: np.ndarray) -> Course:
    """Draw the applications of those who get no account: on their way, stuck until the scheme lapses, withdrawn."""
    n = len(size)
    readiness = READY[1] + rng.normal(size=n)
    at = np.ceil(np.cumsum(_gaps(rng, readiness, size), axis=1)).astype(np.int64)
    reach = rng.choice(len(STEPS), n, p=REACH)
    steps = np.where(np.arange(len(STEPS))[None, :] < reach[:, None], accepted[:, None] + at, NEVER)
    last = np.where(steps < NEVER, steps, accepted[:, None]).max(axis=1)
    dropped = np.where(rng.random(n) < DROPS, last + rng.integers(*DROP_DAYS, n), NEVER)
    return Course(readiness, size, accepted, steps, dropped)
