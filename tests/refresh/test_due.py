"""Which business date a refresh takes, and which tags are not due."""

from datetime import date, timedelta

import duckdb
import pytest

from tagrid.core.errors import BadInput
from tagrid.landing.index import read_index
from tagrid.published.versions import current_version
from tagrid.refresh import build, drafts, due, installation_status, publish
from tagrid.refresh.due import held_tags, make_plan, period
from tests.refresh import small
from tests.refresh.conftest import DAY

pytestmark = pytest.mark.slow

CADENCES = {"now": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}


@pytest.mark.parametrize(
    ("last", "as_of", "held"),
    [
        ("2026-06-15", "2026-06-16", {"week", "month", "year"}),
        ("2026-06-20", "2026-06-21", {"month", "year"}),  # Sunday: the ISO week is over
        ("2026-06-29", "2026-06-30", {"week", "year"}),  # the month is over
        ("2026-12-30", "2026-12-31", {"week"}),  # the year is over, ISO week 53 is not
        ("2026-06-30", "2026-07-31", {"year"}),
        ("2026-06-15", "2026-06-15", set(CADENCES)),
    ],
)
def test_a_tag_is_held_until_its_period_is_over(last, as_of, held):
    assert set(held_tags(CADENCES, date.fromisoformat(last), date.fromisoformat(as_of))) == held


def test_a_period_is_that_of_the_day_after():
    assert period("monthly", date(2026, 6, 30)) == (2026, 7)
    assert period("monthly", date(2026, 6, 29)) == (2026, 6)


@pytest.fixture
def published(home, monkeypatch):
    """A home with one version at a day in the middle of a month."""
    publish.refresh(home)
    return home


def _plan(home, through, **more):
    small.land(home, through, 2, **more)
    return make_plan(home, read_index(home), {"level": "daily", "habit": "yearly"}, None, current_version(home))


def test_an_ordinary_next_day_holds_what_is_not_due(published):
    plan = _plan(published, date(2026, 6, 30))
    assert (plan.held, plan.rebuild) == (("habit",), False)


def test_a_late_reading_makes_everything_due_for_its_customer_alone(published):
    plan = _plan(published, date(2026, 6, 30), also_on=date(2026, 6, 20))
    assert (plan.held, list(plan.late)) == (("habit",), ["metering.daily_energy"])
    assert (plan.due["daily"], plan.due["yearly"]) == (date(2026, 6, 30), DAY)
    with duckdb.connect() as con:
        due.put_late_accounts(con, plan, current_version(published))
        assert con.execute("from late_accounts").fetchall() == [("1", date(2026, 6, 20))]


def test_what_was_due_on_an_earlier_day_stays_of_that_day(published):
    small.land(published, date(2026, 6, 30), 2)
    publish.refresh(published)
    small.land(published, date(2026, 7, 1), 3)
    last = current_version(published)
    plan = make_plan(published, read_index(published), {"level": "daily", "habit": "yearly"}, None, last)
    assert (plan.due["daily"], plan.due["yearly"]) == (date(2026, 7, 1), DAY)
    del last.manifest["due"]  # a version of before the days were noted
    assert due.due_days(last, date(2026, 7, 1)) == plan.due


@pytest.mark.parametrize(("about", "computed"), [(DAY, [DAY]), (DAY + timedelta(days=1), [])])
def test_a_late_row_moves_what_was_due_on_its_day_or_after(published, monkeypatch, about, computed):
    later, then = DAY + timedelta(days=2), []
    small.land(published, DAY + timedelta(days=1), 2)
    publish.refresh(published)
    small.land(published, later, 3, also_on=about)
    last, catalog = current_version(published), small.catalog()
    plan = make_plan(published, read_index(published), {"level": "daily", "habit": "yearly"}, later, last)
    monkeypatch.setattr(build, "_compute", lambda draft, plan, day, say: then.append(day))
    monkeypatch.setattr(build, "put_late_customers", lambda day: "select 1")
    monkeypatch.setattr(build, "correction_of_held", lambda tags, computed: then.append(tags) or [])
    catalog.tags["habit"] = catalog.tags["habit"].model_copy(update={"cadence": "yearly"})
    draft = drafts.begin(published, later)
    build.correct(draft, plan, catalog, last, print)
    assert then == [step for day in computed for step in (day, ["habit"])]


def test_late_rows_that_name_no_customer_make_everything_due(published, monkeypatch):
    monkeypatch.setattr(due, "late_tables", lambda *_: {"outside.weather": ["one.parquet"]})
    plan = _plan(published, date(2026, 6, 30))
    assert (plan.held, plan.late) == ((), {})


def test_new_meaning_makes_everything_due_and_new_staging_reads_history_again(published, monkeypatch):
    monkeypatch.setattr(due, "content_hash", lambda paths: f"new {'-'.join(paths)}")
    plan = _plan(published, date(2026, 6, 30))
    assert (plan.held, plan.rebuild) == ((), True)


def test_only_what_something_landed_for_is_built_while_nobody_else_wrote_the_warehouse(published):
    small.land(published, date(2026, 6, 30), 2)

    def changed():
        index, built = read_index(published), drafts.built_from(published)
        return make_plan(published, index, {}, None, current_version(published), built).changed

    assert changed() == ("metering.daily_energy",)
    with duckdb.connect(str(published.warehouse)) as con:
        con.execute("create table by_hand (a int)")
    assert changed() is None


@pytest.mark.parametrize("day", [DAY, small.next_day(DAY, -1), small.next_day(DAY, 3)])
def test_only_an_earlier_day_of_the_history_can_be_computed_again(published, day):
    with pytest.raises(BadInput, match=f"--restate {day} is not an earlier day of the history, {DAY} to"):
        make_plan(published, read_index(published), {}, None, current_version(published), restate=day)


def test_nothing_can_be_computed_again_before_a_version_is_in_force(home):
    with pytest.raises(BadInput, match="no version is in force"):
        make_plan(home, read_index(home), {}, None, None, restate=DAY)


def test_an_earlier_day_is_computed_again_though_nothing_landed(published):
    small.land(published, small.next_day(DAY), 2)
    publish.refresh(published)
    plan = make_plan(published, read_index(published), {}, None, current_version(published), restate=DAY)
    assert (plan.nothing_due, plan.restate) == (False, DAY)


def test_new_sql_builds_everything(published, monkeypatch):
    monkeypatch.setattr(due, "content_hash", lambda paths: f"new {'-'.join(paths)}")
    small.land(published, date(2026, 6, 30), 2)
    index, built = read_index(published), drafts.built_from(published)
    assert make_plan(published, index, {}, None, current_version(published), built).changed is None


def test_a_day_before_the_one_it_follows_waits_for_it_and_says_so(published):
    sunday, monday = small.next_day(DAY), small.next_day(DAY, 2)
    small.land(published, monday, 2)
    waiting = publish.refresh(published)
    assert (waiting.outcome, waiting.version) == ("nothing_due", f"{DAY}.1")
    for language in ("en", "zh"):
        assert f"{sunday}" in waiting.message.in_(language)
    assert any(f"{sunday}" in one for one in installation_status(published)["warnings"])
    small.land(published, sunday, 3)
    assert publish.refresh(published).version == f"{monday}.1"
    assert not any(f"{sunday}" in one for one in installation_status(published)["warnings"])


def test_what_comes_before_the_awaited_day_is_published(published):
    small.land(published, small.next_day(DAY), 2)
    small.land(published, small.next_day(DAY, 3), 3)
    outcome = publish.refresh(published)
    assert (outcome.outcome, outcome.version) == ("published", f"{small.next_day(DAY)}.1")
    assert f"{small.next_day(DAY, 2)}" in outcome.message.en


def test_a_late_row_is_published_while_a_day_is_awaited(published):
    small.land(published, small.next_day(DAY, 2), 2, also_on=small.next_day(DAY, -9))
    outcome = publish.refresh(published)
    assert (outcome.outcome, outcome.version) == ("published", f"{DAY}.2")


def test_who_names_the_day_does_not_wait(published):
    monday = small.next_day(DAY, 2)
    small.land(published, monday, 2)
    assert publish.refresh(published, monday).version == f"{monday}.1"


def test_another_calendar_makes_everything_due_and_reads_history_again(published, monkeypatch):
    monkeypatch.setattr(due, "calendar_fingerprint", lambda: {"chinese-calendar": "99.0"})
    index, last = read_index(published), current_version(published)
    plan = make_plan(published, index, CADENCES, None, last, drafts.built_from(published))
    assert (plan.nothing_due, plan.rebuild, plan.held, plan.changed) == (False, True, (), None)


def test_the_content_hash_follows_names_and_bytes(tmp_path):
    from tagrid.refresh.due import content_hash

    def made(name: str, text: str) -> str:
        place = tmp_path / name / "taxonomy"
        place.mkdir(parents=True)
        (place / "tag.yml").write_text(text, encoding="utf-8")
        (place / "notes.txt").write_text(name, encoding="utf-8")  # no content
        return content_hash(["taxonomy"], tmp_path / name)

    assert made("a", "x") == made("b", "x") != made("c", "y")
