"""Every rival on every fold, measured as a score's card is: the figures of a table of anybody's labelled rows."""

from collections.abc import Callable

import numpy as np

from models_ml.bench.folds import folds
from models_ml.bench.rivals import RIVALS, blind, level_shares, middled, score_of
from models_ml.bench.table import Table
from models_ml.harness.declaration import Score
from models_ml.harness.estimators import SEED
from models_ml.harness.fit import predicted, quiet
from models_ml.harness.importance import importance
from models_ml.harness.intervals import intervals
from models_ml.harness.leaks import TOO_GOOD_AUC
from models_ml.harness.measure import areas, by_group, deciles, probabilities, ranking
from tagrid.errors import BadInput

CAPACITY = 0.05


def across(make: Callable, table: Table, parts: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, list]:
    """Return what models of `make` say of the judged rows, fold by fold, and the models."""
    models = [make(table, table.x, learnt) for learnt, _ in parts]
    said = [predicted(model, table.x[judged]) for model, (_, judged) in zip(models, parts, strict=True)]
    return np.concatenate(said), models


def assess(table: Table, count: int = 5, horizon: float = 0, say: Callable[[str], None] = lambda _: None) -> dict:
    """Return the figures of a table over `count` folds of customers (see `folds`); every row judged by strangers.

    ``model``, ``naive``, ``logistic``, ``boosting``: measures; ``intervals``, ``over_<rival>``: as of a card;
    ``deciles``, ``groups`` (text columns), ``importance`` (on the first fold), ``without_missingness``. Raises BadInput
    for a column that knows the future, and where a fold would have too few of a kind.
    """
    check_leaks(table)
    parts = folds(table, count, horizon)
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
    told = {name: probabilities(label, said, CAPACITY) for name, said in chance.items() if name != "naive"}
    told["naive"] = ranking(label, chance["naive"], CAPACITY)
    ends = intervals(label, chance, lambda y, by: ranking(y, by, CAPACITY), "average_precision")
    return told | ends


def _importance(score: Score, model, x: np.ndarray, y: np.ndarray) -> list[dict]:
    found = importance(score, model, x, y)
    return [one | {"feature": one["feature"].removeprefix("table.")} for one in found]


def _blind(table: Table, parts: list[tuple], label: np.ndarray) -> dict | None:
    """Figures of a blend that cannot see gaps, and of the gaps alone; None where nothing is missing."""
    missing = np.isnan(table.x)
    if not missing.any():
        return None
    seen, gaps = [], []
    for learnt, at in parts:
        filled, model = blind(table, learnt)
        seen.append(predicted(model, filled[at]))
        gaps.append(_of_gaps(missing, table.y, learnt, at))
    return {
        "missing": float(missing.mean()),
        **ranking(label, np.concatenate(seen), CAPACITY),
        "gaps_alone_auc": areas(label, np.concatenate(gaps))[0],
    }


def _of_gaps(missing: np.ndarray, y: np.ndarray, learnt: np.ndarray, at: np.ndarray) -> np.ndarray:
    from sklearn.ensemble import HistGradientBoostingClassifier

    with quiet():
        model = HistGradientBoostingClassifier(max_iter=50, random_state=SEED).fit(missing[learnt], y[learnt])
        return model.predict_proba(missing[at])[:, 1]


def check_leaks(table: Table) -> None:
    """Raise BadInput for a column that alone, by its value or by its gaps, almost gives the label away."""
    for at, name in enumerate(table.names):
        column, gaps = table.x[:, at], np.isnan(table.x[:, at])
        if name in table.texts:
            number = _held_out_shares(column, table.y, len(table.texts[name]))
        else:
            number = middled(column, np.nanmedian(column))
        for what, by in (("its value", number), ("its gaps", gaps.astype(float))):
            auc = areas(table.y, by)[0]
            if max(auc, 1 - auc) > TOO_GOOD_AUC:
                raise BadInput(
                    f"Column {name!r} alone ({what}) ranks the label with AUC {max(auc, 1 - auc):.3f}: it knows the "
                    f"future, or is the label itself. Leave it out: --without {name!r}."
                )


def _held_out_shares(column: np.ndarray, y: np.ndarray, levels: int) -> np.ndarray:
    """Each row's level as the share of the label among the rows of the other half."""
    half = np.random.default_rng(SEED).permutation(len(y)) % 2 == 0
    codes = np.where(np.isnan(column), levels, column).astype(int)
    found = np.empty(len(y))
    for own in (half, ~half):
        found[own] = level_shares(column[~own], y[~own], levels)[codes[own]]
    return found
