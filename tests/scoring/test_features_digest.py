"""A model whose features are computed otherwise since it learned from them is not used: its tag becomes unknown."""

import shutil
from dataclasses import replace
from datetime import date

from models_ml.complaint import SCORE as COMPLAINT
from tagrid.catalog import digests
from tagrid.core.overlay import REFERENCE
from tagrid.scoring import champions
from tagrid.scoring.batch import score_rows
from tagrid.scoring.champions import champion

AS_OF = date(2025, 7, 1)


def test_a_changed_computation_makes_the_model_a_mismatch_and_the_score_unknown(trained, score, frames, monkeypatch):
    assert champion(trained[0], score, AS_OF)[0].code == "ready"
    monkeypatch.setattr(champions, "computed_as", lambda score: "other")
    table, state = score_rows(score, frames[-1].rows.head(20), trained[0], AS_OF)
    assert state.code == "mismatch" and "computed otherwise" in state.why.en and "算法" in state.why.zh
    assert table["chance"].null_count == 20


def test_the_digest_follows_the_sql_of_every_feature_and_of_nothing_else(tmp_path, monkeypatch):
    for part in ("dbt_project", "models_ml", "taxonomy"):
        shutil.copytree(REFERENCE / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(REFERENCE / "dbt_project.yml", tmp_path / "dbt_project.yml")
    feature = COMPLAINT.features[0]
    few = replace(COMPLAINT, features=(feature,))
    monkeypatch.setattr(digests.columns_digest, "__defaults__", (tmp_path,))
    before = champions.computed_as(few)
    (path,) = (tmp_path / "dbt_project").rglob(f"{feature.model}.sql")
    sql = path.read_text(encoding="utf-8")
    path.write_text(sql + "\n-- a remark\n", encoding="utf-8")
    assert champions.computed_as(few) == before
    assert feature.column in sql
    path.write_text(_otherwise(sql, feature.column), encoding="utf-8")
    assert champions.computed_as(few) != before


def _otherwise(sql: str, column: str) -> str:
    """The same model with that column one larger."""
    return f"select * replace ({column} + 1 as {column}) from ({sql.rstrip().rstrip(';')})"
