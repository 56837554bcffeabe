"""One line of the table of benchmarks."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from tagrid.scoring.measure import intervals, ranking

CAPACITY = 0.05


@dataclass(frozen=True)
class Row:
    """What one rival reached in one task: a measure with its 95 % interval, the mean over the runs that were made."""

    task: str
    rival: str
    measure: str
    value: float
    low: float
    high: float
    runs: int


def measured(task: str, runs: list[tuple[np.ndarray, dict[str, np.ndarray]]]) -> list[Row]:
    """Rows of AUC and average precision for every rival of a task.

    Each run gives the labels and what every rival says of them; intervals are of customers drawn again, within a run,
    and their ends are averaged over the runs as the values are.
    """
    told = [_figures(label, rivals) for label, rivals in runs]
    return [
        Row(task, rival, name, *np.mean([one[rival, name] for one in told], axis=0).tolist(), len(runs))
        for rival, name in told[0]
    ]


def _figures(label: np.ndarray, rivals: dict[str, np.ndarray]) -> dict[tuple[str, str], tuple[float, float, float]]:
    measure = partial(ranking, capacity=CAPACITY)
    ends = intervals(label, {"model": rivals["ours"], **rivals}, measure, "average_precision")["intervals"]
    return {
        (rival, name): (measure(label, by)[name], *ends[rival][name])
        for rival, by in rivals.items()
        for name in ("auc", "average_precision")
    }
