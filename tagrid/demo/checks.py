"""Inspections: whom they meet, as a chance a day, and how often each kind notices what is wrong."""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.almanac import WORKDAY, day_kind
from tagrid.demo.cast import Cast
from tagrid.demo.life import Life, month_column
from tagrid.demo.misuse import Episodes
from tagrid.demo.sideline import FARMS, Sidelines, Trade
from tagrid.demo.supply import Supply
from tagrid.demo.world import NEVER, month

ROUTINE, SPOT, TARGETED, NATURE = range(4)
KINDS = ["routine", "spot", "targeted", "use_nature"]
RESULTS = ["ok", "defect", "use_mismatch", "theft", "tampered_meter", "wrong_wiring"]
THEFT_SEEN = (0.65, 0.75, 0.9, 0.35)  # by kind: chance that what is there is found
MISMATCH_SEEN = (0.5, 0.3, 0.3, 0.92)
SPOT_MONTH, TARGETED_MONTH, NATURE_MONTH = 0.028, 0.007, 0.0075
WORKDAYS_A_MONTH = 20.6
MEDDLED = 0.006  # meters with events that mean nothing: old seals, magnets of loudspeakers
FITS_HOME_KWH, FITS_FARM_KWH = 220, 600


def meddled(who: Cast) -> np.ndarray:
    """Return whose meter reports openings and fields although nobody touches it."""
    return who.rng("tamper").random(who.size) < MEDDLED


def routine(who: Cast, net: Supply, lives: Life, index: int) -> dict[str, np.ndarray]:
    """Return the periodic inspections due in the month: row, due, done (NEVER: neglected) and a draw for defects."""
    rng = who.rng("inspections", index)
    turn = who.rng("inspection month").integers(0, 12, who.size) == index % 12
    checked = net.dedicated | (~who.is_home & (who.rng("checked").random(who.size) < 0.15))
    row = np.flatnonzero(turn & checked)
    due = month(index).first + rng.integers(0, month(index).length, len(row))
    neglect = rng.random(len(row)) < 0.07
    done = np.where(neglect, NEVER, due + rng.integers(-25, 12, len(row)))
    done = np.where((rng.random(len(row)) < 0.12) & ~neglect, due + rng.integers(12, 90, len(row)), done)
    here = (due >= lives.opened[row]) & (due < lives.ended[row]) & (due >= who.world.start_day)
    return {"row": row[here], "due": due[here], "done": done[here], "draw": rng.random(len(row))[here]}


@dataclass(frozen=True)
class Odds:
    """Chances of an inspection on a workday of a month, one value a customer, before what is hidden adds to them."""

    spot: np.ndarray
    targeted: np.ndarray
    nature: np.ndarray


def odds(who: Cast, lives: Life, index: int) -> Odds:
    """Return the chances a workday: at random, and by what looks odd though it need not be.

    A drop of use over three months draws inspectors, and so do meters that meddle by themselves; much use for a
    household or a farm draws checks of its nature.
    """
    now = month_column(who, index)
    drop = (lives.level[:, max(0, now - 3)] - lives.level[:, now]).clip(0, 1.2)
    use = np.log(who.kwh) + lives.level[:, now]
    farm = np.isin(who.kind, FARMS)
    typical = np.log(np.where(farm, FITS_FARM_KWH, FITS_HOME_KWH))
    much = np.where(who.is_home | farm, (use - typical).clip(0, 2.5), 0.3)
    return Odds(
        np.full(who.size, SPOT_MONTH) / WORKDAYS_A_MONTH,
        TARGETED_MONTH / WORKDAYS_A_MONTH * np.exp(1.4 * drop + 1.2 * meddled(who)),
        NATURE_MONTH / WORKDAYS_A_MONTH * np.exp(1.1 * much),
    )


def suspicion(episodes: Episodes, number: int) -> float:
    """Return how many times likelier a targeted inspection is while an episode runs: deep cuts and events show."""
    lost = 0.8 if episodes.attack[number] in _FAINT else -np.log(max(episodes.depth[number], 0.05))
    return float(np.exp(0.9 + 0.9 * lost + 0.6 * episodes.noisy[number]))


_FAINT = (5,)  # a peak moved to the valley takes nothing off the total


def betrayal(who: Cast, it: Trade, sides: Sidelines, day: int) -> np.ndarray:
    """Return how many times likelier a check of the use's nature is by what neighbours and the load tell."""
    mismatch = sides.is_mismatch(day)
    runs = (sides.begin <= day) & (day < sides.end)
    added = np.where(runs, np.log1p(it.kwh / who.kwh), 0.6)
    return np.where(mismatch, np.minimum(np.exp(1.1 + 0.8 * added), 14), 1.0)


def is_workday(day: int) -> bool:
    """Return whether inspectors are out on the day."""
    return day_kind(day) == WORKDAY
