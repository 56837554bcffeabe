"""Notices, plans, repairs and repeated faults against their limits."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tagrid.documents.advice import outage as advice_outage
from tagrid.documents.advice.rules import advice_for
from tagrid.documents.service_rules import check_notice, planned_outages
from tagrid.portrait.comparison import AreaOutages
from tagrid.portrait.outages import minutes_over_plan
from tests.documents.made import factory, outage, plan, served, supplied

NOON = datetime(2026, 5, 20, 12)


def test_a_customer_never_out_is_told_nothing():
    assert advice_for("outage", factory()) == []


@pytest.mark.parametrize(
    ("first", "again", "received", "call", "kept"),
    [
        (48, 12, 24, 0.5, (True, True, True, True)),
        (36.1, 11.9, 23.9, 0.49, (False, False, False, False)),  # sent after midnight of the day before the day before
        (40, None, 40, None, (True, False, True, False)),
        (None, None, None, None, (False, False, False, False)),
    ],
)
def test_notices_against_the_rules(first, again, received, call, kept):
    start = NOON + timedelta(hours=0.2) if first == 36.1 else NOON
    told = check_notice(plan(start, first, again, received, call))
    assert (told.two_days, told.twice, told.in_time, told.called) == kept


def test_two_days_are_days_of_the_calendar():
    assert check_notice(plan(datetime(2026, 5, 20, 8), 47, 13, 47, None)).two_days
    assert check_notice(plan(datetime(2026, 5, 20, 23), 46.9, 13, 46, None)).two_days is False


def test_a_short_notice_is_told_with_its_count():
    good, short, never = (plan(NOON - timedelta(days=n), 48, 13, h, 1) for n, h in ((0, 30), (7, 20), (14, None)))
    said = advice_outage.notice_short(factory(outages=(good, short, never)))
    assert said and said.figure.en == "2 of 3" and "1 of them without any" in said.finding.en
    assert not advice_outage.notice_short(factory(outages=(good,)))


def test_a_year_ago_does_not_count():
    old = plan(datetime(2025, 6, 30, 21, 59), None, None, None, None)  # of two hours
    new = plan(datetime(2025, 7, 1), None, None, None, None)
    assert planned_outages(factory(outages=(old, new))) == [new]


def test_lacking_early_notices():
    said = advice_outage.notice_twice(factory(outages=(plan(NOON, 60, 11, 60, 1),)))
    assert said and said.finding.en == "1 planned outage, 1 without a second notice 12 hours ahead."
    assert not advice_outage.notice_twice(factory(outages=(plan(NOON, 60, 12, 60, 1),)))


def _ending(minutes_over: float) -> dict:
    row = plan(NOON, 60, 13, 60, 1)
    return {**row, "ended_at": row["planned_end_at"] + timedelta(minutes=minutes_over)}


def test_overruns_from_half_an_hour_in_all():
    assert minutes_over_plan(_ending(-5)) == -5
    assert advice_outage.overrun(factory(outages=(_ending(20), _ending(10)))).figure.en == "30 minutes"
    assert not advice_outage.overrun(factory(outages=(_ending(20), _ending(9.9), _ending(-60))))


def _repair(way: float) -> dict:
    points = ("hung_up_at", "sent_at", "centre_received_at", "centre_sent_at", "crew_received_at", "crew_accepted_at")
    times = {name: NOON + timedelta(minutes=n) for n, name in enumerate(points)}
    arrived = NOON + timedelta(minutes=6 + way)
    departed = NOON + timedelta(minutes=6)
    minutes = (arrived - NOON).total_seconds() / 60
    more = {"crew_departed_at": departed, "crew_arrived_at": arrived, "restored_at": None, "arrival_minutes": minutes}
    return {**times, **more, "is_same_office": True, "ticket_id": "W1"}


def test_a_crew_after_forty_five_minutes():
    assert not advice_outage.repair_slow(factory(repairs=(_repair(39),)))
    said = advice_outage.repair_slow(factory(repairs=(_repair(40), _repair(10))))
    assert said and said.figure.en == "46 minutes" and "1 of 2 repairs" in said.finding.en
    assert "crew on its way" in said.finding.en and "limit 28" in said.finding.en


def test_a_crew_has_the_time_of_the_customer_s_area():
    def told(area: str, way: float):
        return advice_outage.repair_slow(factory(customer={"area_type": area}, repairs=(_repair(way),)))

    for area, limit in (("urban", 45), ("town", 45), ("rural", 90), ("remote", 120)):
        assert not told(area, limit - 6)
        late = told(area, limit - 5)
        assert late and late.limit.en == f"{limit} minutes" and f"limit {limit - 17}" in late.finding.en


def test_faults_of_one_cause():
    twice = (outage(NOON), outage(NOON - timedelta(days=30)), outage(NOON, cause="weather"))
    said = advice_outage.same_cause(factory(outages=twice))
    assert said and said.figure.en == "2 times" and "2.0 hours" in said.finding.en
    assert not advice_outage.same_cause(factory(outages=twice[1:]))
    assert not advice_outage.same_cause(factory(outages=(outage(NOON, cause="other"), outage(NOON, cause="other"))))


def test_important_load_on_one_source():
    made = served(factory(), outages_12m=1, outage_hours_12m=3.0)
    bad = {"load_grade": "grade_2", "source_count": 1, "own_generation": "none"}
    assert advice_outage.second_source(supplied(made, **bad)).figure.en == "3.0 hours"
    for better in ({"load_grade": "grade_3"}, {"source_count": 2}, {"own_generation": "emergency"}):
        assert not advice_outage.second_source(supplied(made, **{**bad, **better}))
    assert not advice_outage.second_source(supplied(factory(), **bad))


@pytest.mark.parametrize(
    ("own", "mean", "told"), [(3.0, 2.0, True), (2.9, 2.0, False), (1.0, 0.1, False), (1.1, 0.1, True)]
)
def test_worse_than_the_district(own, mean, told):
    made = replace(served(factory(), outage_hours_12m=own), around=(AreaOutages("district", "East", 50, 1.0, mean),))
    assert bool(advice_outage.worse_than_around(made)) is told
    assert not advice_outage.worse_than_around(replace(made, around=()))


def test_supply_that_is_not_back():
    still = factory(outages=(outage(datetime(2026, 6, 29, 8), None),))
    assert advice_outage.not_restored(still).grade == "treat_now"
    assert not advice_outage.not_restored(factory(outages=(outage(datetime(2026, 6, 20, 8), None),)))
    assert not advice_outage.not_restored(factory(outages=(outage(datetime(2026, 6, 29, 8)),)))
