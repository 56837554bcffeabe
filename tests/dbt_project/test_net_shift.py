"""A customer's own change of level is found beside a season that everybody follows to a degree of his own."""

import importlib.util
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest

from tagrid.core.overlay import REFERENCE

FILE = REFERENCE / "dbt_project/models/features/int_customer_usage_net_shift.py"
_found = importlib.util.spec_from_file_location("net_shift", FILE)
net = importlib.util.module_from_spec(_found)
_found.loader.exec_module(net)

CHANGE_13W, CONTRAST_13W = net.COLUMNS.index("level_net_change_13w"), net.COLUMNS.index("level_net_contrast_13w")


def town(customers: int = 300) -> np.ndarray:
    """Weekly log levels, newest first: two seasons that each customer follows to its own degree, and noise."""
    random, weeks = np.random.default_rng(4), np.arange(net.WEEKS)
    seasons = np.stack([np.cos(2 * np.pi * weeks / 52), np.maximum(np.sin(2 * np.pi * weeks / 52), 0)])
    return random.normal(0, 0.4, (customers, 2)) @ seasons + random.normal(0, 0.05, (customers, net.WEEKS))


def stolen(levels: np.ndarray, who: int) -> np.ndarray:
    """The same town, where one customer registers 30 % less in the last 13 weeks."""
    levels = levels.copy()
    levels[who, :13] += np.log(0.7)
    return levels


def net_shift(levels: np.ndarray) -> np.ndarray:
    return net.net_changes(levels, net.common(levels))


def test_a_cut_is_separated_from_a_season_that_hides_it():
    """The rise of its own season hides the cut from a plain comparison of weeks, and not from this one."""
    levels = town()
    plain = levels[:, :13].mean(axis=1) - levels[:, 13:].mean(axis=1)
    who = int(np.argmax(plain))
    levels = stolen(levels, who)
    found = net_shift(levels)
    assert found[who, CHANGE_13W] == pytest.approx(np.log(0.7), abs=0.06)
    assert np.argmin(found[:, CONTRAST_13W]) == who
    assert np.argmin(levels[:, :13].mean(axis=1) - levels[:, 13:].mean(axis=1)) != who
    assert np.abs(np.delete(found[:, CHANGE_13W], who)).max() < 0.1


def test_weeks_without_readings_are_left_out_and_not_guessed():
    levels = stolen(town(), 7)
    gaps = np.random.default_rng(5).random(levels.shape) < 0.2
    found = net_shift(np.where(gaps, np.nan, levels))
    assert found[7, CHANGE_13W] == pytest.approx(np.log(0.7), abs=0.08)
    filled = np.where(gaps, np.nanmean(levels, axis=1, keepdims=True), levels)
    assert np.abs(net_shift(filled)[:, CHANGE_13W]).mean() > np.abs(found[:, CHANGE_13W]).mean()


def test_what_is_known_of_too_few_weeks_is_not_reported():
    levels = town(60)
    levels[0, net.LEAST_WEEKS - 1 :] = np.nan
    levels[1, :11] = np.nan
    levels[2, 15:] = np.nan
    found = net_shift(levels)
    assert np.isnan(found[0]).all()
    assert np.isnan(found[1, CHANGE_13W])  # two weeks of the last 13
    assert np.isnan(found[2]).all()
    assert np.isfinite(found[3:]).all()


def test_the_order_of_customers_changes_nothing():
    levels = town(80)
    turn = np.random.default_rng(6).permutation(80)
    assert net_shift(levels[turn]) == pytest.approx(net_shift(levels)[turn], abs=1e-8)


def answered(rows: str) -> dict[str, list]:
    """What the dbt model gives for weekly measures, by column."""
    with duckdb.connect() as session:
        dbt = SimpleNamespace(ref=lambda name: session.sql(rows))
        return net.model(dbt, session).to_pydict()


def test_the_model_has_a_row_for_each_customer_of_a_small_town_too():
    alone = """
        select 'b' as customer_id, week::int as weeks_ago, if(week < 13, -0.5, 0.0) as level from range(78) as t(week)
        union all select 'a', 3, 0.1
        union all select 'a', 4, null
    """
    found = answered(alone)
    assert found["customer_id"] == ["a", "b"]
    assert found["level_net_change_13w"] == [None, pytest.approx(-0.5, abs=1e-4)]


def test_the_model_of_nobody_has_its_columns():
    found = answered("select 'a' as customer_id, 1 as weeks_ago, 0.5 as level where false")
    assert list(found) == ["customer_id", *net.COLUMNS] and not any(found.values())
