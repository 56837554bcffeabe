"""Errors are in Chinese too, at the same place, in the words of who wrote the rule."""

import pytest

from tagrid.core.errors import BadInput
from tagrid.segments.json_form import from_json
from tagrid.segments.language import BadExpression, parse
from tests.segments.small import CATALOG
from tests.segments.test_language import KINDS, SAVED


@pytest.mark.parametrize(
    ("expression", "position", "message"),
    [
        ("valu_tier = vip", 1, "没有标签“valu_tier”。您要的是 value_tier 吗？"),
        ("value_tier = vipp", 14, "标签 value_tier 没有取值“vipp”。您要的是 vip 吗？"),
        ("value_tier = zz", 14, "标签 value_tier 没有取值“zz”。可选：vip、major、ordinary、small、unknown。"),
        ("value_tier in (vip", 19, "此处应为“,”或“)”，却是结尾。"),
        ("value_tier vip", 12, "此处应为 =、!=、in、not in、is 或 changed（在标签 value_tier 之后），却是“vip”。"),
        ("due_yuan > vip", 10, "payment.due_yuan 应与数（如 0.25）比较，不能与 'vip' 比较。"),
        ("due_yuan between 5 and 1", 10, "没有客户满足 payment.due_yuan between 5 and 1：请把较小的写在前面。"),
        ("payment.district > 5", 18, "payment.district 的值是文字，不能用“>”比较，请用 = 或 in。"),
        ('segment("key acounts")', 9, "没有已存客群“key acounts”。您要的是 key accounts 吗？"),
        ('value_tier = "vip', 14, '引号没有配对，请在名称后补一个 "。'),
        ("value_tier changed since May", 26, "此处应为日期（如 2026-06-30），却是“May”。"),
    ],
)  # fmt: skip
def test_a_wrong_expression_in_chinese(expression, position, message):
    with pytest.raises(BadExpression) as error:
        parse(expression, CATALOG, SAVED, KINDS)
    assert error.value.in_language("zh") == f"表达式第 {position} 个字符：{message}"
    assert error.value.in_language("en") == str(error.value)


def test_what_is_wrong_inside_a_saved_segment_is_told_through_and_through():
    with pytest.raises(BadExpression) as error:
        parse('segment("a")', CATALOG, {"a": "value_tier ="})
    assert error.value.in_language("zh") == (
        "表达式第 9 个字符：无法读取已存客群“a”：表达式第 13 个字符：此处应为标签 value_tier 的一个取值，却是结尾。"
    )


def test_a_wrong_rule_tree_in_chinese():
    with pytest.raises(BadInput) as error:
        from_json({"not": {"tag": "value_tier", "in": ["vap"]}}, CATALOG)
    assert error.value.in_language("zh") == "规则树 rule.not.in[0] 处：标签 value_tier 没有取值“vap”。您要的是 vip 吗？"
