"""What only those may see who are allowed."""

import pytest

from tagrid.catalog.access import SETTING, masked_contact, masked_portrait, without_restricted
from tagrid.portrait.person import portrait
from tests.segments.small import CATALOG

ID = "3200000017"
TIER = CATALOG.tags["value_tier"].model_copy(update={"sensitivity": "restricted"})
CLOSED = CATALOG.model_copy(update={"tags": {**CATALOG.tags, "value_tier": TIER}})


@pytest.fixture
def seen(version):
    return portrait(version, ID)


def test_a_restricted_tag_the_telephone_and_the_address_are_hidden(seen, monkeypatch):
    monkeypatch.delenv(SETTING, raising=False)
    shown = masked_portrait(seen, CLOSED)
    first = shown["tags"][0]
    assert (first["tag"], first["value"], first["since"]) == ("value_tier", "hidden", None)
    assert shown["tags"][1:] == seen["tags"][1:]
    assert shown["hidden"] == ("value_tier",)
    assert shown["customer"]["address"] is None and "江洲路" not in str(shown["customer"])
    assert shown["customer"]["phone"] == "***"
    assert without_restricted(seen["tags"], CLOSED) == seen["tags"][1:]


def test_they_are_shown_where_it_is_allowed(seen, monkeypatch):
    monkeypatch.setenv(SETTING, "1")
    assert masked_portrait(seen, CLOSED) == seen | {"hidden": ()}
    assert masked_contact(seen["customer"]) == seen["customer"]


@pytest.mark.parametrize("word", ["", "0", "no", "true?"])
def test_nothing_but_one_allows_it(seen, monkeypatch, word):
    monkeypatch.setenv(SETTING, word)
    assert masked_portrait(seen, CLOSED)["hidden"] == ("value_tier",)


def test_of_a_telephone_the_last_digits_remain(monkeypatch):
    monkeypatch.delenv(SETTING, raising=False)
    assert masked_contact({"phone": "13812345678"})["phone"] == "***5678"
    assert masked_contact({"phone": None, "address": None}) == {"phone": None, "address": None}
