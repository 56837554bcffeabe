"""Who moved from one value to another between two published versions."""

from datetime import date

import duckdb
import pytest

from tagrid.core.project import Home
from tagrid.governance.evaluation.stability import GONE, NEW, flows
from tagrid.published.versions import find_version
from tests.published_home import publish


@pytest.fixture
def two(tmp_path):
    """Two versions of three customers: in the later one a customer fell from vip, one left, and one is new."""
    home = Home(tmp_path)
    older, newer = publish(home, date(2026, 5, 31)), publish(home, date(2026, 6, 30))
    later = find_version(home, newer)
    with duckdb.connect(str(later.folder / "serving.duckdb")) as con:
        con.execute("update customer_tags_wide set value_tier = 'small' where customer_id = '3200000017'")
        con.execute("update customer_tags_wide set customer_id = '3200000019' where customer_id = '3200000018'")
    return find_version(home, older), later


def test_every_customer_is_counted_once_with_both_values(two):
    table = flows(*two, "value_tier")
    assert sorted(table.rows()) == [(NEW, "small", 1), ("small", GONE, 1), ("vip", "small", 1)]


def test_only_the_tag_s_subject_is_counted(two):
    assert flows(*two, "application_stage").rows() == [("accepted", "accepted", 1)]


def test_a_tag_that_a_version_does_not_know_gives_nothing(two):
    assert flows(*two, "no_such_tag").is_empty()
