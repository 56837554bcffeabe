"""The release gate: what differs too much from the last version, or from the catalog, is named and refused."""

import re
from datetime import date

import duckdb
import pytest

from tagrid.core.errors import GateRefused
from tagrid.core.text import Text
from tagrid.refresh import build, publish
from tagrid.refresh.gate import TagTable, check, excused_losses, gaps, reasons
from tests.refresh import small

pytestmark = pytest.mark.slow

DAY = date(2026, 6, 29)


def _tags(con, database: str, customers: int = 100, level: str = "'low'", habit: str = "'high'") -> str:
    con.execute(f"attach if not exists ':memory:' as {database}")
    con.execute(
        f"create or replace table {database}.customer_tags_wide as select printf('%04d', i) as customer_id, "
        f"'power_customer' as subject, {level} as level, {habit} as habit from range({customers}) as r(i)"
    )
    return f"{database}.main.customer_tags_wide"


def _reasons(new: dict, days: int = 1, last_catalog=None) -> list[Text]:
    """Check ``new`` against 100 customers who are all low and high."""
    with duckdb.connect() as con:
        last = TagTable(_tags(con, "last"), last_catalog or small.catalog(), DAY)
        now = TagTable(_tags(con, "new", **new), small.catalog(), small.next_day(DAY, days))
        return reasons(con, now, last)


def test_an_ordinary_day_passes():
    assert _reasons({"level": "case when i < 20 then 'high' else 'low' end", "customers": 98}) == []


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ({"customers": 89}, "power_customer breaks .*size_share = 0.89"),
        ({"customers": 126}, "power_customer breaks .*size_share = 1.26"),
        ({"customers": 0}, "power_customer breaks .*size_share = 0.0"),
        ({"level": "case when i < 70 then 'high' else 'low' end"}, "level breaks .*changed_share = 0.7"),
        ({"habit": "case when i < 16 then 'unknown' else 'high' end"}, "habit breaks .*known_drop = 0.16"),
        ({"habit": "case when i < 2 then 'huge' else 'high' end"}, r"habit breaks .*outside_domain = 2"),
        ({"habit": "case when i < 2 then null else 'high' end"}, r"habit breaks .*outside_domain = 2"),
    ],
)
def test_what_differs_too_much_is_named(new, message):
    found = _reasons(new)
    assert any(re.search(message, one.en) for one in found), found
    assert all(re.search("[一-鿿]{4}", one.zh) and "breaks" not in one.zh for one in found)
    assert any(re.search("不符合“[^“”]*[一-鿿]", one.zh) for one in found)


def test_more_may_change_when_the_last_version_is_days_past():
    new = {"level": "case when i < 70 then 'high' else 'low' end"}
    assert _reasons(new, days=1)
    assert _reasons(new, days=2) == []


def test_a_tag_that_was_redefined_may_change_for_everybody():
    before = small.catalog()
    level = before.tags["level"].model_copy(update={"rule_sql": "case when x > 2 then 'low' end"})
    before = before.model_copy(update={"tags": {**before.tags, "level": level}})
    assert _reasons({"level": "'high'"}, last_catalog=before) == []


def test_a_first_version_is_compared_with_nothing_but_must_know_something():
    with duckdb.connect() as con:
        table = _tags(con, "new", level="'unknown'", habit="'high'")
        assert reasons(con, TagTable(table, small.catalog(), DAY), None) == []
        _tags(con, "new", level="'unknown'", habit="'unknown'")
        with pytest.raises(GateRefused, match="something is known") as refused:
            check(con, TagTable(table, small.catalog(), DAY), None)
        assert "至少有所知；实际 1" in refused.value.in_language("zh")


def test_shares_of_a_few_customers_are_not_judged():
    with duckdb.connect() as con:
        last = TagTable(_tags(con, "last", customers=20), small.catalog(), DAY)
        now = TagTable(_tags(con, "new", customers=10, level="'high'"), small.catalog(), DAY)
        assert reasons(con, now, last) == []


def test_a_tag_whose_score_is_not_in_force_may_be_unknown_and_no_other():
    lost = {"level": "'unknown'", "habit": "'unknown'"}
    with duckdb.connect() as con:
        last = TagTable(_tags(con, "last"), small.catalog(), DAY)
        now = TagTable(_tags(con, "new", **lost), small.catalog(), small.next_day(DAY, 1))
        found = " ".join(one.en for one in reasons(con, now, last, excused={"habit"}))
        assert excused_losses(con, {"habit"}) == ["habit"]
        swung = TagTable(_tags(con, "swung", level="'high'"), small.catalog(), small.next_day(DAY, 1))
        assert reasons(con, swung, last) and not reasons(con, swung, last, excused={"level"})
        for before in (now, None):
            reasons(con, now, before, excused={"habit"})
            assert excused_losses(con, {"habit"}) == []
    assert "level breaks 'loses at most" in found and "habit breaks" not in found


@pytest.mark.parametrize(
    ("missing", "ago", "excuses"),
    [(5, 1, True), (4, 1, False), (5, 92, False), (11, 91, True), (11, 200, False), (11, 300, True)],
)
def test_a_gap_of_days_explains_what_is_unknown_as_far_as_measures_reach(missing, ago, excuses):
    on = small.next_day(DAY, -ago)
    with duckdb.connect() as con:
        con.execute("attach ':memory:' as new")
        columns = "address varchar, missing_days bigint, first_missing_on date, last_missing_on date"
        con.execute(f"create table new.source_gaps ({columns})")
        con.execute("insert into new.source_gaps values ('outside.weather', ?, ?, ?)", [missing, on, on])
        assert gaps(con, "new", DAY) == ({"outside.weather"} if excuses else set())


@pytest.mark.parametrize("lacked", ["days", "events"])
def test_what_the_last_version_lacked_and_has_come_may_change_what_rests_on_it(home, monkeypatch, lacked):
    """Eleven days of readings, or a stopped feed of events, came late: what was unknown for want of it is published."""
    monkeypatch.setattr(build, "check", small.CHECK)
    feed = {"sources": ("metering.daily_energy.energy_kwh",)}
    catalog = small.catalog()
    tags = {name: tag.model_copy(update=feed) for name, tag in catalog.tags.items()}
    monkeypatch.setattr(publish, "load", lambda: catalog.model_copy(update={"tags": tags}))
    silent = {"metering.daily_energy"} if lacked == "events" else set()
    monkeypatch.setattr(build, "_silent_events", lambda home: silent)

    def of(level: str, missing: int):
        def fake(draft, plan, *more):
            small.fake_dbt(draft, plan, *more)
            with duckdb.connect(str(draft.warehouse)) as con:
                con.execute(f"update customer_tags_wide set level = '{level}'")
                gap = "'metering.daily_energy', ?, ?::date - 12, ?::date - 2"
                con.execute(f"insert into source_gaps values ({gap})", [missing, plan.as_of, plan.as_of])

        return fake

    for on, level, missing in ((DAY, "low", 11 if lacked == "days" else 0), (small.next_day(DAY), "high", 0)):
        monkeypatch.setattr(build, "build", of(level, missing))
        small.land(home, on, (on - DAY).days + 1)
        assert publish.refresh(home).outcome == "published"
        silent.clear()
    monkeypatch.setattr(build, "build", of("low", 0))
    small.land(home, small.next_day(DAY, 2), 3)
    with pytest.raises(GateRefused, match="level breaks"):
        publish.refresh(home)
