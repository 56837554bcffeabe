"""Registers, metering points, price components and codes of work orders agree with what else the demo delivers."""

import polars as pl
import pytest

from tests.demo.reading import table

PERIODS = ("sharp", "peak", "valley", "deep_valley")


@pytest.fixture(scope="module")
def months(long_run) -> pl.DataFrame:
    """Each meter's months between two freezes, beside the sums of its days, where every day was read and is right."""
    meters = table(long_run, "marketing.meters").select("meter_id", "multiplier")
    frozen = table(long_run, "metering.registers").sort("meter_id", "frozen_on").join(meters, on="meter_id")
    registers = [name for name in frozen.columns if name.startswith(("forward_", "reverse_"))]
    frozen = frozen.with_columns(
        pl.col("frozen_on").shift().over("meter_id").alias("previous_on"),
        *((pl.col(one) - pl.col(one).shift().over("meter_id")) * pl.col("multiplier") for one in registers),
    ).filter(pl.col("previous_on").dt.offset_by("1d") == pl.col("frozen_on").dt.month_start())
    energies = ["energy_kwh", "reverse_kwh", *(f"{period}_kwh" for period in PERIODS)]
    days = (
        table(long_run, "metering.daily_energy")
        .group_by("meter_id", pl.col("reading_on").dt.month_end().alias("frozen_on"))
        .agg(pl.col("energy_kwh").count().alias("read"), *(pl.col(one).sum().alias(f"day_{one}") for one in energies))
        .filter(pl.col("read") == pl.col("frozen_on").dt.day())
    )
    return frozen.join(days, on=["meter_id", "frozen_on"])


def test_registers_times_the_multiplier_are_the_days(months):
    """To the last digit shown; a wrong reading that nobody has mended yet is the only difference."""
    assert months.height > 3_000 and (months["multiplier"] > 1).sum() > 200
    for register, energy in (("forward_kwh", "energy_kwh"), *((f"forward_{one}_kwh", f"{one}_kwh") for one in PERIODS)):
        known = months.drop_nulls(register)
        off = (known[register] - known[f"day_{energy}"]).abs() > 0.0101 * known["multiplier"]
        assert known.height > 30, register
        assert off.sum() <= 0.005 * known.height, (register, off.sum(), known.height)


def test_reverse_registers_are_what_was_fed_in(months):
    known = months.drop_nulls("reverse_kwh")
    assert known.height > 20 and known["reverse_kwh"].sum() > 0
    assert ((known["reverse_kwh"] - known["day_reverse_kwh"]).abs() <= 0.0101 * known["multiplier"]).all()
    parts = [f"reverse_{period}_kwh" for period in ("sharp", "peak", "flat", "valley", "deep_valley")]
    whole = known.select(pl.sum_horizontal(*(pl.col(one).fill_null(0) for one in parts)))["reverse_sharp_kwh"]
    assert ((known["reverse_kwh"] - whole).abs() <= 0.0501 * known["multiplier"]).all()


def test_a_month_s_reverse_energy_is_what_is_settled(long_run):
    settled = table(long_run, "marketing.feed_in_settlements").select("customer_id", "fed_in_month", "fed_in_kwh")
    days = table(long_run, "metering.daily_energy").group_by(
        "customer_id", pl.col("reading_on").dt.month_start().alias("fed_in_month")
    ).agg(pl.col("reverse_kwh").sum(), pl.col("reverse_kwh").count().alias("read"))  # fmt: skip
    beside = settled.join(days, on=["customer_id", "fed_in_month"]).filter(
        pl.col("read") == pl.col("fed_in_month").dt.month_end().dt.day()
    )
    assert beside.height > 20
    assert ((beside["fed_in_kwh"] - beside["reverse_kwh"]).abs() < 0.006).all()


def test_a_register_never_goes_back(long_run):
    frozen = table(long_run, "metering.registers").sort("meter_id", "frozen_on")
    moved = frozen.select(pl.col("forward_kwh").diff().over("meter_id"))["forward_kwh"].drop_nulls()
    assert moved.len() > 3_000 and moved.min() >= 0


def test_a_multiplier_is_the_product_of_its_ratios_but_for_a_few(long_run):
    points = table(long_run, "marketing.metering_points")
    meters = table(long_run, "marketing.meters").join(points, on="metering_point_id")
    assert meters.height == table(long_run, "marketing.meters").height
    wrong = meters.filter(pl.col("multiplier") != pl.col("ct_ratio") * pl.col("vt_ratio"))
    assert wrong.height <= 0.02 * meters.height


def test_every_meter_is_read_by_a_terminal_that_is_on_file(long_run):
    terminals = table(long_run, "metering.terminals")
    meters = table(long_run, "marketing.meters")
    assert meters["terminal_id"].null_count() == 0
    unknown = meters.join(terminals, on="terminal_id", how="anti")
    assert unknown.height <= 0.02 * meters.height
    assert set(terminals["kind"]) == {"concentrator", "customer_terminal"}


def test_price_components_add_up_to_the_price(long_run):
    parts = table(long_run, "marketing.price_components").group_by("tariff_code", "valid_from", "valid_to").agg(
        pl.col("yuan_per_kwh").sum(), pl.len()
    )  # fmt: skip
    prices = table(long_run, "marketing.tariffs").filter(pl.col("period").is_in(["flat", "single"]))
    beside = parts.join(prices, on=["tariff_code", "valid_from"])
    assert parts.height == beside.height > 40 and set(parts["len"]) == {5}
    assert ((beside["yuan_per_kwh"] - beside["price_yuan_per_kwh"]).abs() < 1e-9).all()
    assert (beside["valid_to"] == beside["valid_to_right"]).all()


def test_a_work_order_is_filed_below_its_kind(long_run):
    types = table(long_run, "service_95598.ticket_types")
    tickets = table(long_run, "service_95598.tickets").drop_nulls("type_code").join(types, on="type_code")
    roots = {"repair": "001", "request": "002", "consultation": "003", "complaint": "005", "report": "006"}
    for kind, root in roots.items():
        filed = tickets.filter(pl.col("kind") == kind)
        assert filed.height > 0 and filed["type_code"].str.starts_with(root).all(), kind
    assert {2, 3} <= set(tickets["level"])


def test_accounts_settle_alone_or_together(long_run):
    customers = table(long_run, "marketing.customers")
    accounts = table(long_run, "marketing.settlement_accounts")
    assert customers["party_id"].null_count() == customers["settlement_account_id"].null_count() == 0
    assert customers.join(accounts, on="settlement_account_id", how="anti").height == 0
    together = customers.group_by("settlement_account_id").len()["len"]
    assert (together > 1).sum() >= 5 and together.max() < 30
