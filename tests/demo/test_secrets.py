"""What is hidden stays hidden: no delivered column carries a trait, a fate or a plan that only the generator knows."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from tagrid.demo import misuse, response, scene
from tagrid.demo.ceiling import simulated
from tagrid.demo.scene import Scene
from tagrid.demo.world import World, day_number
from tagrid.landing.contracts import source_contracts
from tests.demo.conftest import CUSTOMERS, START, UNTIL
from tests.demo.reading import table

CLOSE = 0.9  # rank correlation at which a column would be a trait
LEAST = 60


@pytest.fixture(scope="module")
def view() -> Scene:
    return simulated(World(7, CUSTOMERS, START), UNTIL)


@pytest.fixture(scope="module")
def hidden(view) -> pl.DataFrame:
    """One row a customer with every hidden trait and state."""
    who, it = view.who, view.affairs
    traits = {name: getattr(who, name) for name in ("temper", "thrift", "digital", "green", "stress", "growth")}
    states = {
        "inclination": misuse.misuse_inclination(who),
        "appetite": np.nan_to_num(scene.appetite(who, view.net)),
        "flexibility": response.flexibility(who),
        "grudge": who.rng("grudge").gamma(0.12, 1 / 0.12, who.size),
        "ready": it.trade.ready,
        "sideline": it.sidelines.is_mismatch(day_number(UNTIL)).astype(float),
        "misuse": (it.active >= 0).astype(float),
    }
    return pl.DataFrame({"customer_id": view.ids_of(np.arange(who.size)), **traits, **states})


def _per_customer(rows: pl.DataFrame) -> pl.DataFrame:
    """Each column of a table as one number a customer: the mean, of codes and identifiers the mean of their order."""
    numbers = []
    for name, kind in rows.schema.items():
        if name == "customer_id" or kind == pl.List:
            continue
        value = pl.col(name)
        if kind == pl.String:
            value = value.rank("dense")
        numbers.append(value.cast(pl.Int64 if kind.is_temporal() else pl.Float64).cast(pl.Float64).mean().alias(name))
    return rows.drop_nulls("customer_id").group_by("customer_id").agg(numbers)


@pytest.mark.parametrize(
    "address", [a for a, t in source_contracts().items() if any(c.name == "customer_id" for c in t.columns)]
)
def test_no_column_is_a_hidden_trait(long_run, hidden, address):
    both = _per_customer(table(long_run, address)).join(hidden, on="customer_id")
    columns = [name for name in both.columns if name not in hidden.columns]
    for column in columns:
        told_ = both.drop_nulls(column)
        if told_.height < LEAST or told_[column].n_unique() < 2:
            continue
        for trait in hidden.columns[1:]:
            if told_[trait].n_unique() < 2:
                continue
            near = abs(told_.select(pl.corr(column, trait, method="spearman")).item())
            assert near < CLOSE, (address, column, trait, near)


def test_names_of_columns_tell_of_no_hidden_cause():
    names = {column.name for one in source_contracts().values() for column in one.columns}
    assert not names & {
        "temper",
        "thrift",
        "stress",
        "readiness",
        "lean",
        "depth",
        "attack",
        "flexibility",
        "kind_name",
    }


def _auc(values: np.ndarray, flag: np.ndarray) -> float:
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable") + 1
    return (order[flag].sum() - flag.sum() * (flag.sum() + 1) / 2) / (flag.sum() * (~flag).sum())


def test_numbers_of_applications_do_not_tell_who_will_be_energised(long_run):
    rows = table(long_run, "marketing.connection_applications")
    energised = rows["energised_on"].is_not_null().to_numpy()
    for column in ("application_id", "applicant_id"):
        number = rows[column].str.slice(2).cast(pl.Int64).to_numpy()
        assert rows[column].str.slice(0, 2).n_unique() == 1
        assert 0.35 < _auc(number, energised) < 0.65
        assert abs(np.mean(number[energised] % 2) - np.mean(number[~energised] % 2)) < 0.25
    assert rows.filter(pl.col("energised_on").is_null())["customer_id"].null_count() == (~energised).sum()


def test_numbers_of_users_do_not_tell_who_is_a_customer(long_run):
    rows = table(long_run, "outside.platform_users")
    number = rows["user_id"].str.slice(1).cast(pl.Int64).to_numpy()
    assert 0.35 < _auc(number, rows["customer_id"].is_not_null().to_numpy()) < 0.65


def test_a_user_is_bound_to_its_account_when_that_is_opened(long_run, view):
    rows = table(long_run, "outside.platform_users").drop_nulls("customer_id")
    opened = table(long_run, "marketing.customers").select("customer_id", "opened_on")
    both = rows.join(opened, on="customer_id")
    assert both.height == rows.height
    assert (both["opened_on"] <= UNTIL).all()
    early = both.filter(pl.col("registered_on") < pl.col("opened_on"), pl.col("opened_on") >= START)
    assert early.height > 0


def test_what_is_found_later_is_not_delivered_before(first_run, long_run, view):
    last = date(2025, 9, 14)
    done = table(first_run, "marketing.inspections")
    assert (done["done_on"].drop_nulls() <= last).all()
    assert done.filter(pl.col("done_on").is_null())["result"].null_count() == done["done_on"].null_count()
    calls = table(first_run, "marketing.demand_responses")
    assert (calls["verified_on"].drop_nulls() <= last).all()
    assert calls.filter(pl.col("verified_on").is_null())["shed_kw"].null_count() == calls["verified_on"].null_count()
    entries = table(first_run, "marketing.market_entries")
    assert (entries["registered_on"] <= last).all()
    due = [day for day in view.affairs.market.entered if day <= day_number(last)]
    assert 0 < entries.height == len(due) <= len(view.affairs.market.entered)
    assert done.height < table(long_run, "marketing.inspections").height
