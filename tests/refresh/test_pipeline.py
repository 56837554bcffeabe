"""The whole way once, on a small demo utility: delivered, built, checked, published, and a day more."""

import json
import shutil
import subprocess
import sys

import duckdb
import pytest

from tagrid.catalog import load, with_rules
from tagrid.catalog.access import Viewer
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.demo.generate import generate
from tagrid.landing.intake import ingest
from tagrid.portrait.person import portrait_on
from tagrid.published.history import query_history, value_intervals, values_on_day
from tagrid.published.versions import all_versions, current_version, find_version
from tagrid.refresh import publish
from tagrid.refresh.parts import read_dates
from tagrid.segments import open_index
from tagrid.segments.as_of import count_as_of
from tagrid.segments.language import parse
from tests import conftest as demo
from tests.models_only import leave_tests_out

pytestmark = pytest.mark.long

NEXT = demo.LAST.replace(month=7, day=1)


def test_every_served_tag_has_a_value_for_every_customer_of_its_subject(version):
    catalog = version.catalog()
    with version.connect() as con:
        sizes = dict(con.execute("select subject, count(*) from customer_tags_wide group by all").fetchall())
        for tag in catalog.tags.values():
            values = dict(
                con.execute(
                    f"select {tag.name}, count(*) from customer_tags_wide where subject = ? group by all", [tag.subject]
                ).fetchall()
            )
            assert set(values) <= set(tag.codes), tag.name
            assert sum(values.values()) == sizes[tag.subject], tag.name


def test_index_catalog_and_tables_of_a_version_agree(version):
    catalog, index = version.catalog(), open_index(version)
    for tag in catalog.of("power_customer")[:20]:
        for value, customers in tag.counts.items():
            assert index.count(parse(f"{tag.name} = {value}", catalog)) == customers, (tag.name, value)


def test_every_rule_over_the_published_inputs_gives_the_published_value(version):
    with version.connect() as con:
        for tag in version.catalog().tags.values():
            differing = f"""
                with ruled as (
                    select customer_id, coalesce({tag.rule_sql}, 'unknown') as value from rule_inputs.{tag.theme}
                )
                select count(*) from customer_tags_wide as wide left join ruled using (customer_id)
                where subject = ? and wide.{tag.name} <> coalesce(value, 'unknown')
            """
            assert con.execute(differing, [tag.subject]).fetchone() == (0,), tag.name


def test_what_the_pages_read_is_served(version):
    with version.connect() as con:
        tables = {name for (name,) in con.execute("select table_name from information_schema.tables").fetchall()}
        indexed = {name for (name,) in con.execute("select table_name from duckdb_indexes()").fetchall()}
        owned = con.execute("select count(*) from customer_tags").fetchone()[0]
    assert tables >= {"customer_tags_wide", "customer_tags", "tag_changes", "catalog_counts", "portrait_energy"}
    assert {"portrait_customer", "portrait_energy", "portrait_bills", "customer_tags_wide", "tag_changes"} <= indexed
    assert owned > 0


@pytest.fixture(scope="module")
def a_day_more(published_home, tmp_path_factory) -> Home:
    """A copy of the published home after one more day's delivery and refresh."""
    home = Home(tmp_path_factory.mktemp("day") / "home")
    shutil.copytree(published_home.root, home.root)
    delivery = home.root / "next"
    generate(delivery, demo.CUSTOMERS, demo.FIRST, NEXT, NEXT, demo.SEED)
    ingest(home, delivery, None, lambda text: None)
    publish.refresh(home)
    return home


def test_a_day_more_equals_a_build_from_nothing(a_day_more, tmp_path, monkeypatch):
    """What was built day by day is what all of the data would give at once, but for tags that are not due."""

    leave_tests_out(monkeypatch)
    afresh = Home(tmp_path / "afresh")
    shutil.copytree(a_day_more.landing, afresh.landing)
    shutil.copytree(a_day_more.root / "dbt_target", afresh.root / "dbt_target")  # the project as dbt has read it
    publish.refresh(afresh)
    held = set(current_version(a_day_more).manifest["held"])
    due = [name for name in current_version(afresh).catalog().tags if name not in held]
    query = f"select customer_id, {', '.join(due)} from customer_tags_wide order by all"
    with current_version(a_day_more).connect() as one, current_version(afresh).connect() as other:
        assert one.execute(query).fetchall() == other.execute(query).fetchall()


def test_a_day_more_computes_what_is_due_and_leaves_the_rest(a_day_more, published_home):
    """What only weekly and monthly tags read stays as it was computed, but new customers get it as of the day."""
    with duckdb.connect(str(a_day_more.warehouse), read_only=True) as con:
        dates = read_dates(con)
        con.execute(f"attach '{published_home.warehouse}' as before (read_only)")
        new = "select customer_id from dim_customer anti join before.main.dim_customer using (customer_id, subject)"
        left = [table for table, day in dates.items() if day == demo.LAST]
        assert {"int_usage_week_measure", "int_customer_inclination", "int_customer_profile"} <= set(left)
        assert {dates[table] for table in ("int_customer_arrears", "int_customer_tier")} == {NEXT}
        for table in ("int_customer_inclination", "int_customer_profile"):
            missing = f"select customer_id from dim_customer anti join {table} using (customer_id)"
            assert con.execute(f"{missing} where subject = 'power_customer'").fetchall() == []
        assert con.execute(new).fetchall()


def test_a_day_more_describes_its_catalog_as_reading_the_sql_would(a_day_more, version):
    """What the version before has of the SQL is not read again."""
    now, afresh = current_version(a_day_more).catalog(), with_rules(load())
    assert now.version == version.catalog().version
    for name, tag in afresh.tags.items():
        read = now.tags[name].rule_sql, now.tags[name].inputs, now.tags[name].sources, now.tags[name].pedigree
        assert read == (tag.rule_sql, tag.inputs, tag.sources, tag.pedigree), name


def test_a_day_more_lists_what_changed_and_keeps_yesterday_as_it_was(a_day_more, published_home, version):
    today, yesterday = all_versions(a_day_more)
    assert (today.as_of, yesterday.as_of) == (NEXT, demo.LAST)
    assert not list(yesterday.damage(full=True))
    with today.connect() as con:
        changed = con.execute("select distinct changed_on from tag_changes").fetchall()
        first = con.execute(
            "select customer_id, tag, old_value, new_value from tag_changes where old_value <> new_value limit 1"
        ).fetchone()
        now = con.execute(f"select {first[1]} from customer_tags_wide where customer_id = ?", [first[0]]).fetchone()
    with version.connect() as con:
        then = con.execute(f"select {first[1]} from customer_tags_wide where customer_id = ?", [first[0]]).fetchone()
    assert changed == [(NEXT,)]
    assert (then, now) == ((first[2],), (first[3],))


def test_a_day_more_gives_nobody_another_number(a_day_more):
    numbers = []
    for version in all_versions(a_day_more):
        with version.connect() as con:
            numbers.append(dict(con.execute("select customer_id, customer_no from customer_tags_wide").fetchall()))
    today, yesterday = numbers
    both = today.keys() & yesterday.keys()
    assert len(both) > demo.CUSTOMERS / 2
    assert {one: today[one] for one in both} == {one: yesterday[one] for one in both}
    assert not {today[one] for one in today.keys() - both} & set(yesterday.values())


@pytest.fixture(scope="module")
def models_only():
    with pytest.MonkeyPatch.context() as patch:
        leave_tests_out(patch)
        yield


@pytest.fixture(scope="module")
def late(a_day_more, models_only, tmp_path_factory) -> tuple[Home, str]:
    """A copy of the home after money that had settled somebody's arrears a week ago was delivered, and a customer."""
    home = Home(tmp_path_factory.mktemp("late") / "home")
    shutil.copytree(a_day_more.root, home.root)
    with find_version(home, f"{demo.LAST}.1").connect() as con:
        who = con.execute(
            "select min(customer_id) from customer_tags_wide join (select customer_id, count(*) from portrait_bills "
            "where paid_yuan < amount_yuan group by all having count(*) = 1) using (customer_id) "
            "where arrears_status like 'overdue%'"
        ).fetchone()[0]
        bill, owed = con.execute(
            "select bill_id, amount_yuan - paid_yuan from portrait_bills where customer_id = ? "
            "and paid_yuan < amount_yuan",
            [who],
        ).fetchone()
    delivery = home.root / "late" / "marketing"
    delivery.mkdir(parents=True)
    payments = (
        f"payment_id,bill_id,customer_id,paid_on,amount_yuan,channel\nlate-1,{bill},{who},2026-06-23,{owed},counter\n"
    )
    (delivery / "payments.csv").write_text(payments, encoding="utf-8")
    ingest(home, delivery.parent, None, lambda text: None)
    publish.refresh(home, restate=demo.LAST)
    return home, who


def test_late_data_change_what_is_known_of_a_day_now_and_not_what_was_known_then(late):
    home, who = late
    viewer = Viewer(may_see_restricted=True)
    now, then = (portrait_on(home, who, demo.LAST, known, viewer=viewer)[0] for known in ("now", "then"))
    status = {
        seen["known"]: {tag["tag"]: tag["value"] for tag in seen["tags"]}["arrears_status"] for seen in (now, then)
    }
    assert status[f"{NEXT}.2"] == "clear"
    assert status[f"{demo.LAST}.1"].startswith("overdue")
    assert (now["source"], then["source"]) == ("history", "version")
    found = [s for s in value_intervals(current_version(home), who) if s["tag"] == "arrears_status"]
    assert [(s["value"], s["valid_from"], s["cause"]) for s in found] == [("clear", demo.LAST, "correction")]


@pytest.fixture(scope="module")
def computed_again(a_day_more, models_only, tmp_path_factory) -> Home:
    """A copy of the home that computes the same day anew, without that money."""
    home = Home(tmp_path_factory.mktemp("again") / "home")
    shutil.copytree(a_day_more.root, home.root)
    publish.refresh(home, restate=demo.LAST)
    return home


def daily_tags(home: Home, known: str) -> dict[str, dict]:
    """Return every customer's daily tags of the day, as known then or now."""
    version = current_version(home)
    daily = [name for name, tag in version.catalog().tags.items() if tag.cadence == "daily"]
    rows = values_on_day(query_history(version, demo.LAST, known), daily).to_pylist()
    return {row["customer_id"]: row for row in rows}


def test_only_what_the_late_data_touch_is_corrected(late, computed_again):
    """Of two homes that compute the day anew, one of them with the money, one customer differs."""
    home, who = late
    with_it, without = daily_tags(home, "now"), daily_tags(computed_again, "now")
    assert with_it.keys() == without.keys()
    assert {customer for customer, row in with_it.items() if row != without[customer]} == {who}


def test_a_day_computed_again_differs_only_where_its_readings_came_late(computed_again):
    now, then = daily_tags(computed_again, "now"), daily_tags(computed_again, "then")
    with duckdb.connect(str(computed_again.warehouse), read_only=True) as con:
        rows = con.execute(
            "select distinct customer_id from fct_daily_energy where reading_on <= ? and landed_seq > "
            "(select min(landed_seq) from fct_daily_energy)",
            [demo.LAST],
        ).fetchall()
    assert {customer for customer, row in now.items() if row != then[customer]} <= {customer for (customer,) in rows}


def test_a_held_tag_moves_for_customers_with_late_rows_alone_and_to_what_its_day_gives(a_day_more, computed_again):
    now, then = current_version(a_day_more), find_version(a_day_more, f"{demo.LAST}.1")
    held = now.manifest["held"]
    assert {now.catalog().tags[tag].cadence for tag in held} == {"weekly", "monthly", "yearly"}

    def rows(version) -> dict[str, tuple]:
        with version.connect() as con:
            found = con.execute(f"select customer_id, {', '.join(held)} from customer_tags_wide").fetchall()
        return {row[0]: row[1:] for row in found}

    with duckdb.connect(str(a_day_more.warehouse), read_only=True) as con:
        late = con.execute(
            "select distinct customer_id from fct_daily_energy where reading_on <= ? and landed_seq > "
            "(select min(landed_seq) from fct_daily_energy)",
            [demo.LAST],
        ).fetchall()
    again = values_on_day(query_history(current_version(computed_again), demo.LAST, "now"), held).to_pylist()
    computed = {row["customer_id"]: tuple(row[tag] for tag in held) for row in again}
    today, before = rows(now), rows(then)
    moved = {customer for customer in today.keys() & before.keys() if today[customer] != before[customer]}
    assert late and moved
    assert all(today[customer] == computed[customer] for (customer,) in late)
    assert all(today[customer] == computed[customer] for customer in moved)
    assert len(moved) < len(before) / 4


def test_a_segment_of_an_earlier_day_counts_what_was_and_what_is_known(late):
    home, _ = late
    text = "arrears_status in (overdue_30, overdue_90, overdue_long)"
    now, then = (
        count_as_of(query_history(current_version(home), demo.LAST, known), text, {}) for known in ("now", "then")
    )
    assert now["customers"] == then["customers"] - 1 > 0
    published = find_version(home, f"{demo.LAST}.1")
    assert then["customers"] == open_index(published).count(parse(text, published.catalog()))


def test_dbt_build_by_itself_passes_on_the_warehouse_after_a_refresh(a_day_more, tmp_path, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(a_day_more.root))
    shutil.copy(a_day_more.root / "dbt_target" / "partial_parse.msgpack", tmp_path)
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "-q", "run", "-s", "run_date+1"]
    place = ["--target-path", str(tmp_path), "--log-path", str(tmp_path)]
    done = subprocess.run([*command, *place], cwd=REFERENCE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    with duckdb.connect(str(a_day_more.warehouse), read_only=True) as con:
        assert con.execute("select as_of from run_date").fetchone() == (NEXT,)


def test_the_command_line_answers_in_json(published_home):
    def run(*arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "tagrid", *arguments]
        environment = {**demo.os.environ, "TAGRID_HOME": str(published_home.root)}
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=REFERENCE, env=environment)

    status = run("status", "--json")
    assert status.returncode == 0
    assert json.loads(status.stdout)["as_of"] == demo.LAST.isoformat()
    assert [v["in_force"] for v in json.loads(run("versions", "--json").stdout)] == [True]
    wrong = run("refresh", "--as-of", "30/06/2026")
    assert (wrong.returncode, wrong.stderr) == (
        2,
        "tagrid: --as-of '30/06/2026' is not a date; write it as 2026-06-30.\n",
    )
