"""How good a score can be at best: the true chance of each customer on a day, knowing all that is hidden and settled.

The chance comes from the generator's own rates, with slow movements (hard times, use, neighbours) held as on the day;
the remaining steps of an application are drawn many times. No model can be expected to do better than ``ceiling``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from tagrid.core.errors import BadInput
from tagrid.core.text import Text, nearest
from tagrid.demo import truths
from tagrid.demo.delivery import Sink
from tagrid.demo.scene import Scene, scene
from tagrid.demo.world import Window, World, day_number, month_of

# By score: its usual horizon in days, and how its truth is found.
TRUTHS: dict[str, tuple[int, Callable[[Scene, int, int], pl.DataFrame]]] = {
    "fee_recovery_risk": (92, truths.fee_recovery),
    "abnormal_use_risk": (90, truths.abnormal_use),
    "use_nature_match": (365, truths.use_nature),
    "complaint_propensity": (30, truths.complaint),
    "switch_risk": (365, truths.switch),
    "dsm_potential": (365, truths.shed),
    "load_growth_outlook": (92, truths.growth),
    "conversion_likelihood": (90, truths.conversion),
}


@dataclass(frozen=True)
class CeilingFigures:
    """What the truth reaches on the rows of a label: how many, how many positive, and the best figures there can be."""

    rows: int
    positives: int
    auc: float
    average_precision: float
    brier: float


def simulated(world: World, last: date, block: int = 0) -> Scene:
    """Return a block of the world simulated to the end of the month of ``last``; writes nothing."""
    until = day_number(last)
    return scene(Sink(world, Window(until + 1, until), Path(), block))


def truth(view: Scene, score: str, cut_off: date, horizon_days: int | None = None) -> pl.DataFrame:
    """Return ``customer_id``, ``truth`` (chance or expected amount) and ``label`` (what came) on a cut-off.

    Rows are those that have the label: customers inspected in the window, applicants on their way, and so on.
    BadInput for a score without a hidden cause here, and where the simulation (see ``simulated``) ends before it.
    """
    if score not in TRUTHS:
        raise BadInput(
            Text(en=f"The demo knows no truth of {score!r}.", zh=f"演示数据没有 {score!r} 的真值。")
            + nearest(score, tuple(TRUTHS))
        )
    usual, ask = TRUTHS[score]
    horizon, until = horizon_days or usual, view.sink.window.until
    if month_of(day_number(cut_off + timedelta(days=horizon))) > month_of(until):
        raise BadInput(
            en=f"{horizon} days after {cut_off} lie beyond what is simulated; simulate it further.",
            zh=f"{cut_off} 之后 {horizon} 天超出了已模拟的日子；请模拟到更晚的一天。",
        )
    return ask(view, day_number(cut_off), horizon)


def ceiling(found: pl.DataFrame) -> CeilingFigures:
    """Return the best figures on the rows of ``truth`` with a label of yes and no: the truth itself as the score."""
    # scikit-learn takes a second to import, and only these figures need it.
    from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

    label, chance = found["label"].cast(pl.Int8).to_numpy(), found["truth"].to_numpy()
    return CeilingFigures(
        rows=len(label),
        positives=int(label.sum()),
        auc=float(roc_auc_score(label, chance)),
        average_precision=float(average_precision_score(label, chance)),
        brier=float(brier_score_loss(label, np.clip(chance, 0, 1))),
    )
