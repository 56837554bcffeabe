"""How good an expected amount is, on a cut-off it never saw: distance, order, and by group of customers."""

import numpy as np
import polars as pl

from models_ml.harness.intervals import intervals
from models_ml.harness.measure import LEAST_GROUP, heads, naive_of, who_of


def distances(label: np.ndarray, expected: np.ndarray) -> dict[str, float]:
    """Mean absolute error, root mean squared error, R2 (0 for everybody's mean), and Spearman's rank correlation."""
    missed = label - expected
    # The variance, not whether the labels differ: squares of next to nothing are 0.
    squares, variance = float((missed**2).mean()), float(label.var())
    return {
        "mae": float(np.abs(missed).mean()),
        "rmse": squares**0.5,
        "r2": 1 - squares / variance if variance > 0 else 0.0,
        "spearman": _spearman(label, expected),
    }


def _spearman(label: np.ndarray, expected: np.ndarray) -> float:
    ranks = pl.DataFrame({"a": label, "b": expected}).select(pl.corr("a", "b", method="spearman")).item()
    return 0.0 if ranks is None or np.isnan(ranks) else float(ranks)


def parts(label: np.ndarray, expected: np.ndarray, who: np.ndarray | None = None) -> list[dict]:
    """Ten equal parts by the expected amount, highest first: mean expected and mean actual amount."""
    order = np.argsort(-expected, kind="stable")
    return [
        {
            "decile": number,
            "customers": heads(who, part),
            "rows": len(part),
            "expected": float(expected[part].mean()),
            "actual": float(label[part].mean()),
        }
        for number, part in enumerate((p for p in np.array_split(order, 10) if len(p)), 1)
    ]


def _by_group(rows: pl.DataFrame, column: str, label: np.ndarray, expected: np.ndarray) -> list[dict]:
    groups, found, who = rows[column].fill_null("(none)"), [], who_of(rows)
    for name in sorted(groups.unique()):
        own = (groups == name).to_numpy()
        customers = heads(who, np.flatnonzero(own))
        error = float(np.abs(label[own] - expected[own]).mean()) if customers >= LEAST_GROUP else None
        means = {"expected": float(expected[own].mean()), "actual": float(label[own].mean())}
        found.append({"group": name, "customers": customers, **means, "mae": error})
    return found


def measure_amount(rows: pl.DataFrame, label: np.ndarray, expected: np.ndarray, linear: np.ndarray) -> dict:
    """Everything the card of an amount says; ``over_naive``: by how much the root mean squared error is less.

    An expected amount is a mean, and it is the squared error that a mean makes least.
    """
    naive, who = naive_of(rows), who_of(rows)
    groups = [column for column in rows.columns if column.startswith("group:")]
    rivals = {"model": expected, "linear": linear, "naive": naive}
    return {
        "target": "amount",
        "customers": heads(who, np.arange(len(label))),
        "rows": len(label),
        "mean": float(label.mean()),
        **{who: distances(label, by) for who, by in rivals.items()},
        **intervals(label, rivals, distances, "rmse", sign=-1, who=who),
        "deciles": parts(label, expected, who),
        "groups": {column[6:]: _by_group(rows, column, label, expected) for column in groups},
    }
