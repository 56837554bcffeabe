"""Tiers of households' prices (居民阶梯), and energy that is free on low income; limits of a month in ``tiers.csv``.

Tiers of a month with limits by season, as in some southern provinces; most have tiers of the year. The first covers
about 80 % of the months, the first two 95 %, as 发改价格〔2011〕2617号 has it of households.
"""

import csv
from functools import cache
from pathlib import Path

import numpy as np

from tagrid.demo.population import HARDSHIPS, hardship, kind_number
from tagrid.demo.prices import CODES, MICRO, whole
from tagrid.demo.scene import Scene
from tagrid.demo.world import NEVER

FREE_CENTS = 1500  # 15 kWh a month, the upper figure of 发改价格〔2011〕2617号 (10 to 15), in 0.01 kWh

LARGER_HOME = 5  # people from whom on the limits are higher


@cache
def _rows() -> list[dict[str, str]]:
    with (Path(__file__).parent / "tiers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tier_list(scene: Scene) -> None:
    """Write ``tariff_tiers``: what holds since long before the world begins."""
    rows, start = _rows(), scene.who.world.start_day
    count = len(rows)
    scene.sink.put(
        "marketing.tariff_tiers",
        np.full(count, start),
        {
            "tariff_code": np.array([row["code"] for row in rows]),
            "tier": np.array([int(row["tier"]) for row in rows]),
            "months": np.array([row["months"] for row in rows]),
            "valid_from": np.full(count, start - 900),
            "valid_to": np.full(count, NEVER),
            "cycle": np.full(count, "month"),
            "above_kwh": np.array([float(row["above_kwh"]) for row in rows]),
            "larger_home_kwh": np.array([float(row["larger_home_kwh"]) for row in rows]),
            "extra_yuan_per_kwh": np.array([float(row["extra"]) for row in rows]),
        },
    )


def household_size(scene: Scene) -> np.ndarray:
    """Return the people registered for the tiers, where a household of five and more has done so; -1 none."""
    rng, family = scene.rng("household size"), scene.who.kind == kind_number("family")
    draw, size = rng.random(scene.who.size), LARGER_HOME + rng.integers(0, 3, scene.who.size)
    return np.where(family & (draw < 0.12), size, -1)


def surcharges(scene: Scene, tariff: np.ndarray, month_number: int, cents: np.ndarray) -> np.ndarray:
    """Return what the tiers add, cents of a yuan; -1 for a tariff without tiers. ``cents`` is the month's 0.01 kWh."""
    larger = household_size(scene) >= LARGER_HOME
    out, code = np.full(scene.who.size, -1), np.array(CODES)[tariff]
    for name in dict.fromkeys(row["code"] for row in _rows()):
        rows = [row for row in _rows() if row["code"] == name and str(month_number) in row["months"].split()]
        rows.sort(key=lambda row: int(row["tier"]))
        mine, left = code == name, np.zeros(scene.who.size, dtype=np.int64)
        top = cents
        for row in reversed(rows):
            limit = 100 * (int(row["above_kwh"]) + larger * int(row["larger_home_kwh"]))
            part = np.maximum(top - limit, 0)
            left += whole(part * round(float(row["extra"]) * MICRO), MICRO)
            top = np.minimum(top, limit)
        out[mine] = left[mine]
    return out


def reached(scene: Scene, tariff: np.ndarray, month_number: int, cents: np.ndarray) -> np.ndarray:
    """Return the highest tier that the month's energy (0.01 kWh) reaches, 2 and up; -1 in the first or without."""
    larger, code = household_size(scene) >= LARGER_HOME, np.array(CODES)[tariff]
    out = np.full(scene.who.size, -1)
    for row in _rows():
        if str(month_number) in row["months"].split():
            limit = 100 * (int(row["above_kwh"]) + larger * int(row["larger_home_kwh"]))
            out = np.where((code == row["code"]) & (cents > limit), np.maximum(out, int(row["tier"])), out)
    return out


def relief(scene: Scene, price: np.ndarray, cents: np.ndarray, tiered: np.ndarray) -> np.ndarray:
    """Return what free energy takes off, cents of a yuan; ``price`` is that of flat hours, millionths of a yuan."""
    free = np.where(tiered & (hardship(scene.who) == HARDSHIPS.index("low_income")), np.minimum(cents, FREE_CENTS), 0)
    return whole(free * price, MICRO)
