"""Text, JSON and rule say the same; an error names the place that cannot be read."""

import json
import re
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from tagrid.core.errors import BadInput
from tagrid.published.features import Features
from tagrid.segments.json_form import from_json
from tagrid.segments.language import BadExpression, parse
from tagrid.segments.names import normal_number
from tagrid.segments.rule import (
    All,
    ChangeCondition,
    Either,
    FeatureCondition,
    Not,
    SavedRule,
    TagCondition,
    to_json,
    to_text,
)
from tests.segments.small import CATALOG

FIRST, LAST = date(2026, 4, 1), date(2026, 7, 2)
SAVED = {"key accounts": "value_tier in (vip, major)", '引“号" \\（）': "not arrears_status = clear"}


KINDS = Features(
    {
        "customer": {"annual_kwh": "number", "district": "text"},
        "payment": {"late_share": "number", "due_yuan": "number", "is_prepaid": "flag", "district": "text"},
        "progress": {"late_share": "number", "accepted_on": "date"},
    },
    {"payment": "power_customer", "progress": "non_power_customer"},
    {"交费": "payment"},
)


def codes_of(tag, least: int = 1):
    return st.lists(st.sampled_from(tag.codes), min_size=least, max_size=4).map(tuple)


def values(subject: str):
    tags = [tag for tag in CATALOG.tags.values() if tag.subject == subject]
    windows = st.none() | st.integers(1, 90) | st.dates(min_value=FIRST, max_value=LAST).map(str)
    return st.sampled_from(tags).flatmap(
        lambda tag: (
            st.builds(TagCondition, st.just(tag.name), codes_of(tag))
            | st.builds(ChangeCondition, st.just(tag.name), codes_of(tag, 0), codes_of(tag, 0), windows)
        )
    )


def numbers(theme: str, column: str):
    some = st.sampled_from([0, 0.1, 0.25, 1, 2, 100, -12.5, 99999]) | st.floats(-1e9, 1e9).map(normal_number)
    compared = st.builds(
        FeatureCondition, *map(st.just, (theme, column)), st.sampled_from(["<", "<=", ">", ">=", "="]), st.tuples(some)
    )
    between = st.builds(
        lambda ends: FeatureCondition(theme, column, "between", tuple(sorted(ends))),
        st.lists(some, min_size=2, max_size=2),
    )
    return compared | between | several(theme, column, some) | st.just(FeatureCondition(theme, column, "known"))


def several(theme: str, column: str, some):
    return st.builds(
        lambda ones: FeatureCondition(theme, column, "in", tuple(ones)), st.lists(some, min_size=1, max_size=3)
    )


TEXTS = st.sampled_from(["扬中", 'it\'s \\ "x"', "007", "true", "not", "2026-06-30"]) | st.text(max_size=5)
POWER = (
    numbers("payment", "late_share")
    | numbers("payment", "due_yuan")
    | numbers("customer", "annual_kwh")
    | several("payment", "district", TEXTS)
    | st.booleans().map(lambda flag: FeatureCondition("payment", "is_prepaid", "=", (flag,)))
)
PIECES = [
    *("and", "or", "not", "in", "(", ")", ",", "=", "!=", "<", ">=", ".", "is", "known", "between", "changed", "from"),
    *("to", "since", "last", "days", "30", "0.25", "2026-06-30", "vip", "value_tier", "payment", "late_share", "clear"),
    *("payment.due_yuan > 5", "arrears_status = due", "is_prepaid = true", 'segment("key accounts")', "annual_kwh"),
]
DAYS = st.dates(min_value=FIRST, max_value=LAST).map(str)
OTHER = (
    numbers("progress", "late_share")
    | several("progress", "accepted_on", DAYS)
    | DAYS.map(lambda day: FeatureCondition("progress", "accepted_on", "<=", (day,)))
)


def combined(inner):
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return several.map(All) | several.map(Either) | inner.map(Not)


SEGMENTS = st.sampled_from(list(SAVED)).map(lambda name: SavedRule(name, parse(SAVED[name], CATALOG)))
POWER_RULES = st.recursive(values("power_customer") | POWER | SEGMENTS, combined, max_leaves=12)
RULES = POWER_RULES | st.recursive(values("non_power_customer") | OTHER, combined, max_leaves=6)


@settings(max_examples=150)
@given(RULES)
def test_text_and_json_read_back_as_the_same_rule(rule):
    assert parse(to_text(rule), CATALOG, SAVED, KINDS) == rule
    assert parse(to_text(rule), CATALOG, SAVED) == rule
    assert from_json(json.loads(json.dumps(to_json(rule))), CATALOG, SAVED, KINDS) == rule


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map(" ".join))
def test_whatever_is_written_is_read_or_told_at_its_place(text):
    try:
        rule = parse(text, CATALOG, SAVED, KINDS)
    except BadExpression as error:
        assert 1 <= error.position <= len(text) + 1
        assert str(error).endswith(str(error.message)) and error.in_language("zh").endswith(error.message.zh)
        assert re.search("[\u4e00-\u9fff]", error.message.zh)
    else:
        assert parse(to_text(rule), CATALOG, SAVED, KINDS) == rule


def test_the_expression_of_the_manual():
    rule = parse("value_tier in (vip, major) AND fee_recovery_risk In (D, E) and NOT arrears_status = clear", CATALOG)
    assert rule == All(
        (
            TagCondition("value_tier", ("vip", "major")),
            TagCondition("fee_recovery_risk", ("D", "E")),
            Not(TagCondition("arrears_status", ("clear",))),
        )
    )


@pytest.mark.parametrize(
    ("expression", "canonical"),
    [
        ("value_tier != vip", "not value_tier = vip"),
        ("value_tier not in (vip,vip)", "not value_tier = vip"),
        ("not value_tier=vip or value_tier=small and value_tier=major",
         "not value_tier = vip or (value_tier = small and value_tier = major)"),
        ("((value_tier = vip))", "value_tier = vip"),
        ("电费回收风险 in（A，“电费回收风险：B”） AND 价值分级 ！＝ 未知",
         "fee_recovery_risk in (A, B) and not value_tier = unknown"),
        ('"Value Tier" = "VIP (of value_tier)"', "value_tier = vip"),
        ('capacity_band in (8_50, "in")', 'capacity_band in (8_50, "in")'),
        ("arrears_status = unknown", "arrears_status = unknown"),
        ('segment("key accounts") and value_tier = vip', 'segment("key accounts") and value_tier = vip'),
        ("due_yuan ＞＝ 100.50 and 交费.due_yuan≤200", "payment.due_yuan >= 100.5 and payment.due_yuan <= 200"),
        ("annual_kwh BETWEEN -1 and 5 or value_tier = vip",
         "customer.annual_kwh between -1 and 5 or value_tier = vip"),
        ("due_yuan not between 1 and 2 or due_yuan != 3",
         "not payment.due_yuan between 1 and 2 or not payment.due_yuan = 3"),
        ("due_yuan is not known", "not payment.due_yuan is known"),
        ("due_yuan in (3, 3.0)", "payment.due_yuan = 3"),
        ("is_prepaid is unknown or is_prepaid = TRUE", "not payment.is_prepaid is known or payment.is_prepaid = true"),
        ('payment.district = "007"', 'payment.district = "007"'),
        ("value_tier is known", "not value_tier = unknown"),
        ("value_tier is not known", "value_tier = unknown"),
        ("价值分级 Changed From (vip) To (small, small) In Last 30 Days",
         "value_tier changed from vip to small in last 30 days"),
        ("arrears_status changed since 2026-05-01", "arrears_status changed since 2026-05-01"),
        ('capacity_band changed to ("in", 8_50)', 'capacity_band changed to ("in", 8_50)'),
    ],
)  # fmt: skip
def test_other_ways_to_write(expression, canonical):
    assert to_text(parse(expression, CATALOG, SAVED, KINDS)) == canonical


@pytest.mark.parametrize(
    ("expression", "position", "message"),
    [
        ("", 1, "expected a tag"),
        ("valu_tier = vip", 1, "there is no tag 'valu_tier'. Did you mean value_tier?"),
        ("value_tier = vipp", 14, "tag value_tier has no value 'vipp'. Did you mean vip?"),
        ("value_tier = zzzzzz", 14, "It has vip, major, ordinary, small, unknown."),
        ("value_tier in (vip, majr)", 21, "Did you mean major"),
        ("value_tier", 11, "expected =, !=, in, not in, is or changed after tag value_tier, found the end."),
        ("value_tier = vip arrears_status = due", 18, "expected and, or, or the end, found 'arrears_status'."),
        ("value_tier in (vip", 19, "expected ',' or ')', found the end."),
        ("(value_tier = vip", 18, "expected ')', found the end."),
        ("value_tier = vip and", 21, "expected a tag"),
        ("value_tier = 'vip'", 14, "in double quotes"),
        ('value_tier = "vip', 14, "never closed"),
        ("value_tier = vip; drop table x", 17, "';' means nothing here"),
        ("value_tier = vip\x00", 17, "'\\x00' means nothing here"),
        ("value_tier = vip and application_stage = accepted", 22, "application_stage is about non_power_customer"),
        ("合同容量档 = lt_8", 1, "'合同容量档' is the label of several: capacity_band, capacity_wanted."),
        ('segment("key acounts")', 9, "there is no saved segment 'key acounts'. Did you mean key accounts?"),
        ("segment(", 9, "expected the name of a saved segment, found the end."),
        (" not" * 61 + " value_tier = vip", 242, "more than 60 levels deep"),
        ("(" * 3_000, 61, "more than 60 levels deep"),
        ("late_share > 1", 1, "several themes; write the one you mean: payment.late_share, progress.late_share."),
        ("paiment.late_share > 1", 1, "no theme 'paiment' with features. Did you mean payment?"),
        ("payment.late_shar > 1", 9, "theme payment has no feature 'late_shar'. Did you mean late_share?"),
        ("due_yuann > 1", 1, "there is no tag 'due_yuann'. Did you mean due_yuan?"),
        ("payment.", 9, "expected a feature of theme payment, found the end."),
        ("due_yuan > vip", 10, "payment.due_yuan is compared with a number, as in 0.25, not with 'vip'."),
        ("due_yuan between 5 and 1", 10, "holds for nobody: write the smaller one first."),
        ("due_yuan between 5", 19, "expected and, as in 'between 1 and 5', found the end."),
        ("due_yuan", 9, "expected =, !=, <, <=, >, >=, in, between or is after feature payment.due_yuan"),
        ("payment.district > 5", 18, "payment.district is a text, which '>' cannot compare; use = or in."),
        ("payment.district = 7", 18, "put digits and other characters than letters in double quotes, not with 7."),
        ("is_prepaid = 1", 12, "payment.is_prepaid is compared with true or false, not with 1."),
        ("accepted_on > 2026-02-30", 13, "with a date, as in 2026-06-30, not with '2026-02-30'"),
        ("value_tier > 5", 12, "expected =, !=, in, not in, is or changed after tag value_tier, found '>'."),
        ("value_tier changed from vap", 25, "Did you mean vip"),
        ("value_tier changed in last 0 days", 28, "a whole number of days from 1 to 36,600, not 0."),
        ("value_tier changed in last 1.5 days", 28, "a whole number of days"),
        ("value_tier changed in 30 days", 23, "expected last, as in 'in last 30 days', found '30'."),
        ("value_tier changed in last 30", 30, "expected days, found the end."),
        ("value_tier changed since May", 26, "expected a date, as in 2026-06-30, found 'May'."),
        ("value_tier changed since 2026-13-01", 26, "'2026-13-01' is no day of the calendar"),
        ("value_tier is vip", 15, "expected known or unknown, found 'vip'."),
        ("value_tier = vip and accepted_on is known", 22, "theme progress is about non_power_customer"),
        ("value_tier = vip or " * 600, 10_001, "at most 10,000 characters"),
    ],
)
def test_a_wrong_expression_says_where_and_what(expression, position, message):
    with pytest.raises(BadExpression) as error:
        parse(expression, CATALOG, SAVED, KINDS)
    assert error.value.position == position
    assert message in str(error.value)


def test_saved_segments_that_go_in_a_circle():
    saved = {"a": 'segment("b")', "b": 'value_tier = vip or segment("a")'}
    with pytest.raises(BadExpression, match="segment 'a' refers to itself: a > b > a"):
        parse('segment("a")', CATALOG, saved)


def test_saved_segments_that_multiply_are_refused_quickly():
    saved = {"s0": "value_tier = vip"}
    saved |= {f"s{n}": " or ".join([f'segment("s{n - 1}")'] * 10) for n in range(1, 9)}
    with pytest.raises(BadExpression, match="more than 2,000 terms"):
        parse('segment("s8")', CATALOG, saved)


def test_a_saved_segment_of_the_other_subject():
    with pytest.raises(BadExpression, match="one segment holds customers of one subject"):
        parse('value_tier = vip and segment("n")', CATALOG, {"n": "application_stage = accepted"})


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (None, "at rule: expected {tag, in}"),
        ({"tag": "value_tier", "in": []}, "at rule: expected"),
        ({"tag": "value_tier", "in": ["vip"], "not": 1}, "at rule: expected"),
        ({"all": [{"tag": "value_tier", "in": ["vip"]}]}, "at least two rules"),
        ({"any": [{"tag": "value_tier", "in": ["vip", 3]}, {}]}, "at rule.any[0].in[1]: a value is a text, not 3"),
        ({"not": {"tag": "value_teir", "in": ["vip"]}}, "at rule.not.tag: there is no tag 'value_teir'. Did you mean"),
        ({"feature": "payment.due_yuan", "is": "~", "to": [1]}, "at rule.is: one of =, <,"),
        ({"feature": "payment.due_yuan", "is": "<", "to": 1}, "at rule.to: a list of numbers"),
        ({"feature": "payment.due_yuan", "is": "<", "to": [1, 2]}, "at rule.to: < takes 1 operands"),
        ({"feature": "payment.due_yuan", "is": "in", "to": []}, "at rule.to: = takes 1 operands"),
        ({"feature": "payment.due_yuan", "is": "<", "to": [float("nan")]}, "at rule.to: nan is too large"),
        ({"feature": "due_yuan", "is": "<", "to": [1]}, "at rule.feature: there is no theme ''"),
        ({"changed": "value_tier", "last_days": 3, "since": "2026-01-01"}, "last_days or since, not both"),
        ({"changed": "value_tier", "last_days": True}, "at rule.last_days: a whole number of days"),
        ({"changed": "value_tier", "to": "vip"}, "at rule.to: a list of values, not 'vip'."),
        ({"changed": "value_tier", "to": ["vap"]}, "at rule.to[0]: tag value_tier has no value 'vap'"),
        ({"segment": "x"}, "at rule.segment: there is no saved segment 'x'"),
    ],
)
def test_a_wrong_tree_says_where_and_what(tree, message):
    with pytest.raises(BadInput) as error:
        from_json(tree, CATALOG, SAVED, KINDS)
    assert message in str(error.value)


def test_a_tree_that_is_too_deep():
    tree = {"tag": "value_tier", "in": ["vip"]}
    for _ in range(5_000):
        tree = {"not": tree}
    with pytest.raises(BadInput, match="more than 60 levels deep"):
        from_json(tree, CATALOG)
