"""A tag that rests on a source which has stopped says so: values that are held, values that are unknown."""

from datetime import date

import pytest

from tagrid.catalog import UNKNOWN
from tagrid.catalog.described import describe
from tagrid.catalog.feeds import feed_note
from tagrid.catalog.files import load
from tagrid.landing import STOPPED, FeedState, source_contracts
from tests.catalog.test_described import described

pytestmark = pytest.mark.slow

DAILY = "metering.daily_energy"


@pytest.fixture
def stopped() -> dict[str, FeedState]:
    return {DAILY: FeedState(source_contracts()[DAILY], True, date(2026, 1, 31), 151, STOPPED)}


@pytest.fixture
def catalog():
    return described([], known=0)


def test_a_tag_names_its_stopped_source_and_others_are_silent(catalog, stopped):
    note = feed_note(catalog.tags["usage_volatility"], stopped)
    assert DAILY in note.en and "2026-01-31, 151 days ago" in note.en and "已中断" in note.zh
    assert "unknown" in note.en and "未知" in note.zh
    assert feed_note(catalog.tags["defect_status"], stopped) is None


def test_a_held_tag_says_that_its_value_only_stays(catalog, stopped):
    assert "held until their period ends" in feed_note(catalog.tags["usage_volatility"], stopped, is_held=True).en


def test_a_tag_unknown_to_all_names_the_stopped_source_for_the_reason(stopped):
    class Counts:
        def execute(self, sql):
            self.rows = [] if "source_gaps" in sql else [("usage_volatility", UNKNOWN, 7)]
            return self

        def fetchall(self):
            return self.rows

    delivered = source_contracts()
    reason = describe(load(), Counts(), delivered, {}, stopped=stopped).tags["usage_volatility"].reason
    assert DAILY in reason.en and "has stopped" in reason.en
    assert "never delivered" not in reason.en
    gone = [address for address in delivered if address != DAILY]
    assert "never delivered" in describe(load(), Counts(), gone, {}, stopped={}).tags["usage_volatility"].reason.en
