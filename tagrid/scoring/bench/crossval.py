"""Cross-validation of every rival on anybody's labelled rows, measured as a score's card is.

Folds never share a customer and keep the order of time.
"""

from collections.abc import Callable

import numpy as np

from tagrid.core.errors import BadInput
from tagrid.core.text import Text
from tagrid.scoring.assess import permutation_importance
from tagrid.scoring.bench.rivals import RIVALS, fill_missing, fit_blind, level_shares, score_of
from tagrid.scoring.bench.table import LabelledTable
from tagrid.scoring.declaration import SEED, Score
from tagrid.scoring.fit import LEAST_CASES, limited_threads, predict
from tagrid.scoring.frames import TOO_GOOD_AUC
from tagrid.scoring.measure import areas, by_group, deciles, intervals, probabilities, ranking

# Where there are many days, the last quarter of the rows is judged; of a few cut-offs, the last one.
FEW_DAYS, LAST_SHARE = 24, 0.25

LEAST_JUDGED = 10

CAPACITY = 0.05

# What the rows of a fold are for, as messages say it.
TO_LEARN = Text(en="to learn from", zh="用于学习")
TO_JUDGE = Text(en="to judge by", zh="用于评判")

# By what a column gives the label away.
ITS_VALUE = Text(en="its value", zh="其取值")
ITS_GAPS = Text(en="its gaps", zh="其缺失")


def make_folds(
    table: LabelledTable, count: int, horizon: float = 0, seed: int = SEED
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows to learn from and rows to judge, `count` times; every judged row is judged once.

    Without a time, customers are dealt out with equal shares of the label. With one, the last rows are judged by models
    of other customers' rows that lie more than `horizon` (days, where the time is a date) before all of them. Learnt
    rows come oldest first. BadInput where either side would have too few of a kind.
    """
    if not 2 <= count <= 20:
        raise BadInput(en=f"--folds {count} is not between 2 and 20.", zh=f"--folds 应为 2 至 20，不能是 {count}。")
    found = _by_customer(table, count, seed) if table.days is None else _by_time(table, count, horizon, seed)
    for learnt, judged in found:
        _check_fold(table, learnt, LEAST_CASES // 2, TO_LEARN)
        _check_fold(table, judged, 1, TO_JUDGE)
    _check_fold(table, np.concatenate([judged for _, judged in found]), LEAST_JUDGED, TO_JUDGE)
    return found


def _by_customer(table: LabelledTable, count: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    from sklearn.model_selection import StratifiedKFold  # loads slowly; folds by time need none

    # Shuffled, so that the part that calibrates is no stretch of the file.
    order = np.random.default_rng(seed).permutation(len(table.y))
    parts = StratifiedKFold(count, shuffle=True, random_state=seed).split(order, table.y[order])
    return [(order[learnt], order[judged]) for learnt, judged in parts]


def _by_time(table: LabelledTable, count: int, horizon: float, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    days = table.days
    assert days is not None
    known = np.unique(days)
    first = known[-1] if len(known) <= FEW_DAYS else np.quantile(days, 1 - LAST_SHARE, method="higher")
    is_judged, is_past = days >= first, days < first - horizon
    if not is_past.any():
        raise BadInput(
            en=f"No row lies more than {horizon:g} before the judged ones, which begin at {first:g} (--time).",
            zh=f"没有一行比用于评判的行（从 {first:g} 起）早 {horizon:g} 以上（--time）。",
        )
    customers, whose = np.unique(table.customers, return_inverse=True)
    part = np.random.default_rng(seed).permutation(len(customers)) % count
    oldest_first = np.argsort(days, kind="stable")
    found = []
    for fold in range(count):
        own = part[whose] == fold
        learnt = oldest_first[(is_past & ~own)[oldest_first]]
        found.append((learnt, np.flatnonzero(is_judged & own)))
    return [pair for pair in found if len(pair[1])]


def _check_fold(table: LabelledTable, rows: np.ndarray, least: int, what: Text) -> None:
    positives = int(table.y[rows].sum())
    if min(positives, len(rows) - positives) < least:
        raise BadInput(
            en=f"Only {positives} of {len(rows)} rows {what} have label 1; at least {least} of each kind are needed. "
            "Add rows, ask for fewer --folds, or leave --time out.",
            zh=f"{what.zh}的 {len(rows)} 行中只有 {positives} 行的标签为 1；两类都至少需要 {least} 行。"
            "请增加数据行、减少 --folds，或不用 --time。",
        )


def across(make: Callable, table: LabelledTable, parts: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, list]:
    """Return the output of models of `make` for the judged rows, fold by fold, and the models."""
    models = [make(table, table.x, learnt) for learnt, _ in parts]
    outputs = [predict(model, table.x[judged]) for model, (_, judged) in zip(models, parts, strict=True)]
    return np.concatenate(outputs), models


def cross_validate(
    table: LabelledTable, count: int = 5, horizon: float = 0, say: Callable[[str], None] = lambda _: None
) -> dict:
    """Return the figures of a table over `count` folds of customers (see `make_folds`).

    Every row is judged by models of other customers. ``model``, ``naive``, ``logistic``, ``boosting``: measures;
    ``intervals``, ``over_<rival>``: as of a card; ``deciles``, ``groups`` (text columns), ``importance`` (on the first
    fold), ``without_missingness``. Raises BadInput for a column that holds the future, and where a fold would have too
    few of a kind.
    """
    check_leaks(table)
    parts = make_folds(table, count, horizon)
    judged = np.concatenate([rows for _, rows in parts])
    chance, models = {}, {}
    for name, make in RIVALS.items():
        say(name)
        chance[name], models[name] = across(make, table, parts)
    say("figures")
    label, first = table.y[judged], parts[0][1]
    groups = table.groups()[judged] if len(table.groups()) else table.groups()
    return {
        "rows": len(table.y),
        "judged_rows": len(judged),
        "customers": len(np.unique(table.customers[judged])),
        "positives": int(label.sum()),
        "base_rate": float(label.mean()),
        "folds": len(parts),
        "capacity": CAPACITY,
        **_measures(label, chance),
        "naive_rule": [{"column": one.name, "auc": one.auc} for one in models["naive"]],
        "deciles": deciles(label, chance["model"]),
        "groups": {name: by_group(groups, name, label, chance["model"], CAPACITY) for name in groups.columns},
        "importance": _importance(score_of(table.names), models["model"][0], table.x[first], table.y[first]),
        "without_missingness": _blind(table, parts, label),
        "left_out": table.left,
        "unlabelled": table.unlabelled,
    }


def _measures(label: np.ndarray, chance: dict[str, np.ndarray]) -> dict:
    found = {name: probabilities(label, output, CAPACITY) for name, output in chance.items() if name != "naive"}
    found["naive"] = ranking(label, chance["naive"], CAPACITY)
    ends = intervals(label, chance, lambda y, by: ranking(y, by, CAPACITY), "average_precision")
    return found | ends


def _importance(score: Score, model, x: np.ndarray, y: np.ndarray) -> list[dict]:
    found = permutation_importance(score, model, x, y)
    return [one | {"feature": one["feature"].removeprefix("table.")} for one in found]


def _blind(table: LabelledTable, parts: list[tuple], label: np.ndarray) -> dict | None:
    """Figures of a blend that cannot see gaps, and of the gaps alone; None where nothing is missing."""
    missing = np.isnan(table.x)
    if not missing.any():
        return None
    seen, gaps = [], []
    for learnt, at in parts:
        filled, model = fit_blind(table, learnt)
        seen.append(predict(model, filled[at]))
        gaps.append(_of_gaps(missing, table.y, learnt, at))
    return {
        "missing": float(missing.mean()),
        **ranking(label, np.concatenate(seen), CAPACITY),
        "gaps_alone_auc": areas(label, np.concatenate(gaps))[0],
    }


def _of_gaps(missing: np.ndarray, y: np.ndarray, learnt: np.ndarray, at: np.ndarray) -> np.ndarray:
    from sklearn.ensemble import HistGradientBoostingClassifier  # loads slowly; only used where numbers are missing

    with limited_threads():
        model = HistGradientBoostingClassifier(max_iter=50, random_state=SEED).fit(missing[learnt], y[learnt])
        return model.predict_proba(missing[at])[:, 1]


def check_leaks(table: LabelledTable) -> None:
    """Raise BadInput for a column that alone, by its value or by its gaps, almost gives the label away."""
    for at, name in enumerate(table.names):
        column, gaps = table.x[:, at], np.isnan(table.x[:, at])
        if name in table.texts:
            number = _held_out_shares(column, table.y, len(table.texts[name]))
        else:
            number = fill_missing(column, np.nanmedian(column))
        for what, by in ((ITS_VALUE, number), (ITS_GAPS, gaps.astype(float))):
            auc = areas(table.y, by)[0]
            if max(auc, 1 - auc) > TOO_GOOD_AUC:
                raise BadInput(
                    en=f"Column {name!r} alone ({what}) ranks the label with AUC {max(auc, 1 - auc):.3f}: it knows the "
                    f"future, or is the label itself. Leave it out: --without {name!r}.",
                    zh=f"仅凭列 {name}（{what.zh}）就能把标签排到 AUC {max(auc, 1 - auc):.3f}：它包含了未来的信息，"
                    f"或者就是标签本身。请排除它：--without {name!r}。",
                )


def _held_out_shares(column: np.ndarray, y: np.ndarray, levels: int) -> np.ndarray:
    """Each row's level as the share of the label among the rows of the other half."""
    half = np.random.default_rng(SEED).permutation(len(y)) % 2 == 0
    codes = np.where(np.isnan(column), levels, column).astype(int)
    found = np.empty(len(y))
    for own in (half, ~half):
        found[own] = level_shares(column[~own], y[~own], levels)[codes[own]]
    return found
