"""How sure a figure is: the same measures over customers drawn again, with replacement."""

from collections.abc import Callable

import numpy as np

from models_ml.harness.estimators import SEED

RESAMPLES = 200
# The interval of a million customers is narrow whatever is done; it need not be drawn two hundred times.
MOST_ROWS_DRAWN = 4_000_000
LEAST_RESAMPLES = 30
LOW, HIGH = 2.5, 97.5
# One-sided: a rival is beaten when nine in ten draws say so.
SURE = 10


def _draws(label: np.ndarray, who: np.ndarray | None) -> list[np.ndarray]:
    """Rows of each resample: customers are drawn, each with all its rows, since a customer's days are much alike.

    Who ever had the outcome and who never had keep their number, so that every draw can be measured.
    """
    generator = np.random.default_rng(SEED)
    times = max(LEAST_RESAMPLES, min(RESAMPLES, MOST_ROWS_DRAWN // max(len(label), 1)))
    _, of = np.unique(np.arange(len(label)) if who is None else who, return_inverse=True)
    rows, sizes = np.argsort(of, kind="stable"), np.bincount(of)
    firsts = np.cumsum(sizes) - sizes
    ever = np.maximum.reduceat(label[rows], firsts) if set(np.unique(label)) <= {0, 1} else np.zeros(len(sizes))
    strata = [np.flatnonzero(ever == kind) for kind in np.unique(ever)[::-1]]
    return [
        _rows_of(np.concatenate([generator.choice(part, len(part)) for part in strata]), rows, firsts, sizes)
        for _ in range(times)
    ]


def _rows_of(drawn: np.ndarray, rows: np.ndarray, firsts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Rows of the customers drawn; ``rows`` lists them customer by customer."""
    within = np.arange(sizes[drawn].sum()) - np.repeat(np.cumsum(sizes[drawn]) - sizes[drawn], sizes[drawn])
    return rows[np.repeat(firsts[drawn], sizes[drawn]) + within]


def _ends(values: list[float]) -> list[float]:
    return [float(v) for v in np.percentile(values, [LOW, HIGH])]


def intervals(
    label: np.ndarray,
    rivals: dict[str, np.ndarray],
    measure: Callable,
    judged: str,
    sign: int = 1,
    who: np.ndarray | None = None,
) -> dict:
    """95 % intervals of every measure of every rival, and the gain of ``model`` over the others in `judged`.

    `measure(label, by)` gives the measures of one rival. ``sign`` is -1 where less of `judged` is better. A gain is
    told as ``gain`` (of the whole), its 95 % interval ``low``, ``high``, and ``sure``: what nine of ten draws exceed.
    ``who`` is the customer of each row; without it every row is a customer of its own.
    """
    drawn = [{rival: measure(label[at], by[at]) for rival, by in rivals.items()} for at in _draws(label, who)]
    whole = {rival: measure(label, by) for rival, by in rivals.items()}
    found = {rival: {name: _ends([one[rival][name] for one in drawn]) for name in whole[rival]} for rival in rivals}
    gains = {}
    for rival in rivals.keys() - {"model"}:
        each = [sign * (one["model"][judged] - one[rival][judged]) for one in drawn]
        low, high = _ends(each)
        gain = sign * (whole["model"][judged] - whole[rival][judged])
        gains[f"over_{rival}"] = {"gain": gain, "low": low, "high": high, "sure": float(np.percentile(each, SURE))}
    return {"judged": judged, "intervals": found, **gains}
