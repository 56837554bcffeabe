"""The few tags of a customer that matter now."""

import pytest

from tagrid.catalog.files import load
from tagrid.core.errors import BadInput
from tagrid.portrait.summary import FILE, chosen_highlights, highlights


def told(most: int = 6, **values: str) -> list[str]:
    return [row["tag"] for row in highlights([{"tag": tag, "value": value} for tag, value in values.items()], most)]


@pytest.fixture(scope="module")
def catalog():
    return load()


def test_every_tag_and_value_is_of_the_catalog(catalog):
    chosen = chosen_highlights()
    assert {*chosen.always, *chosen.otherwise, *chosen.attention, *chosen.explained_first} <= set(catalog.tags)
    assert all(set(values) < set(catalog.tags[tag].values) for tag, values in chosen.attention.items())
    assert chosen.always and chosen.otherwise and chosen.attention and chosen.explained_first


def test_what_calls_for_action_comes_before_what_is_quiet():
    quiet = {"health_grade": "healthy", "usage_trend": "stable", "power_factor": "standard"}
    assert told(fee_recovery_risk="A", **quiet) == ["fee_recovery_risk", "usage_trend", "health_grade"]
    penalised = quiet | {"power_factor": "penalised"}
    assert told(fee_recovery_risk="A", **penalised)[:2] == ["fee_recovery_risk", "power_factor"]


def test_the_gravest_comes_first_and_no_more_than_asked():
    attention = chosen_highlights().attention
    calling = {tag: values[0] for tag, values in attention.items()}
    assert told(6, **dict(reversed(calling.items())), value_tier="vip") == ["value_tier", *list(attention)[:5]]


def test_what_is_unknown_or_hidden_is_not_told():
    assert told(value_tier="unknown", service_class="hidden", satisfaction="dissatisfied") == ["satisfaction"]
    assert told() == []


def test_another_project_chooses_others(tmp_path):
    assert chosen_highlights(tmp_path).always == ()
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text("always: [one]\nattention: {two: [bad]}\notherwise: []\nexplained_first: []\n")
    rows = [{"tag": tag, "value": "bad"} for tag in ("three", "two", "one")]
    assert [row["tag"] for row in highlights(rows, 9, chosen_highlights(tmp_path))] == ["one", "two"]


def test_a_file_of_highlights_is_read_strictly(tmp_path):
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text("always: []\nattention: {two: bad}\notherwise: []\nexplained_first: []\n")
    with pytest.raises(BadInput, match=r"app/highlights\.yml:2: attention\.two"):
        chosen_highlights(tmp_path)
