"""The lines of the demo's bills: a quantity times a price each, and together the bill to the cent."""

import polars as pl
import pytest

from tests.demo.reading import table

COLUMNS = (
    ("basic_charge", "basic_charge_yuan"),
    ("power_factor", "power_factor_yuan"),
    ("tier", "tier_yuan"),
    ("correction", "correction_yuan"),
)


@pytest.fixture(scope="module")
def lines(long_run) -> pl.DataFrame:
    return table(long_run, "marketing.bill_lines").unique(["bill_id", "line_number"], keep="last")


@pytest.fixture(scope="module")
def bills(long_run) -> pl.DataFrame:
    return table(long_run, "marketing.bills").unique("bill_id", keep="last")


def cents(name: str) -> pl.Expr:
    return (pl.col(name).fill_null(0) * 100).round().cast(pl.Int64)


def test_the_lines_of_every_bill_add_up_to_it(lines, bills):
    summed = lines.group_by("bill_id").agg(cents("amount_yuan").sum().alias("parts"))
    both = bills.join(summed, on="bill_id", how="full", coalesce=True)
    assert both.height == bills.height > 3_000
    assert both.filter(cents("amount_yuan") != pl.col("parts").fill_null(0)).is_empty()


def test_a_line_is_its_quantity_at_its_price(lines):
    priced = lines.drop_nulls("quantity")
    off = (priced["quantity"] * priced["unit_price_yuan"] - priced["amount_yuan"]).abs()
    assert off.max() <= 0.005 + 1e-6
    rest = lines.filter(pl.col("quantity").is_null())
    assert set(rest["kind"]) == {"rounding", "power_factor"}
    assert rest.filter(pl.col("kind") == "rounding")["amount_yuan"].abs().max() <= 0.04  # half a cent a line


def test_lines_of_one_kind_are_what_the_bill_says_of_it(lines, bills):
    for kind, column in COLUMNS:
        summed = lines.filter(pl.col("kind") == kind).group_by("bill_id").agg(cents("amount_yuan").sum().alias("part"))
        both = bills.join(summed, on="bill_id", how="left")
        assert both["part"].drop_nulls().len() > 5, kind
        assert both.filter(pl.col("part").fill_null(0) != cents(column)).is_empty(), kind
    energy = (
        lines.filter(pl.col("kind") == "energy_charge").group_by("bill_id").agg(cents("quantity").sum().alias("part"))
    )
    both = bills.join(energy, on="bill_id", how="left")
    assert both.filter(pl.col("part").fill_null(0) != cents("energy_kwh")).is_empty()


def test_parts_of_the_price_are_those_of_the_month_s_list(lines, bills, long_run):
    parts = table(long_run, "marketing.price_components").rename({"valid_from": "bill_month", "component": "kind"})
    own = lines.filter(pl.col("kind").is_in(["funds", "system_operation"]) & (pl.col("quantity") != 0))
    joined = own.join(
        parts.select("kind", "bill_month", "yuan_per_kwh"), on=["kind", "bill_month"], how="inner"
    ).with_columns(same=(pl.col("unit_price_yuan") - pl.col("yuan_per_kwh")).abs() < 5e-7)
    found = joined.group_by("bill_id", "kind").agg(pl.col("same").any())
    assert found.height == own.height > 500 and found["same"].all()


def test_a_restated_bill_comes_with_all_of_its_lines(first_run, next_run):
    again = table(next_run, "marketing.bills").join(
        table(first_run, "marketing.bills").select("bill_id"), on="bill_id", how="semi"
    )
    assert again.height >= 2
    both = pl.concat([table(first_run, "marketing.bill_lines"), table(next_run, "marketing.bill_lines")])
    now = both.unique(["bill_id", "line_number"], keep="last", maintain_order=True)
    summed = now.group_by("bill_id").agg(cents("amount_yuan").sum().alias("parts"))
    joined = again.join(summed, on="bill_id", how="left")
    assert joined.filter(pl.col("parts") != cents("amount_yuan")).is_empty()
