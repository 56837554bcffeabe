"""Contracts with retailers: a year each, one at a time, and the price by which the demo bills."""

import polars as pl
import pytest

from benchmarks.bills import recompute
from tests.demo.reading import table


@pytest.fixture(scope="module")
def contracts(long_run) -> pl.DataFrame:
    return table(long_run, "marketing.retail_contracts").unique("retail_contract_id", keep="last")


def test_who_buys_from_a_retailer_has_one_contract_at_a_time(long_run, contracts):
    entries = table(long_run, "marketing.market_entries").unique("entry_id", keep="last")
    entered = entries.filter((pl.col("kind") == "retailer") & (pl.col("effective_on") <= pl.date(2025, 11, 6)))
    still = entered.filter(pl.col("left_on").is_null() | (pl.col("left_on") > pl.col("effective_on")))
    assert set(contracts["customer_id"]) >= set(still["customer_id"]) and contracts.height > 10
    assert not set(contracts["customer_id"]) & set(entries.filter(pl.col("kind") == "generator")["customer_id"])
    ordered = contracts.sort("customer_id", "valid_from")
    after = ordered.with_columns(pl.col("valid_from").shift(-1).over("customer_id").alias("next"))
    assert after.filter(pl.col("next") <= pl.col("valid_to")).is_empty()
    assert (contracts["valid_from"] <= contracts["valid_to"]).all()


def test_the_contract_gives_the_price_of_every_bill_to_the_cent(long_run, contracts):
    """Reference and markup with the month's other parts of the price are the flat price the bill is computed by."""
    bills = recompute(long_run).filter("is_settled")
    bills = bills.filter(pl.col("amount") == pl.col("again"))
    own = bills.join(contracts, on="customer_id", suffix="_retail").filter(
        (pl.col("valid_from_retail") <= pl.col("bill_month")) & (pl.col("valid_to_retail") >= pl.col("bill_month"))
    )
    parts = table(long_run, "marketing.price_components").rename({"valid_from": "bill_month"})
    parts = parts.select("tariff_code", "bill_month", "component", "yuan_per_kwh")
    wide = parts.pivot("component", index=["tariff_code", "bill_month"], values="yuan_per_kwh")
    own = own.join(wide, on=["tariff_code", "bill_month"])
    assert own.height > 50 and (own["price_form"] == "linked").all() and (own["reference"] == "agency").all()
    others = pl.sum_horizontal("line_loss", "network", "system_operation", "funds")
    by_contract = ((pl.col("energy") + pl.col("markup_yuan_per_kwh") + others) * 10**6).round().cast(pl.Int64)
    off = own.filter(by_contract != pl.coalesce("single_price", "flat_price"))
    assert off.is_empty()
