"""Questions of the past: the catalog they are answered by, the cause of a change, and when they are refused."""

from datetime import date

import pytest

from tagrid.core.errors import BadInput, TagridError
from tagrid.published.history import log_folder, query_history, read_history, value_intervals, values_on_day
from tagrid.refresh.history import correctable
from tests.refresh.history_world import World, catalog

pytestmark = pytest.mark.slow

ONE, TWO, THREE, FOUR = (date(2026, 6, day) for day in (1, 2, 3, 4))
BEFORE = catalog({"a": "x > 1", "b": "y > 1"})
AFTER = catalog({"b": "y > 2"})


def of(words: str) -> dict:
    """Return the cells of customers c1, c2, ... with their words of a and b."""
    return {
        (f"c{n}", tag): word
        for n, pair in enumerate(words.split(), 1)
        for tag, word in zip("ab", pair.split("/"), strict=False)
        if word
    }


@pytest.fixture
def world(tmp_path) -> World:
    """Three days: c1 rises on the second; on the third tag a is retired and b redefined."""
    made = World(tmp_path)
    made.publish(ONE, of("low/low high/low"), BEFORE)
    made.publish(TWO, of("high/low high/low"), BEFORE)
    made.publish(THREE, of("/high /low"), AFTER)
    return made


def answer(world: World, day: date, known: str = "now") -> dict:
    query = query_history(world.current, day, known)
    rows = values_on_day(query, list(query.catalog().tags)).to_pylist()
    return {row.pop("customer_id"): row for row in rows}


def test_a_day_is_answered_by_the_catalog_of_that_day(world):
    assert list(query_history(world.current, TWO).catalog().tags) == ["a", "b"]
    assert answer(world, ONE)["c1"] == {"a": "low", "b": "low"}
    assert answer(world, TWO)["c1"] == {"a": "high", "b": "low"}
    assert answer(world, THREE) == {"c1": {"b": "high"}, "c2": {"b": "low"}}


def test_a_retired_tag_keeps_its_history_and_a_redefinition_differs_from_data(world):
    found = [
        (s["tag"], s["value"], s["valid_from"], s["valid_to"], s["cause"]) for s in value_intervals(world.current, "c1")
    ]
    assert found == [
        ("a", "low", ONE, TWO, None),
        ("a", "high", TWO, THREE, "data"),
        ("b", "low", ONE, THREE, None),
        ("b", "high", THREE, None, "definition"),
    ]
    assert [s["version"] for s in value_intervals(world.current, "c1")][1] == "2026-06-02.2"


def test_the_first_version_costs_no_row_and_a_day_as_many_as_changed(world):
    versions = [read_history(version) for version in world.versions]
    assert [sum(one.rows for one in history.files) for history in versions] == [0, 1, 1 + 3]


def test_the_same_day_again_is_a_correction_and_both_are_known(world):
    world.publish(THREE, of("/low /low"), AFTER)
    assert answer(world, THREE)["c1"] == {"b": "low"}
    assert answer(world, THREE, "2026-06-03.3")["c1"] == {"b": "high"}
    assert [s["cause"] for s in value_intervals(world.current, "c1") if s["tag"] == "b"] == [None]


def test_late_data_change_what_is_known_of_a_day_and_not_what_was(world):
    world.publish(FOUR, of("/high /low"), AFTER)
    again = catalog({"b": "y > 2"})
    world.publish(FOUR, of("/high /low"), again, (THREE, of("/high /high")))
    assert answer(world, THREE)["c2"] == {"b": "high"}
    assert answer(world, THREE, "then")["c2"] == {"b": "low"}
    assert answer(world, FOUR)["c2"] == {"b": "low"}
    assert [s["cause"] for s in value_intervals(world.current, "c2") if s["tag"] == "b"] == [
        None,
        "correction",
        "correction",
    ]


def test_a_correction_keeps_what_meant_something_else(world):
    """Computed again under today's catalog, a day before the redefinition keeps its old values of the tag."""
    world.publish(FOUR, of("/high /low"), AFTER, (TWO, of("/high /high")))
    assert answer(world, TWO) == answer(world, TWO, "then")


def test_only_tags_whose_period_ended_that_day_are_computed_again(tmp_path):
    weekly, world = catalog({"a": "x", "b": "y"}, "weekly"), World(tmp_path)
    for day in (date(2026, 6, 13), date(2026, 6, 14), date(2026, 6, 15), date(2026, 6, 16)):
        world.publish(day, of("low/low"), weekly)
    assert correctable(weekly, read_history(world.current), date(2026, 6, 14)) == ["a", "b"]  # a Sunday
    assert correctable(weekly, read_history(world.current), date(2026, 6, 15)) == []


def test_then_is_what_was_published_though_it_was_rolled_back(world):
    world.publish(FOUR, of("/low /low"), AFTER)
    world.current = world.versions[2]
    world.publish(FOUR, of("/high /high"), AFTER)
    assert answer(world, FOUR)["c1"] == {"b": "high"}
    assert answer(world, FOUR, "2026-06-04.4")["c1"] == {"b": "low"}
    assert query_history(world.current, FOUR).described() == {
        "as_of": "2026-06-04",
        "known": "2026-06-04.5",
        "version": "2026-06-04.5",
        "catalog_version": "1.0.0",
    }


@pytest.mark.parametrize(
    ("day", "known", "message"),
    [
        (date(2026, 5, 31), "now", "The history begins on 2026-06-01; 2026-05-31 is before it."),
        (date(2026, 5, 31), "then", "The history begins on 2026-06-01"),
        (FOUR, "now", "knows nothing after 2026-06-03"),
        (TWO, "2026-06-02.1", "No version '2026-06-02.1' in the history. Did you mean 2026-06-02.2"),
        (THREE, "2026-06-02.2", "knows nothing after 2026-06-02"),
    ],
)
def test_what_the_history_cannot_know_is_refused(world, day, known, message):
    with pytest.raises(BadInput, match=message.replace("(", r"\(")):
        query_history(world.current, day, known)


def test_a_lost_file_is_found(world):
    history = read_history(world.current)
    assert not list(history.damage())
    (log_folder(world.home) / history.files[0].name).unlink()
    assert list(map(str, history.damage())) == [f"{history.files[0].name} is missing"]
    with pytest.raises(TagridError, match="tagrid doctor"):
        value_intervals(world.current, "c1")


def test_files_grow_together_and_what_no_version_names_is_deleted(tmp_path):
    world, words = World(tmp_path), ("low/low", "high/low")
    for number in range(20):
        world.publish(date(2026, 6, 1 + number), of(words[number % 2]), BEFORE)
    history = read_history(world.current)
    assert sum(one.rows for one in history.files) == 19
    assert len(history.files) <= 5
    world.versions[:-1] = []
    for version in (tmp_path / "versions").iterdir():
        if version.name != world.current.id:
            version.rename(tmp_path / f"gone-{version.name}")
    from tagrid.refresh.drafts import delete_unnamed_log_files

    delete_unnamed_log_files(world.home)
    present = {path.name for path in log_folder(world.home).iterdir()}
    assert present == {one.name for one in history.files} | {run.catalog for run in history.runs}
    assert len(value_intervals(world.current, "c1")) == 21
