"""Standard load profiles (SimBench, ODbL 1.0): the class of a customer from one day, and clusters of days.

27 classes, 15 minutes over a year; a day is its 96 powers over their mean, days without load are left out. Classes are
learned with the product's measures of a shape beside the shape's fine structure; folds are blocks of two weeks, so that
no day is judged by its neighbours, or seasons, of which the judged one was never seen. Clusters are those the product
finds, of single days and, as the product uses it, of mean workday curves of 90 days.

Published before: accuracy 0.806; k-means of 8 on day curves silhouette 0.18, adjusted Rand 0.13 against the classes.

    python -m benchmarks.models.simbench --data ../data/simbench/load_profiles.parquet
"""

import argparse
import os
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.models.row import Row
from benchmarks.models.simbench_days import Days, days_of, fine_structure, mean_workdays, measured
from tagrid.scoring.estimators import SEED
from tagrid.scoring.shapes.clusters import MOST_ROWS, CurveRows, candidates, k_means, nearest_centre, space

BLOCK_DAYS, FOLDS, DRAWS = 14, 5, 200


def forest():
    """Extra trees, which take many like features as they come."""
    from sklearn.ensemble import ExtraTreesClassifier

    return ExtraTreesClassifier(100, max_features=0.15, random_state=SEED)


def boosting():
    """Plain gradient boosting."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(max_iter=40, early_stopping=False, random_state=SEED)


def logistic():
    """Logistic regression over scaled numbers."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=100))


def blocks_of(day: np.ndarray) -> np.ndarray:
    """Two-week block of each day: what folds and intervals are drawn by."""
    return day // BLOCK_DAYS


def splits(day: np.ndarray) -> dict[str, np.ndarray]:
    """Fold of each day, by task: blocks of two weeks shuffled into folds, and quarters of the year."""
    block = blocks_of(day)
    shuffled = np.random.default_rng(SEED).permutation(block.max() + 1)
    return {
        "class of a day, blocks of two weeks": shuffled[block] % FOLDS,
        "class of a day, unseen season": np.minimum(day * 4 // (day.max() + 1), 3),
    }


def _hits(make: Callable, x: np.ndarray, label: np.ndarray, fold: np.ndarray) -> np.ndarray:
    found = np.zeros(len(label))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # logistic regression stops after its steps
        for one in np.unique(fold):
            at = fold == one
            found[at] = make().fit(x[~at], label[~at]).predict(x[at]) == label[at]
    return found


def _mean_row(task: str, rival: str, measure: str, each: np.ndarray, block: np.ndarray) -> Row:
    """The mean of `each` with its interval by blocks drawn again, whole: days of a block are not independent."""
    names, at = np.unique(block, return_inverse=True)
    sums, counts = np.bincount(at, each), np.bincount(at)
    drawn = np.random.default_rng(SEED).integers(0, len(names), (DRAWS, len(names)))
    low, high = np.percentile(sums[drawn].sum(1) / counts[drawn].sum(1), [2.5, 97.5])
    return Row(task, rival, measure, float(each.mean()), float(low), float(high), 1)


def class_rows(days: Days) -> list[Row]:
    """Accuracy of the class from one day: ours beside the same trees, boosting and logistic on the 96 points."""
    told = measured(days.curve)
    ours = np.column_stack([days.curve, told, fine_structure(days.curve)])
    rivals = {
        "ours": (forest, ours),
        "product's measures alone": (forest, told),
        "extra trees on 96 points": (forest, days.curve),
        "logistic on 96 points": (logistic, days.curve),
        "boosting on 96 points": (boosting, days.curve),
    }
    return [
        _mean_row(task, rival, "accuracy", _hits(make, x, days.label, fold), blocks_of(days.day))
        for task, fold in splits(days.day).items()
        for rival, (make, x) in rivals.items()
    ]


def _points(days: Days) -> np.ndarray:
    return space(CurveRows(days.label, days.curve, np.zeros(len(days.curve))), 0.0)


def _chosen(days: Days) -> np.ndarray:
    """The product's clusters: method and number chosen by silhouette and stability, then the nearest centre."""
    points, random = _points(days), np.random.default_rng(SEED)
    some = random.choice(len(points), min(MOST_ROWS, len(points)), replace=False)
    best = candidates(points[some], blocks_of(days.day)[some])[0]
    return nearest_centre(points, best["centres"])[0]


def _eight(days: Days) -> np.ndarray:
    return nearest_centre(days.curve, k_means(days.curve, 8))[0]


def _cluster_rows(task: str, rival: str, days: Days, found: np.ndarray) -> list[Row]:
    from sklearn.metrics import adjusted_rand_score, silhouette_samples

    random, block = np.random.default_rng(SEED), blocks_of(days.day)
    some = random.choice(len(found), min(2 * MOST_ROWS, len(found)), replace=False)
    each = silhouette_samples(days.curve[some], found[some])
    names = np.unique(block)
    drawn = [np.concatenate([np.flatnonzero(block == b) for b in random.choice(names, len(names))]) for _ in range(50)]
    rand = adjusted_rand_score(days.label, found)
    low, high = np.percentile([adjusted_rand_score(days.label[at], found[at]) for at in drawn], [2.5, 97.5])
    return [
        _mean_row(task, rival, "silhouette", each, block[some]),
        Row(task, rival, "adjusted Rand", float(rand), float(low), float(high), 1),
    ]


def cluster_rows(days: Days) -> list[Row]:
    """Silhouette, by the curves alone, and agreement with the classes: k-means of 8 and the product's clusters."""
    found = []
    for task, own in (("clusters of days", days), ("clusters of mean workdays", mean_workdays(days))):
        found += _cluster_rows(task, "k-means of 8", own, _eight(own))
        found += _cluster_rows(task, "ours", own, _chosen(own))
    return found


def rows(path: Path) -> list[Row]:
    """Rows of all tasks; `path` is the table of profiles."""
    days = days_of(path)
    return [*cluster_rows(days), *class_rows(days)]


def main() -> None:
    """Print the rows, one JSON line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("TAGRID_SIMBENCH"), help="or TAGRID_SIMBENCH")
    asked = parser.parse_args()
    if asked.data is None:
        parser.error("--data or TAGRID_SIMBENCH names the table of profiles")
    print(pl.DataFrame([asdict(row) for row in rows(Path(asked.data))]).write_ndjson())


if __name__ == "__main__":
    main()
