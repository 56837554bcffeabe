"""The model card: what a model is for and how well it did, as Markdown for people."""

from tagrid.scoring.declaration import Score

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


def markdown_table(head: list[str], lines: list[list]) -> str:
    """Return one Markdown table."""
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in [head, ["---"] * len(head), *lines])


def _figure(figures: dict, who: str, name: str) -> str:
    if name not in figures[who]:
        return "–"
    ends = figures["intervals"][who].get(name)
    figure = f"{figures[who][name]:.3f}"
    return f"{figure} [{ends[0]:.3f}, {ends[1]:.3f}]" if ends else figure


def measures_table(figures: dict) -> str:
    """Return the table of every measure of the model and its rivals, with 95 % intervals."""
    known = [name for name in MEASURES if name in figures["model"]]
    return markdown_table(
        ["", *RIVALS.values()], [[MEASURES[name], *(_figure(figures, who, name) for who in RIVALS)] for name in known]
    )


def _cell(name: str, value) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.1%}" if name in _SHARES else f"{value:+.3f}" if name == "recall_gap" else f"{value:.3f}"
    return str(value)


def _table(found: list[dict]) -> str:
    columns = [name for name in _HEADS if found and name in found[0]]
    return markdown_table(
        [_HEADS[name] for name in columns], [[_cell(name, one[name]) for name in columns] for one in found]
    )


def deciles_table(figures: dict) -> str:
    """Return the table of the tenths of the rows by the model's output: expected against actual."""
    return _table(figures["deciles"])


def groups_table(found: list[dict]) -> str:
    """Return the table of groups of customers: expected, actual, ranking, and the share of positives reached."""
    return _table(found)


def importance_table(score: Score, figures: dict) -> str:
    """Return the table of what the model loses when one feature's numbers are shuffled."""
    named = {feature.name: feature for feature in score.features}
    lines = [
        [f"{named[one['feature']].zh} {named[one['feature']].en}", f"{one['loss']:.4f} ± {one['spread']:.4f}"]
        for one in figures["importance"]
    ]
    return markdown_table(["特征 Feature", f"损失 Loss ({figures['judged']})"], lines)


_REASONS = (
    "## 理由 Reasons\n\n每条理由是把该特征换成训练人群的中位数后，模型输出的变化（一次换一个）。"
    "两个输出都由本模型自身给出，不经近似模型，因此是精确的；相关特征的作用会重叠，各条不可相加。刷新时与随时查询给出的理由相同。\n"
    "A reason is the change of what the model says when that one feature is replaced by the training\n"
    "population's median, one at a time. Both outputs come from this very model, none from a stand-in for it, so the\n"
    "effect is exact; effects of features that move together overlap and do not add up. On demand they are the\n"
    "same as at a refresh."
)


def _facts(score: Score, manifest: dict) -> str:
    released = "已发布 released" if manifest["is_released"] else "未发布 not released: 未可靠胜过经验规则"
    lines = [
        f"- 标签 Text: {score.label_zh} / {score.label_en}",
        f"- 用途 Decision: {score.decision_zh} / {score.decision_en}",
        f"- 预测期 Horizon: {score.horizon_days} 天 days",
        f"- 适用客户 Eligible: `{score.eligible}`",
        f"- 经验规则 Naive rule: {score.naive_zh} / {score.naive_en}",
        f"- 训练 Trained as of: {', '.join(manifest['trained_on'])}",
        f"- 校准 Calibrated as of: {manifest['calibrated_on']}",
        f"- 检验 Tested as of: {', '.join(manifest['tested_on'])}",
        f"- 来自人工复核的标签 Labels from reviews: {manifest.get('labels_from_reviews', 0):,}",
        f"- 状态 State: {released}",
    ]
    return "\n".join(lines)


def _results(figures: dict) -> str:
    head = f"{figures['customers']:,} 客户 customers, {figures['rows']:,} 例 cases, "
    if figures["target"] == "amount":
        head += f"平均 mean {figures['mean']:.3f}."
    else:
        head += f"{figures['positives']:,} 发生 positives ({figures['base_rate']:.1%})."
    gain = figures["over_naive"]
    better = (
        f"比经验规则 Gain over the naive rule ({figures['judged']}): {gain['gain']:+.3f} "
        f"[{gain['low']:+.3f}, {gain['high']:+.3f}]"
    )
    return f"{head}\n\n{measures_table(figures)}\n\n{better}"


def _doubts(figures: dict) -> str:
    """Return the table of the figures for unseen customers, and without knowing what is missing."""
    measures = [name for name in figures["naive"] if name in figures["without_missingness"]]
    lines = {
        "模型 Model": figures["model"],
        "从未见过的客户 Customers never met": figures["strangers"],
        "不看缺失 Blind to missing data": figures["without_missingness"],
    }
    return markdown_table(
        ["", *measures],
        [[title, *(f"{of[name]:.3f}" if of else "–" for name in measures)] for title, of in lines.items()],
    )


def model_card(score: Score, manifest: dict, figures: dict) -> str:
    """Write the card as Markdown, headings in Chinese and English, figures of the days of the test."""
    features = markdown_table(
        ["特征 Feature", "中文", "English"], [[f"`{f.name}`", f.zh, f.en] for f in score.features]
    )
    parts = [
        f"# {score.zh} {score.en}: {manifest['model_id']}",
        _facts(score, manifest),
        f"## 检验结果 Results\n\n{_results(figures)}",
        f"## 是否经得起追问 Does it hold\n\n{_doubts(figures)}",
        f"## 校准与提升 Calibration and lift\n\n{deciles_table(figures)}",
        *(f"## 按群体 By group: {name}\n\n{groups_table(own)}" for name, own in figures["groups"].items()),
        f"## 特征重要性 Importance\n\n{importance_table(score, figures)}",
        f"## 特征 Features\n\n{features}",
        _REASONS,
    ]
    return "\n\n".join(parts) + "\n"
