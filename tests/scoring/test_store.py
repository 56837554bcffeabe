"""A model is in force whole or not at all, and nothing foreign is ever loaded."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from tagrid.core.overlay import REFERENCE
from tagrid.scoring import store
from tagrid.scoring.training import train_on
from tests.scoring.conftest import make_frames
from tests.scoring.stored import written

pytestmark = pytest.mark.slow


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


OLD_MODULE = {"Clip": "estimators", "DirectedClassifier": "directed", "DirectedRegressor": "directed"}


def _named_as_before(data: bytes) -> tuple[bytes, set[str]]:
    """The file as earlier releases wrote it, with the classes of the estimators in their old modules, and which."""
    renamed = set()

    def rename(node):
        if isinstance(node, list):
            return [rename(one) for one in node]
        if not isinstance(node, dict):
            return node
        if node.get("__module__") == "tagrid.scoring.estimators":
            renamed.add(node["__class__"])
            node = node | {"__module__": f"models_ml.harness.{OLD_MODULE[node['__class__']]}"}
        return {key: rename(value) for key, value in node.items()}

    old = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as new, zipfile.ZipFile(old, "w") as rewritten:
        for item in new.infolist():
            content = new.read(item)
            if item.filename == "schema.json":
                content = json.dumps(rename(json.loads(content)), indent=2).encode()
            rewritten.writestr(item, content)
    return old.getvalue(), renamed


@pytest.mark.parametrize("target", ["chance", "amount"])
def test_a_model_stored_by_an_earlier_release_loads_and_gives_the_same_output(home, score, frames, target):
    from tagrid.scoring.fit import predict

    if target == "amount":  # the only one that holds a Clip
        growth = [f.rows["int_b.growth"].fill_null(0) + f.rows["int_a.late_share"] for f in frames]
        score = replace(score, target="amount", naive="int_b.growth")
        frames = [
            replace(f, target="amount", rows=f.rows.with_columns(label=y)) for f, y in zip(frames, growth, strict=True)
        ]
    outcome = train_on(home, score, frames)
    folder, x = _folder(home, score, outcome), frames[-1].matrix(score.names)
    expected = predict(store.read_model(folder).load(), x)
    data, renamed = _named_as_before((folder / "model.skops").read_bytes())
    assert renamed == ({"DirectedClassifier"} if target == "chance" else {"DirectedRegressor", "Clip"})
    (folder / "model.skops").write_bytes(data)
    with pytest.raises(store.ModelRefused, match="bytes"):  # the hash is of the file as it was written
        store.read_model(folder).load()
    written(folder, sha256=hashlib.sha256(data).hexdigest())
    (folder / store.DIGESTS).unlink()  # which an earlier release did not record
    assert (predict(store.read_model(folder).load(), x) == expected).all()


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
from tagrid.scoring import store
from tagrid.scoring.training import train_on
from tagrid.core.project import Home
from tests.scoring.conftest import SCORE, make_frames
where = sys.argv[2]
if where == "writing":
    store.sync = lambda path: os._exit(9)
else:
    store.set_champion = lambda *_: os._exit(9)
train_on(Home(__import__("pathlib").Path(sys.argv[1])), SCORE, make_frames())
"""


@pytest.mark.parametrize("where", ["writing", "promoting"])
def test_training_killed_halfway_leaves_the_old_champion(own_trained, score, frames, where):
    home, first = own_trained
    ended = subprocess.run([sys.executable, "-c", KILLED, str(home.root), where], cwd=REFERENCE)
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
    written(folder, sha256=hashlib.sha256(data).hexdigest())
    with pytest.raises(store.ModelRefused, match="cannot be read"):
        store.read_model(folder).load()


def test_a_pickle_is_refused(own_trained, score):
    import pickle

    folder = _folder(own_trained[0], score, own_trained[1])
    data = pickle.dumps({"model": 1})
    (folder / "model.skops").write_bytes(data)
    written(folder, sha256=hashlib.sha256(data).hexdigest())
    with pytest.raises(store.ModelRefused, match="cannot be read"):
        store.read_model(folder).load()


def _flip(path, place: float) -> None:
    data = bytearray(path.read_bytes())
    data[int(place * (len(data) - 1))] ^= 1
    path.write_bytes(data)


HARMS = {
    "a byte of the model": lambda folder: _flip(folder / store.MODEL, 0.5),
    "the model is cut": lambda folder: (folder / store.MODEL).write_bytes((folder / store.MODEL).read_bytes()[:-9]),
    "the model is gone": lambda folder: (folder / store.MODEL).unlink(),
    "a byte of the manifest": lambda folder: _flip(folder / store.MANIFEST, 0.7),
    "a number of the manifest": lambda folder: (folder / store.MANIFEST).write_text(
        (folder / store.MANIFEST).read_text().replace('"medians"', '"Medians"', 1)
    ),
    "the manifest is gone": lambda folder: (folder / store.MANIFEST).unlink(),
    "the digests are garbage": lambda folder: (folder / store.DIGESTS).write_bytes(b"\xff"),
    "the folder is gone": lambda folder: folder.rename(folder.with_name(".gone")),
    "the pointer is garbage": lambda folder: (folder.parent / store.CHAMPION).write_bytes(b"\xff\xfe"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_model_is_told_without_reading_it_and_never_scores(own_trained, score, harm):
    from tagrid.scoring.champions import champion

    home, outcome = own_trained
    assert store.model_damage(home, score.name) is None
    HARMS[harm](home.models / score.name / outcome.model_id)
    told = store.model_damage(home, score.name)
    assert told and "未启用" in told.zh
    state, model, _ = champion(home, score, None)
    assert (state.code, model, state.why) == ("damaged", None, told)


def test_a_model_from_before_digests_were_recorded_is_used(own_trained, score):
    from tagrid.scoring.champions import champion

    home, outcome = own_trained
    (home.models / score.name / outcome.model_id / store.DIGESTS).unlink()
    assert store.model_damage(home, score.name) is None
    assert champion(home, score, None)[0].code == "ready"
