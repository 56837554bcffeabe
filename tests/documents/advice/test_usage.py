"""Each rule of the usage report speaks exactly when its condition holds, with the number that calls for it."""

from dataclasses import replace
from datetime import date, timedelta
from math import acos, tan

import pytest

from tagrid.documents.advice import tariff, usage
from tagrid.documents.advice.rules import advice_for
from tagrid.documents.model import MissingBlock, PairsBlock
from tagrid.documents.usage_tariff import DIRECT, tariff_section
from tests.documents.made import AS_OF, days, factory, months, supplied, using

PRICED = {"price_peak_yuan": 1.2, "price_valley_yuan": 0.2}
HOME = {"customer_type": "household", "tariff_category": "residential"}


def test_of_a_customer_with_nothing_to_say_nothing_is_said():
    assert advice_for("usage", factory()) == []


def test_a_tenth_of_the_peak_moved_saves_the_difference_of_the_prices():
    said = usage.shift_peak(supplied(factory(), **PRICED))
    assert said and said.yuan == pytest.approx(12 * 300 * 0.1 * (1.2 - 0.2))
    assert "360 元" in said.action.zh and "360 yuan" in said.action.en


def test_a_shift_is_advised_from_one_per_cent_of_the_bill():
    # 12 x 300 x 0.1 x (p - 0.2) against 1 % of 7,200 yuan
    at = supplied(factory(), price_peak_yuan=0.4001, price_valley_yuan=0.2)
    below = supplied(factory(), price_peak_yuan=0.3999, price_valley_yuan=0.2)
    assert usage.shift_peak(at) and not usage.shift_peak(below)
    assert not usage.shift_peak(supplied(factory(), **PRICED, is_time_of_use=False))
    assert not usage.shift_peak(supplied(factory(bills=months(peak_kwh=None)), **PRICED))


def test_sharp_hours_moved_save_more_than_peak_hours():
    made = factory(bills=months(peak_kwh=300.0, sharp_kwh=100.0))
    said = usage.shift_peak(supplied(made, **PRICED, price_sharp_yuan=1.44))
    assert said and said.yuan == pytest.approx(12 * 0.1 * (200 * (1.2 - 0.2) + 100 * (1.44 - 0.2)))


def test_a_commercial_customer_is_judged_by_its_own_standard():
    low = months(factor=0.83, factor_yuan=6.0)
    rule = {"power_factor_standard": 0.85, "best_power_factor": 0.94, "best_adjustment_share": -0.011}
    said = tariff.power_factor(supplied(factory(bills=low), **rule, power_factor_source="第2款"))
    assert said and said.limit.zh == "0.85" and "标准 0.85" in said.finding.zh and "第2款" in said.source.zh
    assert "0.94" in said.action.en and said.yuan == pytest.approx(72 + 12 * (600 - 6) * 0.011)
    assert not tariff.power_factor(supplied(factory(bills=low), power_factor_standard=None))


def test_surcharges_of_the_power_factor_from_fifty_yuan():
    low = months(factor=0.87, factor_yuan=9.0)
    said = tariff.power_factor(factory(bills=low))
    assert said and said.figure.en == "108 yuan"
    assert said.yuan == pytest.approx(108 + 12 * (600 - 9) * 0.0075)
    assert not tariff.power_factor(factory(bills=months(factor=0.899, factor_yuan=49.9 / 12)))
    assert not tariff.power_factor(factory(bills=months(factor=0.95, factor_yuan=-30.0)))
    assert not tariff.power_factor(factory(bills=months()))


def test_rewards_of_other_months_are_no_surcharge():
    mixed = (*months(6, factor=0.95, factor_yuan=-100.0)[:3], *months(3, factor=0.85, factor_yuan=20.0))
    said = tariff.power_factor(factory(bills=mixed))
    assert said and said.figure.zh == "60 元" and "3 个月低于" in said.finding.zh


def test_the_reactive_power_to_compensate():
    kvar = tariff.compensation_kvar(73_000, 0.80, 0.95)
    assert kvar == pytest.approx(100 * (0.75 - tan(acos(0.95))))
    assert tariff.compensation_kvar(73_000, 0.95, 0.95) == pytest.approx(0)


def _two_part(demand_kw: float, kwh: float = 1000.0, count: int = 12):
    made = factory(bills=months(count, demand_kw=demand_kw, kwh=kwh))
    return supplied(made, capacity_yuan_per_kva=30.0, demand_yuan_per_kw=50.0)


def test_the_basic_charge_by_demand():
    both = tariff.basic_charge(_two_part(400))
    assert both and (both.capacity_yuan, both.demand_yuan, both.intense) == (360_000, 240_000, 0)
    # 260 kWh a kVA and more: nine tenths of the price
    intense = tariff.basic_charge(_two_part(400, kwh=260_000))
    assert intense and intense.demand_yuan == pytest.approx(216_000) and intense.intense == 12
    assert tariff.basic_charge(_two_part(400, kwh=259_999)).intense == 0


def test_billing_by_demand_is_advised_from_a_twentieth():
    assert tariff.two_part(_two_part(570)).yuan == pytest.approx(18_000)
    assert not tariff.two_part(_two_part(570.1))
    assert not tariff.two_part(_two_part(100, count=11))
    small = _two_part(100)
    assert not tariff.two_part(replace(small, customer={**small.customer, "contract_capacity_kva": 314}))
    assert tariff.two_part(replace(small, customer={**small.customer, "contract_capacity_kva": 315}))


def test_the_basic_charge_is_compared_with_the_own_way():
    """570 kW by 50 yuan are 342,000 a year, 1,000 kVA by 30 are 360,000."""
    by_capacity = supplied(_two_part(570), basic_charge_by="capacity", pricing="two_part")
    assert "如现按容量" not in tariff.two_part(by_capacity).action.zh
    assert not tariff.two_part(supplied(_two_part(570), basic_charge_by="actual_demand"))
    dear = tariff.two_part(supplied(_two_part(640), basic_charge_by="actual_demand"))
    assert dear.yuan == pytest.approx(384_000 - 360_000) and "改按容量" in dear.title.zh
    # 500 kW agreed, 45 of 570 beyond 105 % of it and counted twice over: 590 kW by 50 yuan
    agreed = supplied(_two_part(570), basic_charge_by="contracted_demand", contract_demand_kw=500.0)
    assert tariff.basic_charge(agreed).contract_yuan == pytest.approx(590 * 50 * 12)
    assert not tariff.two_part(supplied(_two_part(100), pricing="single_part"))


def test_what_is_not_sure_comes_after_what_is():
    made = _two_part(100)
    made = supplied(replace(made, bills=months(demand_kw=100.0, factor=0.8, factor_yuan=30.0)), **PRICED)
    assert [one.rule for one in advice_for("usage", made)] == ["power_factor", "shift_peak", "two_part"]


def test_idle_capacity_below_three_tenths():
    made = supplied(factory(), max_demand_kw_12m=250.0, capacity_yuan_per_kva=30.0)
    said = tariff.idle_capacity(using(made, capacity_use_12m=0.2999))
    assert said and said.yuan == pytest.approx((1000 - 300) * 30 * 12)
    assert not tariff.idle_capacity(using(made, capacity_use_12m=0.30))
    assert not tariff.idle_capacity(using(supplied(made, max_demand_kw_12m=830.0), capacity_use_12m=0.2))
    unpriced = tariff.idle_capacity(using(supplied(made, capacity_yuan_per_kva=None), capacity_use_12m=0.2))
    assert unpriced and unpriced.yuan is None and unpriced.figure.en == "20%"


def test_idle_capacity_saves_nothing_where_it_is_not_billed():
    made = supplied(factory(), max_demand_kw_12m=250.0, capacity_yuan_per_kva=30.0)
    for way in ("actual_demand", "contracted_demand"):
        said = tariff.idle_capacity(using(supplied(made, basic_charge_by=way), capacity_use_12m=0.2))
        assert said and said.yuan is None and said.grade == "note" and "基本电费" not in said.action.zh
    single = using(supplied(made, pricing="single_part"), capacity_use_12m=0.2)
    assert tariff.idle_capacity(single).yuan is None


def test_of_savings_that_exclude_each_other_the_better_one_is_advised_and_has_the_other_beside_it():
    """Of 360,000 yuan by 1,000 kVA 300 kVA would leave 108,000; billed by 250 kW of demand it is 150,000."""
    idle = using(supplied(_two_part(250), basic_charge_by="capacity", pricing="two_part"), capacity_use_12m=0.25)
    (both,) = [one for one in advice_for("usage", idle) if one.rule in ("two_part", "idle_capacity")]
    assert (both.rule, both.yuan) == ("idle_capacity", pytest.approx(252_000))
    assert [(one.rule, one.yuan) for one in both.instead] == [("two_part", pytest.approx(210_000))]
    assert both.yuan <= tariff.basic_charge(idle).capacity_yuan
    # on time of use by choice: 12 x 1,000 kWh are 5,640 with 300 of peak and 300 of valley, and 6,000 flat
    dear = replace(factory(customer=HOME), bills=months(peak_kwh=600.0, valley_kwh=100.0))
    dear = supplied(dear, tariff_code="R02", price_peak_yuan=0.6, price_valley_yuan=0.3)
    (chosen,) = [one for one in advice_for("usage", dear) if one.rule in ("shift_peak", "other_tariff")]
    assert (chosen.rule, chosen.yuan) == ("other_tariff", pytest.approx(12 * (600 * 0.1 - 100 * 0.2)))
    assert [one.rule for one in chosen.instead] == ["shift_peak"] and chosen.instead[0].yuan < chosen.yuan


def test_demand_above_the_capacity():
    assert not tariff.overload(factory(bills=months(demand_kw=1000.0)))
    said = tariff.overload(factory(bills=months(demand_kw=1100.0)))
    assert said and said.figure.en == "110%" and "100 kW" in said.action.en and said.grade == "attention"


def test_the_cheaper_tariff_of_the_category():
    home = replace(factory(customer=HOME), supply={"tariff_code": "R01", "is_time_of_use": False})
    # 12,000 kWh: 6,000 on R01; on R02 0.6 x 3,600 + 0.3 x 3,600 + 0.5 x 4,800 = 5,640
    said = tariff.other_tariff(home)
    assert said and said.yuan == pytest.approx(360) and "R02" in said.action.en
    peaky = replace(home, bills=months(peak_kwh=500.0, valley_kwh=250.0))
    assert not tariff.other_tariff(peaky)  # 3,600 + 900 + 1,500 = 6,000: no less
    assert not tariff.other_tariff(replace(home, bills=months(11)))
    assert not tariff.other_tariff(replace(home, bills=months(peak_kwh=None)))


def test_a_tariff_is_tried_on_every_period_it_has():
    home = replace(factory(customer=HOME), supply={"tariff_code": "R02", "is_time_of_use": True})
    split = replace(home, bills=months(sharp_kwh=100.0, deep_valley_kwh=50.0))
    plain = {one.code: one.yuan for one in tariff.price_tariffs(split)}
    assert plain["R02"] == pytest.approx(12 * (300 * 0.6 + 300 * 0.3 + 400 * 0.5))
    special = {"price_sharp_yuan": 0.8, "price_deep_valley_yuan": 0.1}
    rows = ({**row, **special} if row["tariff_code"] == "R02" else row for row in split.tariffs)
    dearer = replace(split, tariffs=tuple(rows))
    found = {one.code: one.yuan for one in tariff.price_tariffs(dearer)}
    assert found["R02"] - plain["R02"] == pytest.approx(12 * (100 * 0.2 - 50 * 0.2))
    two_part = replace(split, tariffs=tuple({**row, "pricing": "two_part"} for row in split.tariffs))
    assert tariff.price_tariffs(two_part) == []


def test_who_buys_directly_is_priced_by_no_list():
    listed = supplied(factory(), **PRICED, is_in_market=False)
    direct = supplied(listed, is_in_market=True)
    assert usage.shift_peak(listed) and tariff.price_tariffs(listed)
    assert not usage.shift_peak(direct) and not tariff.price_tariffs(direct)
    told = [block.why for block in tariff_section(direct).blocks if isinstance(block, MissingBlock)]
    assert told == [DIRECT] and not any(isinstance(block, PairsBlock) for block in tariff_section(direct).blocks)
    assert DIRECT not in [getattr(block, "why", None) for block in tariff_section(listed).blocks]


def test_a_tariff_must_save_two_per_cent():
    home = replace(factory(customer=HOME), supply={"tariff_code": "R01", "is_time_of_use": False})
    # saved: 12 x (0.2 valley - 0.1 peak) against 120 of 6,000
    just = replace(home, bills=months(peak_kwh=400.0, valley_kwh=250.1))
    below = replace(home, bills=months(peak_kwh=400.0, valley_kwh=249.9))
    assert tariff.other_tariff(just) and not tariff.other_tariff(below)


def test_large_customers_do_not_choose():
    assert not tariff.other_tariff(factory())


def test_an_enterprise_on_a_household_tariff():
    wrong = replace(
        factory(customer={"customer_type": "enterprise", "tariff_category": "residential"}),
        supply={"tariff_code": "R01", "is_time_of_use": False},
    )
    said = tariff.tariff_fit(wrong)
    assert said and said.figure.en == f"{12_000 * 0.75 - 7_200:,.0f} yuan a year"
    assert not tariff.tariff_fit(replace(wrong, customer=HOME))


def _bill(month: int, late: int | None) -> dict:
    due = date(2026, month, 20)
    paid = due + timedelta(days=late) if late is not None else None
    issued, settled = date(2026, month, 3), 0 if paid is None else 1000
    row = {"bill_month": date(2026, month - 1, 1), "issued_on": issued, "due_on": due, "last_paid_on": paid}
    return {**row, "amount_yuan": 1000, "paid_yuan": settled}


def test_late_bills_cost_a_fee_from_the_second_on():
    penalty = {"payment": {"penalty_yuan_12m": 30.0}}
    twice = factory(bill_rows=(_bill(3, 10), _bill(4, 5), _bill(5, 0), _bill(6, None)))
    said = tariff.late_payment(replace(twice, inputs=twice.inputs | penalty))
    assert said and said.yuan == 30 and "30" in said.finding.en and "10 days" in said.finding.en
    assert not tariff.late_payment(twice)  # what it came to is not known
    once = factory(bill_rows=(_bill(3, 10), _bill(4, 0)))
    assert not tariff.late_payment(replace(once, inputs=once.inputs | penalty))


def test_cooling_from_eight_to_sixty_per_cent():
    said = usage.cooling(using(factory(), cooling_share_12m=0.08))
    assert said and said.figure.en == "48.0 kWh" and said.yuan == pytest.approx(48 * 0.6)
    assert not usage.cooling(using(factory(), cooling_share_12m=0.0799))
    assert not usage.cooling(using(factory(), cooling_share_12m=0.61))
    assert not usage.cooling(using(factory(), cooling_share_12m=0.2, weather_fit_12m=0.09))
    assert usage.cooling(using(factory(bills=()), cooling_share_12m=0.2)).yuan is None


def test_standby_where_days_of_rest_are_plain():
    # every tenth day 20 kWh, the others 100: mean 92
    rests = factory(days=days(lambda n: 20.0 if n % 10 == 0 else 100.0))
    said = usage.standby(rests)
    assert said and said.figure.en.startswith("20.")
    assert said.yuan == pytest.approx(usage.resting_kwh(rests)[0] * 0.25 * 365 * 0.6)
    assert not usage.standby(replace(rests, customer=HOME))
    assert not usage.standby(factory(days=days(lambda n: 100.0)))
    assert not usage.standby(factory(days=days(lambda n: 0.0 if n % 10 == 0 else 100.0)))
    assert not usage.standby(factory(days=days(lambda n: 20.0 if n % 10 == 0 else 100.0, 299)))


def test_a_week_that_differs():
    made = supplied(factory(), kwh_last_7d=80.0, kwh_prev_7d=100.0)
    assert usage.sudden_change(using(made, weekly_change_share=-0.20))
    assert usage.sudden_change(using(made, weekly_change_share=0.30))
    assert not usage.sudden_change(using(made, weekly_change_share=-0.1999))
    assert not usage.sudden_change(using(made, weekly_change_share=0.2999))
    assert not usage.sudden_change(replace(using(made, weekly_change_share=0.5), customer=HOME))


def test_thirty_days_without_use():
    assert usage.idle_supply(using(factory(), zero_run_days=30)).figure.en == "30 days"
    assert not usage.idle_supply(using(factory(), zero_run_days=29))
    assert AS_OF.isoformat() in usage.idle_supply(using(factory(), zero_run_days=40)).finding.zh
