"""Two rules are one when their syntax trees are; a rule that only got branches for added values is told apart."""

import pytest

from tagrid.catalog.digests import executable_sql, only_adds_values, same_rule
from tagrid.core.errors import TagridError

RULE = "case when late_share is null then null when late_share >= 0.25 then 'often' else 'on_time' end"


@pytest.mark.parametrize(
    "text",
    [
        RULE.replace(" when", "\n  when"),
        RULE.replace("case", "CASE").replace("then", "THEN").replace("null", "NULL"),
        RULE.replace("late_share >= 0.25", "(late_share >= 0.250)"),
        RULE.replace("late_share >= 0.25", '/* the law */ "late_share" >= 0.25 -- a quarter\n'),
    ],
)
def test_layout_case_comments_and_brackets_do_not_count(text):
    assert text != RULE
    assert same_rule(RULE, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">=", ">"),
        ("0.25", "0.26"),
        ("'often'", "'Often'"),
        ("late_share >= 0.25", "late_share >= 0.25 or is_new"),
        ("else 'on_time'", ""),
        ("when late_share is null then null ", ""),
    ],
)
def test_another_condition_value_or_order_does(old, new):
    assert not same_rule(RULE, RULE.replace(old, new))


def test_brackets_that_matter_matter():
    assert not same_rule("case when (a or b) and c then 'x' end", "case when a or b and c then 'x' end")
    assert not same_rule("a - (b - c)", "a - b - c")


def test_no_rule_is_no_rule():
    assert same_rule(None, None)
    assert not same_rule(None, RULE)
    assert not only_adds_values(None, RULE, {"often"})


def test_branches_of_added_values_only():
    more = RULE.replace("when late_share >= 0.25", "when late_share >= 0.75 then 'ever' when late_share >= 0.25")
    assert only_adds_values(RULE, more, {"ever"})
    assert not only_adds_values(RULE, more, set())
    assert not only_adds_values(RULE, more.replace("0.25", "0.3"), {"ever"})
    assert only_adds_values(RULE.replace("else 'on_time'", ""), RULE, {"on_time"})


def test_what_is_evaluated_keeps_its_brackets():
    assert executable_sql("case when (a or b) and c then 'x' end").count("(") == 1


@pytest.mark.parametrize("text", ["case when", "1; drop table customer_tags_wide", ""])
def test_a_text_that_is_no_one_expression_is_refused(text):
    with pytest.raises(TagridError, match="A rule of the catalog cannot be read"):
        executable_sql(text)
