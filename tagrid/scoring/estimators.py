"""The estimators of every score: boosted trees, a linear model with declared directions, and the mean of both.

Stored models name the classes of this module by its path. A move needs an entry in ``store.MOVED_MODULES``.
"""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, TransformerMixin, clone

from tagrid.scoring.declaration import SEED, Score

MAX_REFITS = 10

POSITIVES_A_LEAF = 300

COLUMNS_A_SPLIT = 16

# The weight of a chance's trees against the linear model's grows by one with so many positives.
POSITIVES_A_WEIGHT = 1000

ROWS_A_LEAF = 500


class _Directed(BaseEstimator):
    """Fit ``pipeline`` (imputer, variance threshold, ..., line) on the columns that agree with ``directions``.

    Features that move together get coefficients of either sign, and a reason made of them contradicts the trade. So
    those whose coefficient contradicts the declared direction are left out, and the rest is fitted again.
    ``directions`` has +1, -1 or 0 a column of the matrix; 0 goes either way.
    """

    def __init__(self, pipeline=None, directions=()):
        self.pipeline = pipeline
        self.directions = directions

    def fit(self, x, y):
        """Fit, leave out what comes out against its direction, and again, until all agree."""
        directions = np.asarray(self.directions)
        self.columns_ = np.arange(x.shape[1])
        for _ in range(MAX_REFITS):
            self.fitted_ = clone(self.pipeline).fit(x[:, self.columns_], y)
            against = self._weights() * directions[self.columns_] < 0
            if not against.any():
                break
            self.columns_ = self.columns_[~against]
        return self

    def _weights(self) -> np.ndarray:
        """Coefficient of each column fitted, 0 where it was constant; those of missing values come after them."""
        varied = np.flatnonzero(self.fitted_[1].get_support())
        weights = np.zeros(len(self.fitted_[1].get_support()))
        weights[varied] = np.ravel(self.fitted_[-1].coef_)
        return weights[: len(self.columns_)]

    def predict(self, x):
        """Return the line's output for each row."""
        return self.fitted_.predict(x[:, self.columns_])


class DirectedClassifier(ClassifierMixin, _Directed):
    """A directed line that gives chances."""

    def fit(self, x, y):
        """As the line below, keeping the classes."""
        self.classes_ = np.unique(y)
        return super().fit(x, y)

    def predict_proba(self, x):
        """Chance of either class, rows x 2."""
        return self.fitted_.predict_proba(x[:, self.columns_])


class DirectedRegressor(RegressorMixin, _Directed):
    """A directed line that gives amounts."""


class Clip(TransformerMixin, BaseEstimator):
    """Hold every column within its 1st and 99th percentile of training: a line must not run away beyond them."""

    def fit(self, x, y=None):
        """Learn the percentiles of a matrix without gaps, rows x columns."""
        self.low_, self.high_ = np.percentile(x, [1, 99], axis=0)
        return self

    def transform(self, x):
        """Return the matrix with its values held within the percentiles."""
        return np.clip(x, self.low_, self.high_)


def trees(score: Score, cases: int):
    """Boosted trees as large as the cases can carry.

    ``cases`` are the positives of a chance and the rows of an amount. The sizes were chosen on demo utilities at later
    cut-offs: of a chance by average precision, of an amount by squared error.
    """
    # a training needs them; reading a stored model imports this module too
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    common = {
        "learning_rate": 0.05,
        "l2_regularization": 5.0,
        "monotonic_cst": [feature.direction for feature in score.features],
        "early_stopping": False,
        "random_state": SEED,
    }
    if score.target == "amount":
        leaves = min(max(cases // ROWS_A_LEAF, 4), 31)
        return HistGradientBoostingRegressor(max_iter=200, max_leaf_nodes=leaves, min_samples_leaf=25, **common)
    leaves = min(max(cases // POSITIVES_A_LEAF, 4), 31)
    # Of many similar features, a split may choose among some: the trees then differ, and their sum is better.
    common["max_features"] = min(1.0, COLUMNS_A_SPLIT / len(score.features))
    return HistGradientBoostingClassifier(max_iter=120, max_leaf_nodes=leaves, min_samples_leaf=40, **common)


def linear(score: Score):
    """A linear model that knows what was missing: of a chance logistic regression over normalised features.

    Of an amount, Huber's regression over features held within their percentiles and scaled: a line of the numbers
    themselves, as an amount often follows one of them, and of which one outlier does not decide.
    """
    # a training needs them; reading a stored model imports this module too
    from sklearn.feature_selection import VarianceThreshold
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import HuberRegressor, LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import QuantileTransformer, StandardScaler

    known = (
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        VarianceThreshold(),  # a constant would carry the intercept, and its first other value move every chance
    )
    directions = tuple(feature.direction for feature in score.features)
    if score.target == "amount":
        line = make_pipeline(*known, Clip(), StandardScaler(), HuberRegressor(alpha=100.0, max_iter=500))
        return DirectedRegressor(line, directions)
    normal = QuantileTransformer(n_quantiles=100, output_distribution="normal", random_state=SEED)
    return DirectedClassifier(make_pipeline(*known, normal, LogisticRegression(C=0.3, max_iter=1000)), directions)


def blend(score: Score, cases: int):
    """The mean of trees and linear model: on few cases their errors differ, and the mean has less of either.

    Of a chance, the trees weigh the more the more positives there are: beside trees that know enough, a line only errs.
    """
    from sklearn.ensemble import VotingClassifier, VotingRegressor  # as above

    parts = [("boosting", trees(score, cases)), ("linear", linear(score))]
    if score.target == "amount":
        return VotingRegressor(parts)
    return VotingClassifier(parts, voting="soft", weights=[1 + cases / POSITIVES_A_WEIGHT, 1])
