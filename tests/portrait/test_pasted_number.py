"""However an account number was pasted, it finds its customer: in searches, and where one customer is asked for."""

import pytest

from tagrid.portrait.person import portrait, timeline
from tagrid.published.customers import account_number, find_customer, pasted_numbers, search_customers
from tests.portrait.conftest import ALLOWED

pytestmark = pytest.mark.slow

ID, OTHER, OLD = "3200000017", "3200000018", "3100000001"

PASTED = [
    "３２００００００１７",
    "户号：3200000017",
    "户号３２００００００１７",
    "户 号 : 3200000017",
    "用户编号：3200000017。",
    "Account: 3200000017",
    "account number 3200000017",
    "No. 3200000017",
    "“3200000017”",
    "'3200000017",
    "\ufeff3200000017\u200b",
    "　3200000017　",
    "3200 0000 17",
    "3200000017,",
]


@pytest.mark.parametrize("text", PASTED)
def test_it_is_found_wherever_one_customer_is_asked_for(version, text):
    assert account_number(text) == ID
    with version.connect() as con:
        assert find_customer(con, text, version.id) == ID
    assert [row["customer_id"] for row in search_customers(version, text, viewer=ALLOWED)] == [ID]
    seen = portrait(version, text, viewer=ALLOWED)
    assert (seen["customer"]["customer_id"], seen["merged_from"]) == (ID, None)
    assert timeline(version, text, viewer=ALLOWED) == timeline(version, ID, viewer=ALLOWED)


@pytest.mark.parametrize(
    "text",
    [
        "3200000018, 3200000017",
        "3200000018 3200000017",
        "3200000018\n3200000017\n",
        "３２０００００018、户号：3200000017；9999999999",
        "Account: 3200000018; Account: 3200000017",
        "'3200000018','3200000017'",
    ],
)
def test_a_pasted_list_finds_each_in_its_order(version, text):
    assert [row["customer_id"] for row in search_customers(version, text, viewer=ALLOWED)] == [OTHER, ID]


def test_an_account_that_was_merged_away_is_told_once(version):
    assert [row["customer_id"] for row in search_customers(version, f"{OLD}，{ID}", viewer=ALLOWED)] == [ID]
    assert portrait(version, f"户号：{OLD}", viewer=ALLOWED)["merged_from"] == OLD


@pytest.mark.parametrize("text", ["poi:9", "c00001", "江洲路9", "No", "账号管理公司", "piano 5"])
def test_what_is_no_pasted_number_stays_as_it_is(text):
    assert account_number(text) == text and not pasted_numbers(text)


def test_the_command_takes_it_as_it_was_pasted(tagrid):
    code, out, _ = tagrid("portrait", "户号：３２００００００１７")
    assert code == 0 and ID in out
