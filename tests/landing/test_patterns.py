"""Expressions of mapping files: linear in the text, one group wherever it stands; what RE2 lacks is a fault."""

import time

import pyarrow as pa
import pytest

from tagrid.landing import patterns

EVIL = r"^((?:a+)+)$"


@pytest.mark.parametrize(
    ("pattern", "text", "part"),
    [
        (r"^(\d{4}-\d{2}-\d{2})(?:星期.)?$", "2015-01-01星期四", "2015-01-01"),
        (r"[(](\d+)[)]", "a(12)", "12"),
        (r"\((\d+)\)", "a(12)", "12"),
        (r"[])(](\d+)", "(7", "7"),
        (r"(?P<day>\d+)日", "12日", "12"),
        (r"(\p{Han}+)", "10kV城东线", "城东线"),
        (r"(\d+)", "none", None),
        (r"(\d*)x", "x", ""),
    ],
)
def test_the_group_of_an_expression(pattern, text, part):
    assert patterns.fault(pattern) is None
    assert patterns.extracted(pattern, pa.array([text, None])).to_pylist() == [part, None]


def test_no_expression_takes_longer_than_its_text():
    began = time.process_time()
    text = "a" * 100_000 + "!"
    assert patterns.extracted(EVIL, pa.array([text])).to_pylist() == [None]
    assert patterns.searched(EVIL, [text]) == [False]
    assert time.process_time() - began < 5  # a backtracking engine does not come back


@pytest.mark.parametrize("pattern", [r"(a", r"(?=a)(b)", r"(a)\1", r"((a{1000}){1000}){1000}"])
def test_what_cannot_be_used_is_a_fault(pattern):
    assert patterns.fault(pattern)


def test_an_expression_at_the_beginning():
    assert patterns.begun("合计|小计", ["合计：3", "本月合计", "小计"]) == [True, False, True]
