"""Rules, caps and times in the reader's words: numbers by their names, hours of the reader's zone."""

from datetime import datetime
from types import SimpleNamespace

import pytest
import streamlit as st

from app.segments.campaigns import _capped
from app.segments.export import capped_words
from app.shared import formats
from app.shared.labels import feature_label, rule_text
from tagrid.segments.workspace import open_workspace

RULES = [
    ("annual_kwh > 50000", "年用电量（kWh） > 50,000", "Yearly use (kWh) > 50,000"),
    ("amount_yuan_12m between 1 and 2.5", "1 ≤ 近12个月应收电费 ≤ 2.5", "1 ≤ Billed in 12 months ≤ 2.5"),
    ("customer.district in (a, b)", "区县：a / b", "District: a / b"),
]


@pytest.fixture
def speaking(monkeypatch):
    """Set the reader's language."""
    return lambda lang: monkeypatch.setattr(st, "session_state", {"lang": lang})


@pytest.mark.parametrize(("rule", "zh", "en"), RULES)
def test_a_condition_on_a_number_is_shown_by_its_name(published_home, speaking, rule, zh, en):
    found = open_workspace(published_home)
    for lang, words in (("zh", zh), ("en", en)):
        speaking(lang)
        assert rule_text(found.catalog, found.parse(rule)) == words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_there_is_has_a_name(published_home, speaking, lang):
    speaking(lang)
    assert [name for name in open_workspace(published_home).features.names() if feature_label(name) == name] == []


def test_a_cap_on_record_is_shown_in_words(speaking):
    speaking("zh")
    assert _capped("random 1000") == capped_words(1000, None) == "随机抽取至多 1,000 户"
    assert _capped("top 20 by customer.annual_kwh") == "按年用电量（kWh）取最大的至多 20 户"
    speaking("en")
    assert _capped("top 20 by annual_kwh") == "at most 20, by Yearly use (kWh), the largest first"
    assert capped_words(None, None) == ""


def test_points_that_round_to_nothing_are_shown_as_few():
    assert [formats.points(one) for one in (0.0, 0.0003, -0.0003, 0.0006, 0.125)] == [
        "0.0",
        "<0.1",
        "<0.1",
        "0.1",
        "12.5",
    ]


@pytest.mark.parametrize(
    ("zone", "said_there"),
    [("Asia/Shanghai", "2026-07-01 06:30"), (None, "2026-06-30 22:30"), ("../etc/passwd", "2026-06-30 22:30")],
)
def test_a_time_is_the_readers(monkeypatch, zone, said_there):
    monkeypatch.setattr(st, "context", SimpleNamespace(timezone=zone))
    assert formats.timestamp(datetime(2026, 6, 30, 22, 30)) == said_there
