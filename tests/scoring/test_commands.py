"""The commands say what is wrong in a sentence, and list what there is."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tagrid.core.overlay import REFERENCE

pytestmark = pytest.mark.slow


def tagrid(home, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "tagrid", *arguments],
        cwd=REFERENCE,
        env=os.environ | {"TAGRID_HOME": str(home.root)},
        capture_output=True,
        text=True,
    )


def test_unknown_score_names_the_nearest(home):
    said = tagrid(home, "train", "fee_recovery_rsk")
    assert said.returncode == 2 and "Did you mean fee_recovery_risk?" in said.stderr


def test_training_on_nothing_says_what_is_missing_and_leaves_nothing(home):
    said = tagrid(home, "train")
    assert said.returncode == 2
    assert "marketing.bills and marketing.payments never came" in said.stderr
    assert "Traceback" not in said.stderr and not home.models.exists() and not home.warehouse.exists()


def test_no_model_yet_is_a_state_not_an_error(home):
    said = tagrid(home, "models", "--json")
    (found,) = [s for s in json.loads(said.stdout) if s["score"] == "fee_recovery_risk"]
    assert said.returncode == 0 and found["state"] == "missing" and found["models"] == []


def test_models_are_listed_with_figures_and_a_damaged_one_is_told(trained, score, home, monkeypatch):
    from tagrid.scoring import report

    monkeypatch.setattr(report, "trainable", lambda: {score.name: score})
    shutil.copytree(trained[0].models, home.models)
    (found,) = report.model_listing(home)
    (row,) = found["models"]
    figures = trained[1].figures
    assert found["state"] == "ready" and row["is_champion"]
    assert row["model"] == figures["model"]
    assert row["over_naive"] == figures["over_naive"]
    (home.models / score.name / row["model_id"] / "model.skops").write_bytes(b"x")
    (home.models / score.name / row["model_id"] / "card.json").unlink()
    (found,) = report.model_listing(home)
    assert found["state"] == "damaged" and found["models"] == []
