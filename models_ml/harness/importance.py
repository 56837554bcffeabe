"""What the model lives on: how much worse it gets when one feature's numbers are dealt out anew."""

import numpy as np

from models_ml.harness.declaration import Score
from models_ml.harness.estimators import SEED
from models_ml.harness.fit import predicted

REPEATS = 3
MOST_ROWS = 20_000


def _judge(score: Score, label: np.ndarray, said: np.ndarray) -> float:
    from sklearn.metrics import average_precision_score, root_mean_squared_error

    return average_precision_score(label, said) if score.target == "chance" else -root_mean_squared_error(label, said)


def importance(score: Score, model, matrix: np.ndarray, label: np.ndarray) -> list[dict]:
    """Permutation importance on rows the model never saw, largest first.

    ``loss``: mean fall of average precision (of an amount: rise of the root mean squared error) over three shuffles of
    the feature's column (Breiman 2001), on at most 20,000 rows. Features that say the same cover for one another.
    """
    generator = np.random.default_rng(SEED)
    rows = generator.permutation(len(label))[:MOST_ROWS]
    x, y = matrix[rows], label[rows]
    whole, found = _judge(score, y, predicted(model, x)), []
    for index, name in enumerate(score.names):
        losses = []
        for _ in range(REPEATS):
            other = x.copy()
            other[:, index] = generator.permutation(other[:, index])
            losses.append(whole - _judge(score, y, predicted(model, other)))
        found.append({"feature": name, "loss": float(np.mean(losses)), "spread": float(np.std(losses))})
    return sorted(found, key=lambda one: -one["loss"])
