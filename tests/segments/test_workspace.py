from datetime import datetime

import pytest

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.state import session
from tagrid.segments.saved import LegacySegment, saved_expressions
from tagrid.segments.saving import delete_segment, rename_segment, save_segment
from tagrid.segments.workspace import SavedExpressions, open_workspace, read_saved_file
from tests.segments.small import CATALOG


def test_facts_any_customer_has_are_asked_of_the_subject_meant(home):
    found = open_workspace(home, "2026-05-31.1")
    rule = found.parse("district = 扬中")
    count = found.index.population
    assert count(found.mask(rule)) == count(found.mask(rule, "power_customer")) == 2
    assert count(found.mask(rule, "non_power_customer")) == count(found.mask(None, "non_power_customer")) == 1
    assert found.from_json({"feature": "customer.district", "is": "=", "to": ["扬中"]}) == rule


def test_a_customer_by_number(home):
    assert open_workspace(home).customer("poi:9") == ("poi:9", 2)
    with pytest.raises(BadInput, match="No customer 'poi:8'"):
        open_workspace(home).customer("poi:8")


def test_saved_expressions_are_the_same_read_with_and_without_sqlalchemy(home):
    for name in ("zinc", "ä", "a", 'with "quotes" & 引号', "gone"):
        save_segment(home, name, "value_tier = vip", CATALOG)
    save_segment(home, "a", "value_tier = small", CATALOG, replace=True)
    save_segment(home, "uses", 'segment("ä")', CATALOG)
    rename_segment(home, "ä", "b")
    delete_segment(home, "gone")
    found, expected = read_saved_file(home), saved_expressions(home)
    assert found == expected and list(found) == list(expected)
    assert (found["a"], found["uses"]) == ("value_tier = small", 'segment("b")')
    lazy = SavedExpressions(home)
    assert dict(lazy) == expected and len(lazy) == 5 and "b" in lazy and "gone" not in lazy


def test_where_the_file_alone_does_not_tell_a_session_does(home, monkeypatch):
    assert read_saved_file(Home(home.root / "nowhere")) is None
    with session(home) as opened:
        moment = datetime(2026, 5, 1, 12)
        opened.add(LegacySegment(name="old", expression="value_tier = vip", subject="power_customer",
                                 catalog_version="1.0.0", saved_at=moment))  # fmt: skip
    assert read_saved_file(home) is None
    assert dict(SavedExpressions(home)) == {"old": "value_tier = vip"} == read_saved_file(home)
    monkeypatch.setenv("TAGRID_STATE_URL", "postgresql://tagrid@localhost/tagrid")
    assert read_saved_file(home) is None
