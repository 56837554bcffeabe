"""How far apart customers of the most frequent value are, by the number its rule divides."""

import duckdb
import numpy as np
import pytest

from tagrid.governance.evaluation import trial as module
from tagrid.governance.evaluation.trial import spread
from tests.governance.evaluation.small import tag

RULE = "case when x >= 100 then 'high' when x < 100 then 'low' end"
NUMERIC = frozenset({"x"})


@pytest.fixture
def con():
    """1,000 numbers: 700 of them from 1 to 70, the rest 100 and more, or not known."""
    with duckdb.connect() as opened:
        opened.execute(
            "create table given as select 'c' || n as customer_id, case when n < 700 then 1 + n // 10 "
            "when n < 950 then 100 + n end as x, 'word' as y from range(1000) t (n)"
        )
        yield opened


def test_it_is_the_ratio_of_the_percentiles_within_the_most_frequent_value(con):
    low = np.array([1 + n // 10 for n in range(700)])
    expected = np.quantile(low, 0.9) / np.quantile(low, 0.1)
    assert spread(con, tag("t", RULE, "high low"), "given", 1000, NUMERIC) == pytest.approx(expected)


def test_of_many_customers_a_sample_says_nearly_the_same_each_time(con, monkeypatch):
    whole = spread(con, tag("t", RULE, "high low"), "given", 1000, NUMERIC)
    monkeypatch.setattr(module, "SAMPLE", 200)
    some = [spread(con, tag("t", RULE, "high low"), "given", 1000, NUMERIC) for _ in range(2)]
    assert some[0] == some[1] == pytest.approx(whole, rel=0.05)


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        ("case when x >= 100 and y = 'word' then 'high' else 'low' end", 1000),
        ("y", 1000),
        (RULE, 0),
        ("case when x - 60 < 0 then 'low' when x >= 60 then 'high' end", 1000),
    ],
)
def test_there_is_none_for_other_rules(con, rule, rows):
    con.execute("update given set x = x - 60 where rowid < 700")
    assert spread(con, tag("t", rule, "high low"), "given", rows, NUMERIC) is None
