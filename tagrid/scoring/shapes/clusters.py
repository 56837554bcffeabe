"""Clusters of load curves: the rows they are learned from, how they are found and judged, and the stored model.

The distance of two shapes is the root mean square of their difference hour by hour, with the difference of their
scatter counting SCATTER times. Rows are always grouped by the nearest centre, as that is how the centres are used.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from tagrid.core.errors import BadInput
from tagrid.scoring.declaration import SEED, Clusters
from tagrid.scoring.frames import LEAST_HISTORY_DAYS, STEP_DAYS, LeakError
from tagrid.scoring.shapes.measures import name_centres, predecessors

# Days whose windows of 90 days do not overlap, on the grid of the scores; four of them hold a year.
APART = 100

MOST_DAYS = 4

HOURS = 24

SCATTER = 2.0

HALVINGS = 3

CLUSTERS = range(8, 13)

MOST_ROWS = 2000  # looked at while choosing: silhouettes need all pairs

LEAST_SHARE = 0.01  # a cluster of fewer rows is an accident

FAR = 1.5  # times the distance within which 95 % of a cluster's rows lie

NEAR = 0.35  # never far: so much of the mean power off the centre, as half an hour later is where shifts begin


@dataclass(frozen=True)
class CurveRows:
    """Shapes to group: `curve` rows x steps of the day, `scatter`, and whose each is."""

    customer: np.ndarray
    curve: np.ndarray
    scatter: np.ndarray

    def at(self, index: np.ndarray) -> "CurveRows":
        """The rows of that index or mask."""
        return CurveRows(self.customer[index], self.curve[index], self.scatter[index])


def rows_of(known: pl.DataFrame) -> CurveRows:
    """Rows of `Clusters.query` that have a curve."""
    known = known.filter(pl.col("curve").is_not_null())
    curve = known["curve"].explode().cast(pl.Float64).to_numpy().reshape(len(known), -1 if len(known) else 0)
    scatter = known["scatter"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return CurveRows(known["customer_id"].to_numpy(), curve, scatter)


def training_days(first_on: date, through_on: date) -> list[date]:
    """Days to look back from, oldest first; BadInput where not one has its 90 days of history."""
    last = date.fromordinal(through_on.toordinal() // STEP_DAYS * STEP_DAYS)
    days = [last - timedelta(days=APART * n) for n in range(MOST_DAYS)]
    days = [day for day in days if (day - first_on).days >= LEAST_HISTORY_DAYS]
    if not days:
        raise BadInput(
            en=f"The landed curves from {first_on} to {through_on} are too few days to group: "
            f"{LEAST_HISTORY_DAYS + STEP_DAYS} days are needed. Ingest a longer history.",
            zh=f"已接入 {first_on} 至 {through_on} 的负荷曲线，天数太少，无法聚类："
            f"需要 {LEAST_HISTORY_DAYS + STEP_DAYS} 天。请接入更长的历史数据。",
        )
    return days[::-1]


def read_rows(clusters: Clusters, day: date, folder: Path) -> tuple[date, CurveRows]:
    """Read what the worker wrote for one day; LeakError when its features carry a later date."""
    for name, latest in json.loads((folder / "dates.json").read_text()).items():
        if latest and date.fromisoformat(latest[:10]) > day:
            raise LeakError(
                en=f"{clusters.name}: {name} reaches {latest}, after the cut-off {day}.",
                zh=f"{clusters.name}：{name} 的日期到 {latest}，晚于截止日 {day}。",
            )
    return day, rows_of(pl.read_parquet(folder / "frame.parquet").sort("customer_id"))


def usual_scatter(rows: CurveRows) -> float:
    """Median of what is known; it stands where scatter says nothing. 0 where none is known."""
    known = rows.scatter[~np.isnan(rows.scatter)]
    return float(np.median(known)) if len(known) else 0.0


def space(rows: CurveRows, usual: float) -> np.ndarray:
    """Coordinates of the rows, whose Euclidean distance is the one described above: rows x (hours + 1)."""
    hourly = rows.curve.reshape(len(rows.curve), HOURS, -1).mean(axis=2)
    scatter = np.where(np.isnan(rows.scatter), usual, rows.scatter)
    return np.column_stack([hourly / np.sqrt(HOURS), SCATTER * scatter])


def nearest_centre(points: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number of the nearest centre of each point, and the distance to it."""
    squared = (points**2).sum(1)[:, None] - 2 * points @ centres.T + (centres**2).sum(1)[None, :]
    index = squared.argmin(axis=1)
    return index, np.sqrt(np.maximum(squared[np.arange(len(points)), index], 0))


def _means(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.array([points[labels == one].mean(axis=0) for one in np.unique(labels)])


def k_means(points: np.ndarray, count: int) -> np.ndarray:
    """Centres by k-means, the best of five starts."""
    from sklearn.cluster import KMeans  # only a training groups

    return KMeans(count, n_init=5, random_state=SEED).fit(points).cluster_centers_


def ward(points: np.ndarray, count: int) -> np.ndarray:
    """Centres by merging the two groups whose union is tightest, time and again."""
    from sklearn.cluster import AgglomerativeClustering  # only a training groups

    return _means(points, AgglomerativeClustering(count).fit_predict(points))


def mixture(points: np.ndarray, count: int) -> np.ndarray:
    """Centres of a mixture of normals, each coordinate with a width of its own."""
    from sklearn.mixture import GaussianMixture  # only a training groups

    kind = GaussianMixture(count, covariance_type="diag", reg_covar=1e-4, random_state=SEED)
    return _means(points, kind.fit_predict(points))


METHODS: dict[str, Callable] = {"k_means": k_means, "ward": ward, "mixture": mixture}


def silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    """Mean silhouette of at most MOST_ROWS points; 0 when there are fewer than two groups."""
    from sklearn.metrics import silhouette_score  # only a training groups

    if not 1 < len(np.unique(labels)) < len(points):
        return 0.0
    return float(silhouette_score(points, labels, sample_size=min(MOST_ROWS, len(points)), random_state=SEED))


def agreement(points: np.ndarray, customer: np.ndarray, find: Callable[[np.ndarray], np.ndarray]) -> float:
    """Adjusted Rand index of all points as grouped by the centres of either half of the customers."""
    from sklearn.metrics import adjusted_rand_score  # only a training groups

    names, generator, found = np.unique(customer), np.random.default_rng(SEED), []
    for _ in range(HALVINGS):
        first = np.isin(customer, generator.permutation(names)[: len(names) // 2])
        found.append(adjusted_rand_score(*(nearest_centre(points, find(points[half]))[0] for half in (first, ~first))))
    return float(np.mean(found))


def evaluate_grouping(points: np.ndarray, customer: np.ndarray, find: Callable[[np.ndarray], np.ndarray]) -> dict:
    """Centres of a way to find them with their silhouette, stability, mean of both, and smallest share of rows."""
    centres = find(points)
    labels, _ = nearest_centre(points, centres)
    sizes = np.bincount(labels, minlength=len(centres)) / len(points)
    found = {"silhouette": silhouette(points, labels), "stability": agreement(points, customer, find)}
    return found | {
        "centres": centres,
        "clusters": len(centres),
        "smallest": float(sizes.min()),
        "both": (found["silhouette"] + found["stability"]) / 2,
    }


def candidates(points: np.ndarray, customer: np.ndarray) -> list[dict]:
    """Return every method with every number of clusters, the best by the mean of silhouette and stability first.

    Those with a cluster of too few rows come last.
    """
    found = []
    for method, find in METHODS.items():
        for count in CLUSTERS:
            one = evaluate_grouping(points, customer, lambda rows, find=find, count=count: find(rows, count))
            found.append(one | {"method": method})
    return sorted(found, key=lambda one: (one["smallest"] < LEAST_SHARE, -one["both"]))


def continued(points: np.ndarray, customer: np.ndarray, centres: np.ndarray) -> dict:
    """The clusters that k-means reaches from a champion's centres, judged likewise."""
    from sklearn.cluster import KMeans  # only a training groups

    def find(rows: np.ndarray) -> np.ndarray:
        return KMeans(len(centres), init=centres, n_init=1).fit(rows).cluster_centers_

    return evaluate_grouping(points, customer, find) | {"method": "continued"}


def centre_limits(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """How far from each centre a shape may lie to be called by its name."""
    labels, distance = nearest_centre(points, centres)
    return np.array([max(FAR * np.quantile(distance[labels == n], 0.95), NEAR) for n in range(len(centres))])


def build_model(clusters: Clusters, rows: CurveRows, usual: float, centres: np.ndarray, champion: dict | None) -> dict:
    """Name the centres and say how far each reaches.

    The model is ``centres`` (clusters x coordinates), ``curves`` (clusters x steps) and ``scatters`` of the mean row,
    ``limits``, ``names`` ("" where no name fits) and ``usual``, the scatter of a row that has none.
    """
    points = space(rows, usual)
    labels, _ = nearest_centre(points, centres)
    curves = np.array([rows.curve[labels == n].mean(axis=0) for n in range(len(centres))])
    known = np.where(np.isnan(rows.scatter), usual, rows.scatter)
    scatters = np.array([known[labels == n].mean() for n in range(len(centres))])
    inherited: list[str | None] = [None] * len(centres)
    if champion is not None:
        before = predecessors(centres, champion["centres"])
        inherited = [champion["names"][at] or None if at is not None else None for at in before]
    names = [name or "" for name in name_centres(clusters.rules, curves, scatters, inherited)]
    return {
        "centres": centres,
        "curves": curves,
        "scatters": scatters,
        "limits": centre_limits(points, centres),
        "names": names,
        "usual": float(usual),
    }


def cluster_of(model: dict, rows: CurveRows) -> np.ndarray:
    """Number of each row's cluster; -1 where it lies far from every centre."""
    if not len(rows.curve):
        return np.empty(0, dtype=int)
    labels, distance = nearest_centre(space(rows, model["usual"]), model["centres"])
    return np.where(distance <= model["limits"][labels], labels, -1)


def name_of(model: dict, rows: CurveRows) -> list[str | None]:
    """Name of each row; None where it lies far from every centre, or its cluster has no name."""
    names = np.array([name or None for name in model["names"]] + [None], dtype=object)
    return names[cluster_of(model, rows)].tolist()  # the last stands for cluster -1
