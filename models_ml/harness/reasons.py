"""Why a chance is high: exact effects of single features on the very model that gave the chance.

The effect of a feature is the calibrated chance minus the chance of the same customer with that one number at
the training population's median. One at a time: effects of features that move together overlap and do not add up.
"""

import numpy as np

from models_ml.harness.fit import chances

# Below this chance a customer is not worked on, and reasons are made only on demand.
REASON_CHANCE = 0.12
MOST_REASONS = 3


def effects(model, matrix: np.ndarray, chance: np.ndarray, medians: list[float | None]) -> np.ndarray:
    """Effect of each feature for each row, rows x features; NaN where the customer's own number is missing."""
    found = np.full(matrix.shape, np.nan)
    for index, median in enumerate(medians):
        known = ~np.isnan(matrix[:, index])
        if median is None or not known.any():
            continue
        replaced = matrix[known].copy()
        replaced[:, index] = median
        found[known, index] = chance[known] - chances(model, replaced)
    return found


def _of_row(names: list[str], values: np.ndarray, effect: np.ndarray) -> list[dict]:
    order = np.argsort(-np.nan_to_num(effect, nan=-np.inf), kind="stable")[:MOST_REASONS]
    return [
        {"feature": names[i], "value": float(values[i]), "effect": float(effect[i])} for i in order if effect[i] > 0
    ]


def reasons(
    model, names: list[str], medians: list[float | None], matrix: np.ndarray, chance: np.ndarray
) -> list[list[dict]]:
    """The up to three features that raise each row's chance most, strongest first."""
    effect = effects(model, matrix, chance, medians)
    return [_of_row(names, values, own) for values, own in zip(matrix, effect, strict=True)]
