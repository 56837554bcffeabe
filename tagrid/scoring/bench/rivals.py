"""What is compared: the harness's blend, its linear model, plain boosting, and the best single column."""

import numpy as np

from tagrid.scoring.assess import fill_gaps
from tagrid.scoring.bench.table import LabelledTable
from tagrid.scoring.declaration import SEED, Feature, Score
from tagrid.scoring.estimators import blend, linear
from tagrid.scoring.fit import count_cases, fit_calibrated, limited_threads
from tagrid.scoring.measure import areas

# Boosting splits on a text's levels as such up to this many of them.
MOST_LEVELS = 250

# The last fifth of what is learnt calibrates.
LEARNT_FIRST = 0.8


def score_of(names: list[str]) -> Score:
    """Declare a chance over columns of which nothing is known but their names."""
    return Score(
        name="bench", output="chance", subject="", zh="", en="", label_zh="", label_en="", decision_zh="",
        decision_en="", horizon_days=0, eligible="true", label_sql="", span_sql="", naive="0", naive_zh="", naive_en="",
        features=tuple(Feature(f"table.{name}", name, name, "count") for name in names), sources=(), facts=(),
        groups=(),
    )  # fmt: skip


def _with_texts(table: LabelledTable, estimator):
    """Let a text's level stand for the share of its label, learnt on other rows than it is used for."""
    # loads slowly; only tables with texts need it
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import TargetEncoder

    if not table.texts:
        return estimator
    at = [table.names.index(name) for name in table.texts]
    encoder = TargetEncoder(target_type="binary", random_state=SEED)
    return make_pipeline(ColumnTransformer([("texts", encoder, at)], remainder="passthrough"), estimator)


def harness_blend(table: LabelledTable, x: np.ndarray, rows: np.ndarray):
    """The harness's calibrated blend, learnt from those rows (oldest first where they have a time)."""
    y, score = table.y[rows], score_of(table.names)

    def make():
        return _with_texts(table, blend(score, count_cases(score, y)))

    with limited_threads():
        return fit_calibrated(score, make, x[rows], y, round(LEARNT_FIRST * len(rows)))


def logistic(table: LabelledTable, x: np.ndarray, rows: np.ndarray):
    """The harness's logistic regression alone."""
    with limited_threads():
        return _with_texts(table, linear(score_of(table.names))).fit(x[rows], table.y[rows])


def boosting(table: LabelledTable, x: np.ndarray, rows: np.ndarray):
    """Plain gradient boosting, 100 trees of 8 leaves (as those of depth 3 that scikit-learn has for a default)."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # loads slowly

    texts = [table.names.index(name) for name, levels in table.texts.items() if len(levels) <= MOST_LEVELS]
    plain = HistGradientBoostingClassifier(
        max_leaf_nodes=8, early_stopping=False, categorical_features=texts or None, random_state=SEED
    )
    with limited_threads():
        return plain.fit(x[rows], table.y[rows])


class SingleColumn:
    """The best single column by itself, chosen on the rows it learns from: a person's rule of thumb."""

    def __init__(self, table: LabelledTable, x: np.ndarray, rows: np.ndarray) -> None:
        """Choose the column of `x` and its direction by AUC on `rows`."""
        learnt = [self._as_number(table, name, x[rows, at], table.y[rows]) for at, name in enumerate(table.names)]
        known = [areas(table.y[rows], column)[0] for column, _ in learnt]
        self.at = int(np.argmax(np.abs(np.array(known) - 0.5)))
        self.auc = max(known[self.at], 1 - known[self.at])
        self.name, self._levels = table.names[self.at], learnt[self.at][1]
        self._sign = 1 if known[self.at] >= 0.5 else -1
        self._sorted = np.sort(self._sign * learnt[self.at][0])

    @staticmethod
    def _as_number(
        table: LabelledTable, name: str, column: np.ndarray, y: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray | None]:
        if name in table.texts:
            shares = level_shares(column, y, len(table.texts[name]))
            return shares[_codes(column, len(shares) - 1)], shares
        return fill_missing(column, np.nanmedian(column) if (~np.isnan(column)).any() else 0.0), None

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Share of learnt rows that stand below each row, as the second of two columns: no chance, but an order."""
        column = x[:, self.at]
        if self._levels is None:
            middle = np.median(self._sign * self._sorted)
            number = fill_missing(column, middle)
        else:
            number = self._levels[_codes(column, len(self._levels) - 1)]
        below = np.searchsorted(self._sorted, self._sign * number) / len(self._sorted)
        return np.column_stack([1 - below, below])


def _codes(column: np.ndarray, missing: int) -> np.ndarray:
    return np.where(np.isnan(column), missing, column).astype(int)


def level_shares(column: np.ndarray, y: np.ndarray, levels: int) -> np.ndarray:
    """Share of the label by level, the missing last; a level of few rows is drawn to everybody's (20 rows' weight)."""
    codes = _codes(column, levels)
    size, positives = (np.bincount(codes, weights=w, minlength=levels + 1) for w in (np.ones(len(y)), y))
    return (positives + 20 * y.mean()) / (size + 20)


def fill_missing(column: np.ndarray, middle: float) -> np.ndarray:
    """The column, its gaps filled with a middle number."""
    return np.where(np.isnan(column), middle, column)


def fit_blind(table: LabelledTable, rows: np.ndarray) -> tuple[np.ndarray, object]:
    """The blend that cannot see what is missing: the table's ``x`` with its gaps filled, and the model."""
    filled, score, y = fill_gaps(table.x, table.x[rows]), score_of(table.names), table.y[rows]
    with limited_threads():
        return filled, _with_texts(table, blend(score, count_cases(score, y))).fit(filled[rows], y)


RIVALS = {"model": harness_blend, "naive": SingleColumn, "logistic": logistic, "boosting": boosting}
