"""One query makes the rows of training and of use; the days of a test stand in one frame."""

import duckdb
import polars as pl

from tagrid.scoring import frames as module
from tagrid.scoring.frames import concatenated, frame_query, subsampled


def test_query_keeps_every_customer_of_the_subject_and_says_who_is_eligible(score):
    with duckdb.connect() as connection:
        connection.execute("create table dim_customer (customer_id text, subject text)")
        connection.execute(
            "insert into dim_customer values ('a', 'power_customer'), ('b', 'power_customer'), "
            "('x', 'non_power_customer')"
        )
        connection.execute("create table dim_supply as select 'a' as customer_id, 'residential' as tariff_category")
        connection.execute(
            "create table int_a as select 'a' as customer_id, 0.5::decimal(4,2) as late_share, 3 as days_before, "
            "null as noise"
        )
        connection.execute("create table int_b (customer_id text, growth double)")
        from dataclasses import replace

        query = frame_query(replace(score, eligible="int_a.late_share > 0"))
        rows = connection.sql(query).pl().sort("customer_id")
    assert rows["customer_id"].to_list() == ["a", "b"]
    assert rows["eligible"].to_list() == [True, False]
    assert rows["int_a.late_share"].to_list() == [0.5, None]
    assert rows["group:dim_supply.tariff_category"].to_list() == ["residential", None]


def test_days_of_a_test_stand_in_one_frame_a_row_for_each(frames):
    found = concatenated(frames[2:])
    assert found.days == (frames[2].as_of, frames[3].as_of) and found.as_of == frames[3].as_of
    assert len(found.rows) == len(found.label) == len(frames[2].rows) + len(frames[3].rows)
    assert found.population.equals(frames[3].population)
    assert concatenated(frames[3:]) == frames[3]


def test_more_rows_than_are_needed_are_thinned_evenly(frames, monkeypatch):
    assert subsampled(frames) is frames
    monkeypatch.setattr(module, "MOST_ROWS", 2000)
    few = subsampled(frames)
    assert sum(len(frame.rows) for frame in few) == 2000
    assert all(
        len(frame.rows) == 500 and frame.population.equals(old.population)
        for frame, old in zip(few, frames, strict=True)
    )
    everyone = pl.concat([frame.rows for frame in frames])["label"].mean()
    assert abs(pl.concat([frame.rows for frame in few])["label"].mean() - everyone) < 0.03
