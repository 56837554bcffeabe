"""The tables of a model card, as Markdown."""

from models_ml.harness.declaration import Score

MEASURES = {
    "auc": "AUC",
    "average_precision": "平均精度 Average precision",
    "precision_at_capacity": "可处理量内精度 Precision at capacity",
    "lift_at_capacity": "可处理量内提升 Lift at capacity",
    "brier": "Brier",
    "mae": "平均绝对误差 Mean absolute error",
    "rmse": "均方根误差 Root mean squared error",
    "r2": "R²",
    "spearman": "秩相关 Rank correlation",
}
_SHARES = ("expected", "actual", "recall")
RIVALS = {"model": "模型 Model", "linear": "线性模型 Linear", "naive": "经验规则 Naive rule"}
_HEADS = {
    "decile": "十分位 Decile",
    "group": "群体 Group",
    "customers": "客户 Customers",
    "rows": "例 Cases",
    "expected": "预期 Expected",
    "actual": "实际 Actual",
    "lift": "提升 Lift",
    "auc": "AUC",
    "recall": "召回 Recall",
    "recall_gap": "与整体之差 Gap",
    "mae": "误差 Error",
}


def rows(head: list[str], lines: list[list]) -> str:
    """One Markdown table."""
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in [head, ["---"] * len(head), *lines])


def _figure(figures: dict, who: str, name: str) -> str:
    if name not in figures[who]:
        return "–"
    ends = figures["intervals"][who].get(name)
    told = f"{figures[who][name]:.3f}"
    return f"{told} [{ends[0]:.3f}, {ends[1]:.3f}]" if ends else told


def measures_table(figures: dict) -> str:
    """Every measure of the model and its rivals, with 95 % intervals."""
    known = [name for name in MEASURES if name in figures["model"]]
    return rows(
        ["", *RIVALS.values()], [[MEASURES[name], *(_figure(figures, who, name) for who in RIVALS)] for name in known]
    )


def _cell(name: str, value) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.1%}" if name in _SHARES else f"{value:+.3f}" if name == "recall_gap" else f"{value:.3f}"
    return str(value)


def _told(found: list[dict]) -> str:
    columns = [name for name in _HEADS if found and name in found[0]]
    return rows([_HEADS[name] for name in columns], [[_cell(name, one[name]) for name in columns] for one in found])


def parts_table(figures: dict) -> str:
    """Tenths of the customers by what the model says: expected against actual."""
    return _told(figures["deciles"])


def groups_table(found: list[dict]) -> str:
    """Groups of customers: expected, actual, ranking, and who of the positives the team would reach."""
    return _told(found)


def importance_table(score: Score, figures: dict) -> str:
    """What the model loses when one feature's numbers are dealt out anew."""
    named = {feature.name: feature for feature in score.features}
    lines = [
        [f"{named[one['feature']].zh} {named[one['feature']].en}", f"{one['loss']:.4f} ± {one['spread']:.4f}"]
        for one in figures["importance"]
    ]
    return rows(["特征 Feature", f"损失 Loss ({figures['judged']})"], lines)
