"""How good a score is, on a cut-off it never saw: ranking, calibration, lift, and by group of customers."""

import numpy as np
import polars as pl

TOP_SHARE = 0.05
LEAST_GROUP = 50


def precision_at_top(label: np.ndarray, ranking: np.ndarray, share: float = TOP_SHARE) -> float:
    """Share of positives among the top `share` of rows; rows that tie at the edge count in proportion."""
    size = max(1, round(len(label) * share))
    edge = np.partition(ranking, -size)[-size]
    above, tied = ranking > edge, ranking == edge
    left = size - above.sum()
    return float((label[above].sum() + left * label[tied].mean()) / size)


def ranking(label: np.ndarray, by: np.ndarray) -> dict[str, float]:
    """AUC, average precision, and precision in the top 5 %."""
    from sklearn.metrics import average_precision_score, roc_auc_score

    return {
        "auc": float(roc_auc_score(label, by)),
        "average_precision": float(average_precision_score(label, by)),
        "precision_top_5": precision_at_top(label, by),
    }


def probabilities(label: np.ndarray, chance: np.ndarray) -> dict[str, float]:
    """The measures of `ranking`, and the Brier score: mean squared distance of chance and outcome."""
    return ranking(label, chance) | {"brier": float(np.mean((chance - label) ** 2))}


def deciles(label: np.ndarray, chance: np.ndarray) -> list[dict]:
    """Ten equal parts by chance, highest first: expected and actual share, and lift over the base rate."""
    order = np.argsort(-chance, kind="stable")
    parts = [part for part in np.array_split(order, 10) if len(part)]
    base = label.mean()
    return [
        {
            "decile": number,
            "customers": len(part),
            "expected": float(chance[part].mean()),
            "actual": float(label[part].mean()),
            "lift": float(label[part].mean() / base),
        }
        for number, part in enumerate(parts, 1)
    ]


def by_group(rows: pl.DataFrame, column: str, label: np.ndarray, chance: np.ndarray) -> list[dict]:
    """Size, expected and actual share, AUC (groups of 50 and more with both outcomes) per group of customers."""
    from sklearn.metrics import roc_auc_score

    groups, found = rows[column].fill_null("(none)"), []
    for name in sorted(groups.unique()):
        own = (groups == name).to_numpy()
        measurable = own.sum() >= LEAST_GROUP and 0 < label[own].sum() < own.sum()
        found.append(
            {
                "group": name,
                "customers": int(own.sum()),
                "expected": float(chance[own].mean()),
                "actual": float(label[own].mean()),
                "auc": float(roc_auc_score(label[own], chance[own])) if measurable else None,
            }
        )
    return found


def measure(rows: pl.DataFrame, label: np.ndarray, chance: np.ndarray, logistic: np.ndarray) -> dict:
    """Everything a card says, measured on the rows of one cut-off (`naive` and ``group:`` columns in `rows`)."""
    naive = rows["naive"].fill_null(strategy="min").fill_null(0.0).to_numpy()
    groups = [column for column in rows.columns if column.startswith("group:")]
    return {
        "customers": len(label),
        "positives": int(label.sum()),
        "base_rate": float(label.mean()),
        "model": probabilities(label, chance),
        "logistic": probabilities(label, logistic),
        "naive": ranking(label, naive),
        "deciles": deciles(label, chance),
        "groups": {column[6:]: by_group(rows, column, label, chance) for column in groups},
    }
