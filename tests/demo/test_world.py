from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from tagrid.demo import shapes
from tagrid.demo.energy import energy
from tagrid.demo.life import life
from tagrid.demo.population import cast, kind_number
from tagrid.demo.supply import supply
from tagrid.demo.world import SATURDAY, SUNDAY, WORKDAY, World, day_kind, day_number, month, month_of, new_year, sky_of
from tests.demo.conftest import LAST, UNTIL
from tests.demo.reading import table

WORLD = World(7, 4000, date(2025, 1, 1))


@pytest.fixture(scope="module")
def block():
    who = cast(WORLD, 0)
    net = supply(who)
    return who, net, life(who, net, month_of(day_number(date(2025, 12, 31))))


def _use(block, on: date) -> np.ndarray:
    """Use of every customer on a day, in usual days; NaN without supply."""
    who, net, lives = block
    index = month_of(day_number(on))
    now = month(index)
    use = energy(who, net, lives, index, np.zeros((who.size, now.length), np.float32))
    kwh = np.where(use.live, use.kwh, np.nan)[:, day_number(on) - now.first]
    return kwh / who.kwh * 30.44


def _mean(block, kind: str, *days: date) -> float:
    rows = block[0].kind == kind_number(kind)
    return float(np.nanmean([np.nanmean(_use(block, on)[rows]) for on in days]))


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        (date(2025, 9, 28), WORKDAY),  # a Sunday worked for the National Day week
        (date(2025, 10, 3), SUNDAY),
        (date(2025, 9, 20), SATURDAY),
        (date(2027, 10, 1), SUNDAY),  # beyond chinese_calendar
    ],
)
def test_days_are_lived_by_chinas_calendar(on, kind):
    assert day_kind(day_number(on)) == kind


def test_new_year_days():
    assert new_year(2025) == day_number(date(2025, 1, 29))
    assert new_year(2026) == day_number(date(2026, 2, 17))


def test_make_up_sunday_is_worked_and_holiday_is_not(block):
    worked, sunday, holiday = date(2025, 9, 28), date(2025, 9, 21), date(2025, 10, 3)
    assert _mean(block, "single_shift", worked) > 3 * _mean(block, "single_shift", sunday)
    assert _mean(block, "single_shift", holiday) < 0.4 * _mean(block, "single_shift", worked)
    assert _mean(block, "restaurant", holiday) > _mean(block, "restaurant", sunday)


def test_spring_festival_stops_factories_and_fills_villages(block):
    feast, before = date(2025, 1, 31), date(2025, 1, 10)
    assert _mean(block, "two_shift", feast) < 0.15 * _mean(block, "two_shift", before)
    assert _mean(block, "continuous", feast) > 0.45 * _mean(block, "continuous", before)
    assert _mean(block, "villager", feast) > 1.2 * _mean(block, "villager", before)


def test_heat_raises_use(block):
    hot = _mean(block, "affluent", date(2025, 7, 22), date(2025, 7, 23), date(2025, 7, 24))
    assert hot > 1.3 * _mean(block, "affluent", date(2025, 5, 20), date(2025, 5, 21), date(2025, 5, 22))


def test_weather_is_plausible_and_lasts():
    days = np.arange(WORLD.start_day, WORLD.start_day + 365)
    mean = sky_of(WORLD, days)["mean"][:, 0]
    assert 0 < mean[:31].mean() < 7
    assert 26 < mean[195:220].mean() < 33
    rest = mean - np.convolve(np.pad(mean, 15, mode="edge"), np.ones(31) / 31, mode="valid")
    assert 0.4 < np.corrcoef(rest[1:], rest[:-1])[0, 1] < 0.9


def test_shapes_are_the_published_profiles():
    daily = shapes.daily()
    assert shapes.shapes().shape == (13, 3, 3, 96)
    g1, g3 = shapes.PROFILES.index("g1"), shapes.PROFILES.index("g3")
    # Points of BDEW's own table: G1 stands still on Sundays, G3 runs through.
    assert daily[g1, 2, 2] < 0.3 * daily[g1, 2, 0]
    assert daily[g3, 2, 2] > 0.8 * daily[g3, 2, 0]
    sun = shapes.shapes()[shapes.PROFILES.index("p25"), 2, 0]
    assert sun[48:56].mean() < 0.4 * sun[80:88].mean()  # the roof feeds the house at noon
    peak, valley = shapes.shares()
    assert ((peak > 0) & (valley > 0) & (peak + valley < 1)).all()
    assert daily @ np.array([250, 50, 65]) / 365 == pytest.approx(np.ones((13, 3)))  # the season is not theirs


def test_households_use_most_in_summer_and_somewhat_more_in_winter(block):
    """Beside the National Energy Administration's 2024: August 2.06 and September 1.42 times October."""
    who, net, lives = block
    months = np.zeros(12)
    for at in range(12):
        now = month(WORLD.first_month + at)
        use = energy(who, net, lives, now.index, np.zeros((who.size, now.length), np.float32))
        home = use.live & who.is_home[:, None]
        months[at] = use.kwh[home].sum() / home.sum()
    october = months[9]
    assert 1.5 < months[6:8].mean() / october < 2.3
    assert 1.1 < months[[0, 1, 11]].mean() / october < 1.4
    assert 0.9 < months[[3, 10]].mean() / october < 1.15


def test_sizes_follow_pareto_and_some_are_large(block):
    who, net, _ = block
    kwh = np.sort(who.kwh)[::-1]
    assert kwh[: who.size // 5].sum() > 0.8 * kwh.sum()
    assert kwh[: who.size // 100].sum() > 0.4 * kwh.sum()
    assert 0.02 < (who.kwh > 4000).mean() < 0.1
    assert 0.02 < net.dedicated.mean() < 0.08
    assert (net.voltage[net.dedicated] >= 2).all()


def _owed(folder) -> pl.DataFrame:
    """Bills with what was paid for them within 30 days after they were due."""
    bills, paid = table(folder, "marketing.bills"), table(folder, "marketing.payments")
    paid = paid.join(bills.select("bill_id", "due_on"), on="bill_id")
    paid = paid.filter(pl.col("paid_on") <= pl.col("due_on") + timedelta(days=30))
    sums = paid.group_by("bill_id").agg(pl.col("amount_yuan").sum().alias("paid_yuan"))
    old = bills.filter(pl.col("due_on") + timedelta(days=30) < UNTIL)
    return old.join(sums, on="bill_id", how="left").with_columns(
        unpaid=pl.col("paid_yuan").fill_null(0) < 0.99 * pl.col("amount_yuan")
    )


def test_some_bills_stay_unpaid_and_mostly_the_same_customers(long_run):
    owed = _owed(long_run)
    assert 0.03 < owed["unpaid"].mean() < 0.08  # of 500 customers; test_people holds 6,000 to 0.04..0.07
    by_customer = owed.group_by("customer_id").agg(pl.col("unpaid").sum())["unpaid"].sort(descending=True)
    assert by_customer[: len(by_customer) // 10].sum() > 0.45 * by_customer.sum()
    assert (by_customer == 0).mean() > 0.5


def test_bills_are_the_sum_of_readings(long_run):
    reads = table(long_run, "metering.daily_energy").with_columns(bill_month=pl.col("reading_on").dt.truncate("1mo"))
    sums = reads.group_by("customer_id", "bill_month").agg(pl.col("energy_kwh", "peak_kwh").sum().name.suffix("_read"))
    bills = table(long_run, "marketing.bills").join(sums, on=["customer_id", "bill_month"], how="left")
    settled = bills.filter(pl.col("bill_month") < date(2025, 8, 1))
    assert settled.height > 2000
    assert ((settled["energy_kwh"] - settled["energy_kwh_read"]).abs() < 0.005).all()
    assert ((settled["peak_kwh"] - settled["peak_kwh_read"]).abs() < 0.005).all()


def test_a_mended_reading_restates_its_bill(first_run, next_run):
    keys = ["bill_id", "energy_kwh", "amount_yuan"]
    both = (
        table(first_run, "marketing.bills")
        .select(keys)
        .join(table(next_run, "marketing.bills").select(keys), on="bill_id", suffix="_now")
    )
    assert both.height > 0
    assert (both["energy_kwh"] != both["energy_kwh_now"]).all()


def test_meter_exchange_gives_two_readings_on_its_day(long_run):
    meters = table(long_run, "marketing.meters").filter(
        pl.col("installed_on").is_between(date(2025, 1, 2), LAST) & pl.col("meter_id").str.ends_with("2")
    )
    reads = table(long_run, "metering.daily_energy").join(meters, on="customer_id")
    on_day = reads.filter(pl.col("reading_on") == pl.col("installed_on"))
    assert meters.height > 3
    assert on_day.group_by("customer_id").len()["len"].to_list() == [2] * on_day["customer_id"].n_unique()
    beside = pl.col("meter_id").str.ends_with("3")  # goes on beside it
    after = reads.filter(pl.col("reading_on") > pl.col("installed_on"), ~beside)
    assert (after["meter_id"] == after["meter_id_right"]).all()


def test_some_customers_have_two_meters_at_work_that_add_up_to_their_bill(long_run):
    meters = table(long_run, "marketing.meters").filter(pl.col("removed_on").is_null())
    several = meters.group_by("customer_id").len().filter(pl.col("len") > 1)
    assert 3 < several.height < 0.1 * meters.height
    reads = table(long_run, "metering.daily_energy").join(several, on="customer_id")
    on_day = reads.group_by("customer_id", "reading_on").agg(pl.col("meter_id").n_unique())
    assert on_day["meter_id"].to_list() == [2] * on_day.height


def test_outages_are_sensed_and_dent_the_readings(long_run):
    out = table(long_run, "service_95598.outages").filter(
        (pl.col("ended_at") - pl.col("started_at") > timedelta(hours=3)) & pl.col("transformer_id").is_null()
    )
    sensed = table(long_run, "metering.sensed_outages")
    assert out.height > 0
    near = sensed.join(out.select("outage_id", begin="started_at"), how="cross").filter(
        (pl.col("started_at") - pl.col("begin")).abs() < timedelta(seconds=100)
    )
    assert set(near["outage_id"]) == set(out["outage_id"])
    reads = table(long_run, "metering.daily_energy").select("customer_id", "reading_on", "energy_kwh")
    hurt = near.select("customer_id", dark_on=pl.col("begin").dt.date()).join(reads, on="customer_id")
    dark = hurt.filter(pl.col("reading_on") == pl.col("dark_on"))["energy_kwh"].mean()
    usual = hurt.filter((pl.col("reading_on") - pl.col("dark_on")).abs() == timedelta(days=7))["energy_kwh"].mean()
    assert dark < 0.95 * usual


def test_curves_add_up_to_the_day(long_run):
    curves = table(long_run, "metering.load_curves").with_columns(kwh=pl.col("power_kw").list.sum() / 4)
    reads = (
        table(long_run, "metering.daily_energy").group_by("customer_id", "reading_on").agg(pl.col("energy_kwh").sum())
    )
    both = curves.join(reads, left_on=["customer_id", "curve_on"], right_on=["customer_id", "reading_on"])
    near = (both["kwh"] - both["energy_kwh"]).abs() <= 0.02 + 0.001 * both["energy_kwh"]
    assert both["power_kw"].list.len().unique().to_list() == [96]
    assert near.mean() > 0.95  # the rest are days whose reading failed for good


def test_systems_disagree_and_leave_gaps(long_run):
    customers, places = table(long_run, "marketing.customers"), table(long_run, "gis.locations")
    both = customers.join(places, on="customer_id", suffix="_gis")
    assert 0 < (both["district"] != both["district_gis"]).mean() < 0.1
    assert 0 < customers["phone"].null_count() / customers.height < 0.15
    assert places.height < customers.height
    reads = table(long_run, "metering.daily_energy")
    assert 0 < reads["energy_kwh"].null_count() / reads.height < 0.05
    assert reads["is_estimated"].any()


@pytest.mark.parametrize(
    ("child", "column", "parent"),
    [
        ("marketing.supply_points", "customer_id", "marketing.customers"),
        ("marketing.bills", "customer_id", "marketing.customers"),
        ("marketing.payments", "bill_id", "marketing.bills"),
        ("marketing.dunning", "bill_id", "marketing.bills"),
        ("marketing.contracts", "tariff_code", "marketing.tariffs"),
        ("marketing.tariff_tiers", "tariff_code", "marketing.tariffs"),
        ("marketing.defects", "equipment_id", "marketing.equipment"),
        ("metering.daily_energy", "meter_id", "marketing.meters"),
        ("metering.meter_events", "meter_id", "marketing.meters"),
        ("service_95598.repairs", "ticket_id", "service_95598.tickets"),
        ("service_95598.complaints", "ticket_id", "service_95598.tickets"),
        ("outside.charging_sessions", "user_id", "outside.platform_users"),
    ],
)
def test_rows_point_at_rows_that_exist(long_run, child, column, parent):
    keys, there = table(long_run, child)[column].drop_nulls().unique(), set(table(long_run, parent)[column])
    missing = [value for value in keys if value not in there]
    assert len(keys) > 0
    assert not missing
