"""How good a chance or an expected amount is on a cut-off the model never saw.

Ranking, calibration, lift, error, groups of customers, and 95 % intervals by resampling customers.
"""

from collections.abc import Callable

import numpy as np
import polars as pl

from tagrid.scoring.declaration import SEED

RESAMPLES = 200

# The interval of a million customers is narrow whatever is done; it need not be drawn two hundred times.
MOST_ROWS_DRAWN = 4_000_000

LEAST_RESAMPLES = 30

LOW_PERCENTILE, HIGH_PERCENTILE = 2.5, 97.5

# One-sided: a rival is beaten when it is in nine of ten draws.
SURE_PERCENTILE = 10

LEAST_GROUP = 50


def _resamples(label: np.ndarray, who: np.ndarray | None) -> list[np.ndarray]:
    """Rows of each resample: customers are drawn, each with all its rows, since a customer's days are much alike.

    Who ever had the outcome and who never had keep their number, so that every draw can be measured.
    """
    generator = np.random.default_rng(SEED)
    times = max(LEAST_RESAMPLES, min(RESAMPLES, MOST_ROWS_DRAWN // max(len(label), 1)))
    _, of = np.unique(np.arange(len(label)) if who is None else who, return_inverse=True)
    rows, sizes = np.argsort(of, kind="stable"), np.bincount(of)
    firsts = np.cumsum(sizes) - sizes
    ever = np.maximum.reduceat(label[rows], firsts) if set(np.unique(label)) <= {0, 1} else np.zeros(len(sizes))
    strata = [np.flatnonzero(ever == kind) for kind in np.unique(ever)[::-1]]
    return [
        _rows_of(np.concatenate([generator.choice(part, len(part)) for part in strata]), rows, firsts, sizes)
        for _ in range(times)
    ]


def _rows_of(drawn: np.ndarray, rows: np.ndarray, firsts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Rows of the customers drawn; ``rows`` lists them customer by customer."""
    within = np.arange(sizes[drawn].sum()) - np.repeat(np.cumsum(sizes[drawn]) - sizes[drawn], sizes[drawn])
    return rows[np.repeat(firsts[drawn], sizes[drawn]) + within]


def _percentile_interval(values: list[float]) -> list[float]:
    return [float(v) for v in np.percentile(values, [LOW_PERCENTILE, HIGH_PERCENTILE])]


def intervals(
    label: np.ndarray,
    rivals: dict[str, np.ndarray],
    measure: Callable,
    judged: str,
    sign: int = 1,
    who: np.ndarray | None = None,
) -> dict:
    """95 % intervals of every measure of every rival, and the gain of ``model`` over the others in `judged`.

    `measure(label, by)` gives the measures of one rival. ``sign`` is -1 where less of `judged` is better. A gain is
    given as ``gain`` (of the whole), its 95 % interval ``low``, ``high``, and ``sure``: what nine of ten draws exceed.
    ``who`` is the customer of each row; without it every row is another customer.
    """
    drawn = [{rival: measure(label[at], by[at]) for rival, by in rivals.items()} for at in _resamples(label, who)]
    whole = {rival: measure(label, by) for rival, by in rivals.items()}
    found = {
        rival: {name: _percentile_interval([one[rival][name] for one in drawn]) for name in whole[rival]}
        for rival in rivals
    }
    gains = {}
    for rival in rivals.keys() - {"model"}:
        each = [sign * (one["model"][judged] - one[rival][judged]) for one in drawn]
        low, high = _percentile_interval(each)
        gain = sign * (whole["model"][judged] - whole[rival][judged])
        gains[f"over_{rival}"] = {
            "gain": gain,
            "low": low,
            "high": high,
            "sure": float(np.percentile(each, SURE_PERCENTILE)),
        }
    return {"judged": judged, "intervals": found, **gains}


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


def customer_numbers(rows: pl.DataFrame) -> np.ndarray | None:
    """Return a number for the customer of each row, None where rows carry no customer."""
    return rows["customer_id"].rank("dense").to_numpy() if "customer_id" in rows.columns else None


def count_customers(who: np.ndarray | None, rows: np.ndarray) -> int:
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
            "customers": count_customers(who, part),
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

    AUC and recall are given of groups of 50 and more with both outcomes; ``recall_gap`` is the group's recall less
    that of everybody, so that a group the team would overlook is seen.
    """
    from sklearn.metrics import roc_auc_score  # loads slowly; intervals, areas and deciles do without

    who = customer_numbers(rows)
    groups, taken = rows[column].fill_null("(none)"), _edge(chance, capacity)[0]
    overall, found = _recall(label, taken), []
    for name in sorted(groups.unique()):
        own = (groups == name).to_numpy()
        customers, positives = (
            count_customers(who, np.flatnonzero(own)),
            count_customers(who, np.flatnonzero(own & (label == 1))),
        )
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


def naive_scores(rows: pl.DataFrame) -> np.ndarray:
    """Return the naive rule's number of each row; a row without one comes last."""
    return rows["naive"].fill_null(strategy="min").fill_null(0.0).to_numpy()


def measure_chance(
    rows: pl.DataFrame, label: np.ndarray, chance: np.ndarray, linear: np.ndarray, capacity: float
) -> dict:
    """Return all figures of a card, measured on the test (`customer_id`, `naive` and ``group:`` columns in `rows`).

    ``rows`` and ``positives`` count every cut-off, ``customers`` each customer once. ``intervals``: 95 % by resampling
    customers; ``over_naive``: the gain in average precision over the naive rule.
    """
    naive, who = naive_scores(rows), customer_numbers(rows)
    groups = [column for column in rows.columns if column.startswith("group:")]
    rivals = {"model": chance, "linear": linear, "naive": naive}
    return {
        "target": "chance",
        "customers": count_customers(who, np.arange(len(label))),
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


def amount_deciles(label: np.ndarray, expected: np.ndarray, who: np.ndarray | None = None) -> list[dict]:
    """Ten equal parts by the expected amount, highest first: mean expected and mean actual amount."""
    order = np.argsort(-expected, kind="stable")
    return [
        {
            "decile": number,
            "customers": count_customers(who, part),
            "rows": len(part),
            "expected": float(expected[part].mean()),
            "actual": float(label[part].mean()),
        }
        for number, part in enumerate((p for p in np.array_split(order, 10) if len(p)), 1)
    ]


def _amounts_by_group(rows: pl.DataFrame, column: str, label: np.ndarray, expected: np.ndarray) -> list[dict]:
    groups, found, who = rows[column].fill_null("(none)"), [], customer_numbers(rows)
    for name in sorted(groups.unique()):
        own = (groups == name).to_numpy()
        customers = count_customers(who, np.flatnonzero(own))
        error = float(np.abs(label[own] - expected[own]).mean()) if customers >= LEAST_GROUP else None
        means = {"expected": float(expected[own].mean()), "actual": float(label[own].mean())}
        found.append({"group": name, "customers": customers, **means, "mae": error})
    return found


def measure_amount(rows: pl.DataFrame, label: np.ndarray, expected: np.ndarray, linear: np.ndarray) -> dict:
    """Return all figures of an amount's card; ``over_naive``: by how much the root mean squared error is less.

    An expected amount is a mean, and it is the squared error that a mean makes least.
    """
    naive, who = naive_scores(rows), customer_numbers(rows)
    groups = [column for column in rows.columns if column.startswith("group:")]
    rivals = {"model": expected, "linear": linear, "naive": naive}
    return {
        "target": "amount",
        "customers": count_customers(who, np.arange(len(label))),
        "rows": len(label),
        "mean": float(label.mean()),
        **{who: distances(label, by) for who, by in rivals.items()},
        **intervals(label, rivals, distances, "rmse", sign=-1, who=who),
        "deciles": amount_deciles(label, expected, who),
        "groups": {column[6:]: _amounts_by_group(rows, column, label, expected) for column in groups},
    }
