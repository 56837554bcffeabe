"""Does anything later than the cut-off stand in what the model may know? Checked on every frame."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from models_ml.harness.declaration import Score
from tagrid.errors import TagridError

# A single number that ranks this well is the label in disguise, not a predictor.
TOO_GOOD_AUC = 0.985


class LeakError(TagridError):
    """A training frame holds something that was not known at its cut-off."""


def check_frame(score: Score, as_of: date, labels: pl.DataFrame, dates: dict[str, str | None]) -> None:
    """Refuse labels outside (as_of, as_of + horizon] and features that carry a later date.

    `dates` is the latest value of each date column of the frame's models, by ``model.column``.
    """
    until = as_of + timedelta(days=score.horizon_days)
    if labels["customer_id"].n_unique() != len(labels):
        raise LeakError(f"{score.name}: the label has more than one row for a customer at {as_of}.")
    outside = labels.filter((pl.col("began_on") <= as_of) | (pl.col("decided_on") > until))
    if len(outside):
        raise LeakError(f"{score.name}: a label at {as_of} looks at days outside ({as_of}, {until}].")
    for name, latest in dates.items():
        if latest and date.fromisoformat(latest[:10]) > as_of:
            raise LeakError(f"{score.name}: {name} reaches {latest}, after the cut-off {as_of}.")


def check_features(names: list[str], matrix: np.ndarray, label: np.ndarray) -> None:
    """Refuse a feature that alone almost gives the label away (AUC above 0.985, missing values at the median)."""
    from sklearn.metrics import roc_auc_score

    for name, column in zip(names, matrix.T, strict=True):
        if np.isnan(column).all():
            continue
        auc = roc_auc_score(label, np.where(np.isnan(column), np.nanmedian(column), column))
        if max(auc, 1 - auc) > TOO_GOOD_AUC:
            raise LeakError(f"{name} alone ranks the label with AUC {max(auc, 1 - auc):.3f}: it knows the future.")
