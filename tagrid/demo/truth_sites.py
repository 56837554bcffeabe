"""The truth about what inspections find: misuse and unfit tariffs, of the customers inspected in a window.

A finding needs the thing, an inspection while it lasts, and an inspector who sees it. All three have rates a day, so
over a window of H days with rates f (found) and s (ends by itself) the chance is f / (f + s) · (1 - exp(-(f + s) H)).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tagrid.demo import checks, misuse, sideline
from tagrid.demo.misuse import Episodes
from tagrid.demo.scene import Scene
from tagrid.demo.world import month_of

DRAWS = 400


@dataclass(frozen=True)
class Visits:
    """Rates a day of the unplanned kinds (kinds, customers), and whether a periodic one is done in the window."""

    rate: np.ndarray
    planned: np.ndarray
    asked: np.ndarray  # rows inspected in the window


def _visits(view: Scene, day: int, horizon: int) -> Visits:
    odds = checks.odds(view.who, view.lives, month_of(day))
    work = sum(checks.is_workday(d) for d in range(day + 1, day + horizon + 1)) / horizon
    done = view.affairs.inspected
    mine = (done["day"] > day) & (done["day"] <= day + horizon)
    planned = np.zeros(view.who.size, bool)
    planned[done["row"][mine & (done["kind"] == checks.ROUTINE)]] = True
    rate = np.stack([np.zeros(view.who.size), odds.spot, odds.targeted, odds.nature]) * work
    return Visits(rate, planned, np.unique(done["row"][mine]))


def _found(visits: Visits, times: np.ndarray, seen: tuple[float, ...], ends: np.ndarray | float, horizon: int):
    """Chance that what runs on the day is found in the window; ``times`` multiplies the rates of the kinds."""
    rate = (visits.rate * times * np.array(seen)[:, None]).sum(axis=0)
    all_ = rate + ends
    alone = rate / np.maximum(all_, 1e-12) * (1 - np.exp(-all_ * horizon))
    return 1 - (1 - alone) * (1 - visits.planned * seen[0] * np.exp(-all_ * horizon / 2))


def _found_new(visits: Visits, times: np.ndarray, seen: tuple[float, ...], begins: np.ndarray, horizon: int):
    """Chance that something begins in the window and is found in what is left of it."""
    rate = (visits.rate * times * np.array(seen)[:, None]).sum(axis=0)
    spare = horizon - (1 - np.exp(-rate * horizon)) / np.maximum(rate, 1e-12)
    return 1 - np.exp(-begins * (spare + visits.planned * seen[0] * horizon / 2))


def _inspected(visits: Visits, times: np.ndarray, horizon: int) -> np.ndarray:
    """Chance of being inspected at all in the window: the rows the label is asked of."""
    return np.where(visits.planned, 1.0, 1 - np.exp(-(visits.rate * times).sum(axis=0) * horizon))


def _new_suspicion(view: Scene) -> float:
    """How many times likelier the mean new episode is inspected on suspicion."""
    rng, sample = np.random.default_rng(view.who.world.seed), Episodes()
    for _ in range(DRAWS):
        sample.add(rng, 0, 0, True)
    return float(np.mean([checks.suspicion(sample, number) for number in range(DRAWS)]))


def abnormal_use(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance that an inspection in the window finds theft, a tampered meter or wrong wiring."""
    it, n = view.affairs, view.who.size
    visits, running = _visits(view, day, horizon), np.full(n, -1)
    for number in np.flatnonzero((np.array(it.episodes.begin) <= day + 1) & (np.array(it.episodes.over) > day)):
        running[it.episodes.row[number]] = number
    times, fresh = np.ones((4, n)), np.ones((4, n))
    times[checks.TARGETED] = [checks.suspicion(it.episodes, k) if k >= 0 else 1.0 for k in running]
    fresh[checks.TARGETED] = _new_suspicion(view)
    nature = checks.betrayal(view.who, it.trade, it.sides, day)
    times[checks.NATURE], fresh[checks.NATURE] = nature, nature
    seen = checks.THEFT_SEEN
    now = _found(visits, times, seen, misuse.STOP_DAY, horizon)
    new = _found_new(visits, fresh, seen, misuse.START_DAY * it.lean, horizon)
    chance = np.where(running >= 0, now, new) / np.maximum(_inspected(visits, times, horizon), 1e-9)
    return _asked(view, visits, chance, (3, 4, 5), day, horizon)


def use_nature(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance that an inspection in the window finds that the tariff does not fit the use."""
    it, n = view.affairs, view.who.size
    visits, unfit = _visits(view, day, horizon), it.sides.is_mismatch(day + 1)
    times, fresh = np.ones((4, n)), np.ones((4, n))
    times[checks.NATURE] = checks.betrayal(view.who, it.trade, it.sides, day + 1)
    fresh[checks.NATURE] = np.minimum(np.exp(1.1 + 0.8 * np.log1p(it.trade.kwh / view.who.kwh)), 14)
    seen, ends = checks.MISMATCH_SEEN, np.where(it.sides.misplaced, 0.0, sideline.STOP_DAY)
    free = it.sides.begin > day + 1
    now = _found(visits, times, seen, ends, horizon)
    new = _found_new(visits, fresh, seen, sideline.START_DAY * it.trade.ready * free, horizon)
    chance = np.where(unfit, now, new) / np.maximum(_inspected(visits, times, horizon), 1e-9)
    return _asked(view, visits, chance, (2,), day, horizon)


def _asked(view: Scene, visits: Visits, chance: np.ndarray, results: tuple, day: int, horizon: int) -> pl.DataFrame:
    done, row = view.affairs.inspected, visits.asked
    mine = (done["day"] > day) & (done["day"] <= day + horizon) & np.isin(done["result"], results)
    label = np.isin(row, done["row"][mine])
    return pl.DataFrame({"customer_id": view.ids_of(row), "truth": chance[row].clip(0, 1), "label": label})
