"""Champion and challenger: a new model takes over when it is at least as good as the one in force, on the same rows."""

import numpy as np

from models_ml.harness import store
from models_ml.harness.declaration import Score
from models_ml.harness.fit import predicted
from models_ml.harness.frames import Frame
from models_ml.harness.measure import ranking
from models_ml.harness.measure_amount import distances
from models_ml.harness.scoring import champion
from models_ml.shapes.declaration import Trainable
from tagrid.errors import BadInput, nearest
from tagrid.home import Home


def judged(score: Score, label: np.ndarray, said: np.ndarray) -> float:
    """The number two models are compared by, more is better: average precision, or minus the root of squared errors."""
    if score.target == "amount":
        return -distances(label, said)["rmse"]
    return ranking(label, said, score.capacity)["average_precision"]


def crowns(home: Home, score: Score, figures: dict, test: Frame) -> bool:
    """Whether a released challenger of those figures takes over: there is no usable champion, or it is no better."""
    _, model, _ = champion(home, score, None)
    if model is None:
        return True
    rival = judged(score, test.label, predicted(model, test.matrix(score.names)))
    return figures["model"][figures["judged"]] * (1 if score.target == "chance" else -1) >= rival


def promote(home: Home, score: Trainable, model_id: str) -> store.Stored:
    """Put a stored model in force, whatever the comparison said.

    Raises BadInput when it is not there, was not released, or cannot be used; the champion then stays.
    """
    known = [found.model_id for found in store.stored(home, score.name)]
    if model_id not in known:
        have = ", ".join(known) or "none yet; run `tagrid train`"
        raise BadInput(f"{score.name} has no model {model_id!r}; it has {have}.{nearest(model_id, known)}")
    found = store.read(store.folder_of(home, score.name) / model_id)
    if not found.manifest.get("is_released"):
        raise BadInput(f"Model {model_id} does not beat the naive rule of {score.name} and cannot be put in force.")
    state = usable(score, found)
    if state:
        raise BadInput(f"Model {model_id} of {score.name} cannot be put in force: {state}.")
    store.crown(home, score.name, model_id)
    return found


def usable(score: Trainable, found: store.Stored) -> str:
    """Why a stored model could not score today; empty when it could."""
    from models_ml.harness.scoring import fault

    try:
        if wrong := fault(score, found.manifest, None):
            return wrong[1]
        found.load()
    except store.ModelRefused as refused:
        return str(refused)
    return ""
