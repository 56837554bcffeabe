"""What a million customers cost: every declared score with its reasons, and one training, beside plain boosting.

    python -m benchmarks.scores --rows 1000000

Rows are made up (normal numbers, a tenth missing, a label that follows the first features), for speed does not depend
on what they mean; models are trained on a part of them by the harness and stored as always. The peer scores the same
matrix with nothing but scikit-learn's boosting of the same size: no linear model, calibration, reasons or table.
"""

import argparse
import resource
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np
import polars as pl

from tagrid.core.errors import TagridError
from tagrid.core.project import Home
from tagrid.scoring.batch import score_rows
from tagrid.scoring.champions import champion
from tagrid.scoring.cores import THREADS
from tagrid.scoring.declaration import Score, scores
from tagrid.scoring.estimators import SEED, trees
from tagrid.scoring.fit import count_cases, limited_threads, predict
from tagrid.scoring.frames import Frame
from tagrid.scoring.training import train_on

FRAMES, FIRST = 6, date(2026, 1, 1)
BASE, MISSING, TELLING = -3.0, 0.1, 5
REASONED, SAMPLE = 0.1, 20_000


def made(score: Score, size: int, seed: int) -> pl.DataFrame:
    """Made-up rows of a frame, with labels: of a chance about one in ten positive."""
    random = np.random.default_rng([SEED, seed])
    x = random.standard_normal((size, len(score.names)), dtype=np.float32)
    push = x[:, :TELLING] @ np.array([f.direction or 1 for f in score.features[:TELLING]], dtype=np.float32)
    noise = random.standard_normal(size)
    is_chance = score.target == "chance"
    label = random.random(size) < 1 / (1 + np.exp(-BASE - 0.7 * push)) if is_chance else 0.1 * push + 0.1 * noise
    naive = x[:, 0] * (score.features[0].direction or 1) * (1 if is_chance else 0.1)
    x[random.random(x.shape, dtype=np.float32) < MISSING] = np.nan
    groups = {f"group:{name}": random.integers(0, 6, size).astype(str) for name in score.groups}
    named = dict(zip(score.names, x.T, strict=True))
    customers = pl.Series([f"{n:09d}" for n in range(size)])
    rows = pl.DataFrame(
        {"customer_id": customers, "eligible": True, "naive": naive} | named | groups | {"label": label}
    )
    return rows.with_columns(pl.col(score.names).fill_nan(None))


def frames(score: Score, rows: int) -> list[Frame]:
    """Frames of `rows` in all, as `tagrid train` has them."""
    found = []
    for number in range(FRAMES):
        own = made(score, rows // FRAMES, number)
        found.append(Frame(FIRST + timedelta(days=25 * number), own, own.drop("label"), score.target))
    return found


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _peer(score: Score, small: list[Frame], x: np.ndarray) -> float:
    """Seconds of plain boosting of the same size for the same rows."""
    known, y = np.vstack([one.matrix(score.names) for one in small]), np.concatenate([one.label for one in small])
    with limited_threads():
        plain = trees(score, count_cases(score, y)).fit(known, y)
    began = perf_counter()
    predict(plain, x)
    return perf_counter() - began


def _least(home: Home, score: Score, population: pl.DataFrame) -> float:
    """From which output on a tenth of the customers have reasons; in the demo 0 to 10 % of them have."""
    _, model, _ = champion(home, score, None)
    outputs = predict(model, population[:SAMPLE].select(score.names).to_numpy().astype(float))
    return float(np.nanquantile(np.abs(outputs), 1 - REASONED))


def scoring(home: Home, rows: int, learnt: int) -> tuple[float, float]:
    """Print a line a score; return the seconds of all, ours and the peer's."""
    whole, beside = 0.0, 0.0
    for score in scores().values():
        small = frames(score, learnt)
        trained = train_on(home, score, small)
        if not trained.is_champion:
            raise TagridError(f"The made-up rows of {score.name} taught it nothing; its speed cannot be measured.")
        population = made(score, rows, FRAMES).drop("label")
        least = _least(home, score, population)
        began = perf_counter()
        table, state = score_rows(score, population, home, FIRST + timedelta(days=200), least)
        seconds = perf_counter() - began
        assert state.code == "ready", state.why
        reasoned = sum(table["reasons"].combine_chunks().value_lengths().to_numpy(zero_copy_only=False) > 0)
        peer = _peer(score, small, population.select(score.names).to_numpy().astype(float))
        whole, beside = whole + seconds, beside + peer
        print(
            f"| {score.name} | {len(score.names)} | {seconds:.1f} | {reasoned:,} | {peer:.1f} | {_memory():.1f} |",
            flush=True,
        )
    return whole, beside


def training(home: Home, rows: int) -> None:
    """Print what one training of a score costs: fit, calibration, card, intervals, importance, storage."""
    score = scores()["fee_recovery_risk"]
    made_frames = frames(score, rows)
    began = perf_counter()
    trained = train_on(home, score, made_frames)
    print(
        f"Training {score.name} on {rows:,} rows x {len(score.names)} features with its card: "
        f"{perf_counter() - began:.0f} s, {_memory():.1f} GB at most; AUC {trained.figures['model']['auc']:.3f}."
    )


def main() -> None:
    """Score, then train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--learnt", type=int, default=30_000, help="rows the models that score are trained on")
    parser.add_argument("--without-training", action="store_true")
    given = parser.parse_args()
    print(f"Scoring {given.rows:,} customers, {THREADS} thread(s)\n")
    print("| score | features | seconds | customers with reasons | plain boosting alone, s | GB so far |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as root:
        whole, beside = scoring(Home(Path(root)), given.rows, given.learnt)
        print(f"| all | | {whole:.1f} | | {beside:.1f} | |\n")
        if not given.without_training:
            training(Home(Path(root) / "large"), given.rows)


if __name__ == "__main__":
    main()
