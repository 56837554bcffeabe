"""Whatever state the clusters are in, everybody gets a row, and a name only where one is known."""

import re
from datetime import date

import duckdb
import numpy as np
import polars as pl
import pytest

from models_ml.load_shape import SCORE
from tagrid.core.errors import BadInput
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.scoring import champions, declaration, report
from tagrid.scoring.declaration import format_value
from tagrid.scoring.shapes.batch import cluster_schema, name_relations, name_rows
from tests.scoring.shapes.made_up import HOUR, population
from tests.scoring.stored import written

AS_OF = date(2026, 3, 1)


def table(seed: int = 3) -> tuple[pl.DataFrame, list[str]]:
    """Rows as `Clusters.query` gives them, and what each was made."""
    rows, names = population(seed, each=4)
    peaks = rows.curve.argmax(axis=1)
    numbers = (peaks / 2, rows.curve.max(axis=1), rows.curve.argmin(axis=1) / 2, rows.curve.min(axis=1))
    measures = dict(zip(SCORE.reason_features, numbers, strict=True))
    known = {"customer_id": rows.customer, "curve": rows.curve.tolist(), "scatter": rows.scatter}
    return pl.DataFrame(known | measures), names


def test_names_with_the_shape_in_numbers(shaped):
    home, trained = shaped
    rows, names = table()
    found, state = name_rows(SCORE, rows, home, AS_OF)
    assert state.code == "ready" and found.schema == cluster_schema(SCORE)
    said = found["load_shape_cluster"].to_pylist()
    assert np.mean([a == b for a, b in zip(said, names, strict=True)]) > 0.9
    assert set(found["model_id"].to_pylist()) == {trained.model_id}
    reasons = found["reasons"].to_pylist()[said.index("evening_peak")]
    assert [one["feature"] for one in reasons] == list(SCORE.reason_features)
    assert {one["effect"] for one in reasons} == {None}
    feature = next(f for f in SCORE.features if f.name == SCORE.reason_features[0])
    assert format_value(feature, reasons[0]["value"]).zh in ("18:30", "19:00", "19:30")


def test_far_from_every_centre_and_without_a_curve_is_unknown(shaped):
    rows, _ = table()
    comb = np.where(np.arange(48) // 2 % 2, 3.8, 0.2)
    odd = rows.head(3).with_columns(
        curve=pl.Series([(comb / comb.mean()).tolist(), None, np.where(HOUR == 3, 48.0, 0.0).tolist()])
    )
    found, _ = name_rows(SCORE, odd, shaped[0], AS_OF)
    assert found["load_shape_cluster"].to_pylist() == [None] * 3
    assert found["reasons"].to_pylist() == [[], [], []]


def test_nobody_has_a_curve(shaped):
    rows = table()[0].with_columns(curve=pl.lit(None, pl.List(pl.Float64)))
    found, _ = name_rows(SCORE, rows, shaped[0], AS_OF)
    assert found["load_shape_cluster"].null_count == len(rows)
    assert name_rows(SCORE, rows.clear(), shaped[0], AS_OF)[0].schema == cluster_schema(SCORE)


def test_no_model_gives_nulls(tmp_path):
    found, state = name_rows(SCORE, table()[0], Home(tmp_path), AS_OF)
    assert state.code == "missing" and "tagrid train" in state.why.en
    assert found.schema == cluster_schema(SCORE) and found["load_shape_cluster"].null_count == len(found) == 40


def bytes_changed(folder):
    (folder / "model.skops").write_bytes(b"not a model")


def no_manifest(folder):
    (folder / "manifest.json").write_text("{")


def computed_otherwise(folder):
    written(folder, computed_as="other")


def old(folder):
    written(folder, trained_through="2024-01-01")


@pytest.mark.parametrize(
    ("harm", "code"),
    [(bytes_changed, "damaged"), (no_manifest, "damaged"), (computed_otherwise, "mismatch"), (old, "stale")],
)
def test_clusters_that_may_not_be_used_give_nulls_and_say_why(own_shaped, harm, code):
    home, trained = own_shaped
    harm(home.models / SCORE.name / trained.model_id)
    found, state = name_rows(SCORE, table()[0], home, AS_OF)
    assert state.code == code and state.why
    assert found["load_shape_cluster"].null_count == found["model_id"].null_count == len(found)


def test_relations_are_joined_as_in_training(shaped):
    rows, _ = table()
    curves = rows.rename({"curve": "curve_shape_90d", "scatter": "curve_scatter_90d"})
    curves = curves.rename({name: name.partition(".")[2] for name in SCORE.reason_features})
    people = rows.select("customer_id", pl.lit("power_customer").alias("subject"))
    other = pl.DataFrame({"customer_id": ["x", "y"], "subject": ["prospect", "power_customer"]})
    with duckdb.connect() as connection:
        relations = {
            "dim_customer": connection.from_arrow(pl.concat([people, other]).to_arrow()),
            "int_customer_curve": connection.from_arrow(curves.to_arrow()),
        }
        found, _ = name_relations(SCORE, relations, shaped[0], AS_OF)
    assert found.slice(0, len(rows)).equals(name_rows(SCORE, rows, shaped[0], AS_OF)[0])
    assert found["customer_id"].to_pylist()[-1] == "y" and found["load_shape_cluster"].to_pylist()[-1] is None


def test_the_dbt_model_hands_over_the_relations():
    text = (REFERENCE / "dbt_project/models/scores/ml_load_shape.py").read_text()
    assert re.findall(r'"(\w+)": dbt\.ref\("\1"\)', text) == SCORE.relations


def test_clusters_are_trained_and_listed_but_are_no_score(shaped, monkeypatch):
    assert SCORE.name in declaration.trainable() and SCORE.name not in declaration.scores()
    assert declaration.declared_trainable("load_shape") is SCORE
    with pytest.raises(BadInput, match="Did you mean load_shape"):
        declaration.declared_trainable("load_shap")
    monkeypatch.setattr(report, "trainable", lambda: {SCORE.name: SCORE})
    (listing,) = report.model_listing(shaped[0])
    (row,) = listing["models"]
    assert listing["state"] == "ready" and row["is_champion"] and "linear" not in row
    assert row["judged"] == "silhouette" and row["model"] == shaped[1].figures["model"]


def test_printed_beside_the_naive_grouping(shaped, capsys):
    report.print_outcome(shaped[1])
    report.print_listing(
        [{"score": "load_shape", "state": "ready", "why": "", "models": report._rows(shaped[0], "load_shape")}]
    )
    said = capsys.readouterr().out
    assert "silhouette" in said and "naive rule" in said and "linear model" not in said and "is in force" in said


def test_clusters_are_promoted_like_scores(own_shaped):
    from tagrid.scoring import store

    home, trained = own_shaped
    store.set_champion(home, SCORE.name, "other")
    assert champions.promote(home, SCORE, trained.model_id).model_id == trained.model_id
    assert store.champion_id(home, SCORE.name) == trained.model_id
