"""A Python model whose score is not there, or cannot be imported, is a fault with its file; never a traceback."""

import pytest

from tagrid.catalog.dbt_models import python_reads
from tagrid.core.errors import BadInput

MODEL = "from models_ml.own_risk import SCORE\n\n\ndef model(dbt, session):\n    return SCORE\n"


@pytest.fixture
def model(project):
    """Return the file of a Python model that imports a score of the project."""
    path = project / "dbt_project/models/scores/ml_own_risk.py"
    path.parent.mkdir(parents=True)
    path.write_text(MODEL, encoding="utf-8")
    return path


def test_a_project_without_the_score_names_the_model_and_the_missing_file(project, model):
    with pytest.raises(BadInput) as refused:
        python_reads(model, project)
    for text in (refused.value.text.en, refused.value.text.zh):
        assert "dbt_project/models/scores/ml_own_risk.py" in text and "models_ml/own_risk.py" in text


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("import json\nSCORE = Score(\n", "models_ml/own_risk.py:2", "SyntaxError"),
        ("import json\n\nSCORE = Score()\n", "models_ml/own_risk.py:3", "NameError: name 'Score'"),
        ("from models_ml.not_there import X\n", "models_ml/own_risk.py:1", "No module named"),
        ("SCORE = open('not there.csv')\n", "models_ml/own_risk.py:1", "FileNotFoundError"),
    ],
)
def test_a_score_that_cannot_be_imported_is_named_with_its_line(project, model, text, place, why):
    (project / "models_ml").mkdir()
    (project / "models_ml/own_risk.py").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        python_reads(model, project)
    assert f"{place}: " in refused.value.text.en and why in refused.value.text.en
    assert place in refused.value.text.zh
