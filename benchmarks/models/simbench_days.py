"""Days of the standard load profiles, what is measured of them, and the mean workday curves made of them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from tagrid.scoring.shapes.measures import measure_shape

STEPS = 96
# Heat pumps, vehicles and stores are no customers' classes.
NO_CLASS = ("Air", "Soil", "HS", "HLS", "APLS")
MEAN_DAYS, MEAN_STEP = 90, 15
LAGS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48)


@dataclass(frozen=True)
class Days:
    """Days with load: ``curve`` rows x 96 over their mean, ``label`` the class, ``day`` of the year from 0."""

    curve: np.ndarray
    label: np.ndarray
    day: np.ndarray


def days_of(path: Path) -> Days:
    """Read the profiles of customers' classes, each a column of quarter hours."""
    table = pl.read_parquet(path)
    names = [name for name in table.columns if name.endswith("_pload") and not name.startswith(NO_CLASS)]
    power = table.select(names).to_numpy().astype(float).T
    power = power[:, : power.shape[1] // STEPS * STEPS].reshape(len(names), -1, STEPS)
    mean = power.mean(axis=2)
    label, day = np.nonzero(mean > 1e-9)
    return Days(power[label, day] / mean[label, day][:, None], label, day)


def fine_structure(curve: np.ndarray) -> np.ndarray:
    """What a smooth shape does not show: steps, their spread, duration curve, spectrum and echo; rows x numbers."""
    steps = np.abs(np.diff(curve, axis=1, append=curve[:, :1]))
    spread = curve.var(axis=1)
    echo = [(curve * np.roll(curve, lag, axis=1)).mean(axis=1) - 1 for lag in LAGS]
    return np.column_stack(
        [
            np.sort(curve, axis=1)[:, ::4],
            np.abs(np.fft.rfft(curve, axis=1))[:, 1:25],
            curve.reshape(len(curve), 24, -1).std(axis=2),
            np.quantile(steps, [0.1, 0.25, 0.5, 0.75, 0.9, 1], axis=1).T,
            (steps < 1e-6).mean(axis=1),
            np.array(echo).T / (spread[:, None] + 1e-9),
            np.sqrt(spread),
        ]
    )


def measured(curve: np.ndarray) -> np.ndarray:
    """The product's measures of every row's shape."""
    return np.array([list(measure_shape(row).values()) for row in curve])


def mean_workdays(days: Days) -> Days:
    """Mean curves of the working days of every window of 90 days of a class; ``day`` is its first.

    Sundays and Saturdays are told by the calendar of 2016, which began on a Friday.
    """
    is_work = (days.day + 4) % 7 < 5
    found = [
        (days.curve[at].mean(axis=0), label, start)
        for label in np.unique(days.label)
        for start in range(0, days.day.max() + 2 - MEAN_DAYS, MEAN_STEP)
        if (at := is_work & (days.label == label) & (days.day >= start) & (days.day < start + MEAN_DAYS)).sum() >= 10
    ]
    return Days(*(np.array(part) for part in zip(*found, strict=True)))
