"""A portrait of an earlier day: from the version of that day while it is kept, from the history after."""

import shutil
from datetime import date

import pytest

from tagrid.core.errors import BadInput
from tagrid.portrait.person import portrait_on, timeline
from tests import published_home
from tests.portrait.conftest import ALLOWED
from tests.refresh.history_world import World, catalog

pytestmark = pytest.mark.slow

FIRST, SECOND = date(2026, 6, 29), date(2026, 6, 30)
PAGES = ";".join(
    one for one in published_home._TABLES.split(";") if "table portrait_" in one or "into portrait_" in one
)
WHO = "3200000017"


@pytest.fixture
def world(tmp_path) -> World:
    """A customer whose tag a rises and whose tag b is retired on the second day, and one who leaves."""
    made = World(tmp_path, PAGES)
    before, after = catalog({"a": "x > 1", "b": "y > 1"}), catalog({"a": "x > 1"})
    made.publish(FIRST, {(WHO, "a"): "low", (WHO, "b"): "high", ("gone", "a"): "low", ("gone", "b"): "low"}, before)
    made.publish(SECOND, {(WHO, "a"): "high"}, after)
    return made


def tags(seen: dict) -> dict:
    return {tag["tag"]: (tag["value"], tag["since"]) for tag in seen["tags"]}


def test_while_it_is_kept_the_version_of_the_day_answers_whole(world):
    seen, told_in = portrait_on(world.home, WHO, FIRST, viewer=ALLOWED)
    assert (seen["source"], seen["version"], seen["known"]) == ("version", "2026-06-29.1", "2026-06-29.1")
    assert list(told_in.tags) == ["a", "b"]
    assert seen["bills"]


def test_when_it_is_gone_the_history_answers_with_the_tags_of_the_day(world):
    shutil.rmtree(world.home.versions / "2026-06-29.1")
    seen, told_in = portrait_on(world.home, WHO, FIRST, viewer=ALLOWED)
    assert (seen["source"], seen["as_of"], seen["version"]) == ("history", FIRST, "2026-06-29.1")
    assert tags(seen) == {"a": ("low", None), "b": ("high", None)}
    assert list(told_in.tags) == ["a", "b"]
    assert seen["bills"] == [] and seen["customer"]["annual_kwh"] is None
    assert seen["usage"][-1]["date"] == FIRST


def test_who_left_is_told_of_from_the_history_only(world):
    with pytest.raises(BadInput, match="No customer 'gone'"):
        portrait_on(world.home, "gone", SECOND, viewer=ALLOWED)
    seen, _ = portrait_on(world.home, "gone", FIRST, "now", viewer=ALLOWED)
    assert tags(seen) == {"a": ("low", None), "b": ("low", None)}
    with pytest.raises(BadInput, match="No customer 'never'"):
        portrait_on(world.home, "never", FIRST, "now", viewer=ALLOWED)


def test_a_time_line_has_the_words_of_the_catalog_that_gave_the_value(world):
    intervals = timeline(world.current, WHO, viewer=ALLOWED)
    found = [(one["tag"], one["value"], one["valid_from"], one["valid_to"]) for one in intervals]
    assert found == [("a", "low", FIRST, SECOND), ("a", "high", SECOND, None), ("b", "high", FIRST, SECOND)]
    assert all(one["label"]["zh"] and one["value_label"]["en"] for one in intervals)
