"""Whatever state the model is in, scoring gives a full, typed table and never a made-up chance."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from tagrid.scoring.batch import score_relations, score_rows, score_schema
from tagrid.scoring.champions import champion
from tagrid.scoring.fit import predict
from tagrid.scoring.store import read_model
from tests.scoring.stored import written

AS_OF = date(2025, 7, 1)


def damage_file(folder):
    (folder / "model.skops").write_bytes(b"not a model")


def remove_file(folder):
    (folder / "model.skops").unlink()


def damage_manifest(folder):
    (folder / "manifest.json").write_text("{")


def empty_manifest(folder):
    (folder / "manifest.json").write_text("{}")


def dangling(folder):
    (folder.parent / "champion").write_text("2001-01-01.1")


def other_library(folder):
    written(folder, scikit_learn="0.1")


def rows_of(frames):
    return frames[-1].rows.head(400)


def test_a_chance_for_everybody_eligible(trained, score, frames):
    home, outcome = trained
    rows = rows_of(frames).with_columns(eligible=pl.col("customer_id") != "c00003")
    table, state = score_rows(score, rows, home, AS_OF)
    assert state.code == "ready" and table.schema == score_schema(score)
    found = pl.from_arrow(table)
    assert found.filter(pl.col("chance").is_null())["customer_id"].to_list() == ["c00003"]
    assert found["chance"].drop_nulls().is_between(0, 1).all()
    assert set(found["model_id"]) == {outcome.model_id}


def test_a_row_without_any_feature_is_not_scored(trained, score, frames):
    rows = rows_of(frames).head(3)
    nothing = rows.with_columns(pl.lit(None, pl.Float64).alias(name) for name in score.names)
    table, _ = score_rows(score, pl.concat([rows, nothing]), trained[0], AS_OF)
    assert table["chance"].is_null().to_pylist() == [False] * 3 + [True] * 3
    assert table["reasons"].to_pylist()[3:] == [[], [], []]


def test_no_model_gives_nulls(home, score, frames):
    table, state = score_rows(score, rows_of(frames), home, AS_OF)
    assert state.code == "missing" and "tagrid train" in state.why.en
    assert table.schema == score_schema(score)
    assert table["chance"].null_count == table["model_id"].null_count == len(table) == 400


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (damage_file, "damaged"),
        (remove_file, "damaged"),
        (damage_manifest, "damaged"),
        (empty_manifest, "damaged"),
        (dangling, "damaged"),
        (other_library, "mismatch"),
    ],
)
def test_a_harmed_model_gives_nulls_and_says_why(own_trained, score, frames, harm, code):
    home, outcome = own_trained
    harm(home.models / score.name / outcome.model_id)
    table, state = score_rows(score, rows_of(frames), home, AS_OF)
    assert state.code == code and state.why
    assert table["chance"].null_count == table["model_id"].null_count == len(table)


def test_a_model_of_other_features_is_not_used(trained, score, frames):
    fewer = replace(score, features=score.features[:3])
    table, state = score_rows(fewer, rows_of(frames), trained[0], AS_OF)
    assert state.code == "mismatch" and table["chance"].null_count == len(table)


@pytest.mark.parametrize(("as_of", "code"), [(date(2026, 6, 27), "ready"), (date(2026, 6, 28), "stale")])
def test_a_model_is_stale_after_400_days(trained, score, as_of, code):
    assert trained[1].model_id.startswith("2025-05-23")
    assert champion(trained[0], score, as_of)[0].code == code


@pytest.mark.parametrize("is_trained", [True, False])
def test_nobody_to_score_still_has_types(trained, home, score, frames, is_trained):
    table, _ = score_rows(score, frames[-1].rows.clear(), trained[0] if is_trained else home, AS_OF)
    assert table.schema == score_schema(score) and len(table) == 0


def test_reasons_are_the_effect_on_the_very_chance(trained, score, frames):
    home, outcome = trained
    stored = read_model(home.models / score.name / outcome.model_id)
    model, medians = stored.load(), stored.manifest["medians"]
    rows = rows_of(frames)
    found = pl.from_arrow(score_rows(score, rows, home, AS_OF)[0])
    x = frames[-1].matrix(score.names)[:400]
    told = 0
    for index, (chance, why) in enumerate(found.select("chance", "reasons").iter_rows()):
        assert len(why) <= 3 and (chance >= 0.12 or not why)
        assert [r["effect"] for r in why] == sorted((r["effect"] for r in why), reverse=True)
        for reason in why if told < 60 else ():
            other = x[index : index + 1].copy()
            place = score.names.index(reason["feature"])
            assert reason["value"] == other[0, place]
            other[0, place] = medians[reason["feature"]]
            assert reason["effect"] == pytest.approx(chance - predict(model, other)[0], abs=2e-9)
            assert reason["effect"] > 0
            told += 1
    assert told >= 60


def test_relations_are_joined_as_in_training(trained, score, frames):
    import duckdb

    rows = rows_of(frames)
    parts = {
        "dim_customer": rows.select("customer_id", pl.lit("power_customer").alias("subject")),
        "dim_supply": rows.select("customer_id", tariff_category="group:dim_supply.tariff_category"),
    }
    for model in ("int_a", "int_b"):
        own = [name for name in score.names if name.startswith(model)]
        parts[model] = rows.select("customer_id", *(pl.col(n).alias(n.split(".")[1]) for n in own))
    with duckdb.connect() as connection:
        relations = {name: connection.from_arrow(part.to_arrow()) for name, part in parts.items()}
        table, _ = score_relations(score, relations, trained[0], AS_OF)
    assert table.equals(score_rows(score, rows, trained[0], AS_OF)[0])


def test_a_hundred_thousand_rows_take_seconds(trained, score, frames):
    import time

    rows = pl.concat([frames[-1].rows] * 67)
    began = time.process_time()
    table, _ = score_rows(score, rows, trained[0], AS_OF)
    assert len(table) > 100_000 and time.process_time() - began < 15
    assert np.isfinite(table["chance"].to_numpy()).all()
    assert pa.types.is_struct(table.schema.field("reasons").type.value_type)
