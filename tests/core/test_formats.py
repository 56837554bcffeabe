"""Numbers, units and dates as a reader sees them."""

import re

import pytest
from hypothesis import given, strategies as st

from tagrid.core.formats import UNITS, amount, change, counted, hours, number, share, with_unit, yuan
from tagrid.core.overlay import REFERENCE


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (number(1234567.891, 2), "1,234,567.89"),
        (number(-1234.5), "\N{MINUS SIGN}1,234"),
        (number(-0.001, 2), "0.00"),
        (number(None), "–"),
        (amount(99.94), "99.9"),
        (amount(100.4), "100"),
        (share(0.12345), "12.3%"),
        (change(0.05), "+5.0%"),
        (change(-0.05), "\N{MINUS SIGN}5.0%"),
        (hours(90), "1.5"),
        (hours(2), "<0.1"),
        (hours(0), "0.0"),
        (counted(1, "outage"), "1 outage"),
        (counted(2, "outage"), "2 outages"),
        (counted(0, "outage"), "0 outages"),
        (yuan(1000).zh, "1,000 元"),
        (yuan(1000).en, "1,000 yuan"),
    ],
)
def test_numbers_as_a_customer_reads_them(written, said):
    assert written == said


@given(st.floats(min_value=-1e12, max_value=1e12))
def test_a_written_number_reads_back(value):
    back = float(number(value, 2).replace(",", "").replace("\N{MINUS SIGN}", "-"))
    assert back == pytest.approx(value, abs=0.006)


@pytest.mark.parametrize(
    ("digits", "unit", "zh", "en"),
    [
        ("3", "days", "3 天", "3 days"),
        ("1,234", "kwh", "1,234 kWh", "1,234 kWh"),
        ("0.512", "yuan_per_kwh", "0.512 元/kWh", "0.512 yuan/kWh"),
        ("25%", "share", "25%", "25%"),
    ],
)
def test_a_unit_stands_behind_its_number(digits, unit, zh, en):
    assert (with_unit(digits, unit, "zh"), with_unit(digits, unit, "en")) == (zh, en)


def test_one_of_something_counted_is_singular_in_english():
    assert with_unit("1", "days", "en", is_one=True) == "1 day"
    assert with_unit("1", "times", "en", is_one=True) == "once"
    assert with_unit("1", "days", "zh", is_one=True) == "1 天"
    assert with_unit("1.0", "years", "en", is_one=True) == "1.0 years"


def test_a_unit_has_words_in_both_languages_or_in_none():
    assert all(bool(unit.zh) == bool(unit.en) for unit in UNITS.values())


def test_energy_power_and_capacity_have_one_spelling():
    for folder in ("tagrid", "app", "models_ml"):
        for path in (REFERENCE / folder).rglob("*.py"):
            assert not re.search("千瓦|千伏安", path.read_text(encoding="utf-8")), path
