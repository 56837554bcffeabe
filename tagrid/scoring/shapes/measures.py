"""What can be measured of a day's shape, and the name that the rules give it.

A shape is a day in equal steps from midnight, over its own mean. A centre keeps its predecessor's name from one
training to the next while the name is still true.
"""

import numpy as np

from tagrid.scoring.declaration import Rule

HIGH, LOW = 95, 5

NOTHING = 1e-6  # of the mean power: what a ratio is over where nothing runs

# A name stays while its limits hold within a tenth, so that a centre on a limit does not change its name each time.
SLACK = 0.1

# A centre is the successor of none that is further off: share of the mean power, as distances in ``clusters`` are.
SAME_WITHIN = 0.25


def _within(curve: np.ndarray, start: float, end: float) -> np.ndarray:
    """The part of the day from hour `start` to hour `end`."""
    steps = len(curve) / 24
    return curve[round(start * steps) : round(end * steps)]


def _smooth(curve: np.ndarray) -> np.ndarray:
    return (np.roll(curve, 1) + curve + np.roll(curve, -1)) / 3


def measure_shape(curve: np.ndarray, scatter: float = 0.0) -> dict[str, float]:
    """Measure a shape of any number of steps a day; powers are times the day's mean, times of day are hours.

    ``scatter`` is how far single days lie from it, as a share of the mean power. Peaks and valleys are of the shape
    smoothed over three steps, so that no single step decides. A step counts as at work from half of the high load
    (the 95th percentile) on.
    """
    curve = np.asarray(curve, dtype=float) / np.mean(curve)
    even = _smooth(curve)
    high, low = np.percentile(curve, [HIGH, LOW])
    found = {
        "scatter": float(scatter),
        "scatter_of_spread": float(scatter / max(curve.std(), 1e-9)),
        "high": float(high),
        "low": float(low),
        "highest_at": float(even.argmax() * 24 / len(curve)),
        "lowest_at": float(even.argmin() * 24 / len(curve)),
        "night_share": float((_within(curve, 0, 6).sum() + _within(curve, 22, 24).sum()) / curve.sum()),
    }
    return found | _sunshine(even) | _shifts(curve) | _work(curve, high) | _peaks(even)


def _sunshine(even: np.ndarray) -> dict[str, float]:
    """The lowest of midday over the lowest outside, and the highest of the evening over the mean of the night."""
    night, evening = max(_within(even, 0, 5).mean(), NOTHING), _within(even, 17, 23).max()
    outside = max(min(_within(even, 0, 9).min(), _within(even, 17, 24).min()), NOTHING)
    lowest = _within(even, 10, 16).min()
    return {"midday_low": float(lowest / outside), "evening_over_night": float(evening / night)}


def _shifts(curve: np.ndarray) -> dict[str, float]:
    """Return the levels of morning and evening against each other, and of the small hours against the lower one."""
    early, late = _within(curve, 8, 12).mean(), _within(curve, 18, 22).mean()
    lower = max(min(early, late), NOTHING)
    return {
        "level": float(lower),
        "levels_alike": float(lower / max(early, late, NOTHING)),
        "small_hours": float(_within(curve, 2, 6).mean() / lower),
    }


def _work(curve: np.ndarray, high: float) -> dict[str, float]:
    """How long the work lasts, from when to when, and the load of rest over that at work."""
    is_work, hours = curve >= max(high / 2, NOTHING), 24 / len(curve)
    at = np.flatnonzero(is_work)
    rest = curve[~is_work].mean() if (~is_work).any() else curve[is_work].mean()
    return {
        "work_hours": float(is_work.sum() * hours),
        "work_from": float(at[0] * hours),
        "work_until": float((at[-1] + 1) * hours),
        "rest": float(rest / curve[is_work].mean()),
    }


def _peaks(even: np.ndarray) -> dict[str, float]:
    """Peaks before and after the early afternoon: how alike they are, and the valley between over the lower one."""
    hours = len(even) / 24
    first = round(5 * hours) + int(_within(even, 5, 14.5).argmax())
    second = round(16 * hours) + int(_within(even, 16, 23).argmax())
    lower, higher = sorted(max(even[at], NOTHING) for at in (first, second))
    return {
        "peak": float(lower),
        "peaks_alike": float(lower / higher),
        "valley": float(even[first : second + 1].min() / lower),
    }


def by_rule(rules: tuple[Rule, ...], curve: np.ndarray, scatter: float) -> str | None:
    """The name of the first rule that holds of a centre; None when none does."""
    measured = measure_shape(curve, scatter)
    return next((rule.name for rule in rules if rule.holds(measured)), None)


def predecessors(centres: np.ndarray, before: np.ndarray) -> list[int | None]:
    """The centre of `before` that each is the successor of: a near one, each once, the sum of distances least."""
    from scipy.optimize import linear_sum_assignment  # only a training compares centres

    distance = np.sqrt(((centres[:, None, :] - before[None, :, :]) ** 2).sum(axis=2))
    pairs = dict(zip(*linear_sum_assignment(distance), strict=True))
    near = {row: int(column) for row, column in pairs.items() if distance[row, column] <= SAME_WITHIN}
    return [near.get(row) for row in range(len(centres))]


def name_centres(
    rules: tuple[Rule, ...], curves: np.ndarray, scatters: np.ndarray, inherited: list[str | None]
) -> list[str | None]:
    """Name every centre: as its predecessor was named while that is still true within SLACK, else by rule."""
    names = []
    for curve, scatter, old in zip(curves, scatters, inherited, strict=True):
        rule = next((one for one in rules if one.name == old), None)
        keeps = rule is not None and rule.holds(measure_shape(curve, scatter), SLACK)
        names.append(old if keeps else by_rule(rules, curve, scatter))
    return names
