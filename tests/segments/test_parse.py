import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagrid.errors import BadInput
from tagrid.segments import BadExpression, from_json, parse, to_json, to_text
from tagrid.segments.rule import All, Either, Not, Saved, Value
from tests.segments.small import CATALOG

SAVED = {"key accounts": "value_tier in (vip, major)", '引“号" \\（）': "not arrears_status = clear"}


def values(subject: str):
    tags = [tag for tag in CATALOG.tags.values() if tag.subject == subject]
    return st.sampled_from(tags).flatmap(
        lambda tag: st.lists(st.sampled_from(tag.codes), min_size=1, max_size=4).map(
            lambda codes: Value(tag.name, tuple(codes))
        )
    )


def combined(inner):
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return several.map(All) | several.map(Either) | inner.map(Not)


SEGMENTS = st.sampled_from(list(SAVED)).map(lambda name: Saved(name, parse(SAVED[name], CATALOG)))
POWER_RULES = st.recursive(values("power_customer") | SEGMENTS, combined, max_leaves=12)
RULES = POWER_RULES | st.recursive(values("non_power_customer"), combined, max_leaves=6)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(RULES)
def test_text_and_json_read_back_as_the_same_rule(rule):
    assert parse(to_text(rule), CATALOG, SAVED) == rule
    assert from_json(to_json(rule), CATALOG, SAVED) == rule


def test_the_expression_of_the_manual():
    rule = parse("value_tier in (vip, major) AND fee_recovery_risk In (D, E) and NOT arrears_status = clear", CATALOG)
    assert rule == All(
        (
            Value("value_tier", ("vip", "major")),
            Value("fee_recovery_risk", ("D", "E")),
            Not(Value("arrears_status", ("clear",))),
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
    ],
)  # fmt: skip
def test_other_ways_to_write(expression, canonical):
    assert to_text(parse(expression, CATALOG, SAVED)) == canonical


@pytest.mark.parametrize(
    ("expression", "position", "message"),
    [
        ("", 1, "expected a tag"),
        ("valu_tier = vip", 1, "there is no tag 'valu_tier'. Did you mean value_tier?"),
        ("value_tier = vipp", 14, "tag value_tier has no value 'vipp'. Did you mean vip?"),
        ("value_tier = zzzzzz", 14, "It has vip, major, ordinary, small, unknown."),
        ("value_tier in (vip, majr)", 21, "Did you mean major"),
        ("value_tier", 11, "expected =, !=, in or not in after tag value_tier, found the end."),
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
        ("value_tier = vip or " * 600, 10_001, "at most 10,000 characters"),
    ],
)
def test_a_wrong_expression_says_where_and_what(expression, position, message):
    with pytest.raises(BadExpression) as error:
        parse(expression, CATALOG, SAVED)
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
        ({"segment": "x"}, "at rule.segment: there is no saved segment 'x'"),
    ],
)
def test_a_wrong_tree_says_where_and_what(tree, message):
    with pytest.raises(BadInput) as error:
        from_json(tree, CATALOG, SAVED)
    assert message in str(error.value)


def test_a_tree_that_is_too_deep():
    tree = {"tag": "value_tier", "in": ["vip"]}
    for _ in range(5_000):
        tree = {"not": tree}
    with pytest.raises(BadInput, match="more than 60 levels deep"):
        from_json(tree, CATALOG)
