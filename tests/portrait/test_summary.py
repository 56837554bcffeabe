"""The few tags of a customer that matter now."""

import pytest

from tagrid.catalog.files import load
from tagrid.portrait.summary import ALWAYS, ATTENTION, OTHERWISE, highlights


def told(most: int = 6, **values: str) -> list[str]:
    return [row["tag"] for row in highlights([{"tag": tag, "value": value} for tag, value in values.items()], most)]


@pytest.fixture(scope="module")
def catalog():
    return load()


def test_every_tag_and_value_is_of_the_catalog(catalog):
    assert {*ALWAYS, *OTHERWISE, *ATTENTION} <= set(catalog.tags)
    assert all(set(values) < set(catalog.tags[tag].values) for tag, values in ATTENTION.items())


def test_what_calls_for_action_comes_before_what_is_quiet():
    quiet = {"health_grade": "healthy", "usage_trend": "stable", "power_factor": "standard"}
    assert told(fee_recovery_risk="A", **quiet) == ["fee_recovery_risk", "usage_trend", "health_grade"]
    penalised = quiet | {"power_factor": "penalised"}
    assert told(fee_recovery_risk="A", **penalised)[:2] == ["fee_recovery_risk", "power_factor"]


def test_the_gravest_comes_first_and_no_more_than_asked():
    calling = {tag: values[0] for tag, values in ATTENTION.items()}
    assert told(6, **dict(reversed(calling.items())), value_tier="vip") == ["value_tier", *list(ATTENTION)[:5]]


def test_what_is_unknown_or_hidden_is_not_told():
    assert told(value_tier="unknown", service_class="hidden", satisfaction="dissatisfied") == ["satisfaction"]
    assert told() == []
