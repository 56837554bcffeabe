"""The model card: what a model is for and how well it did, for people (Markdown) and programs (JSON)."""

from models_ml.harness.declaration import Score

_MEASURES = {
    "auc": "AUC",
    "average_precision": "平均精度 Average precision",
    "precision_top_5": "前5%精度 Precision in the top 5 %",
    "brier": "Brier",
}


def _percent(value: float) -> str:
    return f"{value:.1%}"


def _auc(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _table(head: list[str], rows: list[list]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _measures(figures: dict) -> str:
    rows = [
        [title, *(f"{figures[who][key]:.3f}" if key in figures[who] else "–" for who in _RIVALS)]
        for key, title in _MEASURES.items()
    ]
    return _table(["", "模型 Model", "逻辑回归 Logistic", "经验规则 Naive rule"], rows)


_RIVALS = ("model", "logistic", "naive")


def _deciles(figures: dict) -> str:
    rows = [
        [d["decile"], d["customers"], _percent(d["expected"]), _percent(d["actual"]), f"{d['lift']:.2f}"]
        for d in figures["deciles"]
    ]
    return _table(["十分位 Decile", "客户 Customers", "预期 Expected", "实际 Actual", "提升 Lift"], rows)


def _groups(groups: list[dict]) -> str:
    rows = [
        [g["group"], g["customers"], _percent(g["expected"]), _percent(g["actual"]), _auc(g["auc"])] for g in groups
    ]
    return _table(["群体 Group", "客户 Customers", "预期 Expected", "实际 Actual", "AUC"], rows)


def _facts(score: Score, manifest: dict) -> str:
    released = "已发布 released" if manifest["is_released"] else "未发布 not released: 未胜过经验规则"
    lines = [
        f"- 标签 Label: {score.label_zh} / {score.label_en}",
        f"- 用途 Decision: {score.decision_zh} / {score.decision_en}",
        f"- 预测期 Horizon: {score.horizon_days} 天 days",
        f"- 适用客户 Eligible: `{score.eligible}`",
        f"- 经验规则 Naive rule: {score.naive_zh} / {score.naive_en}",
        f"- 训练 Trained as of: {', '.join(manifest['trained_on'])}",
        f"- 校准 Calibrated as of: {manifest['calibrated_on']}",
        f"- 检验 Tested as of: {manifest['tested_on']}",
        f"- 状态 State: {released}",
    ]
    return "\n".join(lines)


def markdown(score: Score, manifest: dict, figures: dict) -> str:
    """Write the card as Markdown, headings in Chinese and English, every figure measured on the test cut-off."""
    features = _table(["特征 Feature", "中文", "English"], [[f"`{f.name}`", f.zh, f.en] for f in score.features])
    parts = [
        f"# {score.zh} {score.en}: {manifest['model_id']}",
        _facts(score, manifest),
        f"## 检验结果 Results\n\n{figures['customers']:,} 客户 customers, {figures['positives']:,} "
        f"发生 positives ({_percent(figures['base_rate'])}).\n\n{_measures(figures)}",
        f"## 校准与提升 Calibration and lift\n\n{_deciles(figures)}",
        *(f"## 按群体 By group: {name}\n\n{_groups(rows)}" for name, rows in figures["groups"].items()),
        f"## 特征 Features\n\n{features}",
        "## 理由 Reasons\n\n每条理由是把该特征换成训练人群的中位数后，校准后概率的变化（一次换一个）。\n"
        "A reason is the change of the calibrated chance when that one feature is replaced by the training\n"
        "population's median, one at a time.",
    ]
    return "\n\n".join(parts) + "\n"
