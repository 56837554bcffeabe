"""Fit the model and the logistic regression that stands beside it, and calibrate both on a later cut-off."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from models_ml.harness import THREADS
from models_ml.harness.declaration import Score
from models_ml.harness.frames import Frame
from models_ml.harness.leaks import check_features
from tagrid.errors import BadInput

SEED = 20260101
LEAST_POSITIVES = 50
# Isotonic steps need many positives; below, the two numbers of a sigmoid are all the data can fix.
ISOTONIC_POSITIVES = 1000
POSITIVES_A_LEAF = 300


@dataclass(frozen=True)
class Fitted:
    """Two calibrated classifiers over the same matrix, and the medians of the training population."""

    model: object
    logistic: object
    medians: dict[str, float | None]


def check_labels(score: Score, frames: list[Frame]) -> None:
    """Raise BadInput when the frames hold too few of either class to learn or to measure from."""
    labels = [frame.label for frame in frames]
    rows, positives = sum(map(len, labels)), int(sum(y.sum() for y in labels))
    if not rows:
        raise BadInput(f"Nobody is eligible for {score.name} with a settled outcome; ingest a longer history.")
    if min(positives, rows - positives) < LEAST_POSITIVES:
        raise BadInput(
            f"{score.name} has {positives} cases of its label among {rows} rows; training needs at least "
            f"{LEAST_POSITIVES} of each kind. Ingest more customers or a longer history."
        )
    for frame in frames[-2:]:
        if frame.label.min(initial=1) == frame.label.max(initial=0):
            raise BadInput(f"{score.name}: every outcome after {frame.as_of} is the same; nothing to measure.")


def _boosting(score: Score, positives: int):
    """Trees as large as the cases can carry: chosen on demo utilities by average precision at later cut-offs."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=120,
        max_leaf_nodes=min(max(positives // POSITIVES_A_LEAF, 4), 31),
        min_samples_leaf=40,
        l2_regularization=5.0,
        monotonic_cst=[feature.direction for feature in score.features],
        early_stopping=False,
        random_state=SEED,
    )


def _logistic():
    from sklearn.feature_selection import VarianceThreshold
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import QuantileTransformer

    return make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        VarianceThreshold(),  # a constant would carry the intercept, and its first other value move every chance
        QuantileTransformer(n_quantiles=100, output_distribution="normal", random_state=SEED),
        LogisticRegression(C=0.3, max_iter=1000),
    )


def _blend(score: Score, positives: int):
    """The mean chance of trees and logistic regression: on few cases their errors differ, and the mean has less."""
    from sklearn.ensemble import VotingClassifier

    return VotingClassifier([("boosting", _boosting(score, positives)), ("logistic", _logistic())], voting="soft")


def _calibrated(make: Callable, earlier: tuple, later: tuple):
    """Learn from all of it, calibrated by a rehearsal: what a model of `earlier` alone made of `later`."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.frozen import FrozenEstimator

    rehearsal = FrozenEstimator(make().fit(*earlier))
    method = "isotonic" if later[1].sum() >= ISOTONIC_POSITIVES else "sigmoid"
    calibrated = CalibratedClassifierCV(rehearsal, method=method).fit(*later)
    both = FrozenEstimator(make().fit(np.vstack([earlier[0], later[0]]), np.concatenate([earlier[1], later[1]])))
    calibrated.estimator = calibrated.calibrated_classifiers_[0].estimator = both
    return calibrated


def _medians(names: list[str], matrix: np.ndarray) -> dict[str, float | None]:
    """Median of each feature; None where no training row had it."""
    found = {}
    for name, column in zip(names, matrix.T, strict=True):
        found[name] = None if np.isnan(column).all() else float(np.nanmedian(column))
    return found


def fit(score: Score, frames: list[Frame]) -> Fitted:
    """Fit on all but the last frame, calibrated on the last but one; the last is not looked at."""
    from threadpoolctl import threadpool_limits

    training = frames[:-2]
    x = np.vstack([frame.matrix(score.names) for frame in frames[:-1]])
    y = np.concatenate([frame.label for frame in frames[:-1]])
    medians = _medians(score.names, x)
    check_features(score.names, x, y)
    first = sum(len(frame.rows) for frame in training)
    # Boosting cannot bin a column without any number; a constant is never split on.
    x[:, np.isnan(x[:first]).all(axis=0)] = 0.0
    earlier, later = (x[:first], y[:first]), (x[first:], y[first:])
    with threadpool_limits(THREADS), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # quantiles of a short column
        model = _calibrated(partial(_blend, score, int(y.sum())), earlier, later)
        logistic = _calibrated(_logistic, earlier, later)
    return Fitted(model, logistic, medians)


def chances(model, matrix: np.ndarray) -> np.ndarray:
    """Calibrated chance of each row, 0 to 1."""
    from threadpoolctl import threadpool_limits

    if not len(matrix):
        return np.empty(0)
    with threadpool_limits(THREADS):
        return model.predict_proba(matrix)[:, 1]
