"""Cut-offs keep the test honest, and one query makes the rows of training and of use."""

from datetime import date, timedelta

import duckdb
import pytest

from models_ml.harness.frames import LEAST_HISTORY_DAYS, MOST_TRAINING, cut_offs, frame_query
from tagrid.errors import BadInput

THROUGH = date(2026, 6, 30)


@pytest.mark.parametrize("days", [320, 400, 546, 1200])
def test_the_test_is_complete_and_later_than_all_that_was_learned(days):
    first = THROUGH - timedelta(days=days)
    *training, calibration, test = cut_offs(first, THROUGH, 92)
    assert THROUGH - timedelta(days=25) < test + timedelta(days=92) <= THROUGH
    assert calibration + timedelta(days=92) <= test
    assert 1 <= len(training) <= MOST_TRAINING
    assert training == sorted(training) and training[-1] < calibration
    assert (training[0] - first).days >= LEAST_HISTORY_DAYS


def test_long_history_sees_every_part_of_the_month():
    days = cut_offs(date(2024, 1, 1), THROUGH, 92)
    assert len(days) == MOST_TRAINING + 2
    assert {day.day // 11 for day in days} == {0, 1, 2}


def test_short_history_is_refused_with_the_days_it_needs():
    with pytest.raises(BadInput, match="312 days are needed"):
        cut_offs(THROUGH - timedelta(days=311), THROUGH, 92)
    assert cut_offs(THROUGH - timedelta(days=312), THROUGH, 92)


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
