"""A measure keeps what is known of it, and nothing of the order in which its rows were summed."""

import random
from functools import reduce
from math import isnan
from operator import add

import duckdb
import pytest
from jinja2 import Environment

from tagrid.core.overlay import REFERENCE


def rounded(*values: float | None) -> list[float | None]:
    source = (REFERENCE / "dbt_project" / "macros" / "rounded.sql").read_text(encoding="utf-8")
    macro = Environment().from_string(source.partition("{# Where")[0]).module
    with duckdb.connect() as con:
        con.execute("create table numbers (place int, number double)")
        con.executemany("insert into numbers values (?, ?)", list(enumerate(values)))
        return [
            one for (one,) in con.execute(f"select {macro.rounded('number')} from numbers order by place").fetchall()
        ]


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (0.1 + 0.2, 0.3),
        (2 / 3, 0.66666667),
        (99.99999999, 99.99999999),
        (100.123456789, 100.1234568),
        (12_345_678.912345, 12_345_678.91),
        (-12_345_678_912_345.0, -12_345_678_910_000.0),
        (1e300, 1e300),
        (float("inf"), float("inf")),
        (None, None),
    ],
)
def test_a_number_keeps_8_decimals_or_10_digits(number, kept):
    assert rounded(number) == [kept]


def test_a_difference_that_vanishes_is_one_zero():
    assert list(map(str, rounded(-1e-17, 1e-17, 0.0, -0.0))) == ["0.0"] * 4


def test_what_is_no_number_stays_so():
    assert isnan(rounded(float("nan"))[0] or 0)


def test_sums_in_another_order_are_one_number():
    draw = random.Random(5)
    differed = 0
    for scale in (0.01, 1, 700, 40_000, 9e6):
        parts = [round(draw.uniform(0, scale), 3) / 7 for _ in range(400)]
        sums = []
        for _ in range(20):
            draw.shuffle(parts)
            sums.append(reduce(add, parts))
        differed += len(set(sums)) > 1
        assert len(set(rounded(*sums))) == 1
    assert differed > 2
