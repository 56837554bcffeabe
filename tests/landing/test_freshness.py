"""How fresh sources are, against the clock in the time zone of the utility and by each contract."""

import json
from datetime import UTC, date, datetime

import pytest

from tagrid.core import settings as settings_module
from tagrid.core.project import Home
from tagrid.core.settings import now, today
from tagrid.landing import (
    FRESH,
    LATE,
    STOPPED,
    LandedIndex,
    LandedTable,
    describe_feeds,
    feed_states,
    home_clock,
    silent_feeds,
    source_contracts,
    stop_demo_clock,
)
from tagrid.landing.clock import CLOCK_FILE
from tagrid.landing.contracts import _days
from tagrid.landing.index import INDEX, LandedDelivery, LandedFile

DAILY, MASTER = "metering.daily_energy", "marketing.customers"
DEMO = LandedDelivery(1, "demo 300 customers", "", "2026-06-30", "2026-11-29")


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "home")


def landed(through: str, delivery: LandedDelivery = DEMO) -> LandedIndex:
    """An index of one daily and one master table of a delivery."""
    file = LandedFile("p", 1, 1, "", "2025-01-01", through)
    tables = {DAILY: LandedTable(1, (), (file,)), MASTER: LandedTable(1, (), (LandedFile("q", 1, 1, ""),))}
    return LandedIndex(tables, (delivery,))


def states(home, index: LandedIndex) -> tuple:
    found = feed_states(home, index)
    return found[DAILY].state, found[MASTER].state


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        ("2026-07-01", (FRESH, FRESH)),
        ("2026-07-03", (FRESH, FRESH)),
        ("2026-07-04", (LATE, FRESH)),
        ("2026-07-10", (LATE, FRESH)),
        ("2026-07-11", (STOPPED, FRESH)),
        ("2026-08-10", (STOPPED, LATE)),
        ("2026-11-29", (STOPPED, STOPPED)),
    ],
)
def test_a_feed_is_late_and_then_stopped_by_its_contract(home, monkeypatch, present, expected):
    monkeypatch.setenv("TAGRID_NOW", present)
    assert states(home, landed("2026-06-30")) == expected


def test_what_was_never_delivered_is_neither(home):
    found = feed_states(home, landed("2026-06-30"))["outside.poi"]
    assert (found.delivered, found.state, found.days) == (False, None, None)


def test_a_master_without_a_last_day_counts_from_the_day_it_landed_or_came_again(home, monkeypatch):
    monkeypatch.setenv("TAGRID_NOW", "2026-12-24")
    assert states(home, landed("2026-12-23", LandedDelivery(1, "d", "")))[1] is None  # landed before this was kept
    assert states(home, landed("2026-12-23", LandedDelivery(1, "d", "", None, "2026-08-01")))[1] == STOPPED
    assert states(home, landed("2026-12-23", LandedDelivery(1, "d", "", None, "2026-08-01", "2026-12-01")))[1] == FRESH


def test_rows_dated_ahead_make_no_feed_fresh(home, monkeypatch):
    monkeypatch.setenv("TAGRID_NOW", "2026-11-29")
    assert states(home, landed("2036-01-01"))[0] == STOPPED
    assert feed_states(home, landed("2036-01-01"))[DAILY].last_on == date(2026, 6, 30)


def test_events_that_need_not_happen_are_as_fresh_as_their_last_delivery(home, monkeypatch):
    """No outage for half a year: the file that came without rows says so. Without a file the table is silent."""
    rare = "service_95598.outage_notices"
    assert source_contracts()[rare].may_be_empty and not source_contracts()[DAILY].may_be_empty
    monkeypatch.setenv("TAGRID_NOW", "2026-07-01T08:00")
    for until, state in (("2026-06-30", FRESH), ("2026-01-11", STOPPED)):
        old = LandedTable(1, (), (LandedFile("p", 1, 1, "", "2025-01-01", "2026-01-11"),))
        index = LandedIndex({rare: old}, (LandedDelivery(1, "notices", "", until),))
        assert feed_states(home, index)[rare].state == state
    nothing_yet = LandedIndex({rare: LandedTable(1, (), ())}, (LandedDelivery(1, "notices", "", "2026-06-30"),))
    assert feed_states(home, nothing_yet)[rare].state == FRESH


def test_of_many_silent_feeds_those_that_are_to_come_often_are_named_first(home, monkeypatch):
    monkeypatch.setenv("TAGRID_NOW", "2026-11-29")
    tables = {address: LandedTable(1, (), (LandedFile("p", 1, 1, "", "2025-01-01", "2026-06-30"),))
              for address in source_contracts()}  # fmt: skip
    found = silent_feeds(feed_states(home, LandedIndex(tables, (DEMO,))).values(), STOPPED)
    assert {one.table.address for one in found[:2]} == {DAILY, "outside.weather"}
    words = describe_feeds(found)
    assert f"and {len(found) - 4} more" in words.en and f"另有 {len(found) - 4} 张" in words.zh


def test_a_withdrawal_makes_nothing_fresh_and_nothing_unknown():
    files = (LandedFile("q", 1, 1, ""),)
    index = LandedIndex({MASTER: LandedTable(2, (), files)}, (DEMO, LandedDelivery(2, "withdrawn", "")))
    assert index.brought_on(MASTER) == date(2026, 6, 30)


def test_the_day_is_that_of_the_utility(monkeypatch):
    monkeypatch.setenv("TAGRID_NOW", "2026-06-30T20:00:00+00:00")
    assert today() == date(2026, 7, 1)  # Shanghai
    monkeypatch.setenv("TAGRID_TIME_ZONE", "America/New_York")
    assert today() == date(2026, 6, 30)
    monkeypatch.delenv("TAGRID_NOW")
    assert abs((now() - datetime.now(UTC)).total_seconds()) < 60


def _at(monkeypatch, moment: datetime) -> None:
    """Let the true clock, without the setting, show a moment."""
    monkeypatch.delenv("TAGRID_NOW")
    frozen = type("Frozen", (datetime,), {"now": classmethod(lambda cls, zone=None: moment.astimezone(zone))})
    monkeypatch.setattr(settings_module, "datetime", frozen)


def test_a_page_says_in_plain_words_that_the_clock_is_held_and_a_command_names_what_holds_it(home, monkeypatch):
    monkeypatch.setenv("TAGRID_NOW", "2026-07-01T08:00")
    clock = home_clock(home, landed("2026-06-30"))
    for lang in ("zh", "en"):
        plain = clock.notice.in_(lang)
        assert "2026-07-01 08:00" in plain and "TAGRID" not in plain
        assert clock.operator_notice.in_(lang).startswith(plain) and "TAGRID_NOW" in clock.operator_notice.in_(lang)


def test_only_a_demos_clock_stands_still_and_it_says_so(home, monkeypatch):
    _at(monkeypatch, datetime(2026, 11, 29, 12, tzinfo=UTC))
    assert states(home, landed("2026-06-30")) == (STOPPED, STOPPED)
    assert home_clock(home, landed("2026-06-30")).notice is None
    stop_demo_clock(home, date(2026, 7, 1))
    assert states(home, landed("2026-06-30")) == (FRESH, FRESH)
    assert "stands still at 2026-07-01" in home_clock(home, landed("2026-06-30")).notice.en
    ours = LandedDelivery(1, "2026-06-30", "", "2026-06-30")
    assert states(home, landed("2026-06-30", ours)) == (STOPPED, STOPPED)  # a utility's data, whatever file is there
    assert home_clock(home, landed("2026-06-30", ours)).source == "system"


@pytest.mark.parametrize("text", ["", "{", '{"stands_still_on": 5}', '{"stands_still_on": "soon"}', "[]"])
def test_a_damaged_clock_of_a_demo_is_the_true_one(home, monkeypatch, text):
    _at(monkeypatch, datetime(2026, 11, 29, 12, tzinfo=UTC))
    stop_demo_clock(home, date(2026, 7, 1))
    (home.root / CLOCK_FILE).write_text(text, encoding="utf-8")
    assert home_clock(home, landed("2026-06-30")).source == "system"


def test_every_contract_says_when_its_table_is_late_and_when_it_has_stopped():
    assert [t.address for t in source_contracts().values() if not t.fresh_days or not t.stopped_days] == []
    assert [t.address for t in source_contracts().values() if t.fresh_days >= t.stopped_days] == []


@pytest.mark.parametrize(("count", "period", "days"), [(3, "day", 3), (36, "hour", 1.5), (720, "minute", 0.5)])
def test_thresholds_are_read_in_their_period(count, period, days):
    assert _days({"freshness": {"warn_after": {"count": count, "period": period}}}, "warn_after") == days
    assert _days({"freshness": None}, "warn_after") is None


def test_the_list_of_sources_says_which_are_late_or_stopped(home, monkeypatch, command_line):
    home.landing.mkdir(parents=True)
    (home.landing / INDEX).write_text(landed("2026-06-30").to_json(), encoding="utf-8")
    monkeypatch.setenv("TAGRID_HOME", str(home.root))
    monkeypatch.setenv("TAGRID_NOW", "2026-07-21")
    code, out, _ = command_line("sources")
    assert code == 0 and "2025-01-01 to 2026-06-30  stopped, 21 days" in out
    rows = {row["address"]: row["state"] for row in json.loads(command_line("sources", "--json")[1])}
    assert (rows[DAILY], rows[MASTER], rows["outside.poi"]) == (STOPPED, FRESH, None)
