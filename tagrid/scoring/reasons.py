"""Reasons of an output: exact effects of single features on the very model that gave it, and their text.

An effect is the output minus the output of the same row with that one number at the training population's median.
Both come from the stored model itself. Effects of features that move together overlap and do not add up.
"""

import numpy as np

from tagrid.core.formats import SIDED_UNITS
from tagrid.core.text import Text
from tagrid.scoring.declaration import Feature, Score, format_value
from tagrid.scoring.fit import predict

MOST_REASONS = 3

# What differs beyond is the order in which a processor adds.
DECIMALS = 9

# The model runs once for many rows, not once a number: for one customer that takes nearly all of the time.
MOST_AT_ONCE = 100_000


def reason_text(score: Score, feature: Feature, value: float, effect: float) -> Text:
    """Return one reason; ``effect`` is the change of the model's output against a typical customer.

    Of a chance, in percentage points; of an amount, which is a relative one, too.
    """
    points, shown = f"{abs(effect) * 100:.1f}", format_value(feature, value)
    is_chance, rises = score.target == "chance", effect > 0
    return Text(
        zh=f"{feature.zh}{'' if feature.unit in SIDED_UNITS else '为'}{shown.zh}，使{'概率' if is_chance else '预计值'}"
        f"{'上升' if rises else '下降'}{points}个百分点",
        en=f"{feature.en}: {shown.en}; {'raises' if rises else 'lowers'} "
        f"{'the chance' if is_chance else 'the expected value'} by {points} points",
    )


def feature_effects(model, matrix: np.ndarray, output: np.ndarray, medians: list[float | None]) -> np.ndarray:
    """Effect of each feature for each row, rows x features; NaN where the customer's own number is missing."""
    typical = np.array([np.nan if median is None else median for median in medians])
    found = np.where(np.isnan(matrix) | np.isnan(typical), np.nan, 0.0)
    # A row at the median already is typical in this number: the model need not run.
    rows, columns = np.nonzero((found == 0) & (matrix != typical))
    for start in range(0, len(rows), MOST_AT_ONCE):
        row, column = rows[start : start + MOST_AT_ONCE], columns[start : start + MOST_AT_ONCE]
        replaced = matrix[row]
        replaced[np.arange(len(row)), column] = typical[column]
        found[row, column] = np.round(output[row] - predict(model, replaced), DECIMALS)
    return found


def _of_row(names: list[str], values: np.ndarray, effect: np.ndarray, sign: float) -> list[dict]:
    push = np.nan_to_num(effect * sign, nan=-np.inf)
    order = np.argsort(-push, kind="stable")[:MOST_REASONS]
    return [{"feature": names[i], "value": float(values[i]), "effect": float(effect[i])} for i in order if push[i] > 0]


def top_reasons(
    model, score: Score, medians: list[float | None], matrix: np.ndarray, output: np.ndarray
) -> list[list[dict]]:
    """The up to three features that push each row's output most, strongest first.

    A chance is explained upwards; an amount in the direction it points, so that a decline has reasons to decline.
    """
    return rank_reasons(score, matrix, output, feature_effects(model, matrix, output, medians))


def rank_reasons(score: Score, matrix: np.ndarray, output: np.ndarray, effect: np.ndarray) -> list[list[dict]]:
    """The reasons that effects make, as `top_reasons` gives them."""
    signs = np.where((score.target == "amount") & (output < 0), -1.0, 1.0)
    rows = zip(matrix, effect, signs, strict=True)
    return [_of_row(score.names, values, own, sign) for values, own, sign in rows]
