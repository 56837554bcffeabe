"""Why an output is what it is: exact effects of single features on the very model that gave it.

The effect of a feature is the output (a calibrated chance, or an amount) minus the output of the same customer with
that one number at the training population's median. One at a time: effects of features that move together overlap and
do not add up. Exact: both outputs come from the stored model itself, none from a stand-in for it, so whoever runs the
model on the two rows gets the effect, for one customer as for all of them (to nine decimals, where sums are rounded
otherwise when more rows are summed at once).
"""

import numpy as np

from models_ml.harness.declaration import Score
from models_ml.harness.fit import predicted

MOST_REASONS = 3
# What differs beyond is the order in which a processor adds.
DECIMALS = 9


def effects(model, matrix: np.ndarray, output: np.ndarray, medians: list[float | None]) -> np.ndarray:
    """Effect of each feature for each row, rows x features; NaN where the customer's own number is missing."""
    found = np.full(matrix.shape, np.nan)
    for index, median in enumerate(medians):
        known = ~np.isnan(matrix[:, index])
        if median is None or not known.any():
            continue
        replaced = matrix[known].copy()
        replaced[:, index] = median
        found[known, index] = np.round(output[known] - predicted(model, replaced), DECIMALS)
    return found


def _of_row(names: list[str], values: np.ndarray, effect: np.ndarray, sign: float) -> list[dict]:
    push = np.nan_to_num(effect * sign, nan=-np.inf)
    order = np.argsort(-push, kind="stable")[:MOST_REASONS]
    return [{"feature": names[i], "value": float(values[i]), "effect": float(effect[i])} for i in order if push[i] > 0]


def reasons(
    model, score: Score, medians: list[float | None], matrix: np.ndarray, output: np.ndarray
) -> list[list[dict]]:
    """The up to three features that push each row's output most, strongest first.

    A chance is explained upwards; an amount in the direction it points, so that a decline has reasons to decline.
    """
    effect = effects(model, matrix, output, medians)
    signs = np.where((score.target == "amount") & (output < 0), -1.0, 1.0)
    rows = zip(matrix, effect, signs, strict=True)
    return [_of_row(score.names, values, own, sign) for values, own, sign in rows]
