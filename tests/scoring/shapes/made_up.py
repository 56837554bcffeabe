"""Made-up shapes of every name, and a population of customers that have them, so that names can be judged."""

import numpy as np

from tagrid.scoring.shapes.clusters import CurveRows

STEPS = 48
HOUR = np.arange(STEPS) / 2


def bump(at: float, width: float = 1.5) -> np.ndarray:
    """A peak at an hour."""
    away = np.minimum(np.abs(HOUR - at), 24 - np.abs(HOUR - at))
    return np.exp(-0.5 * (away / width) ** 2)


def plateau(start: float, end: float, rest: float = 0.2) -> np.ndarray:
    """Full load from one hour to another, over midnight where the end comes first."""
    is_on = (start <= HOUR) & (end > HOUR) if start < end else (start <= HOUR) | (end > HOUR)
    return np.where(is_on, 1.0, rest)


def worked(start: float, end: float) -> np.ndarray:
    """A plateau that people come to and leave within two hours."""
    sharp = plateau(start, end)
    return np.mean([np.roll(sharp, n) for n in range(-2, 3)], axis=0)


SHAPES = {
    "morning_peak": 0.5 + bump(7.5),
    "midday_peak": 0.5 + bump(12.5),
    "evening_peak": 0.5 + bump(19),
    "double_peak": 0.5 + bump(8) + bump(19),
    "daytime_single_shift": worked(8, 17),
    "two_shift": worked(7, 23),
    "night": worked(22.5, 6),
    "midday_dip": 1 - 0.7 * bump(12.5, 2.5) + 0.6 * bump(20),
    "flat": 1 + 0.1 * bump(12, 4),
}
USUAL, SCATTERED = 0.12, 0.5


def curve(name: str, random: np.random.Generator, shift: int = 0, noise: float = 0.03) -> np.ndarray:
    """A customer's curve: the shape moved by `shift` half hours, with noise, over its mean."""
    base = SHAPES.get(name, SHAPES["daytime_single_shift"])
    moved = np.roll(base, shift) * np.exp(noise * random.standard_normal(STEPS))
    return moved / moved.mean()


def population(seed: int, each: int = 24, noise: float = 0.03, shift: int = 0) -> tuple[CurveRows, list[str]]:
    """Rows of `each` customers a name, and the names: a customer keeps its name and half an hour of its own."""
    random, own = np.random.default_rng(seed), np.random.default_rng(0)
    names = [name for name in (*SHAPES, "fluctuating") for _ in range(each)]
    moves = own.integers(-1, 2, len(names)) + shift
    curves = np.array([curve(name, random, move, noise) for name, move in zip(names, moves, strict=True)])
    scatter = np.array([SCATTERED if name == "fluctuating" else USUAL for name in names])
    return CurveRows(np.array([f"c{n:05d}" for n in range(len(names))]), curves, scatter), names
