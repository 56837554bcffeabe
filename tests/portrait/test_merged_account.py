"""The number of an account that was merged into another leads to the customer that is left."""

import json

import pytest

from tagrid import api
from tagrid.core.errors import BadInput
from tagrid.portrait.person import portrait
from tagrid.published.customers import account_numbers, find_customer, merged_accounts, search_customers
from tagrid.scoring.reviews import list_reviews
from tagrid.segments.insight.why import explain_membership
from tagrid.segments.workspace import Workspace
from tests.portrait.conftest import ALLOWED

ID, OLD, OLDER = "3200000017", "3100000001", "3100000002"


def test_the_portrait_is_that_of_the_customer_that_is_left(version):
    asked, itself = portrait(version, OLD, viewer=ALLOWED), portrait(version, ID, viewer=ALLOWED)
    assert (asked["merged_from"], itself["merged_from"]) == (OLD, None)
    assert asked | {"merged_from": None} == itself
    with pytest.raises(BadInput, match="No customer '3100000003'"):
        portrait(version, "3100000003", viewer=ALLOWED)


def test_search_finds_it(version):
    assert [row["customer_id"] for row in search_customers(version, OLD, viewer=ALLOWED)] == [ID]


def test_numbers_of_a_customer(version):
    assert account_numbers(version, ID) == [ID, OLD, OLDER] and merged_accounts(version) == {OLD: ID, OLDER: ID}
    with version.connect() as con:
        assert find_customer(con, OLD, version.id) == find_customer(con, ID, version.id) == ID


def test_membership_and_the_python_interface(version, made_home):
    workspace = Workspace(version, {})
    rule = workspace.parse("value_tier = vip and arrears_status changed in last 90 days")
    assert workspace.customer(OLD) == (ID, 0)
    branch = explain_membership(workspace, OLD, rule)
    assert branch == explain_membership(workspace, ID, rule) and branch.branches[1].found
    assert api.open(made_home.root).portrait(OLD).customer_id == ID


def test_the_commands_say_so_in_both_languages(tagrid):
    for lang, words in (("en", f"Account {OLD} was merged into this one"), ("zh", f"户号 {OLD} 已并入本户")):
        code, printed, _ = tagrid("portrait", OLD, "--lang", lang)
        assert code == 0 and words in printed and ID in printed
    code, printed, _ = tagrid("portrait", OLD, "--json")
    assert json.loads(printed)["merged_from"] == OLD and json.loads(printed)["customer"]["customer_id"] == ID


def test_reviews_of_the_old_number_are_the_customers_too(made_home, monkeypatch, tmp_path):
    monkeypatch.setenv("TAGRID_STATE_URL", f"sqlite:///{tmp_path / 'state.db'}")
    assert list_reviews(made_home, OLD) == list_reviews(made_home, ID) == []
