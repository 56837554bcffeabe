"""A linear model that keeps to the declared directions: what can only raise a chance never lowers it.

Features that move together get coefficients of either sign, and a reason made of them contradicts the trade: a debt
that is older would be good news. Those that come out against their direction are left out, and the line is fitted anew.
"""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, clone

MOST_ROUNDS = 10


class _Directed(BaseEstimator):
    """Fit ``pipeline`` (imputer, variance threshold, ..., line) on the columns that agree with ``directions``.

    ``directions`` has +1, -1 or 0 a column of the matrix; 0 goes either way.
    """

    def __init__(self, pipeline=None, directions=()):
        self.pipeline = pipeline
        self.directions = directions

    def fit(self, x, y):
        """Fit, leave out what comes out against its direction, and again, until all agree."""
        directions = np.asarray(self.directions)
        self.columns_ = np.arange(x.shape[1])
        for _ in range(MOST_ROUNDS):
            self.fitted_ = clone(self.pipeline).fit(x[:, self.columns_], y)
            against = self._weights() * directions[self.columns_] < 0
            if not against.any():
                break
            self.columns_ = self.columns_[~against]
        return self

    def _weights(self) -> np.ndarray:
        """Coefficient of each column fitted, 0 where it was constant; those of missing values come after them."""
        kept = np.flatnonzero(self.fitted_[1].get_support())
        weights = np.zeros(len(self.fitted_[1].get_support()))
        weights[kept] = np.ravel(self.fitted_[-1].coef_)
        return weights[: len(self.columns_)]

    def predict(self, x):
        """What the line says of each row."""
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
