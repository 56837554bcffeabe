"""Has the population moved away from the one a model learned from? Inputs and scores, by population stability.

The population stability index (PSI) compares shares of customers in the deciles of the training population, those
without the number being a part of their own: the sum of (now - then) * ln(now / then). Below 0.1 nothing has moved,
from 0.25 the model has to be looked at (Siddiqi, Credit Risk Scorecards, 2006).
"""

import numpy as np

MOVED = 0.25
PARTS = 10
# A part nobody is in counts as one in ten thousand, else the index of it would be infinite.
LEAST_SHARE = 1e-4


def reference(values: np.ndarray) -> dict:
    """Cut points of a column's known values into tenths, and the share of customers in each part; the last: missing."""
    known = values[~np.isnan(values)]
    cuts = np.unique(np.quantile(known, np.linspace(0, 1, PARTS + 1)[1:-1])) if len(known) else np.empty(0)
    return {"cuts": [float(c) for c in cuts], "shares": [float(s) for s in shares(cuts, values)]}


def shares(cuts, values: np.ndarray) -> np.ndarray:
    """Share of rows in each part the cuts make, and of those without a number at the end."""
    cuts, is_missing = np.asarray(cuts, dtype=float), np.isnan(values)
    parts = np.bincount(np.searchsorted(cuts, values[~is_missing], side="left"), minlength=len(cuts) + 1)
    return np.append(parts, is_missing.sum()) / max(len(values), 1)


def psi(then: dict, values: np.ndarray) -> float:
    """Population stability index of a column against its reference; 0 for nobody."""
    if not len(values):
        return 0.0
    was = np.maximum(then["shares"], LEAST_SHARE)
    now = np.maximum(shares(then["cuts"], values), LEAST_SHARE)
    return float(((now - was) * np.log(now / was)).sum())


def references(names: list[str], matrix: np.ndarray, predicted: np.ndarray) -> dict[str, dict]:
    """References of every feature and, under ``score``, of what the model says."""
    found = {name: reference(column) for name, column in zip(names, matrix.T, strict=True)}
    return found | {"score": reference(predicted)}


def drift(then: dict[str, dict], names: list[str], matrix: np.ndarray, predicted: np.ndarray) -> list[dict]:
    """PSI of every input and of the ``score`` itself, largest first, with the shares missing then and now."""
    columns = {**dict(zip(names, matrix.T, strict=True)), "score": predicted}
    found = [
        {
            "input": name,
            "psi": psi(then[name], values),
            "missing_then": then[name]["shares"][-1],
            "missing_now": float(np.isnan(values).mean()) if len(values) else 0.0,
        }
        for name, values in columns.items()
        if name in then
    ]
    return sorted(found, key=lambda one: -one["psi"])
