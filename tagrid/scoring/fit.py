"""Fit the model and the linear model beside it; calibrate a chance on a later cut-off."""

import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

from tagrid.core.errors import BadInput
from tagrid.scoring.cores import THREADS
from tagrid.scoring.declaration import Score
from tagrid.scoring.estimators import blend, linear
from tagrid.scoring.frames import Frame, check_features

LEAST_CASES = 50

# Isotonic steps need many positives; below, the two numbers of a sigmoid are all the data can fix.
ISOTONIC_POSITIVES = 1000

# One customer's outlier must not decide everybody's amount: amounts are learned within these quantiles.
TAILS = (0.01, 0.99)


@dataclass(frozen=True)
class Fitted:
    """Two models over the same matrix, and the medians of the training population; None: nothing was learned of it."""

    model: object
    linear: object
    medians: dict[str, float | None]


def check_labels(score: Score, frames: list[Frame]) -> None:
    """Raise BadInput when the frames hold too few cases to learn or to measure from."""
    labels = [frame.label for frame in frames]
    rows = sum(map(len, labels))
    if not rows:
        raise BadInput(
            en=f"Nobody is eligible for {score.name} with a settled outcome; ingest a longer history.",
            zh=f"没有客户既适用 {score.name} 又已有结果；请接入更长的历史数据。",
        )
    if score.target == "chance":
        _check_both_outcomes(score, frames, rows, int(sum(y.sum() for y in labels)))
    elif rows < LEAST_CASES or min(map(len, labels[-2:])) < 2:
        raise BadInput(
            en=f"{score.name} has {rows} settled outcomes; training needs at least {LEAST_CASES} and some at each of "
            "the last two cut-offs. Ingest more customers or a longer history.",
            zh=f"{score.name} 已有结果的只有 {rows} 例；训练至少需要 {LEAST_CASES} 例，且最后两个截止日都要有。"
            "请接入更多客户或更长的历史数据。",
        )


def _check_both_outcomes(score: Score, frames: list[Frame], rows: int, positives: int) -> None:
    if min(positives, rows - positives) < LEAST_CASES:
        raise BadInput(
            en=f"{score.name} has {positives} cases of its label among {rows} rows; training needs at least "
            f"{LEAST_CASES} of each kind. Ingest more customers or a longer history.",
            zh=f"{score.name} 的 {rows} 例中有 {positives} 例发生；训练时发生与未发生都至少需要 {LEAST_CASES} 例。"
            "请接入更多客户或更长的历史数据。",
        )
    for frame in frames[-2:]:
        if frame.label.min(initial=1) == frame.label.max(initial=0):
            raise BadInput(
                en=f"{score.name}: every outcome after {frame.as_of} is the same; nothing to measure.",
                zh=f"{score.name}：{frame.as_of} 之后的结果全都相同，无从检验。",
            )


def _calibrated(make: Callable, earlier: tuple, later: tuple):
    """Learn from all rows; calibrate by what a model of the `earlier` rows alone made of the `later` ones."""
    # a training needs them; using a stored model imports this module too
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.frozen import FrozenEstimator

    rehearsal = FrozenEstimator(make().fit(*earlier))
    method = "isotonic" if later[1].sum() >= ISOTONIC_POSITIVES else "sigmoid"
    calibrated = CalibratedClassifierCV(rehearsal, method=method).fit(*later)
    both = FrozenEstimator(make().fit(np.vstack([earlier[0], later[0]]), np.concatenate([earlier[1], later[1]])))
    calibrated.estimator = calibrated.calibrated_classifiers_[0].estimator = both
    return calibrated


def fit_calibrated(score: Score, make: Callable, x: np.ndarray, y: np.ndarray, first: int):
    """A classifier of `make` calibrated on the rows from `first` on, or a plain regressor, learnt from all rows.

    The mean of an amount needs no calibration of its own.
    """
    if score.target == "chance":
        return _calibrated(make, (x[:first], y[:first]), (x[first:], y[first:]))
    return make().fit(x, np.clip(y, *np.quantile(y, TAILS)))


def _medians(names: list[str], matrix: np.ndarray) -> dict[str, float | None]:
    """Median of each feature; None where no training row had it."""
    found = {}
    for name, column in zip(names, matrix.T, strict=True):
        found[name] = None if np.isnan(column).all() else float(np.nanmedian(column))
    return found


def count_cases(score: Score, y: np.ndarray) -> int:
    """How many cases there are to learn from: the positives of a chance, the rows of an amount."""
    return int(y.sum()) if score.target == "chance" else len(y)


def fit(score: Score, frames: list[Frame]) -> Fitted:
    """Fit on all but the last frame, calibrated on the last but one; the last is not looked at."""
    training = frames[:-2]
    x = np.vstack([frame.matrix(score.names) for frame in frames[:-1]])
    y = np.concatenate([frame.label for frame in frames[:-1]])
    medians = _medians(score.names, x)
    if score.target == "chance":
        check_features(score.names, x, y)
    first = sum(len(frame.rows) for frame in training)
    # Boosting cannot bin a column without any number; a constant is never split on.
    is_empty = np.isnan(x[:first]).all(axis=0)
    x[:, is_empty] = 0.0
    medians |= dict.fromkeys(np.array(score.names)[is_empty].tolist())
    with limited_threads():
        model = fit_calibrated(score, partial(blend, score, count_cases(score, y)), x, y, first)
        beside = fit_calibrated(score, partial(linear, score), x, y, first)
    return Fitted(model, beside, medians)


@contextmanager
def limited_threads() -> Generator[None]:
    """Bound the threads of what runs inside, and do without its warnings of short columns' quantiles."""
    with threadpool_limits(THREADS), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def predict(model, matrix: np.ndarray) -> np.ndarray:
    """Return the model's output for each row: a chance, 0 to 1, or an amount."""
    if not len(matrix):
        return np.empty(0)
    with threadpool_limits(THREADS):
        return model.predict_proba(matrix)[:, 1] if hasattr(model, "predict_proba") else model.predict(matrix)
