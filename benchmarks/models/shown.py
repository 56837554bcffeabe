"""The rows of all benchmarks as one Markdown table, a line a task and measure."""

from benchmarks.models.published import published
from benchmarks.models.row import Row

LOGISTIC = ("logistic", "logistic on 96 points")
RIVALS = ("ours", "naive rule", "logistic", "plain boosting")
HEADS = ("benchmark", "measure", *RIVALS, "others in the same run", "published")
NAIVE = ("best single column", "fall on the year before", "last 14 days over last 90", "naive")


def kind(rival: str) -> str:
    """The column a rival stands in; empty for one that has none."""
    if rival == "ours":
        return "ours"
    if rival in NAIVE or rival.startswith("naive"):
        return "naive rule"
    if rival.startswith(("boosting", "plain boosting")):
        return "plain boosting"
    return "logistic" if rival in LOGISTIC else ""


def figure(row: Row) -> str:
    """A value with its interval."""
    return f"{row.value:.3f} [{row.low:.3f}, {row.high:.3f}]"


def lines(rows: list[Row], known: dict[tuple[str, str], str]) -> list[list[str]]:
    """Cells of the table: a line for each task and measure, in the order they came."""
    found = []
    for task, measure in dict.fromkeys((row.task, row.measure) for row in rows):
        own = [row for row in rows if (row.task, row.measure) == (task, measure)]
        cells = {kind(row.rival): figure(row) for row in own if kind(row.rival)}
        others = "; ".join(f"{row.rival} {figure(row)}" for row in own if not kind(row.rival))
        columns = [cells.get(head, "") for head in RIVALS]
        found.append([task, measure.replace("_", " "), *columns, others, published(task, measure, known)])
    return found


def print_rows(rows: list[Row], known: dict[tuple[str, str], str]) -> None:
    """Print the table, and how the intervals came about."""
    for cells in [list(HEADS), ["---"] * len(HEADS), *lines(rows, known)]:
        print(f"| {' | '.join(cells)} |")
    print("\nIntervals: 95 %, customers drawn again; of several runs, the mean value and the mean ends.")
