"""Two questions a data scientist asks of a good figure: does it hold for strangers, and is it only the gaps?"""

from zlib import crc32

import numpy as np

from models_ml.harness.declaration import Score
from models_ml.harness.estimators import SEED, blend
from models_ml.harness.fit import LEAST_CASES, cases, predicted, quiet
from models_ml.harness.frames import Frame
from models_ml.harness.measure import ranking
from models_ml.harness.measure_amount import distances

STRANGERS = 5


def _stacked(frames: list[Frame], names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    x = np.vstack([frame.matrix(names) for frame in frames])
    x[:, np.isnan(x).all(axis=0)] = 0.0
    return x, np.concatenate([frame.label for frame in frames])


def _figures(score: Score, label: np.ndarray, said: np.ndarray) -> dict[str, float]:
    return ranking(label, said, score.capacity) if score.target == "chance" else distances(label, said)


def _enough(score: Score, label: np.ndarray, least: int = LEAST_CASES) -> bool:
    smaller = min(label.sum(), len(label) - label.sum()) if score.target == "chance" else len(label)
    return bool(smaller >= least)


def is_stranger(customers: list[str]) -> np.ndarray:
    """Whether each customer belongs to the fifth that is kept out of training, always the same by its number."""
    return np.array([crc32(customer.encode()) % STRANGERS == 0 for customer in customers], dtype=bool)


def strangers(score: Score, frames: list[Frame]) -> dict | None:
    """Measures at the test cut-off on a fifth of the customers, by a model that never met any of them before.

    None where there are too few of them to measure (10 cases) or to learn from the others.
    """
    known, y = _stacked(frames[:-1], score.names)
    met = ~np.concatenate([is_stranger(frame.rows["customer_id"].to_list()) for frame in frames[:-1]])
    test = frames[-1]
    new = is_stranger(test.rows["customer_id"].to_list())
    if not _enough(score, y[met]) or not _enough(score, test.label[new], 10):
        return None
    with quiet():
        model = blend(score, cases(score, y[met])).fit(known[met], y[met])
    said = predicted(model, test.matrix(score.names)[new])
    return {"customers": test.rows["customer_id"].filter(new).n_unique()} | _figures(score, test.label[new], said)


def without_gaps(x: np.ndarray, learnt: np.ndarray) -> np.ndarray:
    """Fill every gap of `x` with a number drawn from those the `learnt` rows have in that column, 0 where none has.

    Not with their median: trees find the rows that stand exactly on it, and see the gaps again.
    """
    random, filled = np.random.default_rng(SEED), x.copy()
    for at, column in enumerate(learnt.T):
        known, gaps = column[~np.isnan(column)], np.isnan(x[:, at])
        filled[gaps, at] = random.choice(known, gaps.sum()) if len(known) else 0.0
    return filled


def without_missingness(score: Score, frames: list[Frame]) -> dict:
    """Measures at the test cut-off of a model that cannot see what is missing.

    Its features leave out those marked as masks, and every gap is filled with a number drawn from the training rows.
    Meter gaps are often an artefact of collection: published results on theft above AUC 0.91 all rest on them.
    """
    from dataclasses import replace

    blind = replace(score, features=tuple(feature for feature in score.features if not feature.is_mask))
    known, y = _stacked(frames[:-1], blind.names)
    with quiet():
        model = blend(blind, cases(score, y)).fit(without_gaps(known, known), y)
    test = frames[-1]
    said = predicted(model, without_gaps(test.matrix(blind.names), known))
    return {"features": len(blind.features)} | _figures(score, test.label, said)
