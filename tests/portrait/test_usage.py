"""The outages of a customer, with plan and notice."""

from datetime import date, datetime

import duckdb
import pytest

from tagrid.portrait.usage import outages_of, without_supply

_ROWS = """
    create table portrait_outages as
    select * replace (minutes::double as minutes) from (values
        ('c', 'p', 'planned', 'maintenance', timestamp '2026-05-02 08:10', timestamp '2026-05-02 12:40', 270.0,
            timestamp '2026-05-02 08:00', timestamp '2026-05-02 12:00', 2, timestamp '2026-05-01 02:00',
            timestamp '2026-05-01 02:05'),
        ('c', 'q', 'planned', null, timestamp '2026-04-02 08:00', timestamp '2026-04-02 09:00', 60.0,
            timestamp '2026-04-02 08:00', timestamp '2026-04-02 10:00', 0, null, null),
        ('c', 'f', 'fault', 'weather', timestamp '2026-06-29 23:00', null, null, null, null, 0, null, null),
        ('c', 'o', 'fault', 'weather', timestamp '2025-06-30 12:00', timestamp '2025-06-30 14:00', 120.0, null, null, 0,
            null, null),
        ('d', 'x', 'fault', 'weather', timestamp '2026-06-01 12:00', timestamp '2026-06-01 14:00', 120.0, null, null, 0,
            null, null)
    ) t (customer_id, outage_id, kind, cause, started_at, ended_at, minutes, planned_start_at, planned_end_at, notices,
        first_sent_at, first_received_at)
"""


@pytest.fixture
def con():
    with duckdb.connect() as opened:
        opened.execute(_ROWS)
        yield opened


def test_outages_come_newest_first_and_only_the_customers(con):
    assert [one["outage_id"] for one in outages_of(con, "c")] == ["f", "p", "q", "o"]
    assert outages_of(con, "nobody") == []


def test_a_planned_one_is_held_against_its_plan_and_notice(con):
    _, kept, silent, _ = outages_of(con, "c")
    # begun ten minutes after the plan and ended 40 after it
    assert (kept["over_minutes"], kept["notice_hours"], kept["notice"]) == (40, 30, "reached")
    assert (silent["over_minutes"], silent["notice_hours"], silent["notice"]) == (-60, None, "failed")
    assert kept["cause"] == {"zh": "检修", "en": "maintenance"} and silent["cause"] is None


def test_one_that_lasts_or_was_not_planned_has_neither(con):
    lasting, *_ = outages_of(con, "c")
    assert lasting["started_at"] == datetime(2026, 6, 29, 23)
    assert all(lasting[key] is None for key in ("ended_at", "minutes", "over_minutes", "notice_hours", "notice"))


def test_the_year_counts_what_began_in_it_and_the_hours_of_what_ended(con):
    assert without_supply(con, "c", outages_of(con, "c"), date(2026, 6, 30)) == (3, 5.5)
    assert without_supply(con, "c", outages_of(con, "c"), date(2026, 6, 29)) == (4, 7.5)
    assert without_supply(con, "c", [], date(2026, 6, 30)) == (0, 0)


def test_the_year_counts_as_the_tags_do_where_the_version_has_their_numbers(con):
    con.execute("create schema rule_inputs")
    con.execute(
        "create table rule_inputs.service as select 'c' as customer_id, 5 as outages_12m, 7.25 outage_hours_12m"
    )
    assert without_supply(con, "c", outages_of(con, "c"), date(2026, 6, 30)) == (5, 7.25)
    assert without_supply(con, "d", outages_of(con, "d"), date(2026, 6, 30)) == (1, 2)


def test_a_version_older_than_the_table_has_none():
    with duckdb.connect() as older:
        assert outages_of(older, "c") == []
