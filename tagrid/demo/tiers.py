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


def beyond(
    scene: Scene, tariff: np.ndarray, month_number: int, cents: np.ndarray
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return for each tier the energy in it (0.01 kWh), what a kWh adds (millionths of a yuan), and both as cents.

    ``cents`` is the month's energy, 0.01 kWh; the lowest tier comes first, and of a tariff without it all is 0.
    """
    larger, code = household_size(scene) >= LARGER_HOME, np.array(CODES)[tariff]
    now = [row for row in _rows() if str(month_number) in row["months"].split()]
    top, out = dict.fromkeys({row["code"] for row in now}, cents), []
    for tier in sorted({int(row["tier"]) for row in now}, reverse=True):
        part, extra = np.zeros((2, scene.who.size), dtype=np.int64)
        for row in (row for row in now if int(row["tier"]) == tier):
            limit = 100 * (int(row["above_kwh"]) + larger * int(row["larger_home_kwh"]))
            mine, name = code == row["code"], row["code"]
            part = np.where(mine, np.maximum(top[name] - limit, 0), part)
            extra = np.where(mine, round(float(row["extra"]) * MICRO), extra)
            top[name] = np.minimum(top[name], limit)
        out.append((part, extra, whole(part * extra, MICRO)))
    return out[::-1]


def surcharges(scene: Scene, tariff: np.ndarray, month_number: int, cents: np.ndarray) -> np.ndarray:
    """Return what the tiers add, cents of a yuan; -1 for a tariff without tiers. ``cents`` is the month's 0.01 kWh."""
    has_tiers = np.isin(np.array(CODES)[tariff], sorted({row["code"] for row in _rows()}))
    added = [cost for _, _, cost in beyond(scene, tariff, month_number, cents)]
    return np.where(has_tiers, sum(added, np.zeros(scene.who.size, dtype=np.int64)), -1)


def reached(scene: Scene, tariff: np.ndarray, month_number: int, cents: np.ndarray) -> np.ndarray:
    """Return the highest tier that the month's energy (0.01 kWh) reaches, 2 and up; -1 in the first or without."""
    larger, code = household_size(scene) >= LARGER_HOME, np.array(CODES)[tariff]
    out = np.full(scene.who.size, -1)
    for row in _rows():
        if str(month_number) in row["months"].split():
            limit = 100 * (int(row["above_kwh"]) + larger * int(row["larger_home_kwh"]))
            out = np.where((code == row["code"]) & (cents > limit), np.maximum(out, int(row["tier"])), out)
    return out


def relieved(scene: Scene, cents: np.ndarray, tiered: np.ndarray) -> np.ndarray:
    """Return the energy that is free of charge, 0.01 kWh: that of households on low income."""
    return np.where(tiered & (hardship(scene.who) == HARDSHIPS.index("low_income")), np.minimum(cents, FREE_CENTS), 0)
