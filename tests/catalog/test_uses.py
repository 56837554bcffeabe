"""Uses of tags are counted by day and kind, and added up."""

from datetime import date

import pytest

from tagrid.catalog.uses import last_uses, record, uses
from tagrid.core.errors import BadInput
from tagrid.core.project import Home


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    return Home(tmp_path)


def test_nothing_used(home):
    assert uses(home) == {}
    assert last_uses(home) == (None, {})


def test_uses_add_up_over_days_and_stay_apart_by_kind(home):
    record(home, "a", "view", date(2026, 6, 1))
    record(home, "a", "view", date(2026, 6, 1))
    record(home, ["a", "b", "a"], "segment", date(2026, 6, 3))
    record(home, "a", "view", date(2026, 6, 2))
    assert uses(home) == {"a": {"view": 3, "segment": 1}, "b": {"segment": 1}}
    assert last_uses(home) == (date(2026, 6, 1), {"a": date(2026, 6, 3), "b": date(2026, 6, 3)})


def test_a_use_without_a_day_is_of_today(home):
    record(home, "a", "export")
    assert uses(home) == {"a": {"export": 1}}


def test_a_kind_that_is_none_is_refused(home):
    with pytest.raises(BadInput, match="view, segment, export"):
        record(home, "a", "glance")  # ty: ignore[invalid-argument-type]
    assert uses(home) == {}
