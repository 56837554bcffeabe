"""Find clusters of shapes, and say which one a shape is nearest to.

Shapes are compared hour by hour, and by their scatter: the distance of two is the root mean square of their
difference, with the difference of their scatter counting SCATTER times. Of three methods and of 8 to 12 clusters that
pair is taken whose mean of silhouette and stability is largest; stability is the adjusted Rand index of all rows as
grouped by either half of the customers alone, the mean of HALVINGS. What counts is always the grouping by the nearest
centre, as that is how the centres are used.
"""

from collections.abc import Callable

import numpy as np

from models_ml.harness.estimators import SEED
from models_ml.shapes.rows import Rows

HOURS = 24
SCATTER = 2.0
HALVINGS = 3
CLUSTERS = range(8, 13)
MOST_ROWS = 2000  # looked at while choosing: silhouettes need all pairs
LEAST_SHARE = 0.01  # a cluster of fewer rows is an accident
FAR = 1.5  # times the distance within which 95 % of a cluster's rows lie
NEAR = 0.35  # never far: so much of the mean power off the centre, as half an hour later is where shifts begin


def usual_scatter(rows: Rows) -> float:
    """Median of what is known; it stands where scatter says nothing. 0 where none is known."""
    known = rows.scatter[~np.isnan(rows.scatter)]
    return float(np.median(known)) if len(known) else 0.0


def space(rows: Rows, usual: float) -> np.ndarray:
    """Coordinates of the rows, whose Euclidean distance is the one described above: rows x (hours + 1)."""
    hourly = rows.curve.reshape(len(rows.curve), HOURS, -1).mean(axis=2)
    scatter = np.where(np.isnan(rows.scatter), usual, rows.scatter)
    return np.column_stack([hourly / np.sqrt(HOURS), SCATTER * scatter])


def nearest(points: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number of the nearest centre of each point, and the distance to it."""
    squared = (points**2).sum(1)[:, None] - 2 * points @ centres.T + (centres**2).sum(1)[None, :]
    index = squared.argmin(axis=1)
    return index, np.sqrt(np.maximum(squared[np.arange(len(points)), index], 0))


def _means(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.array([points[labels == one].mean(axis=0) for one in np.unique(labels)])


def k_means(points: np.ndarray, count: int) -> np.ndarray:
    """Centres by k-means, the best of five starts."""
    from sklearn.cluster import KMeans

    return KMeans(count, n_init=5, random_state=SEED).fit(points).cluster_centers_


def ward(points: np.ndarray, count: int) -> np.ndarray:
    """Centres by merging the two groups whose union is tightest, time and again."""
    from sklearn.cluster import AgglomerativeClustering

    return _means(points, AgglomerativeClustering(count).fit_predict(points))


def mixture(points: np.ndarray, count: int) -> np.ndarray:
    """Centres of a mixture of normals, each coordinate with a width of its own."""
    from sklearn.mixture import GaussianMixture

    kind = GaussianMixture(count, covariance_type="diag", reg_covar=1e-4, random_state=SEED)
    return _means(points, kind.fit_predict(points))


METHODS: dict[str, Callable] = {"k_means": k_means, "ward": ward, "mixture": mixture}


def silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    """Mean silhouette of at most MOST_ROWS points; 0 when there are fewer than two groups."""
    from sklearn.metrics import silhouette_score

    if not 1 < len(np.unique(labels)) < len(points):
        return 0.0
    return float(silhouette_score(points, labels, sample_size=min(MOST_ROWS, len(points)), random_state=SEED))


def agreement(points: np.ndarray, customer: np.ndarray, find: Callable[[np.ndarray], np.ndarray]) -> float:
    """Adjusted Rand index of all points as grouped by the centres of either half of the customers."""
    from sklearn.metrics import adjusted_rand_score

    names, generator, found = np.unique(customer), np.random.default_rng(SEED), []
    for _ in range(HALVINGS):
        first = np.isin(customer, generator.permutation(names)[: len(names) // 2])
        found.append(adjusted_rand_score(*(nearest(points, find(points[half]))[0] for half in (first, ~first))))
    return float(np.mean(found))


def judged(points: np.ndarray, customer: np.ndarray, find: Callable[[np.ndarray], np.ndarray]) -> dict:
    """Centres of a way to find them with their silhouette, stability, mean of both, and smallest share of rows."""
    centres = find(points)
    labels, _ = nearest(points, centres)
    sizes = np.bincount(labels, minlength=len(centres)) / len(points)
    found = {"silhouette": silhouette(points, labels), "stability": agreement(points, customer, find)}
    return found | {
        "centres": centres,
        "clusters": len(centres),
        "smallest": float(sizes.min()),
        "both": (found["silhouette"] + found["stability"]) / 2,
    }


def candidates(points: np.ndarray, customer: np.ndarray) -> list[dict]:
    """Every method with every number of clusters, judged; the best first, those with an accident of a cluster last."""
    found = []
    for method, find in METHODS.items():
        for count in CLUSTERS:
            one = judged(points, customer, lambda rows, find=find, count=count: find(rows, count))
            found.append(one | {"method": method})
    return sorted(found, key=lambda one: (one["smallest"] < LEAST_SHARE, -one["both"]))


def continued(points: np.ndarray, customer: np.ndarray, centres: np.ndarray) -> dict:
    """The clusters that k-means reaches from a champion's centres, judged likewise."""
    from sklearn.cluster import KMeans

    def find(rows: np.ndarray) -> np.ndarray:
        return KMeans(len(centres), init=centres, n_init=1).fit(rows).cluster_centers_

    return judged(points, customer, find) | {"method": "continued"}


def limits(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """How far from each centre a shape may lie to be called by its name."""
    labels, distance = nearest(points, centres)
    return np.array([max(FAR * np.quantile(distance[labels == n], 0.95), NEAR) for n in range(len(centres))])
