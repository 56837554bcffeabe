"""Load shapes: the published BDEW standard load profiles that demandlib carries, by season and kind of day.

They give the hours of a day and the days of a week. How much a season uses they do not: theirs is a country that heats
and lights in winter; what heat and cold add in a subtropical city is in ``energy``.

Read from the library's bundled table: its ``ElecSlp`` knows no make-up workdays and breaks on pandas 3.1. Two shifts
are profile G1 (weekdays 8-18) twice, eight hours apart; P25 is BDEW's household with photovoltaics, of 2025.
"""

from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl

from tagrid.demo import hours

PROFILES = ["h0", "g0", "g1", "g2", "g3", "g4", "g5", "g6", "l0", "l1", "l2", "g1x2", "p25"]

QUARTERS = hours.QUARTERS

_KINDS_OF_DAY = np.array([250, 50, 65]) / 365  # workdays, Saturdays, Sundays and holidays: their shares of a year

SHIFT_QUARTERS = 32

SEASONS = ["winter", "transition", "summer"]

_WEEKDAY = [1, 6, 7]  # workday, Saturday, Sunday in the library's table of 1999

_KIND_2025 = ["WT", "SA", "FT"]  # the same in its tables of 2025

_MONTHS = [
    ["Januar", "Februar", "November", "Dezember"],
    ["März", "April", "Oktober"],
    ["Mai", "Juni", "Juli", "August", "September"],
]


# The hours of all but industry, which has sharp and deep-valley hours inside its peak and its flat ones.
_PERIODS = hours.periods_of("general_commercial", 6, hours.ORDINARY)

PEAK, VALLEY = _PERIODS == hours.PEAK, _PERIODS == hours.VALLEY


@cache
def shapes() -> np.ndarray:
    """Return mean power relative to the profile's yearly mean: (profile, season, kind of day, quarter hour)."""
    table = pl.read_csv(_table("selp_series.csv"))
    out = np.empty((len(PROFILES), 3, 3, QUARTERS))
    for s, season in enumerate(SEASONS):
        for k, weekday in enumerate(_WEEKDAY):
            rows = table.filter((pl.col("period") == season) & (pl.col("weekday") == weekday))
            out[:-2, s, k] = rows.select(PROFILES[:-2]).to_numpy().T
    single = out[PROFILES.index("g1")]
    out[-2] = single + np.roll(single, SHIFT_QUARTERS, axis=-1)
    out[-1] = _with_sun()
    weights = np.einsum("s,k->sk", [0.385, 0.282, 0.333], _KINDS_OF_DAY)
    yearly = np.einsum("pskq,sk->p", out, weights) / QUARTERS
    return out / yearly[:, None, None, None]


def _table(name: str) -> bytes:
    return files("demandlib").joinpath("bdew/bdew_data", name).read_bytes()


def _with_sun() -> np.ndarray:
    """Profile P25: means over the months of each season (season, kind of day, quarter hour)."""
    lines = [line.split(",")[1:] for line in _table("p25.csv").decode("utf-8").splitlines()]
    head, values = list(zip(lines[0], lines[1], strict=True)), np.array(lines[2:], dtype=float)
    out = np.empty((3, 3, QUARTERS))
    for s, names in enumerate(_MONTHS):
        for k, kind in enumerate(_KIND_2025):
            out[s, k] = values[:, [i for i, (m, d) in enumerate(head) if m in names and d == kind]].mean(axis=1)
    return out


@cache
def daily() -> np.ndarray:
    """Return the day's energy relative to the mean day of its season: (profile, season, kind of day)."""
    whole = shapes().mean(axis=-1)
    return whole / (whole @ _KINDS_OF_DAY)[..., None]


@cache
def shares() -> tuple[np.ndarray, np.ndarray]:
    """Return the shares of a day's energy in the peak and in the valley period, each as ``daily``."""
    total = shapes().sum(axis=-1)
    return shapes()[..., PEAK].sum(axis=-1) / total, shapes()[..., VALLEY].sum(axis=-1) / total


def bdew_seasons(days: np.ndarray) -> np.ndarray:
    """Return each day's BDEW season: 0 winter, 1 transition, 2 summer (limits are BDEW's)."""
    on = days.astype("datetime64[D]")
    month = on.astype("datetime64[M]")
    key = (month.astype(int) % 12 + 1) * 100 + (on - month).astype(int) + 1
    return np.select([(key >= 515) & (key <= 914), (key >= 321) & (key <= 1031)], [2, 1], 0)
