"""How sure a figure is: the same measures over customers drawn again, with replacement."""

from collections.abc import Callable

import numpy as np

from models_ml.harness.estimators import SEED

RESAMPLES = 200
# The interval of a million customers is narrow whatever is done; it need not be drawn two hundred times.
MOST_ROWS_DRAWN = 4_000_000
LEAST_RESAMPLES = 30
LOW, HIGH = 2.5, 97.5
# One-sided: a rival is beaten when three in four draws say so. More would keep every model from a small utility, whose
# test holds some thirty cases; less would release what is no better.
SURE = 25


def _draws(label: np.ndarray) -> list[np.ndarray]:
    """Rows of each resample; both outcomes keep their number, so that every draw can be measured."""
    generator = np.random.default_rng(SEED)
    times = max(LEAST_RESAMPLES, min(RESAMPLES, MOST_ROWS_DRAWN // max(len(label), 1)))
    parts = [np.flatnonzero(label == 1), np.flatnonzero(label == 0)] if set(np.unique(label)) <= {0, 1} else []
    parts = [part for part in parts if len(part)] or [np.arange(len(label))]
    return [np.concatenate([generator.choice(part, len(part)) for part in parts]) for _ in range(times)]


def _ends(values: list[float]) -> list[float]:
    return [float(v) for v in np.percentile(values, [LOW, HIGH])]


def intervals(label: np.ndarray, rivals: dict[str, np.ndarray], measure: Callable, judged: str, sign: int = 1) -> dict:
    """95 % intervals of every measure of every rival, and the gain of ``model`` over the others in `judged`.

    `measure(label, by)` gives the measures of one rival. ``sign`` is -1 where less of `judged` is better. A gain is
    told as ``gain`` (of the whole), its 95 % interval ``low``, ``high``, and ``sure``: what three of four draws exceed.
    """
    drawn = [{who: measure(label[at], by[at]) for who, by in rivals.items()} for at in _draws(label)]
    whole = {who: measure(label, by) for who, by in rivals.items()}
    found = {who: {name: _ends([one[who][name] for one in drawn]) for name in whole[who]} for who in rivals}
    gains = {}
    for who in rivals.keys() - {"model"}:
        each = [sign * (one["model"][judged] - one[who][judged]) for one in drawn]
        low, high = _ends(each)
        gain = sign * (whole["model"][judged] - whole[who][judged])
        gains[f"over_{who}"] = {"gain": gain, "low": low, "high": high, "sure": float(np.percentile(each, SURE))}
    return {"judged": judged, "intervals": found, **gains}
