"""Every day as known at every run is answered as full copies of everything would answer it."""

import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from tagrid.published.history import query_history, value_intervals, values_on_day
from tests.refresh.history_world import SUBJECT, World, catalog

FIRST = date(2026, 6, 1)
TREES = [
    {"a": "x > 1", "b": "y > 1", "z": "1"},
    {"a": "x > 1", "b": "y > 1", "n": "new", "z": "1"},
    {"a": "x > 2", "b": "y > 1", "n": "new", "z": "1"},
    {"b": "y > 1", "n": "new", "z": "1"},
]
CUSTOMERS = ("c1", "c2", "c3")
WORDS = st.sampled_from(("low", "high", "unknown"))
# A customer is away, or of one subject, with a value a tag.
PERSON = st.none() | st.tuples(st.sampled_from(("power_customer", "non_power_customer")), st.tuples(*[WORDS] * 4))
PEOPLE = st.tuples(*[PERSON] * len(CUSTOMERS))
STEP = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(("publish", "publish", "publish", "rollback", "restate")),
        "days": st.integers(0, 2),
        "people": PEOPLE,
        "again": PEOPLE,
        "tree": st.sampled_from((0, 0, 0, 1, 2, 3)),
        "which": st.integers(0, 20),
    }
)


def cells(people, tags) -> dict:
    """Return the values of people who are there; c0 always is, as nobody publishes an empty utility."""
    there = {"c0": ("power_customer", ("low",) * 4)}
    there |= {name: one for name, one in zip(CUSTOMERS, people, strict=True) if one}
    return {
        (name, tag): value
        for name, (subject, words) in there.items()
        for tag, value in zip("abnz", words, strict=True)
        if tag in tags.tags and SUBJECT[tag] == subject
    }


def take(world: World, step: dict) -> None:
    current = world.current
    tags = catalog(TREES[step["tree"]])
    if current is None:
        world.publish(FIRST, cells(step["people"], tags), tags)
    elif step["kind"] == "rollback":
        world.current = world.versions[step["which"] % len(world.versions)]
    else:
        as_of, again = current.as_of + timedelta(days=step["days"]), None
        span = (current.as_of - FIRST).days
        if step["kind"] == "restate" and span:
            again = (FIRST + timedelta(days=step["which"] % span), cells(step["again"], tags))
        world.publish(as_of, cells(step["people"], tags), tags, again)


def answered(world: World, day: date, known: str) -> dict:
    """Return the history's answer for every customer and tag that has a value."""
    table = values_on_day(query_history(world.current, day, known), list(SUBJECT)).to_pylist()
    return {(row["customer_id"], tag): row[tag] for row in table for tag in SUBJECT if row[tag]}


@pytest.mark.slow
@settings(max_examples=12)
@given(steps=st.lists(STEP, min_size=2, max_size=7))
def test_every_question_is_answered_as_full_copies_would(steps):
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for step in steps:
            take(world, step)
        for version in world.versions:
            run = world.number(version)
            if version.id not in {one.version for one in world.history().runs}:
                continue  # published after the version in force: it does not know of it
            for day in (FIRST + timedelta(days=n) for n in range((version.as_of - FIRST).days + 1)):
                assert answered(world, day, version.id) == world.answer(day, run), (day, version.id)
            _check_intervals(world, version)
        _check_served(world)


def _check_served(world: World) -> None:
    """The table of changes in the version in force is where one interval ends and the next begins."""
    expected = set()
    for customer in ("c0", *CUSTOMERS):
        found = value_intervals(world.current, customer)
        begins = {(one["tag"], one["valid_from"]): one["value"] for one in found}
        ends = {(one["tag"], one["valid_to"]): one["value"] for one in found if one["valid_to"]}
        first = world.history().ancestry()[0].as_of
        for tag, day in {*begins, *ends} - {(tag, first) for tag in SUBJECT}:
            expected.add((customer, tag, ends.get((tag, day)), begins.get((tag, day)), day))
    with world.current.connect() as con:
        rows = con.execute("select customer_id, tag, old_value, new_value, changed_on from tag_changes").fetchall()
    first = world.history().ancestry()[0].as_of
    assert {row for row in rows if row[4] > first} == expected
    assert len(rows) == len(set(rows))


def _check_intervals(world: World, version) -> None:
    run = world.history().of(version.id)
    for customer in ("c0", *CUSTOMERS):
        found = value_intervals(world.current, customer, run)
        for day in (FIRST + timedelta(days=n) for n in range((version.as_of - FIRST).days + 1)):
            holds = {s["tag"]: s["value"] for s in found if s["valid_from"] <= day < (s["valid_to"] or date.max)}
            copied = {tag: v for (who, tag), v in world.answer(day, run.number).items() if who == customer}
            assert holds == copied, (customer, day, version.id)
        pairs = [(one, other) for one, other in pairwise(found) if one["tag"] == other["tag"]]
        assert all(one["valid_to"] <= other["valid_from"] for one, other in pairs)
        assert all(one["value"] != other["value"] or one["valid_to"] < other["valid_from"] for one, other in pairs)
