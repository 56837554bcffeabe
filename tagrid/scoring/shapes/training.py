"""Train clusters of curves on days of every season, starting from the champion's centres where that is good enough.

A training killed halfway leaves the champion: a model is written whole, and the pointer to it changes last.
"""

from datetime import date

import numpy as np

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.scoring import store
from tagrid.scoring.champions import champion, computed_as
from tagrid.scoring.declaration import Clusters
from tagrid.scoring.shapes.cards import assess_clusters, clusters_card, is_held_out, silhouettes
from tagrid.scoring.shapes.clusters import (
    MOST_ROWS,
    CurveRows,
    build_model,
    candidates,
    continued,
    space,
    usual_scatter,
)
from tagrid.scoring.store import Trained

LEAST_ROWS = 100

# Clusters found afresh have to be better by this (mean of silhouette and stability) than those continued.
WORTHWHILE_GAIN = 0.1

# Differences of silhouette below this are of the sample of customers.
TOLERANCE = 0.02


def _joined(parts: list[CurveRows]) -> CurveRows:
    return CurveRows(
        *(np.concatenate([getattr(part, of) for part in parts]) for of in ("customer", "curve", "scatter"))
    )


def _chosen(rows: CurveRows, usual: float, before: dict | None) -> dict:
    """The clusters to take: those continued from the champion, unless others are better by enough to be worth it."""
    if len(rows.curve) > MOST_ROWS:
        rows = rows.at(np.random.default_rng(0).choice(len(rows.curve), MOST_ROWS, replace=False))
    points = space(rows, usual)
    best = candidates(points, rows.customer)[0]
    if before is None:
        return best
    existing = continued(points, rows.customer, before["centres"])
    return existing if existing["both"] >= best["both"] - WORTHWHILE_GAIN else best


def _manifest(clusters: Clusters, model_id: str, days: list[date], model: dict, figures: dict) -> dict:
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
        "scikit_learn": store.scikit_learn_version(),
    }


def _takes_over(figures: dict, before: dict | None, held_out: CurveRows) -> bool:
    """Whether a released challenger is no worse than the champion on the same customers."""
    if before is None:
        return True
    return figures["model"]["silhouette"] >= silhouettes(before, held_out)["model"]["silhouette"] - TOLERANCE


def train_clusters(home: Home, clusters: Clusters, days: list[tuple[date, CurveRows]]) -> Trained:
    """Group the rows of `days` (oldest first), store the model with its card, put it in force if it is no worse."""
    rows = _joined([part for _, part in days])
    is_held = is_held_out(rows)
    grouped, held_out = rows.at(~is_held), rows.at(is_held)
    if len(grouped.curve) < LEAST_ROWS or not len(held_out.curve):
        raise BadInput(
            en=f"{clusters.name}: {len(rows.curve)} mean workday curves over {len(days)} days are too few to group; "
            f"{LEAST_ROWS} are needed. Ingest load curves of more customers, or of more days.",
            zh=f"{clusters.name}：{len(days)} 天的 {len(rows.curve)} 条工作日平均曲线太少，无法聚类；"
            f"至少需要 {LEAST_ROWS} 条。请接入更多客户或更多天的负荷曲线。",
        )
    _, before, _ = champion(home, clusters, None)
    usual = usual_scatter(grouped)
    chosen = _chosen(grouped, usual, before)
    model = build_model(clusters, grouped, usual, chosen["centres"], before)
    figures = assess_clusters(clusters, model, held_out, days[-1][1], before, chosen)
    return _store(home, clusters, [day for day, _ in days], model, figures, before, held_out)


def _store(home: Home, clusters: Clusters, days: list[date], model: dict, figures: dict, before, held_out) -> Trained:
    model_id = store.next_id(home, clusters.name, str(days[-1]))
    manifest = _manifest(clusters, model_id, days, model, figures)
    files = {
        "card.json": store.as_json(manifest | {"figures": figures}),
        "card.md": clusters_card(clusters, manifest, figures).encode(),
    }
    stored = store.write_model(home, clusters.name, model_id, model, manifest, files)
    is_champion = manifest["is_released"] and _takes_over(figures, before, held_out)
    if is_champion:
        store.set_champion(home, clusters.name, model_id)
    return Trained(clusters, model_id, manifest["is_released"], is_champion, figures, stored.folder / "card.md")
