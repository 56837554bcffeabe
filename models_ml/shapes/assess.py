"""How good clusters are: silhouette beside a naive grouping, how many stay unnamed, and who changed name.

Measured on customers none of whom was grouped: a quarter of all, always the same ones.
"""

from collections import Counter
from zlib import crc32

import numpy as np

from models_ml.harness.estimators import SEED
from models_ml.harness.intervals import intervals
from models_ml.shapes.declaration import Clusters
from models_ml.shapes.grouping import MOST_ROWS, nearest, space
from models_ml.shapes.measures import measures
from models_ml.shapes.model import cluster_of, name_of
from models_ml.shapes.naming import by_rule
from models_ml.shapes.rows import Rows

HELD_OUT = 4  # one customer in so many
BLOCK_HOURS = 3


def is_held_out(rows: Rows) -> np.ndarray:
    """Whether a row's customer is kept for the measuring, the same in every training."""
    return np.array([crc32(str(name).encode()) % HELD_OUT == 0 for name in rows.customer], dtype=bool)


def by_peak(rows: Rows) -> np.ndarray:
    """The naive grouping: the three hours in which the highest load falls."""
    return rows.curve.argmax(axis=1) * 24 // rows.curve.shape[1] // BLOCK_HOURS


def _each(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    from sklearn.metrics import silhouette_samples

    if not 1 < len(np.unique(labels)) < len(points):
        return np.zeros(len(points))
    return silhouette_samples(points, labels)


def silhouettes(model: dict, rows: Rows) -> dict:
    """Mean silhouette, by the curves alone, of the clusters and of the naive grouping, with 95 % intervals of rows."""
    if len(rows.curve) > MOST_ROWS:
        rows = rows.at(np.random.default_rng(SEED).choice(len(rows.curve), MOST_ROWS, replace=False))
    labels, _ = nearest(space(rows, model["usual"]), model["centres"])
    rivals = {"model": _each(rows.curve, labels), "naive": _each(rows.curve, by_peak(rows))}
    told = intervals(np.zeros(len(labels)), rivals, _mean, "silhouette")
    return {who: _mean(None, by) for who, by in rivals.items()} | told


def _mean(_: object, by: np.ndarray) -> dict[str, float]:
    return {"silhouette": float(by.mean())}


def described(model: dict, rows: Rows) -> list[dict]:
    """Every cluster with its name, its share of the rows, its centre and what is measured of it, largest first."""
    found = cluster_of(model, rows)
    told = [
        {
            "number": n,
            "name": name or None,
            "share": float((found == n).mean()),
            "curve": [round(float(v), 3) for v in model["curves"][n]],
            "measures": {k: round(v, 3) for k, v in measures(model["curves"][n], model["scatters"][n]).items()},
        }
        for n, name in enumerate(model["names"])
    ]
    return sorted(told, key=lambda one: -one["share"])


def changed(before: dict, after: dict, rows: Rows) -> dict:
    """How many of the same rows two models call otherwise: ``customers``, ``changed``, ``share`` and the ``moves``."""
    pairs = list(zip(name_of(before, rows), name_of(after, rows), strict=True))
    moves = Counter((old or "unknown", new or "unknown") for old, new in pairs if old != new)
    return {
        "customers": len(pairs),
        "changed": moves.total(),
        "share": moves.total() / max(len(pairs), 1),
        "moves": [[old, new, count] for (old, new), count in moves.most_common()],
    }


def as_own(clusters: Clusters, model: dict, rows: Rows) -> float:
    """Share of named rows whose own curve bears, by the rules, the name of its cluster."""
    known = np.where(np.isnan(rows.scatter), model["usual"], rows.scatter)
    names = zip(name_of(model, rows), rows.curve, known, strict=True)
    found = [by_rule(clusters.rules, curve, scatter) == name for name, curve, scatter in names if name]
    return float(np.mean(found)) if found else 0.0


def assess(clusters: Clusters, model: dict, rows: Rows, latest: Rows, champion: dict | None, chosen: dict) -> dict:
    """Figures of the card: `rows` are held out, `latest` is everybody on the last day."""
    names = name_of(model, latest)
    found = {
        "target": clusters.target,
        "customers": len(np.unique(rows.customer)),
        "rows": len(rows.curve),
        **silhouettes(model, rows),
        "unknown_share": float(np.mean([name is None for name in names])),
        "as_own": as_own(clusters, model, rows),
        "names": {name: names.count(name) for name in clusters.words},
        "clusters": described(model, latest),
        "chosen": {key: chosen[key] for key in ("method", "clusters", "silhouette", "stability", "smallest")},
    }
    return found | ({"against_champion": changed(champion, model, latest)} if champion is not None else {})
