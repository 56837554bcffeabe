"""Declarations are found by folder, in the project's own folder as in the reference one."""

import sys

import pytest

from tagrid.core.errors import BadInput
from tagrid.core.overlay import REFERENCE, VARIABLE
from tagrid.scoring import declaration
from tagrid.scoring.declaration import declared_score, scores, trainable

OWN = """
from dataclasses import replace
from models_ml.complaint import SCORE as COMPLAINT
SCORE = replace(COMPLAINT, name="{name}", output="{name}_chance")
"""


@pytest.fixture
def own_project(tmp_path, monkeypatch):
    """An empty project that lies over the reference one, in force for the test; returns its ``models_ml``."""
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "models_ml"}
    paths = {name: list(module.__path__) for name, module in before.items() if hasattr(module, "__path__")}
    (tmp_path / "tagrid.toml").write_text('extends = "reference"\n', encoding="utf-8")
    (tmp_path / "models_ml").mkdir()
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    yield tmp_path / "models_ml"
    for name in [one for one in sys.modules if one.partition(".")[0] == "models_ml"]:
        del sys.modules[name]
    sys.modules.update(before)
    for name, path in paths.items():
        before[name].__path__ = path


def test_every_module_of_the_reference_declares_one():
    modules = {path.stem for path in (REFERENCE / "models_ml").glob("[a-z]*.py")}
    assert len(trainable()) == len(modules) and scores().keys() < trainable().keys()


def test_a_projects_own_declaration_is_added_and_is_the_object_dbt_models_import(own_project):
    (own_project / "own.py").write_text(OWN.format(name="own"), encoding="utf-8")
    found = declared_score("own")
    from models_ml.own import SCORE

    assert found is SCORE and "fee_recovery_risk" in scores()


def test_a_projects_own_declaration_replaces_the_one_of_that_file(own_project):
    theirs = declared_score("complaint_propensity")
    text = (REFERENCE / "models_ml" / "complaint.py").read_text(encoding="utf-8")
    (own_project / "complaint.py").write_text(text, encoding="utf-8")
    scores_before = list(scores())
    declaration._declarations.cache_clear()
    assert list(scores()) == scores_before
    own = declared_score("complaint_propensity")
    assert own is not theirs and own == theirs


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SCORE = Score(", "models_ml/own.py cannot be read: SyntaxError"),
        ("from tagrid.scoring import Score\nSCORE = Score(nam='x')", "models_ml/own.py cannot be read: TypeError"),
        (OWN.format(name="switch_risk"), "both declare the score 'switch_risk'"),
    ],
)
def test_a_declaration_that_cannot_be_used_is_named(own_project, text, why):
    (own_project / "own.py").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        trainable()
    assert why in refused.value.text.en and "models_ml/own.py" in refused.value.text.zh
