"""What only those may see who are allowed."""

import pytest

from tagrid.catalog.access import SETTING, Viewer
from tagrid.portrait.person import portrait
from tagrid.published.customers import search_customers
from tests.portrait.conftest import made_home, version  # noqa: F401
from tests.segments.small import CATALOG

ID = "3200000017"
TIER = CATALOG.tags["value_tier"].model_copy(update={"sensitivity": "restricted"})
CLOSED = CATALOG.model_copy(update={"tags": {**CATALOG.tags, "value_tier": TIER}})


@pytest.fixture
def seen(version):  # noqa: F811
    return portrait(version, ID, viewer=Viewer(may_see_restricted=True))


def test_a_restricted_tag_the_telephone_and_the_address_are_hidden(seen, monkeypatch):
    monkeypatch.delenv(SETTING, raising=False)
    viewer = Viewer.from_environment()
    shown = viewer.portrait(seen, CLOSED)
    first = shown["tags"][0]
    assert (first["tag"], first["value"], first["since"]) == ("value_tier", "hidden", None)
    assert shown["tags"][1:] == seen["tags"][1:]
    assert shown["hidden"] == ("value_tier",)
    assert shown["customer"]["address"] is None and "江洲路" not in str(shown["customer"])
    assert shown["customer"]["phone"] == "***"
    assert viewer.visible(seen["tags"], CLOSED) == seen["tags"][1:]


def test_they_are_shown_where_it_is_allowed(seen, monkeypatch):
    monkeypatch.setenv(SETTING, "1")
    viewer = Viewer.from_environment()
    assert viewer.portrait(seen, CLOSED) == seen | {"hidden": ()}
    assert viewer.contact(seen["customer"]) == seen["customer"]


@pytest.mark.parametrize("word", ["", "0", "no", "true?"])
def test_nothing_but_one_allows_it(seen, monkeypatch, word):
    monkeypatch.setenv(SETTING, word)
    assert Viewer.from_environment().portrait(seen, CLOSED)["hidden"] == ("value_tier",)


def test_of_a_telephone_the_last_digits_remain():
    viewer = Viewer(may_see_restricted=False)
    assert viewer.contact({"phone": "13812345678"})["phone"] == "***5678"
    assert viewer.contact({"phone": None, "address": None}) == {"phone": None, "address": None}


def test_a_portrait_is_read_masked_for_who_may_not_see_all(version):  # noqa: F811
    limited = Viewer(may_see_restricted=False)
    shown = portrait(version, ID, CLOSED, viewer=limited)
    assert shown["hidden"] == ("value_tier",) and shown["tags"][0]["value"] == "hidden"
    assert shown["customer"]["address"] is None and shown["customer"]["phone"] == "***"
    (found,) = search_customers(version, ID, viewer=limited)
    assert found["address"] is None
