"""An expression on an earlier day: tags by the history, numbers and changes by the version of that day, or refused."""

import json
import shutil
from datetime import date

import pytest

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.published.history import query_history
from tagrid.published.versions import current_version
from tagrid.segments.as_of import count_as_of
from tagrid.segments.saving import save_segment
from tagrid.segments.workspace import open_workspace
from tests.refresh.history_world import World, catalog

pytestmark = pytest.mark.slow

ONE, TWO, THREE, FOUR = (date(2026, 6, day) for day in (1, 2, 3, 4))
TAGS = catalog({"a": "x > 1", "b": "y > 1"})


def cells(words: str) -> dict:
    """Return the values of a of customers c1, c2, ...; b is low for all."""
    return {(f"c{n}", tag): value for n, a in enumerate(words.split(), 1) for tag, value in (("a", a), ("b", "low"))}


def kwh(*numbers: int) -> str:
    rows = ", ".join(f"('c{n}', {number})" for n, number in enumerate(numbers, 1))
    return f"create table portrait_customer as select * from (values {rows}) t (customer_id, annual_kwh)"


@pytest.fixture
def world(tmp_path) -> World:
    """Three customers on days 1, 2 and 4: c1 rises on the second, c2 on the fourth; use grows day by day."""
    made = World(tmp_path, kwh(10, 20, 30))
    made.publish(ONE, cells("low low low"), TAGS)
    made.pages = kwh(10, 25, 30)
    made.publish(TWO, cells("high low low"), TAGS)
    made.pages = kwh(50, 60, 70)
    made.publish(FOUR, cells("high high low"), TAGS)
    return made


def counted(world: World, day: date, text: str, known: str = "now") -> int:
    return count_as_of(query_history(world.current, day, known), text, {"rising": "a changed to high in last 1 days"})[
        "customers"
    ]


@pytest.mark.parametrize(
    ("text", "by_day"),
    [
        ("annual_kwh > 20", [1, 2, 2, 3]),
        ("annual_kwh > 20 and not a = high", [1, 2, 2, 1]),
        ("a changed to high", [0, 1, 1, 2]),
        # Counted back from the day asked about, which on the third is not the version's own.
        ('segment("rising")', [0, 1, 0, 1]),
        ("a changed to high in last 2 days or annual_kwh = 30", [1, 2, 2, 1]),
    ],
)
def test_numbers_and_changes_are_those_of_the_day(world, text, by_day):
    assert [counted(world, day, text) for day in (ONE, TWO, THREE, FOUR)] == by_day


def test_the_answer_names_the_version_of_the_day(world):
    found = count_as_of(query_history(world.current, THREE), "annual_kwh > 20", {})
    assert (found["as_of"], found["version"], found["base"]) == ("2026-06-03", world.versions[1].id, 3)
    assert "changes_known_since" not in found
    assert count_as_of(query_history(world.current, TWO), "a changed", {})["changes_known_since"] == "2026-06-01"


def test_of_a_day_whose_version_is_gone_tags_can_still_be_asked(world):
    shutil.rmtree(world.versions[0].folder)
    with pytest.raises(
        BadInput, match=rf"are in version {world.versions[0].id}, which is not kept any more"
    ) as refused:
        counted(world, ONE, "annual_kwh > 20")
    assert world.versions[1].id in str(refused.value) and "已不再保留" in refused.value.in_language("zh")
    assert counted(world, ONE, "a = low") == 3


def test_what_late_data_changed_is_told_as_it_was_known_then_only(world):
    world.pages = kwh(50, 60, 70)
    world.publish(FOUR, cells("high high low"), TAGS, (TWO, cells("high high low")))
    assert counted(world, TWO, "a = high") == 2
    for day in (TWO, THREE):
        with pytest.raises(BadInput, match=r"took late data into 2026-06-02: .* Ask with `--known then`"):
            counted(world, day, "annual_kwh > 20")
    assert counted(world, TWO, "annual_kwh > 20", "then") == 2
    assert counted(world, ONE, "annual_kwh > 20") == 1


@pytest.fixture
def kept_home(published_home, tmp_path, monkeypatch):
    home = Home(tmp_path / "home")
    home.root.mkdir()
    for name in ("versions", "history"):
        shutil.copytree(published_home.root / name, home.root / name)
    shutil.copy(published_home.root / "current", home.root)
    monkeypatch.setenv("TAGRID_HOME", str(home.root))
    return home


@pytest.mark.parametrize("rule", ["annual_kwh > 20000", "arrears_status changed", "value_tier = vip"])
def test_a_saved_one_is_shown_on_a_day(kept_home, command_line, rule):
    version = current_version(kept_home)
    save_segment(kept_home, "by tag", rule, open_workspace(kept_home).catalog)
    shown = json.loads(command_line("segment", "show", "by tag", "--as-of", f"{version.as_of}", "--json")[1])["on_day"]
    there = json.loads(command_line("segment", "count", rule, "--json")[1])
    assert shown["customers"] == there["customers"] and shown["version"] == version.id
    printed = command_line("segment", "show", "by tag", "--as-of", f"{version.as_of}")[1]
    assert f"on_day: {shown['customers']:,} of {shown['base']:,} customers" in printed
    code, _, err = command_line("segment", "show", "by tag", "--as-of", "2000-01-01")
    assert code == 2 and err.count("\n") == 1
