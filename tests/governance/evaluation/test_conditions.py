"""A rule taken apart into branches says the same as the rule; its logic allows whatever data show."""

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from tagrid.catalog.rules import branches
from tagrid.governance.evaluation.conditions import cells, patterns

ROWS = pl.DataFrame(
    [
        {"a": a, "b": b, "c": c}
        for a in (None, 0, 1, 2, 3)
        for b in (None, 0.5, 1.5, 2.5)
        for c in (None, "x", "y", "z")
    ],
    schema={"a": pl.Int64, "b": pl.Float64, "c": pl.String},
)
CODES = ("p", "q", "r")

_atoms = st.sampled_from(
    ["a > 1", "a = 2", "a is null", "b >= 1.5", "b < 1", "b is not null", "c = 'x'", "c in ('y', 'z')", "c is null",
     "a between 1 and 2", "a > b", "1 < a"]
)  # fmt: skip
_conditions = st.recursive(
    _atoms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]} and {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} or {two[1]})"),
        inner.map(lambda one: f"not ({one})"),
    ),
    max_leaves=3,
)
_ends = st.sampled_from(["'p'", "'q'", "'r'", "null", "c"])


def _case(ends):
    parts = st.lists(st.tuples(_conditions, ends), min_size=1, max_size=4)
    return st.tuples(parts, st.none() | ends).map(
        lambda made: (
            "case "
            + " ".join(f"when {condition} then {end}" for condition, end in made[0])
            + (f" else {made[1]} end" if made[1] else " end")
        )
    )


_rules = _case(st.one_of(_ends, _case(_ends), st.just("coalesce(c, 'p')"), st.just("if(a > 1, 'q', 'r')")))


@pytest.fixture(scope="module")
def con():
    """A database with the rows of this module."""
    with duckdb.connect() as opened:
        opened.register("given", ROWS)
        opened.execute("create table given_rows as select * from given")
        yield opened


@settings(max_examples=50)
@given(rule=_rules)
def test_branches_give_what_the_rule_gives_and_logic_allows_it(con, rule):
    listed = branches(rule)
    found = patterns(con, listed, ("a", "b", "c"), "given_rows")
    expected = dict(con.execute(f"select ({rule})::varchar, count(*) from given_rows group by all").fetchall())
    counts: dict = {}
    for pattern in found.found:
        value = found.value(pattern)
        counts[value] = counts.get(value, 0) + pattern.rows
    assert counts == expected
    logic = cells(listed, ("p", "q", "r", "x", "y", "z"), frozenset({"a"}))
    assert {logic.value(pattern) for pattern in logic.found} >= set(expected)
    held = {frozenset(found.held(pattern)) for pattern in found.found}
    assert held <= {frozenset(logic.held(pattern)) for pattern in logic.found}


@pytest.mark.parametrize(
    ("rule", "dead"),
    [
        ("case when a >= 10 then 'p' when a >= 20 then 'q' else 'r' end", {"q"}),
        ("case when a > 3 and a < 2 then 'p' when a > 3 then 'q' else 'r' end", {"p"}),
        ("case when a > 1 then 'p' when not a > 1 or a is null then 'q' else 'r' end", {"r"}),
        ("case when c = 'x' then 'p' when c in ('x') then 'q' else 'r' end", {"q"}),
        ("case when a > 0 then 'p' when a > 0.5 then 'q' else 'r' end", {"q"}),
        ("case when a + b > 2 then 'p' when a + b > 3 then 'q' else 'r' end", {"q"}),
        ("case when upper(c) = 'X' then 'p' when b > 2 then 'q' else 'r' end", set()),
        ("case when a > 0 then 'p' when a < 1 then 'q' when a = 0 then 'r' end", {"r"}),
    ],
)
def test_a_value_that_no_input_leads_to_is_found_without_data(rule, dead):
    logic = cells(branches(rule), CODES, frozenset({"a"}))
    assert set(CODES) - {logic.value(pattern) for pattern in logic.found} == dead


def test_a_whole_number_has_nothing_between_its_neighbours():
    listed = branches("case when a <= 0 then 'p' when a >= 1 then 'q' when a is not null then 'r' end")
    whole, real = (cells(listed, CODES, integers) for integers in (frozenset({"a"}), frozenset()))
    assert {whole.value(pattern) for pattern in whole.found} == {"p", "q", None}
    assert {real.value(pattern) for pattern in real.found} == {"p", "q", "r", None}


def test_too_many_combinations_are_not_tried():
    rule = "case " + " ".join(f"when x{n} > 1 then 'p'" for n in range(12)) + " else 'q' end"
    assert cells(branches(rule), ("p", "q"), frozenset()) is None


def test_who_no_branch_inside_a_branch_takes_does_not_fall_to_the_next():
    rule = "case when a > 0 then case when b > 1 then 'p' end when a is not null then 'q' end"
    with duckdb.connect() as con:
        con.execute("create table given_rows as select 1 as a, 0 as b")
        found = patterns(con, branches(rule), ("a", "b"), "given_rows")
    assert [found.value(pattern) for pattern in found.found] == [None]


def test_an_operand_case_asks_for_equality():
    with duckdb.connect() as con:
        con.execute("create table given_rows as select unnest(['x', 'y', 'w']) as c")
        found = patterns(con, branches("case c when 'x' then 'p' when 'y' then 'q' end"), ("c",), "given_rows")
    assert {found.value(pattern) for pattern in found.found} == {"p", "q", None}
