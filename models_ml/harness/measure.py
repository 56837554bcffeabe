"""How good a chance is, on a cut-off it never saw: ranking, calibration, lift, and by group of customers."""

import numpy as np
import polars as pl

from models_ml.harness.intervals import intervals

LEAST_GROUP = 50


def _edge(ranking: np.ndarray, share: float) -> tuple[np.ndarray, float]:
    """How much of each row is among the top `share`: 1 above the edge, a part of 1 where rows tie at it."""
    size = max(1, round(len(ranking) * share))
    edge = np.partition(ranking, -size)[-size]
    above, tied = ranking > edge, ranking == edge
    return above + tied * (size - above.sum()) / tied.sum(), size


def precision_at_top(label: np.ndarray, ranking: np.ndarray, share: float) -> float:
    """Share of positives among the top `share` of rows; rows that tie at the edge count in proportion."""
    taken, size = _edge(ranking, share)
    return float((label * taken).sum() / size)


def areas(label: np.ndarray, by: np.ndarray) -> tuple[float, float]:
    """AUC and average precision, as scikit-learn defines them; `label` holds 0 and 1, both at least once.

    Worked out here because intervals ask for them six hundred times, and scikit-learn's checks of its input take ten
    times as long as the sums do.
    """
    order = np.argsort(-by, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(by[order])), len(by) - 1)
    true = np.cumsum(label[order], dtype=float)[ends]
    false = ends + 1 - true
    positives, negatives = true[-1], false[-1]
    auc = np.trapezoid(np.append(0, true), np.append(0, false)) / (positives * negatives)
    precision = (np.diff(true, prepend=0) * true / (ends + 1)).sum() / positives
    return float(auc), float(precision)


def ranking(label: np.ndarray, by: np.ndarray, capacity: float) -> dict[str, float]:
    """AUC, average precision, precision among the share a team can handle, and its lift over the base rate."""
    auc, average_precision = areas(label, by)
    precision = precision_at_top(label, by, capacity)
    return {
        "auc": auc,
        "average_precision": average_precision,
        "precision_at_capacity": precision,
        "lift_at_capacity": float(precision / label.mean()),
    }


def probabilities(label: np.ndarray, chance: np.ndarray, capacity: float) -> dict[str, float]:
    """The measures of `ranking`, and the Brier score: mean squared distance of chance and outcome."""
    return ranking(label, chance, capacity) | {"brier": float(np.mean((chance - label) ** 2))}


def who_of(rows: pl.DataFrame) -> np.ndarray | None:
    """Return a number for the customer of each row, None where rows carry no customer."""
    return rows["customer_id"].rank("dense").to_numpy() if "customer_id" in rows.columns else None


def heads(who: np.ndarray | None, rows: np.ndarray) -> int:
    """How many customers the rows are of; ``who`` has the customer of each row, None says that no two share one."""
    return len(rows) if who is None else len(np.unique(who[rows]))


def deciles(label: np.ndarray, chance: np.ndarray, who: np.ndarray | None = None) -> list[dict]:
    """Ten equal parts by chance, highest first: expected and actual share, and lift over the base rate."""
    order = np.argsort(-chance, kind="stable")
    parts = [part for part in np.array_split(order, 10) if len(part)]
    base = label.mean()
    return [
        {
            "decile": number,
            "customers": heads(who, part),
            "rows": len(part),
            "expected": float(chance[part].mean()),
            "actual": float(label[part].mean()),
            "lift": float(label[part].mean() / base),
        }
        for number, part in enumerate(parts, 1)
    ]


def _recall(label: np.ndarray, taken: np.ndarray) -> float | None:
    return float((label * taken).sum() / label.sum()) if label.sum() else None


def by_group(rows: pl.DataFrame, column: str, label: np.ndarray, chance: np.ndarray, capacity: float) -> list[dict]:
    """Size, expected and actual share, AUC and recall at capacity per group of customers.

    ``customers`` and ``positives`` count a customer once, however many rows it has in `rows`.

    AUC and recall are told of groups of 50 and more with both outcomes; ``recall_gap`` is the group's recall less
    that of everybody, so that a group the team would overlook is seen.
    """
    from sklearn.metrics import roc_auc_score

    who = who_of(rows)
    groups, taken = rows[column].fill_null("(none)"), _edge(chance, capacity)[0]
    overall, found = _recall(label, taken), []
    for name in sorted(groups.unique()):
        own = (groups == name).to_numpy()
        customers, positives = heads(who, np.flatnonzero(own)), heads(who, np.flatnonzero(own & (label == 1)))
        measurable = customers >= LEAST_GROUP and 0 < label[own].sum() < own.sum()
        recall = _recall(label[own], taken[own]) if measurable else None
        found.append(
            {
                "group": name,
                "customers": customers,
                "positives": positives,
                "expected": float(chance[own].mean()),
                "actual": float(label[own].mean()),
                "auc": float(roc_auc_score(label[own], chance[own])) if measurable else None,
                "recall": recall,
                "recall_gap": None if recall is None or overall is None else recall - overall,
            }
        )
    return found


def naive_of(rows: pl.DataFrame) -> np.ndarray:
    """The naive rule's number of each row; who has none stands last."""
    return rows["naive"].fill_null(strategy="min").fill_null(0.0).to_numpy()


def measure(rows: pl.DataFrame, label: np.ndarray, chance: np.ndarray, linear: np.ndarray, capacity: float) -> dict:
    """Everything a card says, measured on the test (`customer_id`, `naive` and ``group:`` columns in `rows`).

    ``rows`` and ``positives`` count every cut-off, ``customers`` each customer once. ``intervals``: 95 % by resampling
    customers; ``over_naive``: the gain in average precision over the naive rule.
    """
    naive, who = naive_of(rows), who_of(rows)
    groups = [column for column in rows.columns if column.startswith("group:")]
    rivals = {"model": chance, "linear": linear, "naive": naive}
    return {
        "target": "chance",
        "customers": heads(who, np.arange(len(label))),
        "rows": len(label),
        "positives": int(label.sum()),
        "base_rate": float(label.mean()),
        "capacity": capacity,
        "model": probabilities(label, chance, capacity),
        "linear": probabilities(label, linear, capacity),
        "naive": ranking(label, naive, capacity),
        **intervals(label, rivals, lambda y, by: ranking(y, by, capacity), "average_precision", who=who),
        "deciles": deciles(label, chance, who),
        "groups": {column[6:]: by_group(rows, column, label, chance, capacity) for column in groups},
    }
