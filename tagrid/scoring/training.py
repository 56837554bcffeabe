"""Train scores: frames of past days, fit, measure, card, store; the champion changes last, in one step."""

import logging
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tagrid.core.console import step
from tagrid.core.dbt import run_dbt
from tagrid.core.errors import BadInput
from tagrid.core.lock import exclusive
from tagrid.core.logs import log
from tagrid.core.memory import require_memory
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.landing import ensure_schemas, read_index
from tagrid.scoring import store
from tagrid.scoring.assess import assess, beats_naive_rule
from tagrid.scoring.cards import model_card
from tagrid.scoring.champions import computed_as, takes_over
from tagrid.scoring.declaration import Clusters, Score, Trainable, declared_trainable
from tagrid.scoring.drift import population_references
from tagrid.scoring.fit import Fitted, check_labels, fit
from tagrid.scoring.frames import CutOffs, Frame, cut_offs
from tagrid.scoring.rebuild import build_frames, label_spans, state_folder
from tagrid.scoring.reviews import with_reviews
from tagrid.scoring.shapes.clusters import training_days
from tagrid.scoring.shapes.training import train_clusters
from tagrid.scoring.store import Trained, Untrained

_logger = logging.getLogger(__name__)

# What past days share with today: everything below the first model that depends on the run date.
DAY_INDEPENDENT = ("resource_type:seed", "fqn:staging", "fqn:marts.facts")

CALENDAR = "dim_date"


def _manifest(score: Score, model_id: str, frames: list[Frame], fitted: Fitted, figures: dict, reviewed: int) -> dict:
    *training, calibration = [frame.as_of for frame in frames[:-1]]
    return {
        "score": score.name,
        "model_id": model_id,
        "target": score.target,
        "is_released": beats_naive_rule(figures),
        "trained_on": [str(day) for day in (*training, calibration)],
        "calibrated_on": str(calibration),
        "tested_on": [str(day) for day in frames[-1].days],
        "trained_through": str(calibration + timedelta(days=score.horizon_days)),
        "labels_from_reviews": reviewed,
        "features": score.names,
        "medians": fitted.medians,
        "references": population_references(score, fitted.model, frames),
        "computed_as": computed_as(score),
        "scikit_learn": store.scikit_learn_version(),
    }


def train_on(home: Home, score: Score, frames: list[Frame], reviewed: int = 0) -> Trained:
    """Fit on `frames` (oldest first, the last one tests), store the model and its card, put it in force if better.

    Better: than its naive rule, surely enough to be released; then than the champion, on the same test rows.
    `reviewed` of the labels come from reviews.
    """
    check_labels(score, frames)
    fitted = fit(score, frames)
    figures = assess(score, frames, fitted)
    through = str(frames[-2].as_of + timedelta(days=score.horizon_days))
    model_id = store.next_id(home, score.name, through)
    manifest = _manifest(score, model_id, frames, fitted, figures, reviewed)
    files = {
        "card.json": store.as_json(manifest | {"figures": figures}),
        "card.md": model_card(score, manifest, figures).encode(),
    }
    stored = store.write_model(home, score.name, model_id, fitted.model, manifest, files)
    is_champion = manifest["is_released"] and takes_over(home, score, figures, frames[-1])
    if is_champion:
        store.set_champion(home, score.name, model_id)
    return Trained(score, model_id, manifest["is_released"], is_champion, figures, stored.folder / "card.md")


def _missing_sources(home: Home, score: Trainable) -> list[str]:
    """Return the source tables of the label that were never delivered."""
    landed = read_index(home).tables
    return [address for address in score.sources if address not in landed]


def _build_facts(home: Home, scores: list[Trainable], say: Callable[[str], None]) -> None:
    """Bring what the scores are made from, up to their facts, to what has landed; unchanged months stay."""
    names = dict.fromkeys(name for score in scores for name in (*score.relations, *score.facts))
    selected = [f"+{name},{folder}" for name in names for folder in DAY_INDEPENDENT]
    kinds = ["--resource-type", "model", "--resource-type", "seed"]
    run_dbt(
        ["build", *kinds, "--select", CALENDAR, *selected], home=home, target_path=state_folder(home), on_progress=say
    )


def _plan(home: Home, scores: list[Trainable], folder: Path) -> tuple[dict[Trainable, CutOffs], list[Untrained]]:
    """Which days each score needs, and which scores the history is too short for."""
    plan, left = {}, []
    found = label_spans(home, scores, folder)
    for score in scores:
        days = found[score.name]
        try:
            if days is None:
                raise BadInput(
                    en=f"{' or '.join(score.sources)} holds no rows. Ingest a delivery that has some.",
                    zh=f"{' 或 '.join(score.sources)} 没有数据行，请接入有数据的交付。",
                )
            is_shape = isinstance(score, Clusters)
            plan[score] = CutOffs(tuple(training_days(*days)), ()) if is_shape else cut_offs(*days, score.horizon_days)
        except BadInput as refused:
            left.append(
                Untrained(
                    score,
                    Text(
                        en=f"Nothing to train {score.name} on: {refused}",
                        zh=f"{score.name} 没有可供训练的数据：{refused.text.zh}",
                    ),
                )
            )
    return plan, left


def _train_all(home: Home, scores: list[Trainable], folder: Path, on_done: Callable, reviews: bool) -> None:
    with step(Text(en="Facts up to date", zh="更新事实数据")) as say:
        _build_facts(home, scores, say)
    with step(Text(en="Features as of past days", zh="重算过去各日的特征")) as say:
        plan, left = _plan(home, scores, folder)
        frames = build_frames(home, plan, folder, say) if plan else {}
    for one in left:
        on_done(one)
    for score in plan:
        with step(Text(en=f"Training {score.name}", zh=f"训练 {score.name}")):
            done = _train_one(home, score, frames[score.name], reviews)
        on_done(done)


def _train_one(home: Home, score: Trainable, read: Callable[[], list], reviews: bool) -> Trained | Untrained:
    try:
        if isinstance(score, Clusters):
            return train_clusters(home, score, read())
        return train_on(home, score, *(with_reviews(home, score, read()) if reviews else (read(),)))
    except BadInput as refused:
        return Untrained(score, refused.text)


def train(home: Home, names: list[str], on_done: Callable = lambda _: None, reviews: bool = False) -> list:
    """Train the scores of those names from what has landed; return the result of each, `Trained` or `Untrained`.

    A day's features are rebuilt once for all of them. ``on_done`` gets each as it ends. A score without its
    sources, with too short a history or with too few cases is `Untrained`, and its champion stays.
    With `reviews` people's verdicts are labels where the facts know none.
    Raises BadInput (unknown score), Locked, LeakError; nothing is half-written.
    """
    scores, done = [declared_trainable(name) for name in names], []

    def finish(one: Trained | Untrained) -> None:
        log(_logger, "score trained", score=one.score.name, trained=isinstance(one, Trained))
        done.append(one)
        on_done(one)

    require_memory("tagrid train")
    with exclusive(home, "train"):
        ready = [score for score in scores if not _missing_sources(home, score)]
        for score in scores:
            if gone := _missing_sources(home, score):
                finish(Untrained(score, _never_delivered(home, score, gone)))
        if ready:
            ensure_schemas(home)
            folder = home.work / "train"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            try:
                _train_all(home, ready, folder, finish, reviews)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    return done


def _never_delivered(home: Home, score: Trainable, gone: list[str]) -> Text:
    return Text(
        en=f"Nothing to train {score.name} on: {' and '.join(gone)} never came to {home.landing}. "
        "Ingest a delivery that holds them.",
        zh=f"{score.name} 没有可供训练的数据：{home.landing} 从未收到 {'、'.join(gone)}。请接入含有这些表的交付。",
    )
