"""Train a score: frames of past days, fit, measure, card, store; the champion changes last, in one step."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from models_ml.harness import store
from models_ml.harness.card import markdown
from models_ml.harness.declaration import Score, declared
from models_ml.harness.fit import Fitted, chances, check_labels, fit
from models_ml.harness.frames import Frame, build_frames, cut_offs, span, state_folder
from models_ml.harness.measure import measure
from tagrid.errors import BadInput
from tagrid.home import Home

# What past days share with today: everything below the first model that depends on the run date.
LOWER = ("path:dbt_project/seeds", "path:dbt_project/models/staging", "path:dbt_project/models/marts/facts")
CALENDAR = "dim_date"


@dataclass(frozen=True)
class Trained:
    """What came of a training: the stored model, its figures, and whether it is in force."""

    score: Score
    model_id: str
    is_released: bool
    figures: dict
    card: Path


def _manifest(score: Score, model_id: str, frames: list[Frame], fitted: Fitted, figures: dict) -> dict:
    import sklearn

    *training, calibration, test = [frame.as_of for frame in frames]
    return {
        "score": score.name,
        "model_id": model_id,
        "is_released": is_better(figures),
        "trained_on": [str(day) for day in (*training, calibration)],
        "calibrated_on": str(calibration),
        "tested_on": str(test),
        "trained_through": str(calibration + timedelta(days=score.horizon_days)),
        "features": score.names,
        "medians": fitted.medians,
        "scikit_learn": sklearn.__version__,
    }


def is_better(figures: dict) -> bool:
    """A model is released only when its average precision beats that of its naive rule."""
    return figures["model"]["average_precision"] > figures["naive"]["average_precision"]


def train_on(home: Home, score: Score, frames: list[Frame]) -> Trained:
    """Fit on `frames` (oldest first, the last tests), store the model with its card, release it if it is better."""
    check_labels(score, frames)
    fitted = fit(score, frames)
    test = frames[-1]
    x = test.matrix(score.names)
    figures = measure(test.rows, test.label, chances(fitted.model, x), chances(fitted.logistic, x))
    through = str(frames[-2].as_of + timedelta(days=score.horizon_days))
    model_id = store.next_id(home, score.name, through)
    manifest = _manifest(score, model_id, frames, fitted, figures)
    files = {
        "card.json": store.as_json(manifest | {"figures": figures}),
        "card.md": markdown(score, manifest, figures).encode(),
    }
    kept = store.write(home, score.name, model_id, fitted.model, manifest, files)
    if manifest["is_released"]:
        store.crown(home, score.name, model_id)
    return Trained(score, model_id, manifest["is_released"], figures, kept.folder / "card.md")


def _check_landed(home: Home, score: Score) -> None:
    """Raise BadInput when a source table of the label has never come."""
    from tagrid.sources.index import read_index

    landed = read_index(home).tables
    if missing := [address for address in score.sources if address not in landed]:
        raise BadInput(
            f"Nothing to train {score.name} on: {' and '.join(missing)} never came to {home.landing}. "
            "Ingest a delivery that holds them."
        )


def _facts(home: Home, score: Score, say: Callable[[str], None]) -> None:
    """Bring what the score is made from, up to its facts, to what has landed; unchanged months stay."""
    from tagrid.dbt import run_dbt

    selected = [f"+{name},{folder}" for name in (*score.relations, *score.facts) for folder in LOWER]
    kinds = ["--resource-type", "model", "--resource-type", "seed"]
    run_dbt(
        ["build", *kinds, "--select", CALENDAR, *selected], home=home, target_path=state_folder(home), on_progress=say
    )


def _frames(home: Home, score: Score, say: Callable[[str], None]) -> list[Frame]:
    folder = home.work / f"train-{score.name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        first_on, through_on = span(home, score, folder)
        days = cut_offs(first_on, through_on, score.horizon_days)
        return build_frames(home, score, days, folder, say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def train(home: Home, name: str) -> Trained:
    """Train the score of that name from what has landed and return what came of it.

    Raises BadInput (unknown score, nothing landed, history too short, too few cases), Locked, LeakError. In
    each case nothing is half-written and the champion before stays.
    """
    from tagrid.console import step
    from tagrid.lock import exclusive
    from tagrid.sources.landing import ensure_schemas

    score = declared(name)
    with exclusive(home, "train"):
        _check_landed(home, score)
        ensure_schemas(home)
        with step("Facts up to date") as say:
            _facts(home, score, say)
        with step("Features as of past days") as say:
            frames = _frames(home, score, say)
        with step(f"Training {score.name}"):
            return train_on(home, score, frames)
