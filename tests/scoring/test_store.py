"""A model is in force whole or not at all, and nothing foreign is ever loaded."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from tagrid.core.project import PROJECT
from tagrid.scoring import store
from tagrid.scoring.training import train_on
from tests.scoring.conftest import make_frames


def test_a_stored_model_gives_the_same_chances(trained, score, frames):
    from tagrid.scoring.fit import fit, predict

    home, outcome = trained
    model = store.read_model(home.models / score.name / outcome.model_id).load()
    x = frames[-1].matrix(score.names)
    assert (predict(model, x) == predict(fit(score, frames).model, x)).all()


def test_isotonic_models_load_too(score, home):
    outcome = train_on(home, score, make_frames(size=12_000))
    model = store.read_model(home.models / score.name / outcome.model_id).load()
    assert model.method == "isotonic"


def test_a_second_training_gets_a_name_of_its_own(own_trained, score, frames):
    home, first = own_trained
    second = train_on(home, score, frames)
    assert (first.model_id, second.model_id) == ("2025-05-23.1", "2025-05-23.2")
    assert store.champion_id(home, score.name) == second.model_id
    assert [s.model_id for s in store.stored_models(home, score.name)] == [first.model_id, second.model_id]


def test_a_model_no_better_than_its_rule_stays_a_challenger(own_trained, score, frames):
    home, first = own_trained
    # The rule knows the outcome of the test; nothing can beat it.
    test = frames[-1]
    unbeatable = replace(test, rows=test.rows.with_columns(naive=test.rows["label"].cast(float)))
    second = train_on(home, score, [*frames[:-1], unbeatable])
    assert not second.is_released and second.figures["naive"]["auc"] == 1.0
    assert store.champion_id(home, score.name) == first.model_id
    assert not store.read_model(home.models / score.name / second.model_id).manifest["is_released"]


KILLED = """
import os, sys
from tagrid.scoring.cores import store
from tagrid.scoring.training import train_on
from tagrid.core.project import Home
from tests.models_ml.conftest import SCORE, make_frames
where = sys.argv[2]
if where == "writing":
    store._flush = lambda path: os._exit(9)
else:
    store.crown = lambda *_: os._exit(9)
train_on(Home(__import__("pathlib").Path(sys.argv[1])), SCORE, make_frames())
"""


@pytest.mark.parametrize("where", ["writing", "crowning"])
def test_training_killed_halfway_leaves_the_old_champion(own_trained, score, frames, where):
    home, first = own_trained
    ended = subprocess.run([sys.executable, "-c", KILLED, str(home.root), where], cwd=PROJECT)
    assert ended.returncode == 9
    assert store.champion_id(home, score.name) == first.model_id
    assert first.model_id in [s.model_id for s in store.stored_models(home, score.name)]
    assert train_on(home, score, frames).is_released


def _folder(home, score, outcome):
    return home.models / score.name / outcome.model_id


def test_changed_bytes_are_refused(own_trained, score):
    folder = _folder(own_trained[0], score, own_trained[1])
    data = bytearray((folder / "model.skops").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "model.skops").write_bytes(data)
    with pytest.raises(store.ModelRefused, match="bytes"):
        store.read_model(folder).load()


class Foreign:
    """A type no model of ours is made of."""


@pytest.mark.parametrize("make", [lambda: Foreign(), lambda: __import__("os").system])
def test_a_foreign_type_is_refused_even_with_a_fitting_hash(own_trained, score, make):
    import skops.io

    folder = _folder(own_trained[0], score, own_trained[1])
    data = skops.io.dumps({"model": make()})
    (folder / "model.skops").write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"sha256": hashlib.sha256(data).hexdigest()}))
    with pytest.raises(store.ModelRefused, match="cannot be read"):
        store.read_model(folder).load()


def test_a_pickle_is_refused(own_trained, score):
    import pickle

    folder = _folder(own_trained[0], score, own_trained[1])
    data = pickle.dumps({"model": 1})
    (folder / "model.skops").write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"sha256": hashlib.sha256(data).hexdigest()}))
    with pytest.raises(store.ModelRefused):
        store.read_model(folder).load()
