"""Who is learned from and who is judged: never the same customer, and where there is a time, only later."""

import numpy as np

from models_ml.bench.table import Table
from models_ml.harness.estimators import SEED
from models_ml.harness.fit import LEAST_CASES
from tagrid.errors import BadInput

# Where there are many days, the last quarter of the rows is judged; of a few cut-offs, the last one.
FEW_DAYS, LAST_SHARE = 24, 0.25
LEAST_JUDGED = 10


def folds(table: Table, count: int, horizon: float = 0, seed: int = SEED) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows to learn from and rows to judge, `count` times; every judged row is judged once.

    Without a time, customers are dealt out with equal shares of the label. With one, the last rows are judged by models
    of other customers' rows that lie more than `horizon` (days, where the time is a date) before all of them. Learnt
    rows come oldest first. BadInput where either side would have too few of a kind.
    """
    if not 2 <= count <= 20:
        raise BadInput(f"--folds {count} is not between 2 and 20.")
    found = _by_customer(table, count, seed) if table.days is None else _by_time(table, count, horizon, seed)
    for learnt, judged in found:
        _check(table, learnt, LEAST_CASES // 2, "to learn from")
        _check(table, judged, 1, "to judge by")
    _check(table, np.concatenate([judged for _, judged in found]), LEAST_JUDGED, "to judge by")
    return found


def _by_customer(table: Table, count: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    from sklearn.model_selection import StratifiedKFold

    # Shuffled, so that the part that calibrates is no stretch of the file.
    order = np.random.default_rng(seed).permutation(len(table.y))
    parts = StratifiedKFold(count, shuffle=True, random_state=seed).split(order, table.y[order])
    return [(order[learnt], order[judged]) for learnt, judged in parts]


def _by_time(table: Table, count: int, horizon: float, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    days = table.days
    assert days is not None
    known = np.unique(days)
    first = known[-1] if len(known) <= FEW_DAYS else np.quantile(days, 1 - LAST_SHARE, method="higher")
    is_judged, is_past = days >= first, days < first - horizon
    if not is_past.any():
        raise BadInput(f"No row lies more than {horizon:g} before the judged ones, which begin at {first:g} (--time).")
    customers, whose = np.unique(table.customers, return_inverse=True)
    part = np.random.default_rng(seed).permutation(len(customers)) % count
    oldest_first = np.argsort(days, kind="stable")
    found = []
    for fold in range(count):
        own = part[whose] == fold
        learnt = oldest_first[(is_past & ~own)[oldest_first]]
        found.append((learnt, np.flatnonzero(is_judged & own)))
    return [pair for pair in found if len(pair[1])]


def _check(table: Table, rows: np.ndarray, least: int, what: str) -> None:
    positives = int(table.y[rows].sum())
    if min(positives, len(rows) - positives) < least:
        raise BadInput(
            f"Only {positives} of {len(rows)} rows {what} have label 1; at least {least} of each kind are needed. "
            "Add rows, ask for fewer --folds, or leave --time out."
        )
