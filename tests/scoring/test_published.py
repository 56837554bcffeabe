"""A version says of each score whether it is in force and how far its inputs moved, and keeps what the model read."""

from datetime import timedelta

import duckdb
import polars as pl
import pytest

from tagrid.published.versions import SERVING, Version
from tagrid.refresh.parts import again_inputs
from tagrid.refresh.scores import Left, write_scores
from tagrid.scoring import frame_query
from tagrid.scoring.published import score_drift, score_state, score_states
from tests.scoring.published import AS_OF, publish

pytestmark = pytest.mark.usefixtures("declared_alone")


def test_a_model_that_scored_its_own_population_is_ready(trained, frames, tmp_path, declared_alone):
    version = publish(trained[0], tmp_path, frames[-1].rows)
    (found,) = score_states(version)
    assert (found["state"], found["model_id"], found["as_of"]) == ("ready", trained[1].model_id, AS_OF)
    assert (found["customers"], found["eligible"], found["scored"], found["unknown"]) == (1500, 1500, 1500, 0)
    moved = score_drift(version, "made_up")
    assert {one["input"] for one in moved} == {*declared_alone.names, "score"}
    assert all(0 <= one["psi"] < 0.1 for one in moved) and found["drift"] == moved[0]["psi"]


def test_what_the_model_read_is_kept_to_the_last_bit(trained, frames, tmp_path):
    version = publish(trained[0], tmp_path, frames[-1].rows)
    with version.connect() as con:
        kept = con.sql("from score_inputs.made_up").pl()
    assert kept["customer_id"].to_list() == sorted(frames[-1].rows["customer_id"])
    assert set(kept.dtypes[1:]) == {pl.Float32}
    given = frames[-1].rows.sort("customer_id")["int_b.growth"].cast(pl.Float32)
    assert kept["int_b.growth"].equals(given, null_equal=True)


@pytest.mark.parametrize(
    ("moved", "named"),
    [
        (pl.col("int_a.days_before") - 8, "Days before"),
        (pl.lit(None, pl.Float64).alias("int_a.days_before"), "Days before"),
    ],
)
def test_a_drifted_input_is_told_with_its_name(trained, frames, tmp_path, moved, named):
    version = publish(trained[0], tmp_path, frames[-1].rows.with_columns(moved))
    found = score_state(version, "made_up")
    assert found["state"] == "drifted" and named in found["why_en"] and "提前天数" in found["why_zh"]
    assert found["scored"] == 1500 and found["drift"] >= 0.25
    assert score_drift(version, "made_up")[0]["psi"] == found["drift"]


def test_a_score_that_was_not_due_is_published_with_what_it_read_then(trained, frames, tmp_path, declared_alone):
    """Its inputs have moved since, but for those of whom rows came late: for them it was computed again."""
    first = publish(trained[0], tmp_path / "one", frames[-1].rows)
    warehouse, served = tmp_path / "one" / "warehouse.duckdb", tmp_path / "two" / SERVING
    served.parent.mkdir()
    with duckdb.connect(str(warehouse)) as con:
        con.execute("update int_b set growth = growth + 1")
        again, chosen = again_inputs(declared_alone), "select customer_id from dim_customer order by all limit 3"
        con.execute(f"create table {again} as from ({frame_query(declared_alone)}) where customer_id in ({chosen})")
        late = {name for (name,) in con.execute(chosen).fetchall()}
    later = AS_OF + timedelta(days=2)
    write_scores(trained[0], warehouse, "warehouse", served, later, Left({"ml_made_up"}, first.folder / SERVING))
    (found,) = score_states(Version("two", later, served.parent, {}))
    assert (found["as_of"], found["eligible"], found["scored"]) == (AS_OF, 1500, 1500)
    growth = 'select customer_id, "int_b.growth" from score_inputs.made_up'
    with duckdb.connect(str(served), read_only=True) as two, first.connect() as one:
        before, after = dict(one.execute(growth).fetchall()), dict(two.execute(growth).fetchall())
    assert before.keys() == after.keys()
    known = {name for name, value in before.items() if value is not None}
    assert {name for name in known if before[name] != after[name]} == late & known


def test_few_customers_move_by_chance_and_are_not_judged(trained, frames, tmp_path):
    rows = frames[-1].rows.head(60).with_columns(pl.col("int_a.days_before") - 8)
    found = score_state(publish(trained[0], tmp_path, rows), "made_up")
    assert found["state"] == "ready" and found["drift"] > 0.25


def test_no_model_is_a_state_without_inputs(frames, home, tmp_path):
    version = publish(home, tmp_path / "v", frames[-1].rows.head(50))
    found = score_state(version, "made_up")
    assert (found["state"], found["scored"], found["unknown"], found["eligible"]) == ("missing", 0, 50, 50)
    assert "tagrid train" in found["why_zh"] and found["drift"] is None and score_drift(version, "made_up") == []
    with version.connect() as con:
        assert con.execute("select count(*) from duckdb_tables() where schema_name = 'score_inputs'").fetchone() == (0,)


def test_a_corrupted_model_is_told_in_the_version(own_trained, frames, tmp_path):
    home, outcome = own_trained
    (home.models / "made_up" / outcome.model_id / "model.skops").write_bytes(b"x")
    found = score_state(publish(home, tmp_path / "v", frames[-1].rows.head(50)), "made_up")
    assert found["state"] == "damaged" and found["scored"] == 0 and "内容与写入时不同" in found["why_zh"]


def test_a_version_from_before_the_table_says_nothing(tmp_path):
    import duckdb

    from tagrid.published.versions import SERVING, Version

    duckdb.connect(str(tmp_path / SERVING)).close()
    assert score_states(Version("2026-01-01.1", AS_OF, tmp_path, {})) == []


@pytest.mark.slow
def test_an_input_nobody_had_in_training_is_not_listened_to_and_no_drift(home, frames, tmp_path, declared_alone):
    from dataclasses import replace

    from tagrid.scoring.training import train_on

    without = pl.lit(None, pl.Float64).alias("int_b.growth")
    empty = [
        replace(f, rows=f.rows.with_columns(without), population=f.population.with_columns(without)) for f in frames
    ]
    train_on(home, declared_alone, empty)
    version = publish(home, tmp_path / "v", frames[-1].rows)
    growth = next(one for one in score_drift(version, "made_up") if one["input"] == "int_b.growth")
    assert growth["psi"] > 1 and not growth["moved"]
    assert score_state(version, "made_up")["state"] == "ready"
