"""Judge a fitted model on the test cut-off: the figures of its card, and whether the model may be released.

The figures are measures, permutation importance, and those for unseen customers and without knowing what is missing.
"""

from dataclasses import replace
from zlib import crc32

import numpy as np

from tagrid.scoring.declaration import SEED, Score
from tagrid.scoring.estimators import blend
from tagrid.scoring.fit import LEAST_CASES, Fitted, count_cases, limited_threads, predict
from tagrid.scoring.frames import Frame
from tagrid.scoring.measure import distances, measure_amount, measure_chance, ranking

REPEATS = 3

MOST_IMPORTANCE_ROWS = 20_000

UNSEEN_ONE_IN = 5


def _quality(score: Score, label: np.ndarray, output: np.ndarray) -> float:
    # scikit-learn's metrics load slowly, and only a training needs them
    from sklearn.metrics import average_precision_score, root_mean_squared_error

    if score.target == "chance":
        return average_precision_score(label, output)
    return -root_mean_squared_error(label, output)


def permutation_importance(score: Score, model, matrix: np.ndarray, label: np.ndarray) -> list[dict]:
    """Permutation importance on rows the model never saw, largest first.

    ``loss``: mean fall of average precision (of an amount: rise of the root mean squared error) over three shuffles of
    the feature's column (Breiman 2001), on at most 20,000 rows. Features that hold the same cover for one another.
    """
    generator = np.random.default_rng(SEED)
    rows = generator.permutation(len(label))[:MOST_IMPORTANCE_ROWS]
    x, y = matrix[rows], label[rows]
    whole, found = _quality(score, y, predict(model, x)), []
    for index, name in enumerate(score.names):
        losses = []
        for _ in range(REPEATS):
            other = x.copy()
            other[:, index] = generator.permutation(other[:, index])
            losses.append(whole - _quality(score, y, predict(model, other)))
        found.append({"feature": name, "loss": float(np.mean(losses)), "spread": float(np.std(losses))})
    return sorted(found, key=lambda one: -one["loss"])


def _stack(frames: list[Frame], names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    x = np.vstack([frame.matrix(names) for frame in frames])
    x[:, np.isnan(x).all(axis=0)] = 0.0
    return x, np.concatenate([frame.label for frame in frames])


def _figures(score: Score, label: np.ndarray, output: np.ndarray) -> dict[str, float]:
    return ranking(label, output, score.capacity) if score.target == "chance" else distances(label, output)


def _has_enough_cases(score: Score, label: np.ndarray, least: int = LEAST_CASES) -> bool:
    smaller = min(label.sum(), len(label) - label.sum()) if score.target == "chance" else len(label)
    return bool(smaller >= least)


def is_unseen_customer(customers: list[str]) -> np.ndarray:
    """Whether each customer belongs to the fifth left out of training, always the same one by its number."""
    return np.array([crc32(customer.encode()) % UNSEEN_ONE_IN == 0 for customer in customers], dtype=bool)


def measure_unseen_customers(score: Score, frames: list[Frame]) -> dict | None:
    """Measures at the test cut-off on a fifth of the customers, by a model that no row of theirs trained.

    None where there are too few of them to measure (10 cases) or to learn from the others.
    """
    known, y = _stack(frames[:-1], score.names)
    met = ~np.concatenate([is_unseen_customer(frame.rows["customer_id"].to_list()) for frame in frames[:-1]])
    test = frames[-1]
    new = is_unseen_customer(test.rows["customer_id"].to_list())
    if not _has_enough_cases(score, y[met]) or not _has_enough_cases(score, test.label[new], 10):
        return None
    with limited_threads():
        model = blend(score, count_cases(score, y[met])).fit(known[met], y[met])
    output = predict(model, test.matrix(score.names)[new])
    return {"customers": test.rows["customer_id"].filter(new).n_unique()} | _figures(score, test.label[new], output)


def fill_gaps(x: np.ndarray, learnt: np.ndarray) -> np.ndarray:
    """Fill every gap of `x` with a number drawn from those the `learnt` rows have in that column, 0 where none has.

    Not with their median: trees find the rows that stand exactly on it, and see the gaps again.
    """
    random, filled = np.random.default_rng(SEED), x.copy()
    for at, column in enumerate(learnt.T):
        known, gaps = column[~np.isnan(column)], np.isnan(x[:, at])
        filled[gaps, at] = random.choice(known, gaps.sum()) if len(known) else 0.0
    return filled


def measure_without_missingness(score: Score, frames: list[Frame]) -> dict:
    """Measures at the test cut-off of a model that cannot see what is missing.

    Its features leave out those marked as masks, and every gap is filled with a number drawn from the training rows.
    Meter gaps are often an artefact of collection: published results on theft above AUC 0.91 all depend on them.
    """
    blind = replace(score, features=tuple(feature for feature in score.features if not feature.is_mask))
    known, y = _stack(frames[:-1], blind.names)
    with limited_threads():
        model = blend(blind, count_cases(score, y)).fit(fill_gaps(known, known), y)
    test = frames[-1]
    output = predict(model, fill_gaps(test.matrix(blind.names), known))
    return {"features": len(blind.features)} | _figures(score, test.label, output)


def assess(score: Score, frames: list[Frame], fitted: Fitted) -> dict:
    """Measure the model beside its rivals on the last of `frames`; see `measure` and `measure_amount` for the keys.

    Adds ``importance`` (permutation), ``strangers`` (customers not in the training) and ``without_missingness``.
    """
    test = frames[-1]
    x, label = test.matrix(score.names), test.label
    output, beside = predict(fitted.model, x), predict(fitted.linear, x)
    if score.target == "chance":
        figures = measure_chance(test.rows, label, output, beside, score.capacity)
    else:
        figures = measure_amount(test.rows, label, output, beside)
    return figures | {
        "importance": permutation_importance(score, fitted.model, x, label),
        "strangers": measure_unseen_customers(score, frames),
        "without_missingness": measure_without_missingness(score, frames),
    }


def beats_naive_rule(figures: dict) -> bool:
    """Whether the model beats its naive rule, in nine of ten draws of the customers it is tested on."""
    return figures["over_naive"]["sure"] > 0
