"""Whether the population has moved away from the one a model learned from, by the population stability index (PSI).

Inputs and outputs are compared as shares of customers in the deciles of the training population.
"""

import lazy_loader
import numpy as np

from tagrid.scoring.declaration import Score
from tagrid.scoring.frames import Frame, matrix

# As in `champions`: the share of what drifted is asked at the start of the app.
fit = lazy_loader.load("tagrid.scoring.fit", suppress_warning=True)

# Shares in tenths of a population need no more.
MOST_REFERENCE_ROWS = 50_000

# Below 0.1 nothing has moved, from 0.25 the model has to be looked at (Siddiqi, Credit Risk Scorecards, 2006).
DRIFT_THRESHOLD = 0.25

PARTS = 10

# A part without rows counts as one in ten thousand, else its index would be infinite.
LEAST_SHARE = 1e-4


def population_references(score: Score, model, frames: list[Frame]) -> dict[str, dict]:
    """What the population looked like at every cut-off: everybody eligible, input by input, and their scores.

    Of a day's customers at most `MOST_REFERENCE_ROWS`, evenly taken.
    """
    steps = [max(len(frame.population) // MOST_REFERENCE_ROWS, 1) for frame in frames]
    parts = [matrix(frame.population[::step], score.names) for frame, step in zip(frames, steps, strict=True)]
    return references(score.names, [(x, fit.predict(model, x)) for x in parts if len(x)])


def reference(values: np.ndarray) -> dict:
    """Cut points of a column's known values into tenths, and the share of customers in each part; the last: missing."""
    known = values[~np.isnan(values)]
    cuts = np.unique(np.quantile(known, np.linspace(0, 1, PARTS + 1)[1:-1])) if len(known) else np.empty(0)
    return {"cuts": [float(c) for c in cuts], "shares": [float(s) for s in part_shares(cuts, values)]}


def part_shares(cuts, values: np.ndarray) -> np.ndarray:
    """Share of rows in each part the cuts make, and of those without a number at the end."""
    cuts, is_missing = np.asarray(cuts, dtype=float), np.isnan(values)
    parts = np.bincount(np.searchsorted(cuts, values[~is_missing], side="left"), minlength=len(cuts) + 1)
    return np.append(parts, is_missing.sum()) / max(len(values), 1)


def psi(then: dict, values: np.ndarray) -> float:
    """Return the population stability index of a column against its reference, 0 without rows.

    It is the sum of (now - then) * ln(now / then) over the parts; rows without the number are a part of their own.
    """
    if not len(values):
        return 0.0
    was = np.maximum(then["shares"], LEAST_SHARE)
    now = np.maximum(part_shares(then["cuts"], values), LEAST_SHARE)
    return float(((now - was) * np.log(now / was)).sum())


def references(names: list[str], days: list[tuple[np.ndarray, np.ndarray]]) -> dict[str, dict]:
    """References of every feature and, under ``score``, of the model's output, from the days it was made with.

    `days` are pairs of a matrix and of the model's output for its rows. ``usual`` is the largest index that one of the
    days has against all of them together: some numbers differ on any two days (days since the latest bill), and what
    the days of the training differed by is no drift.
    """
    columns = {name: [x[:, index] for x, _ in days] for index, name in enumerate(names)}
    return {
        name: _reference_of_days(parts) for name, parts in (columns | {"score": [output for _, output in days]}).items()
    }


def _reference_of_days(parts: list[np.ndarray]) -> dict:
    then = reference(np.concatenate(parts))
    return then | {"usual": max((psi(then, part) for part in parts), default=0.0)}


def measure_drift(then: dict[str, dict], names: list[str], matrix: np.ndarray, predicted: np.ndarray) -> list[dict]:
    """PSI of every input and of the ``score`` itself, largest first, with the shares missing then and now.

    ``usual`` is how far the days of the training lay apart (0 where the manifest has no such number).
    """
    columns = {**dict(zip(names, matrix.T, strict=True)), "score": predicted}
    found = [
        {
            "input": name,
            "psi": psi(then[name], values),
            "usual": then[name].get("usual", 0.0),
            "missing_then": then[name]["shares"][-1],
            "missing_now": float(np.isnan(values).mean()) if len(values) else 0.0,
        }
        for name, values in columns.items()
        if name in then
    ]
    return sorted(found, key=lambda one: -one["psi"])


def has_drifted(one: dict) -> bool:
    """Whether a row of `measure_drift` is a movement that the model did not learn from."""
    return one["psi"] >= DRIFT_THRESHOLD and one["psi"] > one["usual"]
