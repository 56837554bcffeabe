"""The card of clusters: what they are for, the centres with their names and why, and how steady they are."""

from models_ml.harness.card_tables import rows
from models_ml.shapes.declaration import Clusters, Rule

BARS = "▁▂▃▄▅▆▇█"


def sketch(curve: list[float]) -> str:
    """A shape as a line of 24 bars, one an hour, from 0 to its highest."""
    each = len(curve) // 24
    hours = [sum(curve[n * each : (n + 1) * each]) / each for n in range(24)]
    return "".join(BARS[min(int(max(v, 0) / max(hours) * len(BARS)), len(BARS) - 1)] for v in hours)


def clock(hours: float) -> str:
    """Hours after midnight as a time of day."""
    return f"{int(hours):02}:{round(hours % 1 * 60):02}"


def _rule(rule: Rule) -> str:
    bounds = [
        " ".join(
            part
            for part in (
                f"{limit.least:g} ≤" if limit.least is not None else "",
                f"`{limit.measure}`",
                f"≤ {limit.most:g}" if limit.most is not None else "",
            )
            if part
        )
        for limit in rule.limits
    ]
    return "; ".join(bounds)


def _name(clusters: Clusters, name: str | None) -> str:
    return " ".join(clusters.words[name]) if name else "未命名 unnamed"


def _centres(clusters: Clusters, figures: dict) -> str:
    head = ["类 Cluster", "名称 Name", "占比 Share", "00–24", "高峰 Peak", "低谷 Valley", "离散 Scatter"]
    return rows(
        head,
        [
            [
                str(one["number"]),
                _name(clusters, one["name"]),
                f"{one['share']:.1%}",
                sketch(one["curve"]),
                f"{clock(one['measures']['highest_at'])} ×{max(one['curve']):.2f}",
                f"{clock(one['measures']['lowest_at'])} ×{min(one['curve']):.2f}",
                f"{one['measures']['scatter']:.2f}",
            ]
            for one in figures["clusters"]
        ],
    )


def _steady(clusters: Clusters, figures: dict) -> str:
    told = figures.get("against_champion")
    if told is None:
        return "首个模型，无可比较。\nThe first model; there is nothing to compare it with."
    said = (
        f"与在用模型相比，{told['customers']:,} 户中 {told['changed']:,} 户（{told['share']:.1%}）换了名称。\n"
        f"Against the champion, {told['changed']:,} of {told['customers']:,} customers changed name."
    )
    moves = [
        [*(_name(clusters, one if one != "unknown" else None) for one in (old, new)), str(count)]
        for old, new, count in told["moves"]
    ]
    return said + ("\n\n" + rows(["原名 Before", "新名 After", "户数 Customers"], moves) if moves else "")


def _facts(clusters: Clusters, manifest: dict, figures: dict) -> str:
    chosen = figures["chosen"]
    released = "已发布 released" if manifest["is_released"] else "未发布 not released: 未可靠胜过经验分群"
    lines = [
        f"- 含义 Meaning: {clusters.label_zh} / {clusters.label_en}",
        f"- 用途 Decision: {clusters.decision_zh} / {clusters.decision_en}",
        f"- 经验分群 Naive grouping: {clusters.naive_zh} / {clusters.naive_en}",
        f"- 训练 Trained as of: {', '.join(manifest['trained_on'])}",
        f"- 方法 Method: {chosen['method']}, {chosen['clusters']} 类 clusters, "
        f"轮廓系数 silhouette {chosen['silhouette']:.3f}, 半数客户复现 stability {chosen['stability']:.3f}",
        f"- 未知 Unknown: {figures['unknown_share']:.1%} (远离各类中心或未命名 far from every centre, or unnamed)",
        f"- 状态 State: {released}",
    ]
    return "\n".join(lines)


def _results(figures: dict) -> str:
    gain, told = figures["over_naive"], figures["intervals"]
    lines = [
        [title, f"{figures[who]['silhouette']:.3f}", "[{:.3f}, {:.3f}]".format(*told[who]["silhouette"])]
        for who, title in (("model", "模型 Model"), ("naive", "经验分群 Naive grouping"))
    ]
    better = f"差 Gain: {gain['gain']:+.3f} [{gain['low']:+.3f}, {gain['high']:+.3f}]"
    head = f"{figures['customers']:,} 户未参与聚类 customers that were not grouped, {figures['rows']:,} 条曲线 curves."
    own = f"按自身曲线命名与所在类一致 Named by their own curve as their cluster is: {figures['as_own']:.1%}"
    return f"{head}\n\n{rows(['', '轮廓系数 Silhouette', '95 %'], lines)}\n\n{better}\n\n{own}"


def markdown(clusters: Clusters, manifest: dict, figures: dict) -> str:
    """Write the card as Markdown, headings in Chinese and English."""
    rules = rows(["名称 Name", "条件 Limits"], [[_name(clusters, r.name), _rule(r)] for r in clusters.rules])
    counts = rows(
        ["名称 Name", "户数 Customers"], [[_name(clusters, name), f"{n:,}"] for name, n in figures["names"].items()]
    )
    parts = [
        f"# {clusters.zh} {clusters.en}: {manifest['model_id']}",
        _facts(clusters, manifest, figures),
        f"## 检验结果 Results\n\n{_results(figures)}",
        f"## 各类 Clusters\n\n{_centres(clusters, figures)}",
        f"## 各名称户数 Customers by name\n\n{counts}",
        f"## 名称是否稳定 Do the names stay\n\n{_steady(clusters, figures)}",
        f"## 命名规则 Rules of the names\n\n依次适用，首个成立者命名；功率以当日平均为1，时刻以小时计。\n"
        f"The first that holds names a centre; powers are over the day's mean, times are hours.\n\n{rules}",
    ]
    return "\n\n".join(parts) + "\n"
