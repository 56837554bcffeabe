"""The model card: what a model is for and how well it did, for people (Markdown) and programs (JSON)."""

from models_ml.harness.card_tables import groups_table, importance_table, measures_table, parts_table, rows
from models_ml.harness.declaration import Score

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
        f"- 标签 Label: {score.label_zh} / {score.label_en}",
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
    """What the figure would be for customers never met before, and without knowing what is missing."""
    measures = [name for name in figures["naive"] if name in figures["without_missingness"]]
    lines = {
        "模型 Model": figures["model"],
        "从未见过的客户 Customers never met": figures["strangers"],
        "不看缺失 Blind to missing data": figures["without_missingness"],
    }
    return rows(
        ["", *measures],
        [[title, *(f"{of[name]:.3f}" if of else "–" for name in measures)] for title, of in lines.items()],
    )


def markdown(score: Score, manifest: dict, figures: dict) -> str:
    """Write the card as Markdown, headings in Chinese and English, figures of the days of the test."""
    features = rows(["特征 Feature", "中文", "English"], [[f"`{f.name}`", f.zh, f.en] for f in score.features])
    parts = [
        f"# {score.zh} {score.en}: {manifest['model_id']}",
        _facts(score, manifest),
        f"## 检验结果 Results\n\n{_results(figures)}",
        f"## 是否经得起追问 Does it hold\n\n{_doubts(figures)}",
        f"## 校准与提升 Calibration and lift\n\n{parts_table(figures)}",
        *(f"## 按群体 By group: {name}\n\n{groups_table(own)}" for name, own in figures["groups"].items()),
        f"## 特征重要性 Importance\n\n{importance_table(score, figures)}",
        f"## 特征 Features\n\n{features}",
        _REASONS,
    ]
    return "\n\n".join(parts) + "\n"
