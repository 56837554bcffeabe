"""What goes on behind the readings: enough cases of each label, found by inspections as real ones would find them."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from tagrid.demo import misuse, shapes
from tagrid.demo.ceiling import simulated
from tagrid.demo.energy import energy, registered
from tagrid.demo.prices import CATEGORIES, MARKET_CATEGORIES, tariff_of
from tagrid.demo.programmes import SUN_HOURS
from tagrid.demo.scene import Scene, corrected_on, eligible
from tagrid.demo.world import CONDITIONS, NEVER, SKY_HOURS, World, day_number, month, month_of
from tests.demo.reading import table

START, LAST = date(2024, 11, 1), date(2026, 6, 30)
INDEX = month_of(day_number(date(2025, 6, 1)))


@pytest.fixture(scope="module")
def view() -> Scene:
    return simulated(World(7, 5000, START), LAST)


def test_every_label_has_enough_cases_in_twenty_months(view):
    it = view.affairs
    found = it.inspected["result"]
    assert np.isin(found, (3, 4, 5)).sum() >= 150
    assert (found == 2).sum() >= 140
    assert sum(day >= view.who.world.start_day for day in it.market.entered) >= 140


def test_a_few_customers_in_a_hundred_have_something_to_hide(view):
    start, end = view.who.world.start_day, day_number(LAST)
    begin, over = np.array(view.affairs.episodes.begin), np.array(view.affairs.episodes.over)
    for day in range(start, end, 100):
        assert 0.018 < ((begin <= day) & (over > day)).sum() / view.who.size < 0.035
        assert 0.015 < view.affairs.sidelines.is_mismatch(day).mean() < 0.035


def test_suspicion_finds_more_than_chance_and_everybody_misses_some(view):
    done = view.affairs.inspected
    share = [np.isin(done["result"][done["kind"] == kind], (3, 4, 5)).mean() for kind in range(4)]
    assert share[misuse.TARGETED] > 4 * share[misuse.SPOT]
    met = [np.flatnonzero((np.array(view.affairs.episodes.begin) <= d) & (np.array(view.affairs.episodes.over) >= d))
           for d in done["day"]]  # fmt: skip
    rows = np.array(view.affairs.episodes.row)
    there = np.array([row in rows[numbers] for row, numbers in zip(done["row"], met, strict=True)])
    caught = np.isin(done["result"], (3, 4, 5))
    assert not caught[~there].any()
    assert 0.1 < 1 - caught[there].mean() < 0.5


def test_a_year_brings_an_eighth_to_a_fifth_of_businesses_to_the_market(view):
    it, start, n = view.affairs, view.who.world.start_day, view.who.size
    may = eligible(view.who, view.lives, it.sidelines, start)
    there = may & ~it.market.inside(start - 1, n) & (view.lives.opened < start)
    assert 0.11 < it.market.entering(start - 1, start + 364, n)[there].mean() < 0.22


def test_who_may_buy_in_the_market_is_on_a_tariff_of_the_market(view):
    """On every day, those whose tariff was corrected meanwhile included: they register as others do."""
    start, end = view.who.world.start_day, day_number(LAST)
    it, new = view.affairs, np.zeros(view.who.size, dtype=bool)
    for day in range(start, end, 50):
        of_market = np.array([CATEGORIES[t] in MARKET_CATEGORIES for t in tariff_of(view, day)])
        may = eligible(view.who, view.lives, it.sidelines, day)
        assert (may == of_market).all()
        new |= may & ~eligible(view.who, view.lives, it.sidelines, start)
    assert new.sum() > 100
    first = {row: day for row, day in zip(it.market.row[::-1], it.market.entered[::-1], strict=True) if new[row]}
    assert len(first) > 0
    assert all(corrected_on(it.sidelines, view.lives)[row] <= day for row, day in first.items())


def test_who_left_the_market_may_come_back_and_is_never_in_it_twice(view):
    market = view.affairs.market
    spells = pl.DataFrame({"row": market.row, "entered": market.entered, "left": market.left})
    again = spells.with_columns(before=pl.col("left").shift().over("row")).drop_nulls("before")
    assert again.height > 0
    assert (again["before"] < again["entered"]).all()


def test_an_accepted_customer_and_its_tariff_fit_once_corrected(view):
    sides = view.affairs.sidelines
    row = np.flatnonzero(sides.corrected < day_number(LAST))
    before, after = tariff_of(view, view.who.world.start_day)[row], tariff_of(view, day_number(LAST))[row]
    assert len(row) > 100
    assert {CATEGORIES[t] for t in before} <= {"residential", "agricultural"}
    assert {CATEGORIES[t] for t in after} == {"general_commercial"}


@pytest.fixture(scope="module")
def june(view) -> tuple:
    true = energy(view.who, view.net, view.lives, INDEX, np.zeros((view.who.size, month(INDEX).length), np.float32))
    return true, registered(view, true, INDEX)


def test_only_those_who_do_something_read_otherwise(view, june):
    true, seen = june
    now, sides = month(INDEX), view.affairs.sidelines
    touched = {view.affairs.episodes.row[k] for k in view.affairs.episodes.during(now.first, now.after)}
    touched |= set(np.flatnonzero((sides.begin < now.after) & (sides.end > now.first)).tolist())
    others = np.setdiff1d(np.arange(view.who.size), list(touched))
    assert (true.kwh[others] == seen.kwh[others]).all()
    assert (true.peak_share[others] == seen.peak_share[others]).all()
    assert ((seen.peak_share > 0) & (seen.valley_share > 0) & (seen.peak_share + seen.valley_share <= 1)).all()


@pytest.mark.parametrize("attack", range(8))
def test_each_attack_takes_away_and_never_adds(view, june, attack):
    true, _ = june
    sides = replace(view.affairs.sidelines, begin=np.full(view.who.size, NEVER))
    row = int(np.flatnonzero((true.kwh.min(axis=1) > 1) & view.net.time_of_use)[0])
    episodes = misuse.Episodes()
    episodes.add(np.random.default_rng(1), row, month(INDEX).first + 10, True)
    episodes.attack[0], episodes.depth[0], episodes.jams[0] = attack, 0.4, True
    other = replace(view, affairs=replace(view.affairs, sidelines=sides, episodes=episodes))
    seen = registered(other, true, INDEX)
    assert (seen.kwh[row, :10] == true.kwh[row, :10]).all()
    assert seen.fail is not None
    assert seen.fail[row, 10:].min() > 0
    whole, left = true.kwh[row, 10:].sum(), seen.kwh[row, 10:].sum()
    if attack == misuse.SHIFT:
        assert left == pytest.approx(whole, rel=1e-5)
        assert (seen.peak_share[row, 10:] < true.peak_share[row, 10:]).all()
        assert (seen.valley_share[row, 10:] > true.valley_share[row, 10:]).all()
    else:
        assert 0.1 * whole < left < 0.95 * whole
    for bend in (bend for (at, _), bend in seen.bends.items() if at == row):
        curve = bend(np.linspace(1, 2, shapes.QUARTERS))
        assert (curve >= 0).all()
        assert curve.sum() > 0


def test_inspections_and_corrections_stand_in_the_delivery(long_run):
    done = table(long_run, "marketing.inspections")
    assert set(done["kind"].unique()) == {"routine", "spot", "targeted", "use_nature"}
    assert done.filter((pl.col("kind") != "routine") & (pl.col("done_on") != pl.col("due_on"))).is_empty()
    assert done.filter(pl.col("done_on").is_null() & pl.col("result").is_not_null()).is_empty()
    assert (done["result"] == "use_mismatch").sum() > 3
    contracts = table(long_run, "marketing.contracts")
    both = contracts.join(contracts, on="customer_id", suffix="_other").filter(
        pl.col("contract_id") < pl.col("contract_id_other")
    )
    end = pl.col("valid_to").fill_null(date(2100, 1, 1))
    assert both.filter(
        (end >= pl.col("valid_from_other")) & (pl.col("valid_from") <= pl.col("valid_from_other"))
    ).is_empty()
    changed = both.filter(pl.col("tariff_code") != pl.col("tariff_code_other"))
    found = done.filter(pl.col("result") == "use_mismatch").select("customer_id", "done_on")
    matched = changed.join(found, on="customer_id")
    assert changed.height > 0
    assert matched.filter(pl.col("valid_from_other") > pl.col("done_on")).height == changed.height


def test_what_panels_feed_in_follows_the_sky_of_the_month(long_run):
    """Beside the usual hours of its month, which the season gives, a month yields by its clear and its rainy days."""
    fed = table(long_run, "marketing.feed_in_settlements")
    sky = table(long_run, "outside.weather").filter(pl.col("station_id") == "S01")
    clear = sky.group_by(fed_in_month=pl.col("weather_on").dt.truncate("1mo")).agg(
        hours=pl.col("condition").replace_strict(CONDITIONS, SKY_HOURS.tolist(), default=None).mean()
    )
    usual = pl.DataFrame({"number": list(range(1, 13)), "usual": [float(h) for h in SUN_HOURS]})
    rows = fed.with_columns(
        number=pl.col("fed_in_month").dt.month().cast(pl.Int64),
        part=pl.col("fed_in_kwh") / pl.col("fed_in_kwh").mean().over("customer_id"),
    )
    months = (
        rows.join(usual, on="number").group_by("fed_in_month").agg(part=pl.col("part").mean() / pl.col("usual").first())
    )
    both = months.join(clear, on="fed_in_month")
    assert both.height >= 8 and both["part"].max() > 1.15 * both["part"].min()
    assert both.select(pl.corr("part", "hours")).item() > 0.9
