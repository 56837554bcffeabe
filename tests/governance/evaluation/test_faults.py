"""Seeded faults: each is found, named with its counts, and what resembles it is left alone."""

from datetime import date

import pytest

from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.governance.evaluation.run import evaluate
from tests.governance.evaluation.small import customers, publish, tag

A_AND_B = {"a": [n % 20 for n in range(400)], "b": [n // 20 for n in range(400)]}


def _found(home, *tags, rows=None):
    return evaluate(home, publish(home, list(tags), customers(rows or A_AND_B)))


def _relations(found, name: str) -> dict:
    return {(one.first, one.second): one.relation for one in found.tags[name].conditions.overlaps}


def test_a_sound_catalog_has_no_fault(home, sound):
    found = evaluate(home, sound)
    assert found.faults == ()
    assert _relations(found, "late") == {("often", "seldom"): "nested"}


def test_an_overlapping_rule_is_a_fault_with_its_counts(home):
    rule = "case when a >= 10 then 'high' when b >= 15 then 'wide' else 'rest' end"
    found = _found(home, tag("mixed", rule, "high wide rest"))
    (fault,) = found.faults
    assert (fault.kind, fault.tag, fault.figures) == ("overlap", "mixed", {"both": 50, "decided": 50})
    assert "50 customers meet both “High” and “Wide”" in fault.message.en
    assert "50 户" in fault.message.zh
    values = {value.code: (value.customers, value.holds) for value in found.tags["mixed"].values}
    assert values == {"high": (200, 200), "wide": (50, 100), "rest": (150, 150)}


def test_the_same_rule_may_say_that_its_first_value_is_the_dominant_one(home):
    rule = "case when a >= 10 then 'high' when b >= 15 then 'wide' else 'rest' end"
    found = _found(home, tag("mixed", rule, "high wide rest", precedence="ordered"))
    assert found.faults == ()
    assert _relations(found, "mixed") == {("high", "wide"): "crossing"}


def test_a_value_inside_another_by_other_columns_crosses(home):
    rule = "case when a >= 10 and b >= 5 then 'both' when a >= 10 then 'one' else 'none' end"
    assert _relations(_found(home, tag("logic", rule, "both one none")), "logic") == {("both", "one"): "nested"}


def test_what_two_values_share_may_be_a_value_of_its_own(home):
    rule = "case when a > 9 and b > 9 then 'both' when a > 9 then 'summer' when b > 9 then 'winter' else 'flat' end"
    found = _found(home, tag("peaks", rule, "both summer winter flat"))
    assert found.faults == ()
    assert _relations(found, "peaks")["summer", "winter"] == "earlier"


def test_a_last_branch_for_everyone_known_is_the_remainder(home):
    rows = {"kind": [None if n % 4 else "hotel" for n in range(400)], "known": [True] * 400}
    rule = "case when kind is not null then kind when known then 'none' end"
    found = _found(home, tag("kinds", rule, "none hotel"), rows=rows)
    assert found.faults == ()
    assert _relations(found, "kinds") == {("hotel", "none"): "remainder"}


REMAINDER = "case when {0} then 'none' when a >= 10 then 'high' when a is not null then 'none' end"


def test_a_value_of_its_own_condition_may_be_the_remainder_as_well(home):
    found = _found(home, tag("standard", REMAINDER.format("a < 5"), "high none"))
    assert found.faults == ()
    assert _relations(found, "standard") == {("none", "high"): "remainder"}


def test_its_own_condition_is_no_remainder(home):
    (fault,) = _found(home, tag("standard", REMAINDER.format("b < 5"), "high none")).faults
    assert (fault.kind, fault.tag) == ("overlap", "standard")
    assert "meet both “None” and “High”" in fault.message.en


@pytest.mark.parametrize("precedence", ["exclusive", "ordered"])
def test_a_value_that_no_input_leads_to_is_unreachable(home, precedence):
    rule = "case when a >= 5 then 'some' when a >= 10 then 'many' else 'none' end"
    found = _found(home, tag("steps", rule, "some many none", precedence=precedence))
    (fault,) = found.faults
    assert (fault.kind, fault.figures) == ("unreachable", {"holds": 200})
    assert "“Many” can never be given" in fault.message.en


def test_a_value_that_others_take_from_everybody_is_unreachable_where_values_exclude_one_another(home):
    rows = {"a": [n % 20 for n in range(400)], "b": [n % 20 for n in range(400)]}
    rule = "case when a >= 10 then 'high' when b >= 15 then 'wide' else 'rest' end"
    kinds = [fault.kind for fault in _found(home, tag("taken", rule, "high wide rest"), rows=rows).faults]
    assert kinds == ["overlap", "unreachable"]


def test_a_step_that_nobody_is_on_is_no_fault(home):
    rows = {"days": [0 if n % 8 else 40 for n in range(400)]}
    rule = "case when days = 0 then 'none' when days < 30 then 'short' when days >= 30 then 'long' end"
    found = _found(home, tag("run", rule, "none short long"), rows=rows)
    short = found.tags["run"].values[1]
    assert found.faults == ()
    assert (short.customers, short.holds) == (0, 350)


def test_a_value_that_nobody_happens_to_have_is_no_fault(home):
    rule = "case when a >= 1000 then 'huge' when a >= 10 then 'high' else 'low' end"
    found = _found(home, tag("empty", rule, "huge high low"))
    huge = found.tags["empty"].values[0]
    assert found.faults == ()
    assert (huge.customers, huge.holds, huge.is_reachable) == (0, 0, True)


def test_a_hole_is_a_fault_and_an_unknown_input_is_not(home):
    rule = "case when a < 10 then 'low' when a > 10 then 'high' end"
    rows = {"a": [None if n % 4 == 0 else n % 20 for n in range(400)]}
    found = _found(home, tag("gap", rule, "low high"), rows=rows)
    (fault,) = found.faults
    assert (fault.kind, fault.figures) == ("hole", {"customers": 20})
    causes = {one.kind: (one.customers, one.inputs) for one in found.tags["gap"].conditions.causes}
    assert causes == {"not_known": (100, ("a",)), "hole": (20, ())}


def test_a_minimum_history_is_named_as_the_cause(home):
    rule = "case when a is null or b < 3 then null when a >= 10 then 'high' else 'low' end"
    found = _found(home, tag("short", rule, "high low"))
    (cause,) = found.tags["short"].conditions.causes
    assert (cause.kind, cause.condition, cause.customers) == ("condition", "b < 3", 60)


def test_who_falls_into_else_with_an_unknown_input_is_counted(home):
    rows = {"a": [None if n % 4 == 0 else n % 20 for n in range(400)]}
    found = _found(home, tag("loose", "case when a >= 10 then 'high' else 'low' end", "high low"), rows=rows)
    conditions = found.tags["loose"].conditions
    assert (conditions.else_value, conditions.else_customers, conditions.else_unknown) == ("low", 240, 100)


def test_a_doubled_facet_is_a_fault_until_it_says_what_it_derives_from(home):
    rule = "case when a >= 10 then '{0}' else '{1}' end"
    other = tag("size", "case when b >= 10 then 'big' else 'small' end", "big small")
    first, doubled = (
        tag("load", rule.format("high", "low"), "high low"),
        tag("double", rule.format("yy", "nn"), "yy nn"),
    )
    (fault,) = _found(home, first, other, doubled).faults
    assert (fault.kind, {fault.tag, fault.other}) == ("association", {"load", "double"})
    assert fault.figures == {"v": 1.0, "nmi": 1.0, "customers": 400}


def test_two_facets_of_some_customers_are_measured_on_these(home):
    rule = "case when b < 12 then 'home' when b >= 12 and a {0} then '{1}' else '{2}' end"
    tags = [tag("state", rule.format("< 10", "on", "off"), "on off home")]
    tags += [tag("shifts", rule.format("% 2 = 0", "one", "two"), "one two home")]
    (fault,) = _found(home, *tags).faults
    assert (fault.kind, {fault.tag, fault.other}) == ("association", {"state", "shifts"})
    apart = [one.model_copy(update={"not_applicable": ("home",)}) for one in tags]
    found = evaluate(home, publish(home, apart, customers(A_AND_B), as_of=date(2026, 7, 1)))
    assert found.faults == ()
    (pair,) = found.pairs
    assert (pair.v, pair.nmi, pair.customers) == (0, 0, 160)


def test_what_goes_together_where_both_apply_is_still_a_fault(home):
    rule = "case when b < 12 then 'home' when b >= 12 and a < 10 then '{0}' else '{1}' end"
    tags = [tag("state", rule.format("on", "off"), "on off home"), tag("load", rule.format("p", "q"), "p q home")]
    apart = [one.model_copy(update={"not_applicable": ("home",)}) for one in tags]
    (fault,) = _found(home, *apart).faults
    assert fault.figures == {"v": 1.0, "nmi": 1.0, "customers": 160}


def test_a_declared_derivation_accounts_for_an_association(home):
    rule = "case when a >= 10 then '{0}' else '{1}' end"
    tags = [
        tag("load", rule.format("high", "low"), "high low"),
        tag("between", "case when b >= 10 then 'big' else 'small' end", "big small", derived_from=("load",)),
        tag("double", rule.format("yy", "nn"), "yy nn", derived_from=("between",)),
    ]
    found = _found(home, *tags)
    assert found.faults == ()
    assert found.related("load", 1)[0].declared == "derived"
    assert "between says it follows from load" in found.notes[0].en


def test_a_tag_that_is_being_replaced_need_not_say_what_it_goes_with_and_is_no_reason_to_merge(home):
    rule = "case when a >= 10 then '{0}' else '{1}' end"
    tags = [
        tag("old", rule.format("high", "low"), "high low", status="deprecated", successor="new"),
        tag("new", rule.format("many", "few"), "many few"),
        tag("other", rule.format("yy", "nn"), "yy nn", derived_from=("new",)),
    ]
    found = _found(home, *tags)
    assert found.faults == ()
    assert {one.declared for one in found.related("old")} == {"outgoing"}
    assert found.tags["old"].strongest is None
    assert found.tags["new"].strongest.other("new") == "other"


@pytest.mark.parametrize(
    ("condition", "related_to", "faults"),
    [
        ("a >= 10 and b > 1", {}, ["association"]),
        ("a >= 10 and b > 1", {"load": Text(zh="同因", en="One cause")}, []),
        ("a >= 10", {"load": Text(zh="同因", en="One cause")}, ["association"]),  # the same tag twice
    ],
)
def test_a_named_common_cause_accounts_for_an_association(home, condition, related_to, faults):
    load = tag("load", "case when a >= 10 then 'high' else 'low' end", "high low")
    other = tag("size", "case when b >= 10 then 'big' else 'small' end", "big small")
    near = tag("near", f"case when {condition} then 'yy' else 'nn' end", "yy nn", related_to=related_to)
    rows = {"a": [n % 20 for n in range(4000)], "b": [n // 20 % 20 for n in range(4000)]}
    found = _found(home, load, other, near, rows=rows)
    assert [fault.kind for fault in found.faults] == faults


def test_a_third_tag_accounts_for_two_that_go_with_it_but_never_for_two_that_are_the_same(home):
    third = tag("third", "case when a >= 10 then 'high' else 'low' end", "high low")
    noisy = "case when {0} then 'yy' else 'nn' end"
    rows = {"a": [n % 20 for n in range(4000)], "b": [n // 20 % 20 for n in range(4000)]}
    one = tag("one", noisy.format("a >= 10 and b > 0"), "yy nn", derived_from=("third",))
    two = tag("two", noisy.format("a >= 10 and b > 1"), "yy nn", derived_from=("third",))
    same = tag("same", noisy.format("a >= 10 and b > 1 "), "yy nn", derived_from=("third",))
    assert _found(home, third, one, two, rows=rows).faults == ()
    other = Home(home.root.parent / "other")
    (fault,) = evaluate(other, publish(other, [third, two, same], customers(rows))).faults
    assert {fault.tag, fault.other} == {"same", "two"}


def test_a_version_that_does_not_hold_the_inputs_says_so(home, sound_rows):
    version = publish(
        home, [tag("other", "case when b > 5 then 'big' else 'small' end", "big small", theme="gone")], sound_rows
    )
    figures = evaluate(home, version).tags["other"]
    assert figures.conditions is None
    assert "does not hold" in figures.unchecked.en


def test_a_bare_column_is_exclusive_by_itself(home):
    found = _found(home, tag("kind", "kind", "p q"), rows={"kind": ["p", "q", None, "p"] * 100})
    conditions = found.tags["kind"].conditions
    assert found.faults == ()
    assert (conditions.overlaps, conditions.else_value) == ((), None)
    assert [(one.kind, one.inputs, one.customers) for one in conditions.causes] == [("not_known", ("kind",), 100)]
