"""Champion and challenger: which model is in force, whether it may be used, and when another one takes over.

A challenger takes over when it is at least as good as the champion on the same rows.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import lazy_loader
import numpy as np

from tagrid.catalog import columns_digest
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.text import Text, joined, nearest
from tagrid.scoring import store
from tagrid.scoring.declaration import Score, Trainable
from tagrid.scoring.frames import Frame
from tagrid.scoring.measure import distances, ranking

# scikit-learn takes seconds to start, and the app asks only which model is in force.
fit = lazy_loader.load("tagrid.scoring.fit", suppress_warning=True)

STALE_DAYS = 400

NO_REASON = Text(en="", zh="")

_NO_MODEL = Text(en="no model is in force; run `tagrid train`", zh="没有启用的模型，请运行 `tagrid train`")


@dataclass(frozen=True)
class ModelState:
    """Whether a score is in force: ``code`` is ready, missing, stale, damaged or mismatch; ``why`` for a person.

    A published version may add ``drifted``: it scored, but its inputs are no longer those it learned from.
    """

    code: str
    why: Text = NO_REASON
    model_id: str | None = None


def champion(home: Home, score: Trainable, as_of: date | None) -> tuple[ModelState, Any, dict]:
    """Return the champion's state, classifier and manifest; the classifier is None unless it may be used.

    Without `as_of` its age is not judged.
    """
    model_id = store.champion_id(home, score.name)
    try:
        if refused := store.pointer_damage(home, score.name):
            raise refused
        if model_id is None:
            return ModelState("missing", _why_missing(home, score)), None, {}
        found = store.read_model(store.folder_of(home, score.name) / model_id)
        if wrong := manifest_fault(score, found.manifest, as_of):
            return ModelState(*wrong, model_id), None, found.manifest
        return ModelState("ready", model_id=model_id), found.load(), found.manifest
    except store.ModelRefused as refused:
        return ModelState("damaged", store.unusable(model_id, refused), model_id), None, {}


def _why_missing(home: Home, score: Trainable) -> Text:
    """Return why no model is in force: none was trained, or the newest is no better than a rule of thumb."""
    newest = next(reversed(store.stored_models(home, score.name)), None)
    if newest is None or newest.manifest.get("is_released", True):
        return _NO_MODEL
    return Text(
        en=f"no model is in force: {newest.model_id}, the newest, does not surely beat its naive rule and was not "
        "released; a longer history or more customers may do",
        zh=f"没有启用的模型：最近训练的 {newest.model_id} 未可靠胜过经验规则，未予发布；"
        "接入更长的历史或更多客户后可再训练",
    )


def manifest_fault(score: Trainable, manifest: dict, as_of: date | None) -> tuple[str, Text] | None:
    """Return the state's code and its reason when a model of that manifest may not be used; ModelRefused if damaged."""
    try:
        through = date.fromisoformat(manifest["trained_through"])
        names, medians, version = manifest["features"], dict(manifest["medians"]), manifest["scikit_learn"]
    except (KeyError, TypeError, ValueError) as error:
        raise store.ModelRefused(f"its manifest is damaged ({error})", f"其清单已损坏（{error}）") from error
    if names != score.names or sorted(medians) != sorted(names):
        return "mismatch", _retrain("it was trained on other features", "训练时用的是另一组特征")
    if version != store.scikit_learn_version():
        return "mismatch", _retrain(
            f"it was trained with scikit-learn {version}", f"训练时用的是 scikit-learn {version}"
        )
    if manifest.get("computed_as") != computed_as(score):
        en = "its features were computed otherwise when it learned from them"
        return "mismatch", _retrain(en, "其特征的算法在训练之后改过")
    if as_of and (as_of - through).days > STALE_DAYS:
        return "stale", _retrain(f"it learned from data up to {through}", f"所学数据只到 {through}")
    return None


def _retrain(en: str, zh: str) -> Text:
    return Text(en=f"{en}; run `tagrid train`", zh=f"{zh}，请运行 `tagrid train`")


def computed_as(score: Trainable) -> str:
    """Return the digest of the SQL of every feature, down to staging.

    A model must not read numbers that are computed otherwise than those it learned from: another digest makes it
    unusable.
    """
    return columns_digest((feature.model, feature.column) for feature in score.features)


def comparison_measure(score: Score, label: np.ndarray, predicted: np.ndarray) -> float:
    """Return the number two models are compared by, more is better: average precision, or minus the root of squares."""
    if score.target == "amount":
        return -distances(label, predicted)["rmse"]
    return ranking(label, predicted, score.capacity)["average_precision"]


def takes_over(home: Home, score: Score, figures: dict, test: Frame) -> bool:
    """Whether a released challenger of those figures takes over: there is no usable champion, or it is no better."""
    _, model, _ = champion(home, score, None)
    if model is None:
        return True
    rival = comparison_measure(score, test.label, fit.predict(model, test.matrix(score.names)))
    return figures["model"][figures["judged"]] * (1 if score.target == "chance" else -1) >= rival


def promote(home: Home, score: Trainable, model_id: str) -> store.StoredModel:
    """Put a stored model in force, whatever the comparison with the champion was.

    Raises BadInput when it is not there, was not released, or cannot be used; the champion then stays.
    """
    known = [found.model_id for found in store.stored_models(home, score.name)]
    if model_id not in known:
        hint, have = nearest(model_id, known), joined(known) or Text(en="none yet; run `tagrid train`", zh="尚无")
        raise BadInput(
            en=f"{score.name} has no model {model_id!r}; it has {have.en}.{hint}",
            zh=f"{score.name} 没有模型 {model_id}；现有模型：{have.zh}。{hint.zh}",
        )
    found = store.read_model(store.folder_of(home, score.name) / model_id)
    if not found.manifest.get("is_released"):
        raise BadInput(
            en=f"Model {model_id} does not beat the naive rule of {score.name} and cannot be put in force.",
            zh=f"模型 {model_id} 未胜过 {score.name} 的经验规则，不能启用。",
        )
    if fault := why_unusable(score, found):
        raise BadInput(
            en=f"Model {model_id} of {score.name} cannot be put in force: {fault}.",
            zh=f"{score.name} 的模型 {model_id} 不能启用：{fault.zh}。",
        )
    store.set_champion(home, score.name, model_id)
    return found


def why_unusable(score: Trainable, found: store.StoredModel) -> Text:
    """Return why a stored model could not score today; an empty text when it could."""
    try:
        if wrong := manifest_fault(score, found.manifest, None):
            return wrong[1]
        found.load()
    except store.ModelRefused as refused:
        return refused.text
    return NO_REASON
