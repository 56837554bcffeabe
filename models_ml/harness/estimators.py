"""The estimators every score is made of: trees, a linear model, and the mean of both."""

from models_ml.harness.declaration import Score

SEED = 20260101
POSITIVES_A_LEAF = 300
ROWS_A_LEAF = 1500


def trees(score: Score, cases: int):
    """Boosted trees as large as the cases can carry.

    ``cases`` are the positives of a chance and the rows of an amount. The sizes were chosen on demo utilities by
    average precision at later cut-offs.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind, cases_a_leaf = (
        (HistGradientBoostingClassifier, POSITIVES_A_LEAF)
        if score.target == "chance"
        else (HistGradientBoostingRegressor, ROWS_A_LEAF)
    )
    return kind(
        learning_rate=0.05,
        max_iter=120,
        max_leaf_nodes=min(max(cases // cases_a_leaf, 4), 31),
        min_samples_leaf=40,
        l2_regularization=5.0,
        monotonic_cst=[feature.direction for feature in score.features],
        early_stopping=False,
        random_state=SEED,
    )


def linear(score: Score):
    """Logistic regression (of an amount: ridge) over imputed, normalised features; it knows what was missing."""
    from sklearn.feature_selection import VarianceThreshold
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import QuantileTransformer

    return make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        VarianceThreshold(),  # a constant would carry the intercept, and its first other value move every chance
        QuantileTransformer(n_quantiles=100, output_distribution="normal", random_state=SEED),
        LogisticRegression(C=0.3, max_iter=1000) if score.target == "chance" else Ridge(alpha=10.0),
    )


def blend(score: Score, cases: int):
    """The mean of trees and linear model: on few cases their errors differ, and the mean has less of either."""
    from sklearn.ensemble import VotingClassifier, VotingRegressor

    parts = [("boosting", trees(score, cases)), ("linear", linear(score))]
    return VotingClassifier(parts, voting="soft") if score.target == "chance" else VotingRegressor(parts)
