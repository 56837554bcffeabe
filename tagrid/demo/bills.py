"""Tariffs and bills: seven tariffs, dearer peaks from a certain month on, and what each customer's readings cost.

A bill is restated when a reading is mended after the issue.
"""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.delivery import ids
from tagrid.demo.energy import PRICE_CHANGE_MONTHS, Energy, Reads
from tagrid.demo.population import kind_number
from tagrid.demo.scene import Scene
from tagrid.demo.world import NEVER, Month, World, month

# Code, category, prices in yuan a kWh: (single) or (peak, flat, valley); then the same after the change.
TARIFFS = [
    ("R01", "residential", (0.5283,), (0.5283,)),
    ("R02", "residential", (0.5583, 0.5283, 0.3583), (0.5583, 0.5283, 0.3383)),
    ("C01", "general_commercial", (0.7425,), (0.7525,)),
    ("C02", "general_commercial", (1.1046, 0.6664, 0.3282), (1.2155, 0.6664, 0.2907)),
    ("I10", "large_industrial", (1.0447, 0.6068, 0.2589), (1.1502, 0.6068, 0.2236)),
    ("I35", "large_industrial", (1.0127, 0.5898, 0.2529), (1.1182, 0.5898, 0.2176)),
    ("A01", "agricultural", (0.4990,), (0.4990,)),
]

CODES = [tariff[0] for tariff in TARIFFS]

CATEGORIES = [tariff[1] for tariff in TARIFFS]

PERIODS = ("peak", "flat", "valley")

_FARMS = [kind_number("grower"), kind_number("livestock")]

_WORKS = [kind_number(name) for name in ("single_shift", "two_shift", "continuous", "always_on")]


def tariff_of(scene: Scene, day: int) -> np.ndarray:
    """Return each customer's tariff on a day, an index into TARIFFS; a wrong one stays until it is corrected."""
    who, net, sidelines = scene.who, scene.net, scene.affairs.sidelines
    works = np.isin(who.kind, _WORKS) & (net.capacity >= 315)
    corrected = sidelines.corrected <= day
    return np.select(
        [
            corrected & (net.time_of_use & ~who.is_home),
            corrected,
            who.is_home & net.time_of_use,
            who.is_home | sidelines.misplaced,
            np.isin(who.kind, _FARMS),
            works & (net.voltage >= 3),
            works,
            net.time_of_use,
        ],
        [3, 2, 1, 0, 6, 5, 4, 3],
        2,
    )


def prices(world: World, index: int) -> np.ndarray:
    """Return the prices of a month, yuan a kWh, of shape (tariff, 3): peak, flat, valley."""
    new = index >= world.first_month + PRICE_CHANGE_MONTHS
    return np.array([np.broadcast_to(tariff[3] if new else tariff[2], 3) for tariff in TARIFFS])


def price_list(scene: Scene) -> None:
    """Write ``tariffs``: the prices at the start and, a month ahead of the change, the new ones."""
    world, changed = scene.who.world, month(scene.who.world.first_month + PRICE_CHANGE_MONTHS).first
    rows = []
    for code, category, old, new in TARIFFS:
        names = PERIODS if len(old) == 3 else ("single",)
        rows += [(code, p, world.start_day - 900, category, v, 0) for p, v in zip(names, old, strict=True)]
        rows += [(code, p, changed, category, v, changed - 30) for p, v in zip(names, new, strict=True) if new != old]
    code, period, valid, category, price, known = (np.array(column) for column in zip(*rows, strict=True))
    columns = {
        "tariff_code": code,
        "period": period,
        "valid_from": valid,
        "tariff_category": category,
        "price_yuan_per_kwh": price,
    }
    scene.sink.put("marketing.tariffs", np.maximum(known, world.start_day), columns)


STANDARD_FACTOR = 0.90

METERED_KVA = 100  # power factor and demand are measured from this capacity on


@dataclass(frozen=True)
class Bills:
    """Bills of a month, one value a customer billed (``row``); the ``_now`` values hold from ``restated`` on.

    A few reach the books (``booked``) some days after they were issued.
    """

    row: np.ndarray
    issued: np.ndarray
    booked: np.ndarray
    due: np.ndarray
    restated: np.ndarray
    amount: np.ndarray
    amount_now: np.ndarray


def factor_share(factor: np.ndarray) -> np.ndarray:
    """Return the adjustment of the bill by power factor, standard 0.90, as a share of it (the 1983 rule)."""
    points = np.round((STANDARD_FACTOR - factor) * 100)
    reward = np.maximum(points, -5) * 0.0015
    return np.where(points > 0, np.where(points <= 20, points * 0.005, 0.10 + (points - 20) * 0.01), reward)


def _amounts(scene: Scene, index: int, cents: np.ndarray, read: Reads, factor: np.ndarray) -> dict:
    """Energy, its peak and valley parts, adjustment and amount of the month's bills from readings, cents of kWh."""
    kwh = cents.sum(axis=1) / 100
    peak = np.rint(cents * read.peak_share).sum(axis=1) / 100
    valley = np.rint(cents * read.valley_share).sum(axis=1) / 100
    price = prices(scene.who.world, index)[tariff_of(scene, month(index).first)]
    fee = price[:, 0] * peak + price[:, 2] * valley + price[:, 1] * (kwh - peak - valley)
    adjusted = np.where(np.isnan(factor), 0.0, np.round(fee * factor_share(factor), 2))
    return {
        "energy_kwh": kwh,
        "peak_kwh": peak,
        "valley_kwh": valley,
        "power_factor_yuan": adjusted,
        "amount_yuan": np.round(fee + adjusted, 2),
    }


def _factor(scene: Scene, index: int) -> np.ndarray:
    usual = 0.925 + 0.035 * scene.rng("factor").normal(size=scene.who.size)
    now = usual + 0.012 * scene.rng("factor", index).normal(size=scene.who.size)
    return np.where(scene.net.dedicated & (scene.net.capacity >= METERED_KVA), now.clip(0.55, 0.99).round(2), np.nan)


def bills(scene: Scene, index: int, use: Energy, read: Reads, demand: np.ndarray) -> Bills:
    """Write the month's bills; a reading mended after the bill was issued restates it two days later."""
    now, rng, n = month(index), scene.rng("bills", index), scene.who.size
    issued = now.after + rng.integers(2, 5, n)
    factor = _factor(scene, index)
    mended = np.where((read.known < NEVER) & (read.mended < NEVER), read.mended, 0).max(axis=1)
    first = _amounts(scene, index, read.seen(issued[:, None]), read, factor)
    last = _amounts(scene, index, read.seen(NEVER - 1), read, factor)
    changed = (mended > issued) & (first["energy_kwh"] != last["energy_kwh"])
    restated = np.where(changed, mended + 2, NEVER)
    row = np.flatnonzero((np.maximum(first["amount_yuan"], last["amount_yuan"]) >= 0.01) & use.live.any(axis=1))
    new = restated <= scene.sink.window.until
    value = {name: np.where(new, last[name], first[name])[row] for name in first}
    booked = issued + np.where(rng.random(n) < 0.004, rng.integers(1, 7, n), 0)
    scene.sink.put(
        "marketing.bills",
        np.where(new, restated, booked)[row],
        {
            "bill_id": bill_ids(scene, now, row),
            "customer_id": scene.ids_of(row),
            "bill_month": np.full(len(row), now.first),
            "issued_on": issued[row],
            "due_on": issued[row] + 20,
            "power_factor": factor[row],
            "max_demand_kw": np.where(np.isnan(factor), np.nan, demand)[row],
            **value,
            "power_factor_yuan": np.where(np.isnan(factor[row]), np.nan, value["power_factor_yuan"]),
        },
    )
    amounts = first["amount_yuan"][row], last["amount_yuan"][row]
    return Bills(row, issued[row], booked[row], issued[row] + 20, restated[row], *amounts)


def bill_ids(scene: Scene, now: Month, row: np.ndarray):
    """Return the identifiers of a month's bills of customers of the block."""
    return ids("B", now.compact * 10**8 + scene.who.no[row], 14)


def highest(demand: np.ndarray) -> np.ndarray:
    """Return each customer's highest demand of the month, kW; NaN where it is not measured."""
    top = np.where(np.isnan(demand), -1, demand).max(axis=1)
    return np.where(top < 0, np.nan, top)


def bill_amounts(scene: Scene, book: Bills) -> np.ndarray:
    """Return what each customer was first billed, yuan; NaN without a bill."""
    out = np.full(scene.who.size, np.nan)
    out[book.row] = book.amount
    return out
