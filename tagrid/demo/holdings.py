"""What hangs on an account in the marketing system: its meters and its supply contracts."""

import numpy as np
import polars as pl

from tagrid.demo.frame import blank, codes, ids
from tagrid.demo.life import Life
from tagrid.demo.register import newest
from tagrid.demo.scene import Scene
from tagrid.demo.tariffs import CODES, TARIFFS, tariff_of
from tagrid.demo.world import NEVER

VERIFICATION_YEARS = 8
FAULTY = 0.16  # share of customers whose meter has a fault in 1,600 days, open 100 days: 1 % at any time


def meter_ids(scene: Scene, rows: np.ndarray, second: np.ndarray | bool) -> pl.Series:
    """Return asset numbers of the customers' meters; ``second`` is the one hung at the exchange."""
    return ids("M", scene.who.no[rows] * 10 + np.where(second, 2, 1), 10)


def meters(scene: Scene) -> None:
    """Write ``meters``: the first meter of each customer and, after an exchange, the second."""
    rng, who, lives = scene.rng("meters"), scene.who, scene.lives
    n, rows = who.size, np.arange(who.size)
    faulty = scene.rng("meters", 1).random(n) < FAULTY
    fault_from = who.world.start_day + rng.integers(-100, 1500, n)
    mended = fault_from + rng.integers(20, 180, n)
    fault = faulty & (scene.sink.window.until >= fault_from) & (scene.sink.window.until < mended)
    verify = rng.integers(300, 365 * VERIFICATION_YEARS, n)
    begin = np.maximum(lives.opened, who.world.start_day)
    exchanged = np.where(lives.exchanged < lives.ended, lives.exchanged, NEVER)
    for second, hung, down in (
        (False, lives.opened, np.minimum(exchanged, lives.ended)),
        (True, exchanged, lives.ended),
    ):
        exists = hung < NEVER
        mine = faulty & (fault_from > hung) & (fault_from < down)
        turns = [down, np.where(mine, fault_from, NEVER), np.where(mine, mended, NEVER)]
        known = np.where(exists, newest(np.maximum(hung, begin), turns, scene.sink.window), NEVER)
        due = np.where(second, hung + 365 * VERIFICATION_YEARS, who.world.start_day + verify - 90)
        scene.sink.put(
            "marketing.meters",
            np.where(hung <= scene.sink.window.until, known, NEVER),
            {
                "meter_id": meter_ids(scene, rows, second),
                "customer_id": scene.ids_of(rows),
                "supply_point_id": blank(ids("P", who.no * 10, 10), rng.random(n) < 0.01),
                "installed_on": hung,
                "removed_on": down,
                "next_verification_on": np.where(exists, due, NEVER),
                "fault_state": codes(["ok", "fault_open"], fault & mine & (down > scene.sink.window.until)),
            },
            {"removed_on": down},
        )


def contracts(scene: Scene) -> None:
    """Write ``contracts``: the first of each customer, others when its capacity or an unfit tariff was changed."""
    who, lives = scene.who, scene.lives
    rows, corrected = np.arange(who.size), scene.affairs.sides.corrected
    corrected = corrected + (corrected == lives.resized)  # one change a day
    turns = np.stack([lives.opened, *(_within(lives, day) for day in (lives.resized, corrected))])
    for order, first in enumerate(turns, start=1):
        later = np.where(turns > first, turns, NEVER).min(axis=0)
        last = np.minimum(later, lives.ended)
        tariff = np.where(first >= corrected, tariff_of(scene, NEVER - 1), tariff_of(scene, -NEVER))
        scene.sink.put(
            "marketing.contracts",
            np.where(first < NEVER, np.maximum(first, np.maximum(lives.opened, who.world.start_day)), NEVER),
            {
                "contract_id": ids("HT", who.no * 10 + order, 10),
                "customer_id": scene.ids_of(rows),
                "tariff_code": codes(CODES, tariff),
                "is_time_of_use": np.array([len(t[2]) == 3 for t in TARIFFS])[tariff],
                "contract_capacity_kva": np.where(
                    first < _within(lives, lives.resized), scene.net.capacity, scene.capacity(NEVER - 1)
                ),
                "valid_from": first,
                "valid_to": np.where(last < NEVER, last - 1, NEVER),
            },
            {"valid_to": last},
        )


def _within(lives: Life, day: np.ndarray) -> np.ndarray:
    """Days that lie within the life of the account; NEVER for the others."""
    return np.where((day > lives.opened) & (day < lives.ended), day, NEVER)
