"""Each finding of the health check holds exactly on its side of the limit, and grades as the catalog's tag does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tagrid.report.advice import advice
from tagrid.report.advice.health import (
    defect_grave,
    defect_minor,
    equipment_old,
    inspection_overdue,
    meter_check,
    missing_reads,
    overdue_bills,
    permit_lapsed,
    surcharge,
    voltage_low,
)
from tagrid.report.health import grade
from tests.report.made import AS_OF, check, factory, months, served, supplied, using

DAY = timedelta(days=1)


def _defect(severity: str, due: date, done: date | None = None) -> dict:
    found = due - 60 * DAY
    return check("defect", about="cable", result=severity, began_on=found, due_on=due, done_on=done)


def test_a_sound_customer_has_no_finding():
    made = factory(checks=(check("electrician", due_on=AS_OF + 400 * DAY), _defect("major", AS_OF - DAY, AS_OF - DAY)))
    assert advice("health", made) == [] and grade(made, []) == "healthy"


@pytest.mark.parametrize(
    ("severity", "due", "grave"),
    [("major", 5, True), ("minor", 0, False), ("minor", -1, True), ("minor", 10, False), ("major", -1, True)],
)
def test_a_defect_is_grave_when_major_or_overdue(severity, due, grave):
    made = factory(checks=(_defect(severity, AS_OF + due * DAY),))
    assert bool(defect_grave.advise(made)) is grave and bool(defect_minor.advise(made)) is not grave
    assert grade(made, advice("health", made)) == ("treat_now" if grave else "attention")


def test_what_is_overdue_is_to_be_done_within_a_week_and_what_is_not_by_its_day():
    late, soon = _defect("minor", AS_OF - 9 * DAY), _defect("major", AS_OF + 3 * DAY)
    assert defect_grave.advise(factory(checks=(late,))).by == AS_OF + 7 * DAY
    assert defect_grave.advise(factory(checks=(soon,))).by == AS_OF + 3 * DAY
    assert "超期 9 天" in defect_grave.advise(factory(checks=(late, soon))).finding.zh


def test_an_inspection_is_overdue_the_day_after():
    assert not inspection_overdue.advise(factory(checks=(check("inspection", due_on=AS_OF),)))
    said = inspection_overdue.advise(factory(checks=(check("inspection", due_on=AS_OF - DAY),)))
    assert said and said.figure.zh == "1 天" and said.grade == "attention"
    done = check("inspection", due_on=AS_OF - DAY, done_on=AS_OF)
    assert not inspection_overdue.advise(factory(checks=(done,)))


@pytest.mark.parametrize(("left", "told"), [(-1, "attention"), (0, "note"), (60, "note"), (61, None)])
def test_permits(left, told):
    other = check("electrician", check_id="2", due_on=AS_OF - 500 * DAY)
    said = permit_lapsed.advise(factory(checks=(check("electrician", due_on=AS_OF + left * DAY), other)))
    assert (said.grade if said else None) == told


def test_voltage_below_ninety_five_per_cent():
    assert voltage_low.advise(served(factory(), voltage_qualified_share_3m=0.9499)).figure.en == "94.99%"
    assert not voltage_low.advise(served(factory(), voltage_qualified_share_3m=0.95))
    assert not voltage_low.advise(factory())


def test_equipment_of_fifteen_years():
    old = check("equipment", about="transformer", began_on=AS_OF - timedelta(days=5479))  # 15.0007 years
    young = check("equipment", about="cable", began_on=AS_OF - timedelta(days=5478))
    said = equipment_old.advise(factory(checks=(old, young)))
    assert said and "1 件" in said.finding.zh and "transformer" in said.finding.en and said.grade == "note"
    assert not equipment_old.advise(factory(checks=(young, check("equipment", about="cable"))))


def test_meters():
    assert not meter_check.advise(supplied(factory(), next_verification_on=AS_OF, has_meter_fault=False))
    late = meter_check.advise(supplied(factory(), next_verification_on=AS_OF - 3 * DAY, has_meter_fault=False))
    assert late and late.figure.en == "3 days"
    fault = meter_check.advise(supplied(factory(), next_verification_on=AS_OF, has_meter_fault=True))
    assert fault and fault.figure.en == "1 fault"
    assert not meter_check.advise(factory())


def test_two_days_without_a_reading():
    assert not missing_reads.advise(using(factory(), reading_share_30d=29 / 30))
    assert "2 天" in missing_reads.advise(using(factory(), reading_share_30d=28 / 30)).finding.zh


def test_overdue_bills():
    def bill(paid: float | None, due: date) -> dict:
        return {"paid_yuan": paid, "amount_yuan": 100, "due_on": due}

    said = overdue_bills.advise(factory(bill_rows=(bill(40, AS_OF - DAY), bill(0, AS_OF), bill(None, AS_OF - DAY))))
    assert said and said.figure.en == "60 yuan" and said.grade == "note"
    assert not overdue_bills.advise(factory(bill_rows=(bill(99.5, AS_OF - DAY),)))


def test_the_surcharge_of_the_usage_report_is_a_note():
    low = factory(bills=months(factor=0.85, factor_yuan=10.0))
    said = surcharge.advise(supplied(low, power_factor_12m=0.85))
    assert said and said.figure.en == "cos φ 0.85" and grade(low, [said]) == "healthy"


def test_without_a_record_of_defects_nobody_is_healthy():
    made = factory()
    bare = replace(made, inputs={**made.inputs, "equipment_safety": {}})
    assert grade(bare, []) == "unknown"
