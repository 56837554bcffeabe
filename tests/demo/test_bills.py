"""Every bill of the demo to the cent, computed a second time from the delivered files alone."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from benchmarks.bills import recompute, summary
from tagrid.demo import hours
from tagrid.demo.bills import whole
from tagrid.demo.prices import TARIFFS, factor_table
from tests.demo.conftest import START
from tests.demo.reading import table

LINES = (
    ("basic_charge_yuan", "basic"),
    ("power_factor_yuan", "adjusted"),
    ("tier_yuan", "tier"),
    ("free_yuan", "free"),
)


@pytest.fixture(scope="module")
def again(long_run) -> pl.DataFrame:
    return recompute(long_run)


def test_every_bill_comes_to_the_same_cent_again(again):
    settled = again.filter("is_settled")
    assert settled.height > 0.98 * again.height and settled.height > 3_000
    wrong = settled.filter(pl.col("amount") != pl.col("again"))
    assert wrong.is_empty(), summary(again)
    print(summary(again))


def test_the_lines_of_a_bill_are_those_computed_again(again):
    settled = again.filter("is_settled")
    for column, cents in LINES:
        told = settled.filter(pl.col(column).is_not_null())
        assert told.height > 20
        assert (told[column] * 100).round().cast(pl.Int64).to_list() == told[cents].to_list()


def test_two_part_customers_pay_each_way_and_a_basic_charge_that_matters(again):
    two_part = again.filter(pl.col("basic") > 0)
    assert two_part["basic_charge_by"].n_unique() >= 2
    assert 0.1 < two_part["basic"].sum() / two_part["amount"].sum() < 0.6
    assert again.filter(pl.col("pricing") == "single_part")["basic"].sum() == 0


def test_households_pay_by_tiers_and_the_poor_not_for_their_first_energy(again):
    homes = again.filter(pl.col("tier_yuan").is_not_null())
    assert {"R01", "R02"} == set(homes["tariff_code"])
    beyond = homes.filter(pl.col("tier") > 0)
    assert 0.1 < beyond.height / homes.height < 0.3
    assert beyond["people"].max() >= 5 and beyond["total"].min() > 30_000
    assert (homes.filter(pl.col("total") <= 30_000)["tier_yuan"] == 0).all()
    free = homes.filter(pl.col("free") > 0)
    assert free.height > 10 and free["poor"].all() and free["free_yuan"].max() <= 15 * 0.5283 + 0.005


def test_some_bills_correct_earlier_months_at_the_price_of_their_time(again):
    some = again.filter(pl.col("correction_yuan").is_not_null() & pl.col("is_settled"))
    assert 5 < some.height < 0.02 * again.height
    assert (some["correction_yuan"] * 100).round().cast(pl.Int64).to_list() == some["correction"].to_list()
    assert (some["correction_kwh"] > 0).any() and (some["correction_kwh"] < 0).any()
    assert some["correction_reason"].null_count() == 0 and (some["corrects_from"] < some["corrects_through"]).all()
    assert (some["corrects_through"] < some["bill_month"]).all()
    rest = again.filter(pl.col("correction_yuan").is_null())
    assert rest["correction_reason"].null_count() == rest.height == rest["corrects_from"].null_count()


def test_energy_of_the_market_has_another_price_each_month_and_keeps_its_proportions(long_run, again):
    listed = table(long_run, "marketing.tariffs")
    months = listed.filter(pl.col("valid_from") >= START).with_columns(
        business=pl.col("tariff_category").is_in(["general_commercial", "large_industrial"])
    )
    business, others = months.filter("business"), months.filter(~pl.col("business"))
    assert others.select("valid_from").unique().height == 1  # the others change once
    flat = business.filter(pl.col("period").is_in(["flat", "single"]))
    by_tariff = flat.group_by("tariff_code").agg(pl.col("price_yuan_per_kwh").n_unique(), pl.len().alias("months"))
    assert by_tariff["months"].unique().to_list() == [11] and by_tariff["price_yuan_per_kwh"].min() >= 10
    assert (business["valid_to"] == business["valid_from"].dt.month_end()).all()
    wide = business.pivot("period", index=["tariff_code", "valid_from"], values="price_yuan_per_kwh")
    ratio = wide.filter(pl.col("peak").is_not_null()).with_columns(ratio=pl.col("peak") / pl.col("valley"))
    later = ratio.filter(pl.col("valid_from") >= date(2025, 7, 1)).group_by("tariff_code").agg(pl.col("ratio"))
    assert all(max(values) / min(values) < 1.002 for values in later["ratio"])  # no reason to move load
    c01 = again.filter((pl.col("tariff_code") == "C01") & (pl.col("total") > 0))
    assert (
        c01.filter("is_settled").group_by("bill_month").agg(pl.col("single_price").first())["single_price"].n_unique()
        > 8
    )


def test_sharp_hours_are_billed_in_their_months_alone(again):
    sharp = again.filter(pl.col("sharp") > 0)["bill_month"].dt.month().unique().to_list()
    assert set(sharp) == {1, 7, 8}
    deep = again.filter(pl.col("deep_valley") > 0)["bill_month"].dt.month().unique().to_list()
    assert {2, 5, 10} <= set(deep) and not {3, 7, 8} & set(deep)


@pytest.mark.parametrize(
    ("standard", "factor", "share"),
    [
        # figures of the rule's own table
        (90, 90, 0), (90, 95, -75), (90, 100, -75), (90, 94, -60), (90, 89, 50), (90, 70, 1000), (90, 65, 1500),
        (90, 64, 1700), (90, 60, 2500), (85, 90, -50), (85, 91, -65), (85, 94, -110), (85, 99, -110), (85, 65, 1000),
        (85, 64, 1100), (85, 59, 1700), (80, 90, -100), (80, 91, -115), (80, 92, -130), (80, 60, 1000), (80, 61, 950),
    ],
)  # fmt: skip
def test_the_table_of_the_power_factor(standard, factor, share):
    assert factor_table()[standard, factor] == share


def test_halves_of_a_cent_go_up():
    assert whole(np.array([4, 5, 6, 14, 15]), 10).tolist() == [0, 1, 1, 1, 2]


@pytest.mark.parametrize("category", sorted({tariff.category for tariff in TARIFFS}))
def test_each_quarter_hour_of_the_year_has_one_period(category):
    for number in range(1, 13):
        for days in (hours.ORDINARY, hours.FESTIVAL):
            assert (hours.periods_of(category, number, days) >= 0).all()
