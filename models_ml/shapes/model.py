"""The stored model of clusters, a plain dictionary of numbers and names, and what it says of rows."""

import numpy as np

from models_ml.shapes.declaration import Clusters
from models_ml.shapes.grouping import limits, nearest, space
from models_ml.shapes.naming import named, predecessors
from models_ml.shapes.rows import Rows


def build(clusters: Clusters, rows: Rows, usual: float, centres: np.ndarray, champion: dict | None) -> dict:
    """Name the centres and say how far each reaches.

    The model is ``centres`` (clusters x coordinates), ``curves`` (clusters x steps) and ``scatters`` of the mean row,
    ``limits``, ``names`` ("" where no name fits) and ``usual``, the scatter of a row that has none.
    """
    points = space(rows, usual)
    labels, _ = nearest(points, centres)
    curves = np.array([rows.curve[labels == n].mean(axis=0) for n in range(len(centres))])
    known = np.where(np.isnan(rows.scatter), usual, rows.scatter)
    scatters = np.array([known[labels == n].mean() for n in range(len(centres))])
    inherited: list[str | None] = [None] * len(centres)
    if champion is not None:
        before = predecessors(centres, champion["centres"])
        inherited = [champion["names"][at] or None if at is not None else None for at in before]
    names = [name or "" for name in named(clusters.rules, curves, scatters, inherited)]
    return {
        "centres": centres,
        "curves": curves,
        "scatters": scatters,
        "limits": limits(points, centres),
        "names": names,
        "usual": float(usual),
    }


def cluster_of(model: dict, rows: Rows) -> np.ndarray:
    """Number of each row's cluster; -1 where it lies far from every centre."""
    if not len(rows.curve):
        return np.empty(0, dtype=int)
    labels, distance = nearest(space(rows, model["usual"]), model["centres"])
    return np.where(distance <= model["limits"][labels], labels, -1)


def name_of(model: dict, rows: Rows) -> list[str | None]:
    """Name of each row; None where it lies far from every centre, or its cluster has no name."""
    names = np.array([name or None for name in model["names"]] + [None], dtype=object)
    return names[cluster_of(model, rows)].tolist()  # the last stands for cluster -1
