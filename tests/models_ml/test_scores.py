"""What every declared score owes the warehouse: its features are there, its dbt model reads what it reads."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tagrid.catalog.files import load
from tagrid.core.overlay import REFERENCE
from tagrid.scoring.declaration import scores, trainable

pytestmark = pytest.mark.slow

MODELS = REFERENCE / "dbt_project" / "models"
EVERY = list(scores().values())
TRAINABLE = list(trainable().values())


def columns(model: str) -> set[str]:
    """Columns of a model, as its documentation names them (the layer tests hold it to the SQL)."""
    (path,) = [*MODELS.glob(f"*/{model}.yml"), *MODELS.glob(f"marts/*/{model}.yml")]
    told = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return {column["name"] for one in told["models"] if one["name"] == model for column in one["columns"]}


def scoring_model(score) -> Path:
    """File of the dbt model that calls the score's module."""
    module = next(p.stem for p in (REFERENCE / "models_ml").glob("*.py") if f'name="{score.name}"' in p.read_text())
    (path,) = [p for p in MODELS.glob("scores/*.py") if f"from models_ml.{module} import" in p.read_text()]
    return path


@pytest.mark.parametrize("score", EVERY, ids=lambda score: score.name)
def test_every_feature_is_a_column_of_its_features_model(score):
    assert {f.name for f in score.features if f.column not in columns(f.model)} == set()


@pytest.mark.parametrize("score", EVERY, ids=lambda score: score.name)
def test_what_decides_who_is_scored_and_the_rule_are_columns(score):
    said = re.findall(r"\b((?:dim|int)_\w+)\.(\w+)", " ".join((score.eligible, score.naive, *score.groups)))
    assert said and {f"{m}.{c}" for m, c in said if c not in columns(m)} == set()


@pytest.mark.parametrize("score", EVERY, ids=lambda score: score.name)
def test_the_dbt_model_hands_over_the_relations_the_score_reads(score):
    assert re.findall(r'"(\w+)": dbt\.ref\("\1"\)', scoring_model(score).read_text()) == score.relations


@pytest.mark.parametrize("score", TRAINABLE, ids=lambda score: score.name)
def test_the_score_decides_the_tag_of_its_name_and_its_reasons_are_published(score):
    tag = load().tags[score.name]
    assert tag.method == "model" and tag.subject == score.subject
    path = scoring_model(score).with_suffix(".yml")
    (described,) = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["models"]
    assert described["name"] == path.stem and described["config"]["meta"] == {"tag": score.name}


@pytest.mark.parametrize("score", EVERY, ids=lambda score: score.name)
def test_everything_a_reader_sees_is_said_in_both_languages(score):
    for zh, en in (
        (score.zh, score.en),
        (score.label_zh, score.label_en),
        (score.decision_zh, score.decision_en),
        (score.naive_zh, score.naive_en),
        *((f.zh, f.en) for f in score.features),
    ):
        assert re.search(r"[\u4e00-\u9fff]", zh) and re.search(r"[A-Za-z]", en)
        assert not re.search(r"[\u4e00-\u9fff]", en)


def test_the_season_ahead_is_that_of_the_horizon():
    from models_ml.demand_response import SCORE

    text = (REFERENCE / "dbt_project/models/features/int_customer_call.sql").read_text(encoding="utf-8")
    assert re.search(r"set days_ahead = (\d+)", text)[1] == str(SCORE.horizon_days)
