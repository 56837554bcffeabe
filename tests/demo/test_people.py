"""Who is met in the demo utility, and how its customers pay: the shares a collections team would recognise."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from tagrid.demo.bills import Bills, _factor as measured_factor
from tagrid.demo.delivery import Sink
from tagrid.demo.energy import energy
from tagrid.demo.life import life
from tagrid.demo.metering import CURVE_DAYS, profile_on
from tagrid.demo.payments import lasting_stress, settling
from tagrid.demo.population import AREAS, HARDSHIPS, addresses, cast, firms, is_weak, kind_number
from tagrid.demo.prices import capacity_of, standards, tariff_of
from tagrid.demo.scene import Scene, scene
from tagrid.demo.supply import IMPORTANT, VOLTAGES, supply
from tagrid.demo.world import NEVER, Window, World, day_number, month, month_of
from tests.demo.reading import table

WORLD = World(7, 6000, date(2025, 1, 1))
UNTIL = day_number(date(2026, 6, 30))


@pytest.fixture(scope="module")
def view(tmp_path_factory) -> Scene:
    return scene(Sink(WORLD, Window(WORLD.start_day, UNTIL), tmp_path_factory.mktemp("people"), 0))


@pytest.fixture(scope="module")
def year(view) -> dict[str, np.ndarray]:
    """A year's bills of all customers who pay afterwards, arrays (months, customers)."""
    rows = np.flatnonzero(~view.net.prepaid)
    months = range(month_of(UNTIL) - 13, month_of(UNTIL) - 1)
    found = {"late": [], "paid": [], "parts": [], "cut": [], "due": []}
    for index in months:
        due = np.full(len(rows), month(index).after + 23)
        yuan, never = np.full(len(rows), 100.0), np.full(len(rows), NEVER)
        settled = settling(view, Bills(rows, due - 20, due - 20, due, never, yuan, yuan), index)
        one = {"late": settled.paid - due, "paid": settled.paid, "parts": settled.parts}
        for name, values in (one | {"cut": settled.cut < NEVER, "due": due}).items():
            found[name].append(values)
    stress = lasting_stress(view, months[-1])[rows]
    return {name: np.array(values) for name, values in found.items()} | {"stress": stress}


def test_bills_unpaid_after_30_days_belong_to_few(year):
    unpaid = year["late"] > 30
    assert 0.04 < unpaid.mean() < 0.07
    by_customer = np.sort(unpaid.sum(axis=0))[::-1]
    assert by_customer[: len(by_customer) // 10].sum() > 0.6 * by_customer.sum()


def test_late_payers_and_cut_offs_are_as_few_as_in_life(year):
    often = (year["late"] > 0).mean(axis=0) >= 0.25
    assert 0.09 < often.mean() < 0.15
    assert 0.015 < year["cut"].any(axis=0).mean() < 0.035
    overdue = ((year["due"] < UNTIL) & (year["paid"] > UNTIL)).any(axis=0)
    assert 0.03 < overdue.mean() < 0.10


def test_parts_come_before_lateness(year):
    """Of those on time for half a year, the ones who paid in parts are late more often in the months after."""
    punctual = (year["late"][:6] <= 0).all(axis=0)
    in_parts, later = year["parts"][3:6].any(axis=0), (year["late"][7:10] > 30).any(axis=0)
    assert later[punctual & in_parts].mean() > 1.8 * later[punctual & ~in_parts].mean()


def test_who_lives_by_medical_devices_is_not_cut_off(view, year, monkeypatch):
    rows = np.flatnonzero(~view.net.prepaid)
    assert year["cut"][:, view.who.is_home[rows]].any()
    everybody = np.full(view.who.size, HARDSHIPS.index("medical_dependency"))
    monkeypatch.setattr("tagrid.demo.payments.hardship", lambda who: everybody)
    index = month_of(UNTIL) - 2
    due = np.full(len(rows), month(index).after + 23)
    yuan, never = np.full(len(rows), 100.0), np.full(len(rows), NEVER)
    assert (settling(view, Bills(rows, due - 20, due - 20, due, never, yuan, yuan), index).cut == NEVER).all()


def test_who_has_a_standard_of_the_power_factor_has_one_measured(view):
    """Those too whose capacity grew to it."""
    now = month(month_of(UNTIL))
    capacity = capacity_of(view, now.first)
    held = standards(view, tariff_of(view, now.first), capacity) > 0
    assert (held & (view.net.capacity < 100)).any()
    assert np.isfinite(measured_factor(view, now.index)[held]).all()


def test_names_and_addresses_are_those_of_their_kind(view):
    who, rng = view.who, np.random.default_rng(7)
    names = firms(rng, who.kind).to_list()
    places = addresses(rng, view.net.district, who.area, who.kind).to_list()
    kinds = dict.fromkeys(("family", "villager", "grower", "livestock", "single_shift", "school"), None)
    for name in kinds:
        kinds[name] = np.flatnonzero(who.kind == kind_number(name))
    assert not [names[i] for name in ("grower", "livestock") for i in kinds[name] if names[i].endswith("公司")]
    assert all("村" in places[i] and "室" not in places[i] for name in ("grower", "livestock") for i in kinds[name])
    assert not [places[i] for name in ("single_shift", "school") for i in kinds[name] if "室" in places[i]]
    town = [i for i in kinds["family"] if who.area[i] != AREAS.index("rural")]
    assert all(places[i].endswith("室") for i in town)


def test_some_pay_two_bills_at_once(year):
    days = np.sort(year["paid"], axis=0)
    pairs = ((np.diff(days, axis=0) == 0) & (days[1:] < NEVER)).sum(axis=0)
    assert 0.005 < (pairs >= 4).mean() < 0.03


def test_weak_trades_are_harder_pressed(view):
    who = view.who
    weak = is_weak(who.kind, who.trade)
    assert who.stress[weak].mean() > who.stress[(who.type == 1) & ~weak].mean() + 0.3


def test_every_important_category_and_voltage_from_2000_customers():
    who = cast(World(7, 2000, WORLD.start), 0)
    net = supply(who)
    lives = life(who, net, WORLD.first_month)
    stays = (lives.opened < WORLD.start_day) & (lives.ended > UNTIL)
    assert set(net.important[stays]) == {-1, *range(len(IMPORTANT))}
    assert set(net.voltage[stays]) == set(range(len(VOLTAGES)))
    assert (net.voltage >= VOLTAGES.index("hv_35kv")).sum() <= 5


def test_use_of_a_merged_account_goes_over(view):
    who, net, lives = view.who, view.net, view.lives
    gone = np.flatnonzero((lives.merged > WORLD.start_day + 40) & (lives.merged < UNTIL - 40))
    assert len(gone) > 3
    for row in gone[:3]:
        into, index = lives.merged_into[row], month_of(lives.merged[row])
        dark = np.zeros((who.size, month(index).length), np.float32)
        use, before = energy(who, net, lives, index, dark), int(lives.merged[row] - month(index).first)
        apart = energy(who, net, _unmerged(view, row), index, dark)
        assert (use.kwh[into, before:] > apart.kwh[into, before:]).all()
        assert (use.kwh[into, :before] == apart.kwh[into, :before]).all()
        assert not use.live[row, before:].any()


def _unmerged(view: Scene, row: int):
    from dataclasses import replace

    merged = view.lives.merged.copy()
    merged[row] = NEVER
    return replace(view.lives, merged=merged)


def test_capacity_changes_stand_in_contracts(long_run):
    changes = table(long_run, "marketing.change_requests").filter(
        pl.col("kind").is_in(["increase", "decrease"]) & pl.col("completed_on").is_not_null()
    )
    contracts = table(long_run, "marketing.contracts")
    after = changes.join(contracts, left_on=["customer_id", "completed_on"], right_on=["customer_id", "valid_from"])
    before = contracts.with_columns(completed_on=pl.col("valid_to") + timedelta(days=1))
    both = after.join(before, on=["customer_id", "completed_on"], suffix="_before")
    assert both.height > 0
    change = both["contract_capacity_kva"] - both["contract_capacity_kva_before"]
    assert change.to_list() == both["capacity_change_kva"].to_list()


def test_another_tariff_category_is_asked_for_before_it_stands_in_the_contract(long_run):
    asked = table(long_run, "marketing.change_requests").filter(kind="change_category")
    contracts = table(long_run, "marketing.contracts").sort("customer_id", "valid_from")
    before = pl.col("tariff_code").shift().over("customer_id")
    changed = contracts.filter(before.is_not_null() & (before != pl.col("tariff_code")))
    both = changed.join(asked, on="customer_id")
    assert both.height == changed.height > 0
    assert (both["requested_on"] < both["completed_on"]).all()
    # a contract begins one day later where another capacity begins on the day
    assert ((both["valid_from"] - both["completed_on"]).dt.total_days().is_between(0, 1)).all()


def test_some_works_change_their_shifts_with_their_orders(view):
    index = month_of(UNTIL)
    days = np.array([profile_on(view, index, day) for day in CURVE_DAYS])
    changing, works = (
        (days != days[0]).any(axis=0),
        np.isin(view.who.kind, [kind_number("single_shift"), kind_number("two_shift")]),
    )
    assert 0.08 < changing[works].mean() < 0.2
    assert not changing[~works].any()
    assert (days[:, ~works] == view.net.profile[~works]).all()
