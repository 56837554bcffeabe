"""The estimators that stand beside each other in the benchmarks on daily energy."""

import warnings
from collections.abc import Callable

import numpy as np

from tagrid.scoring.bench.rivals import score_of
from tagrid.scoring.estimators import SEED, linear

MISSING = -9.0  # below every feature, for estimators that know no missing number


def boosting(columns: float = 1.0, rounds: int = 120, leaves: int = 8):
    """Plain gradient boosting; `columns` is the share of features each split may choose from."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        learning_rate=0.05, max_iter=rounds, max_leaf_nodes=leaves, min_samples_leaf=20, l2_regularization=5.0,
        max_features=columns, early_stopping=False, random_state=SEED,
    )  # fmt: skip


def forest(leaf: int, balanced: bool = False):
    """Extra trees: on few cases their errors differ from those of boosting."""
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline

    trees = ExtraTreesClassifier(
        200, min_samples_leaf=leaf, max_features=0.3, class_weight="balanced" if balanced else None, random_state=SEED
    )
    return make_pipeline(SimpleImputer(strategy="constant", fill_value=MISSING, keep_empty_features=True), trees)


def both(leaf: int, columns: float = 1.0):
    """The mean chance of extra trees and boosting."""
    from sklearn.ensemble import VotingClassifier

    return VotingClassifier([("forest", forest(leaf)), ("boosting", boosting(columns))], voting="soft")


def rehearsed():
    """The same for thousands of attacks played on the training customers: they carry larger trees."""
    from sklearn.ensemble import VotingClassifier

    parts = [("forest", forest(1, balanced=True)), ("boosting", boosting(0.3, 300, 15))]
    return VotingClassifier(parts, voting="soft")


def logistic(columns: int):
    """The harness's logistic regression over so many columns, of none of which it is said which way it points."""
    return linear(score_of([f"column_{n}" for n in range(columns)]))


def isolation(x: np.ndarray) -> np.ndarray:
    """How odd each row is to an isolation forest, which knows no labels."""
    from sklearn.ensemble import IsolationForest

    x = np.nan_to_num(x, nan=MISSING)
    return -IsolationForest(random_state=SEED).fit(x).score_samples(x)


def across(
    make: Callable,
    x: np.ndarray,
    y: np.ndarray,
    folds: list[tuple],
    more: np.ndarray | None = None,
    owner: np.ndarray | None = None,
) -> np.ndarray:
    """Chance of each row by a model that never saw the row's customer.

    `more` are further positive rows, each made of the customer (a row of `x`) that `owner` names; a fold learns from
    those of its training customers alone.
    """
    chance = np.empty(len(x))
    for train, test in folds:
        rows, label = x[train], y[train]
        if more is not None and owner is not None:
            own = more[np.isin(owner, train)]
            rows, label = np.vstack([rows, own]), np.concatenate([label, np.ones(len(own))])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # quantiles of a short column
            chance[test] = make().fit(rows, label).predict_proba(x[test])[:, 1]
    return chance
