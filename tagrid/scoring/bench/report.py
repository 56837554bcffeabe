"""What `tagrid bench-model` prints: the harness beside its rivals, the importance of features, and groups."""

from tagrid.core.formats import counted

MEASURES = ("auc", "average_precision", "precision_at_capacity", "lift_at_capacity", "brier")

RIVAL_TITLES = {"model": "ours", "naive": "naive rule", "logistic": "logistic regression", "boosting": "plain boosting"}

MOST_FEATURES = 15


def print_figures(figures: dict) -> None:
    """Print the figures of `cross_validate` as tables."""
    from rich.console import Console  # only the command prints

    out = Console(highlight=False)
    out.print(
        f"{figures['positives']:,} of {figures['judged_rows']:,} rows have label 1 ({figures['base_rate']:.1%}): "
        f"{figures['customers']:,} customers, {figures['folds']} folds, every row judged by models of other customers."
    )
    out.print(_measures(figures))
    chosen = sorted({one["column"] for one in figures["naive_rule"]})
    out.print(f"Naive rule: the best single column of each fold's learnt rows: {', '.join(chosen)}.")
    gain = figures["over_naive"]
    out.print(
        f"Gain over it in average precision: {gain['gain']:+.3f} [{gain['low']:+.3f}, {gain['high']:+.3f}]; "
        f"over plain boosting: {figures['over_boosting']['gain']:+.3f} "
        f"[{figures['over_boosting']['low']:+.3f}, {figures['over_boosting']['high']:+.3f}]."
    )
    out.print(_importance(figures))
    for name, found in figures["groups"].items():
        out.print(_group(name, found))
    for line in _doubts(figures):
        out.print(line)


def _table(title: str, heads: list[str]):
    from rich.table import Table  # only the command prints

    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head, justify="right" if head else "left")
    return table


def _figure(figures: dict, who: str, name: str) -> str:
    if name not in figures[who]:
        return ""
    ends = figures["intervals"][who].get(name)
    return f"{figures[who][name]:.3f}" + (f" [{ends[0]:.3f}, {ends[1]:.3f}]" if ends else "")


def _measures(figures: dict):
    table = _table("Judged on rows no model saw, 95 % intervals", ["", *(name.replace("_", " ") for name in MEASURES)])
    for who, title in RIVAL_TITLES.items():
        table.add_row(title, *(_figure(figures, who, name) for name in MEASURES))
    return table


def _importance(figures: dict):
    table = _table("What ours lives on", ["", "loss of average precision"])
    for one in figures["importance"][:MOST_FEATURES]:
        table.add_row(one["feature"], f"{one['loss']:.4f} ± {one['spread']:.4f}")
    return table


def _group(name: str, found: list[dict]):
    table = _table(f"By {name}", ["", "customers", "expected", "actual", "auc", "recall", "gap"])
    for one in found:
        measured = [f"{one[key]:.3f}" if one[key] is not None else "–" for key in ("auc", "recall")]
        gap = f"{one['recall_gap']:+.3f}" if one["recall_gap"] is not None else "–"
        table.add_row(
            one["group"], f"{one['customers']:,}", f"{one['expected']:.1%}", f"{one['actual']:.1%}", *measured, gap
        )
    return table


def _doubts(figures: dict) -> list[str]:
    blind, lines = figures["without_missingness"], []
    if blind is None:
        lines.append("Nothing is missing in any column.")
    else:
        lines.append(
            f"{blind['missing']:.1%} of the cells are missing. Blind to that, ours has AUC {blind['auc']:.3f} "
            f"and average precision {blind['average_precision']:.3f}; the gaps alone {blind['gaps_alone_auc']:.3f}."
        )
    if figures["unlabelled"]:
        lines.append(f"No label, and so left out: {counted(figures['unlabelled'], 'row')}.")
    lines += [f"Column {name} is not used: {why}." for name, why in figures["left_out"].items()]
    return lines
