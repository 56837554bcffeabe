import pytest

from tagrid.core.errors import BadInput
from tagrid.segments.workspace import open_workspace


def test_facts_any_customer_has_are_asked_of_the_subject_meant(home):
    found = open_workspace(home, "2026-05-31.1")
    rule = found.parse("district = 扬中")
    count = found.index.population
    assert count(found.mask(rule)) == count(found.mask(rule, "power_customer")) == 2
    assert count(found.mask(rule, "non_power_customer")) == count(found.mask(None, "non_power_customer")) == 1
    assert found.from_json({"feature": "customer.district", "is": "=", "to": ["扬中"]}) == rule


def test_a_customer_by_number(home):
    assert open_workspace(home).customer_number("poi:9") == 2
    with pytest.raises(BadInput, match="No customer 'poi:8'"):
        open_workspace(home).customer_number("poi:8")
