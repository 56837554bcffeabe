"""Each finding of the health check holds exactly on its side of the limit, and grades as the catalog's tag does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tagrid.documents.advice import health
from tagrid.documents.advice.rules import advice_for
from tagrid.documents.health import OVERALL_GRADES, health_file, overall_grade
from tagrid.documents.outage import NO_OUTAGES, outage_file
from tagrid.documents.usage import usage_report
from tests.documents.made import AS_OF, check, factory, months, served, supplied, using

DAY = timedelta(days=1)


def _defect(severity: str, due: date, done: date | None = None) -> dict:
    found = due - 60 * DAY
    return check("defect", about="cable", result=severity, began_on=found, due_on=due, done_on=done)


def test_a_sound_customer_has_no_finding():
    made = factory(checks=(check("electrician", due_on=AS_OF + 400 * DAY), _defect("major", AS_OF - DAY, AS_OF - DAY)))
    assert advice_for("health", made) == [] and overall_grade(made, []) == "healthy"


@pytest.mark.parametrize(
    ("severity", "due", "grave"),
    [("major", 5, True), ("minor", 0, False), ("minor", -1, True), ("minor", 10, False), ("major", -1, True)],
)
def test_a_defect_is_grave_when_major_or_overdue(severity, due, grave):
    made = factory(checks=(_defect(severity, AS_OF + due * DAY),))
    assert bool(health.defect_grave(made)) is grave and bool(health.defect_minor(made)) is not grave
    assert overall_grade(made, advice_for("health", made)) == ("treat_now" if grave else "attention")


def test_what_is_overdue_is_to_be_done_within_a_week_and_what_is_not_by_its_day():
    late, soon = _defect("minor", AS_OF - 9 * DAY), _defect("major", AS_OF + 3 * DAY)
    assert health.defect_grave(factory(checks=(late,))).by == AS_OF + 7 * DAY
    assert health.defect_grave(factory(checks=(soon,))).by == AS_OF + 3 * DAY
    assert "超期 9 天" in health.defect_grave(factory(checks=(late, soon))).finding.zh


def test_an_inspection_is_overdue_the_day_after():
    assert not health.inspection_overdue(factory(checks=(check("inspection", due_on=AS_OF),)))
    said = health.inspection_overdue(factory(checks=(check("inspection", due_on=AS_OF - DAY),)))
    assert said and said.figure.zh == "1 天" and said.grade == "attention"
    done = check("inspection", due_on=AS_OF - DAY, done_on=AS_OF)
    assert not health.inspection_overdue(factory(checks=(done,)))


@pytest.mark.parametrize(("left", "told"), [(-1, "attention"), (0, "note"), (60, "note"), (61, None)])
def test_permits(left, told):
    other = check("electrician", check_id="2", due_on=AS_OF - 500 * DAY)
    said = health.permit_lapsed(factory(checks=(check("electrician", due_on=AS_OF + left * DAY), other)))
    assert (said.grade if said else None) == told


def test_voltage_below_ninety_five_per_cent():
    assert health.voltage_low(served(factory(), voltage_qualified_share_3m=0.9499)).figure.en == "94.99%"
    assert not health.voltage_low(served(factory(), voltage_qualified_share_3m=0.95))
    assert not health.voltage_low(factory())


def test_equipment_of_fifteen_years():
    old = check("equipment", about="transformer", began_on=AS_OF - timedelta(days=5479))  # 15.0007 years
    young = check("equipment", about="cable", began_on=AS_OF - timedelta(days=5478))
    said = health.equipment_old(factory(checks=(old, young)))
    assert said and "1 件" in said.finding.zh and "transformer" in said.finding.en and said.grade == "note"
    assert not health.equipment_old(factory(checks=(young, check("equipment", about="cable"))))


def test_meters():
    assert not health.meter_check(supplied(factory(), next_verification_on=AS_OF, has_meter_fault=False))
    late = health.meter_check(supplied(factory(), next_verification_on=AS_OF - 3 * DAY, has_meter_fault=False))
    assert late and late.figure.en == "3 days"
    fault = health.meter_check(supplied(factory(), next_verification_on=AS_OF, has_meter_fault=True))
    assert fault and fault.figure.en == "1 fault"
    assert not health.meter_check(factory())


def test_two_days_without_a_reading():
    assert not health.missing_reads(using(factory(), reading_share_30d=29 / 30))
    assert "2 天" in health.missing_reads(using(factory(), reading_share_30d=28 / 30)).finding.zh


def test_overdue_bills():
    def bill(paid: float | None, due: date) -> dict:
        return {"paid_yuan": paid, "amount_yuan": 100, "due_on": due, "last_paid_on": None}

    said = health.overdue_bills(factory(bill_rows=(bill(40, AS_OF - DAY), bill(0, AS_OF), bill(None, AS_OF - DAY))))
    assert said and said.figure.en == "60 yuan" and said.grade == "note" and said.by > AS_OF
    assert not health.overdue_bills(factory(bill_rows=(bill(99.5, AS_OF - DAY),)))


def test_a_year_without_an_outage_is_told_and_no_part_is_missing_without_a_reason():
    for made in (health_file(factory()), outage_file(factory()), usage_report(factory())):
        gaps = [one.blocks[0].rows for one in made.sections if one.title.zh == "没有记录的部分"]
        assert all(why.zh and why.en for rows in gaps for _, why in rows)
    told = {one.title.en: one.lead for one in health_file(factory()).sections}
    assert told["Outages"] == NO_OUTAGES
    assert [one.text for one in outage_file(factory()).points] == [NO_OUTAGES]


def test_the_surcharge_of_the_usage_report_is_a_note():
    low = factory(bills=months(factor=0.85, factor_yuan=10.0))
    said = health.surcharge(supplied(low, power_factor_12m=0.85))
    assert said and said.figure.en == "cos φ 0.85" and overall_grade(low, [said]) == "healthy"


def test_without_a_record_of_defects_nobody_is_healthy():
    made = factory()
    bare = replace(made, inputs={**made.inputs, "equipment_safety": {}})
    assert overall_grade(bare, []) == "unknown"


def test_nobody_is_healthy_whom_nobody_examined():
    made = factory()
    never = replace(made, inputs={**made.inputs, "evaluation": {"inspections_done": 0}})
    assert overall_grade(never, []) == "not_examined" and overall_grade(made, []) == "healthy"
    written = health_file(never)
    assert written.grade == ("not_examined", OVERALL_GRADES["not_examined"])
    assert "No inspection was ever done" in written.no_advice.en and "没有做过用电检查" in written.no_advice.zh
    found = check("defect", about="cable", result="minor", began_on=AS_OF - 9 * DAY, due_on=AS_OF + 9 * DAY)
    bad = replace(never, checks=(found,))
    assert overall_grade(bad, advice_for("health", bad)) == "attention"


def test_healthy_does_not_stand_beside_a_lapsed_permit():
    """Each electrician without a valid permit is a finding, whether lapsed or never given."""
    valid = check("electrician", due_on=AS_OF + 400 * DAY)
    for other, words in (
        (AS_OF - 1_106 * DAY, "the longest lapsed 1,106 days ago"),
        (None, "No valid permit: 1 of 2 registered electricians."),
    ):
        facts = factory(checks=(valid, check("electrician", due_on=other)))
        assert health.permit_lapsed(facts) is None
        named = health.permit_partly_lapsed(facts)
        assert named and named.grade == "attention" and words in named.finding.en
        assert "2 名电工中，1 名" in named.finding.zh
        assert overall_grade(facts, advice_for("health", facts)) == "attention"
    assert health.permit_partly_lapsed(factory(checks=(valid,))) is None
    assert health.permit_partly_lapsed(factory(checks=(check("electrician", due_on=AS_OF - DAY),))) is None
    untrained = factory(checks=(check("electrician", due_on=None),))
    assert health.permit_lapsed(untrained) is None
    assert "从未" in health.permit_partly_lapsed(untrained).title.zh
