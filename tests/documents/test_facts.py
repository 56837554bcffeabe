from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from tagrid.documents.facts import BilledMonth, bills_by_month, corrected_text, mean_price
from tests.documents.made import days, factory, months, outage, supplied, using


def _row(month: date, **columns) -> dict:
    empty = {
        "peak_kwh": None,
        "valley_kwh": None,
        "power_factor": None,
        "power_factor_yuan": None,
        "max_demand_kw": None,
    }
    return {"bill_month": month, "energy_kwh": 100.0, "amount_yuan": Decimal("60.00"), **empty, **columns}


def test_bills_of_a_month_are_added_and_its_power_factor_weighted():
    may = date(2026, 5, 1)
    rows = [
        _row(may, power_factor=0.8, power_factor_yuan=Decimal(5), max_demand_kw=7.0),
        _row(may, energy_kwh=300.0, power_factor=0.9, power_factor_yuan=Decimal(-1), max_demand_kw=9.0, peak_kwh=50.0),
        _row(date(2026, 4, 1)),
    ]
    april, summed = bills_by_month(rows)
    assert april == BilledMonth(date(2026, 4, 1), 100.0, 60.0)
    assert (summed.kwh, summed.yuan, summed.factor_yuan, summed.demand_kw, summed.peak_kwh) == (400, 120, 4, 9, 50)
    assert abs((summed.factor or 0) - 0.875) < 1e-9


def test_sharp_hours_are_peak_hours_and_stand_apart():
    may = date(2026, 5, 1)
    (month,) = bills_by_month([_row(may, peak_kwh=20.0, valley_kwh=30.0, sharp_kwh=5.0, deep_valley_kwh=3.0)])
    assert (month.peak_kwh, month.sharp_kwh, month.valley_kwh, month.deep_valley_kwh) == (25, 5, 33, 3)
    assert month.basic_yuan is None
    assert bills_by_month([_row(may, basic_charge_yuan=Decimal("32.50"))])[0].basic_yuan == 32.5


def test_what_a_bill_corrects_of_earlier_use_is_in_its_amount_and_in_no_price():
    may = date(2026, 5, 1)
    (month,) = bills_by_month([_row(may, correction_yuan=Decimal("-15.00")), _row(may)])
    assert (month.yuan, month.correction_yuan, month.current_yuan) == (120, -15, 135)
    facts = factory(bills=months(12, correction_yuan=-40.0))
    assert mean_price(facts) == (600 + 40) / 1000 and mean_price(factory()) == 0.6
    assert corrected_text(factory()).en == "" and "480" in corrected_text(facts).en


def test_a_month_whose_bills_take_back_energy_keeps_its_power_factor():
    assert bills_by_month([_row(date(2026, 4, 1), energy_kwh=-5.0, power_factor=0.9)])[0].factor == 0.9


def test_the_year_ends_with_the_newest_bill_and_has_a_year_before():
    facts = factory(bills=months(20))
    assert [m.first for m in facts.year][::11] == [date(2025, 6, 1), date(2026, 5, 1)]
    assert len(facts.year_before) == 8 and len(facts.pairs) == 8
    assert all(now.first.year == old.first.year + 1 and now.first.month == old.first.month for now, old in facts.pairs)


def test_a_gap_in_the_bills_is_no_month_of_the_year():
    facts = factory(bills=tuple(m for m in months(20) if m.first.month != 12))
    assert len(facts.year) == 11 and len(facts.year_before) == 7


def test_days_not_read_are_left_out_of_their_month():
    facts = factory(days=days(lambda n: None if n % 2 else 2.0, 30))
    assert facts.read_months == [(date(2026, 6, 1), 30.0, 15)]


def test_the_flat_part_is_never_below_nothing():
    facts = factory(bills=months(1, peak_kwh=700.0, valley_kwh=400.0))
    assert facts.periods == [(date(2026, 5, 1), 700.0, 0.0, 400.0)]


def test_a_bill_belongs_to_the_year_it_was_issued_in():
    late = replace(months(1)[0], first=date(2025, 5, 1), issued_on=date(2025, 7, 1))
    facts = factory(bills=(late, *months(12)))
    assert facts.year[0] is late and len(facts.year) == 13 and not facts.year_before
    assert not factory(bills=(replace(late, issued_on=date(2025, 6, 30)), *months(12))).year[12:]


def test_a_years_use_and_shares_are_those_of_the_tags_and_else_of_the_bills():
    facts = factory(bills=months(12))
    assert facts.year_kwh == 12_000 and facts.share_of_peak == 0.3
    assert using(facts, peak_share_12m=0.31, valley_share_12m=0.2).share_of_peak == 0.31
    assert factory(bills=months(12, demand_kw=700.0)).max_demand_kw == 700
    assert supplied(factory(), max_demand_kw_12m=650.0).max_demand_kw == 650


def test_the_outages_of_a_year_are_those_that_lasted_into_it():
    before = outage(datetime(2025, 6, 30, 23), 30)
    into, first = outage(datetime(2025, 6, 30, 23), 90), outage(datetime(2025, 7, 1), 10)
    assert factory(outages=(before, into, first)).outages_year == [first, into]
