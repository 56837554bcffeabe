"""How good clusters are, and their card, measured on customers that were not grouped.

The card has the silhouette beside a naive grouping, the share left unnamed, the centres and who changed name.
"""

from collections import Counter
from zlib import crc32

import numpy as np

from tagrid.scoring.cards import markdown_table
from tagrid.scoring.declaration import SEED, Clusters, Rule
from tagrid.scoring.measure import intervals
from tagrid.scoring.shapes.clusters import MOST_ROWS, CurveRows, cluster_of, name_of, nearest_centre, space
from tagrid.scoring.shapes.measures import by_rule, measure_shape

HELD_OUT = 4  # one customer in so many

BLOCK_HOURS = 3

BARS = "▁▂▃▄▅▆▇█"


def is_held_out(rows: CurveRows) -> np.ndarray:
    """Whether a row's customer is held out for the measuring, the same in every training."""
    return np.array([crc32(str(name).encode()) % HELD_OUT == 0 for name in rows.customer], dtype=bool)


def by_peak(rows: CurveRows) -> np.ndarray:
    """The naive grouping: the three hours in which the highest load falls."""
    return rows.curve.argmax(axis=1) * 24 // rows.curve.shape[1] // BLOCK_HOURS


def _silhouette_samples(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    from sklearn.metrics import silhouette_samples  # loads slowly; only a training measures

    if not 1 < len(np.unique(labels)) < len(points):
        return np.zeros(len(points))
    return silhouette_samples(points, labels)


def silhouettes(model: dict, rows: CurveRows) -> dict:
    """Mean silhouette, by the curves alone, of the clusters and of the naive grouping, with 95 % intervals of rows."""
    if len(rows.curve) > MOST_ROWS:
        rows = rows.at(np.random.default_rng(SEED).choice(len(rows.curve), MOST_ROWS, replace=False))
    labels, _ = nearest_centre(space(rows, model["usual"]), model["centres"])
    rivals = {"model": _silhouette_samples(rows.curve, labels), "naive": _silhouette_samples(rows.curve, by_peak(rows))}
    measured = intervals(np.zeros(len(labels)), rivals, _mean, "silhouette")
    return {who: _mean(None, by) for who, by in rivals.items()} | measured


def _mean(_: object, by: np.ndarray) -> dict[str, float]:
    return {"silhouette": float(by.mean())}


def describe_clusters(model: dict, rows: CurveRows) -> list[dict]:
    """Return every cluster with its name, its share of the rows, its centre and its measures, largest first."""
    numbers = cluster_of(model, rows)
    found = [
        {
            "number": n,
            "name": name or None,
            "share": float((numbers == n).mean()),
            "curve": [round(float(v), 3) for v in model["curves"][n]],
            "measures": {k: round(v, 3) for k, v in measure_shape(model["curves"][n], model["scatters"][n]).items()},
        }
        for n, name in enumerate(model["names"])
    ]
    return sorted(found, key=lambda one: -one["share"])


def renamed_customers(before: dict, after: dict, rows: CurveRows) -> dict:
    """Return how many of the rows two models name differently: ``customers``, ``changed``, ``share``, ``moves``."""
    pairs = list(zip(name_of(before, rows), name_of(after, rows), strict=True))
    moves = Counter((old or "unknown", new or "unknown") for old, new in pairs if old != new)
    return {
        "customers": len(pairs),
        "changed": moves.total(),
        "share": moves.total() / max(len(pairs), 1),
        "moves": [[old, new, count] for (old, new), count in moves.most_common()],
    }


def own_name_share(clusters: Clusters, model: dict, rows: CurveRows) -> float:
    """Share of named rows whose own curve bears, by the rules, the name of its cluster."""
    known = np.where(np.isnan(rows.scatter), model["usual"], rows.scatter)
    names = zip(name_of(model, rows), rows.curve, known, strict=True)
    found = [by_rule(clusters.rules, curve, scatter) == name for name, curve, scatter in names if name]
    return float(np.mean(found)) if found else 0.0


def assess_clusters(
    clusters: Clusters, model: dict, rows: CurveRows, latest: CurveRows, champion: dict | None, chosen: dict
) -> dict:
    """Figures of the card: `rows` are held out, `latest` is everybody on the last day."""
    names = name_of(model, latest)
    found = {
        "target": clusters.target,
        "customers": len(np.unique(rows.customer)),
        "rows": len(rows.curve),
        **silhouettes(model, rows),
        "unknown_share": float(np.mean([name is None for name in names])),
        "as_own": own_name_share(clusters, model, rows),
        "names": {name: names.count(name) for name in clusters.words},
        "clusters": describe_clusters(model, latest),
        "chosen": {key: chosen[key] for key in ("method", "clusters", "silhouette", "stability", "smallest")},
    }
    return found | ({"against_champion": renamed_customers(champion, model, latest)} if champion is not None else {})


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
    return markdown_table(
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


def _stability(clusters: Clusters, figures: dict) -> str:
    change = figures.get("against_champion")
    if change is None:
        return "首个模型，无可比较。\nThe first model; there is nothing to compare it with."
    summary = (
        f"与在用模型相比，{change['customers']:,} 户中 {change['changed']:,} 户（{change['share']:.1%}）换了名称。\n"
        f"Against the champion, {change['changed']:,} of {change['customers']:,} customers changed name."
    )
    moves = [
        [*(_name(clusters, one if one != "unknown" else None) for one in (old, new)), str(count)]
        for old, new, count in change["moves"]
    ]
    return summary + ("\n\n" + markdown_table(["原名 Before", "新名 After", "户数 Customers"], moves) if moves else "")


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
    gain, ends = figures["over_naive"], figures["intervals"]
    lines = [
        [title, f"{figures[who]['silhouette']:.3f}", "[{:.3f}, {:.3f}]".format(*ends[who]["silhouette"])]
        for who, title in (("model", "模型 Model"), ("naive", "经验分群 Naive grouping"))
    ]
    better = f"差 Gain: {gain['gain']:+.3f} [{gain['low']:+.3f}, {gain['high']:+.3f}]"
    head = f"{figures['customers']:,} 户未参与聚类 customers that were not grouped, {figures['rows']:,} 条曲线 curves."
    own = f"按自身曲线命名与所在类一致 Named by their own curve as their cluster is: {figures['as_own']:.1%}"
    return f"{head}\n\n{markdown_table(['', '轮廓系数 Silhouette', '95 %'], lines)}\n\n{better}\n\n{own}"


def clusters_card(clusters: Clusters, manifest: dict, figures: dict) -> str:
    """Write the card as Markdown, headings in Chinese and English."""
    rules = markdown_table(["名称 Name", "条件 Limits"], [[_name(clusters, r.name), _rule(r)] for r in clusters.rules])
    counts = markdown_table(
        ["名称 Name", "户数 Customers"], [[_name(clusters, name), f"{n:,}"] for name, n in figures["names"].items()]
    )
    parts = [
        f"# {clusters.zh} {clusters.en}: {manifest['model_id']}",
        _facts(clusters, manifest, figures),
        f"## 检验结果 Results\n\n{_results(figures)}",
        f"## 各类 Clusters\n\n{_centres(clusters, figures)}",
        f"## 各名称户数 Customers by name\n\n{counts}",
        f"## 名称是否稳定 Do the names stay\n\n{_stability(clusters, figures)}",
        f"## 命名规则 Rules of the names\n\n依次适用，首个成立者命名；功率以当日平均为1，时刻以小时计。\n"
        f"The first that holds names a centre; powers are over the day's mean, times are hours.\n\n{rules}",
    ]
    return "\n\n".join(parts) + "\n"
