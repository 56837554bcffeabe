"""A card customer's six months become bills, payments and reminders of the right month; ratios are what they say."""

import numpy as np
import polars as pl
import pytest

from benchmarks.models.card import BILLS, DELAYS, PAID, card_features
from benchmarks.models.credit import deliver, source
from tagrid.core.errors import BadInput


def customers() -> pl.DataFrame:
    """Customer a owes 600, 500, .. 100 (latest first) and pays 50 a month, two months late at last; b never owes."""
    a = {"customer_id": "a", "LIMIT_BAL": 1000.0} | dict(zip(BILLS, (600.0, 500, 400, 300, 200, 100), strict=True))
    a |= dict.fromkeys(PAID, 50.0) | dict(zip(DELAYS, (2, 1, 0, 0, -1, -2), strict=True))
    b = {"customer_id": "b", "LIMIT_BAL": 500.0} | dict.fromkeys(BILLS, 0.0) | dict.fromkeys(PAID, 0.0)
    return pl.DataFrame([a, b | dict.fromkeys(DELAYS, -2)])


def test_a_payment_goes_to_the_statement_of_the_month_before(tmp_path):
    deliver(customers(), tmp_path)
    bills, payments, dunning = (
        pl.read_parquet(tmp_path / "marketing" / f"{name}.parquet") for name in ("bills", "payments", "dunning")
    )
    own = bills.filter(customer_id="a").sort("bill_month")
    assert own["amount_yuan"].cast(pl.Float64).to_list() == [100, 200, 300, 400, 500, 600]
    assert own["bill_month"].dt.month().to_list() == [4, 5, 6, 7, 8, 9]
    paid = payments.sort("paid_on")
    assert paid["customer_id"].unique().to_list() == ["a"]
    assert paid["bill_id"].to_list() == [None, "a-4", "a-5", "a-6", "a-7", "a-8"]
    due = dict(bills.select("bill_id", "due_on").iter_rows())
    assert all(day < due[bill] for bill, day in paid.select("bill_id", "paid_on").iter_rows() if bill)
    assert dunning.sort("dunned_on").select("stage", "bill_id").rows() == [(1, "a-7"), (2, "a-8")]


def test_features_of_the_card_are_what_they_say():
    a, b = card_features(customers()).to_dicts()
    assert [a["used_0"], a["used_5"], a["used_growth_6m"]] == pytest.approx([0.6, 0.1, 0.5])
    assert a["paid_share_0"] == pytest.approx(50 / 500) and a["spent_0"] == pytest.approx((600 - 500 + 50) / 1000)
    assert a["left_unpaid_sum"] == pytest.approx((450 + 350 + 250 + 150 + 50) / 1000)
    assert (a["months_late"], a["months_late_in_a_row"], a["months_since_late"]) == (2, 2, 0)
    assert (a["delay_most"], a["delay_change"], a["late_now"]) == (2, 1, 600)
    assert np.isnan(b["paid_share_mean"]) and b["months_since_late"] == 9 and b["months_without_debt"] == 6


def test_a_file_of_other_columns_is_refused(tmp_path):
    with pytest.raises(BadInput, match="holds 0 files"):
        source(tmp_path)
    customers().drop("PAY_3").rename({"customer_id": "ID"}).with_columns(default=pl.lit(1)).write_csv(
        tmp_path / "a.csv"
    )
    with pytest.raises(BadInput, match="lacks PAY_3"):
        source(tmp_path)
