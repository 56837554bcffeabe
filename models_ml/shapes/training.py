"""Train clusters of curves: on days of every season; on from the champion's centres, where that does.

A training killed halfway leaves the champion, as a model is written whole and crowned last.
"""

from datetime import date

import numpy as np

from models_ml.harness import store
from models_ml.harness.meaning import computed_as
from models_ml.harness.scoring import champion
from models_ml.shapes.assess import assess, is_held_out, silhouettes
from models_ml.shapes.card import markdown
from models_ml.shapes.declaration import Clusters
from models_ml.shapes.grouping import MOST_ROWS, candidates, continued, space, usual_scatter
from models_ml.shapes.model import build
from models_ml.shapes.rows import Rows
from models_ml.training import Trained
from tagrid.errors import BadInput
from tagrid.home import Home

LEAST_ROWS = 100
# Clusters found afresh have to be better by this (mean of silhouette and stability) than those continued.
WORTH = 0.1
# Differences of silhouette below this are of the sample of customers.
TOLERANCE = 0.02


def _joined(parts: list[Rows]) -> Rows:
    return Rows(*(np.concatenate([getattr(part, of) for part in parts]) for of in ("customer", "curve", "scatter")))


def _chosen(rows: Rows, usual: float, before: dict | None) -> dict:
    """The clusters to take: those continued from the champion, unless others are better by enough to be worth it."""
    if len(rows.curve) > MOST_ROWS:
        rows = rows.at(np.random.default_rng(0).choice(len(rows.curve), MOST_ROWS, replace=False))
    points = space(rows, usual)
    best = candidates(points, rows.customer)[0]
    if before is None:
        return best
    kept = continued(points, rows.customer, before["centres"])
    return kept if kept["both"] >= best["both"] - WORTH else best


def _manifest(clusters: Clusters, model_id: str, days: list[date], model: dict, figures: dict) -> dict:
    import sklearn

    return {
        "score": clusters.name,
        "model_id": model_id,
        "target": clusters.target,
        "is_released": figures["over_naive"]["sure"] > 0,
        "trained_on": [str(day) for day in days],
        "tested_on": [str(days[-1])],
        "trained_through": str(days[-1]),
        "features": clusters.names,
        "medians": dict.fromkeys(clusters.names),
        "names": model["names"],
        "computed_as": computed_as(clusters),
        "scikit_learn": sklearn.__version__,
    }


def _takes_over(figures: dict, before: dict | None, held_out: Rows) -> bool:
    """Whether a released challenger is no worse than the champion on the same customers."""
    if before is None:
        return True
    return figures["model"]["silhouette"] >= silhouettes(before, held_out)["model"]["silhouette"] - TOLERANCE


def group_on(home: Home, clusters: Clusters, days: list[tuple[date, Rows]]) -> Trained:
    """Group the rows of `days` (oldest first), store the model with its card, put it in force if it is no worse."""
    rows = _joined([part for _, part in days])
    is_held = is_held_out(rows)
    grouped, held_out = rows.at(~is_held), rows.at(is_held)
    if len(grouped.curve) < LEAST_ROWS or not len(held_out.curve):
        raise BadInput(
            f"{clusters.name}: {len(rows.curve)} mean workday curves over {len(days)} days are too few to group; "
            f"{LEAST_ROWS} are needed. Ingest load curves of more customers, or of more days."
        )
    _, before, _ = champion(home, clusters, None)
    usual = usual_scatter(grouped)
    chosen = _chosen(grouped, usual, before)
    model = build(clusters, grouped, usual, chosen["centres"], before)
    figures = assess(clusters, model, held_out, days[-1][1], before, chosen)
    return _stored(home, clusters, [day for day, _ in days], model, figures, before, held_out)


def _stored(home: Home, clusters: Clusters, days: list[date], model: dict, figures: dict, before, held_out) -> Trained:
    model_id = store.next_id(home, clusters.name, str(days[-1]))
    manifest = _manifest(clusters, model_id, days, model, figures)
    files = {
        "card.json": store.as_json(manifest | {"figures": figures}),
        "card.md": markdown(clusters, manifest, figures).encode(),
    }
    kept = store.write(home, clusters.name, model_id, model, manifest, files)
    is_champion = manifest["is_released"] and _takes_over(figures, before, held_out)
    if is_champion:
        store.crown(home, clusters.name, model_id)
    return Trained(clusters, model_id, manifest["is_released"], is_champion, figures, kept.folder / "card.md")
