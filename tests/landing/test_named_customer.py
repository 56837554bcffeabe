"""A refused row, and the first that names something unknown, say whose account it is."""

import csv

import pytest

from tagrid.core.errors import BadInput
from tests.landing.conftest import text

METERS = "meter_id,customer_id,supply_point_id,installed_on,removed_on,next_verification_on,fault_state,multiplier"

CONTRACTS = "contract_id,customer_id,tariff_code,is_time_of_use,contract_capacity_kva,valid_from,valid_to"

TARIFFS = "tariff_code,period,valid_from,tariff_category,price_yuan_per_kwh"


def meters(*customers: str) -> str:
    """Three hundred good meters, and one of each customer that multiplies by nothing."""
    good = (f"M{i},C{i},,2020-01-01,,,ok,1" for i in range(300))
    return text([METERS, *good, *(f"X{i},{who},,,,,ok,0" for i, who in enumerate(customers))])


def test_a_multiplier_of_nothing_is_listed_with_its_customer(utility):
    utility.ingest(utility.folder("one", {"marketing/meters.csv": meters("3200000012")}))
    assert len(utility.rows("marketing.meters")) == 300
    (listed,) = (path for path in utility.home.root.rglob("*.csv") if "customer" in path.read_text("utf-8-sig"))
    rows = list(csv.DictReader(listed.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["line"], row["column"], row["customer"]) for row in rows] == [("302", "multiplier", "3200000012")]


def test_a_refusal_says_whose_row_it_is_and_no_telephone_number(utility):
    folder = utility.folder(
        "one", {"marketing/meters.csv": meters("3200000012", "13812345678", "C7", "C8", "C9", "C3")}
    )
    with pytest.raises(BadInput) as refused:
        utility.ingest(folder)
    said = refused.value.text
    assert "line 302, column multiplier" in said.en and "(found '0'), customer 3200000012" in said.en
    assert "第 302 行" in said.zh and "，户号 3200000012" in said.zh
    assert "13812345678" not in said.en + said.zh and "customer 99999999999" in said.en


def test_an_unknown_tariff_is_named_with_the_customer_of_its_contract(utility):
    contracts = [f"HT{i},C{i},R01,false,8,2020-01-01," for i in range(30)]
    contracts[4] = "HT4,C4,Z99,false,8,2020-01-01,"
    files = {
        "marketing/tariffs.csv": text([TARIFFS, "R01,single,2020-01-01,residential,0.5283"]),
        "marketing/contracts.csv": text([CONTRACTS, *contracts]),
    }
    report = utility.ingest(utility.folder("one", files))
    (said,) = [one for one in report.warnings if "Z99" in one.en]
    assert "line 6, customer C4)" in said.en and "第 6 行，户号 C4）" in said.zh


def test_a_registration_without_a_first_day_is_refused_and_named(utility):
    rows = ["entry_id,customer_id,registered_on,effective_on,kind,left_on", "E1,3200000012,2026-01-05,,retailer,"]
    with pytest.raises(BadInput, match=r"line 2, column effective_on.*, customer 3200000012"):
        utility.ingest(utility.folder("one", {"marketing/market_entries.csv": text(rows)}))
