"""Suites on DuckDB: a failure is one of the data, never of the plumbing, and the one that Great Expectations finds."""

import duckdb
import great_expectations as gx
import great_expectations.expectations as gxe
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

from tagrid.core import expect
from tagrid.core.errors import TagridError
from tagrid.core.expectations import run_suite

pytestmark = pytest.mark.slow  # Great Expectations takes seconds to start


@pytest.fixture
def con():
    con = duckdb.connect()
    con.execute("create table readings as select i, if(i % 10 = 0, null, i * 1.5) as kwh from range(1000) as t (i)")
    return con


def suite(*expectations) -> gx.ExpectationSuite:
    return gx.ExpectationSuite(name="test", expectations=list(expectations))


def test_what_holds_says_nothing(con):
    holding = suite(
        gxe.ExpectColumnValuesToNotBeNull(column="kwh", mostly=0.9),
        gxe.ExpectColumnMeanToBeBetween(column="i", min_value=499, max_value=500),
        gxe.ExpectColumnValuesToBeBetween(column="i", min_value=0, max_value=999),
        gxe.UnexpectedRowsExpectation(unexpected_rows_query="select * from {batch} where kwh < 0"),
    )
    assert run_suite(con, "readings", holding) == []
    assert run_suite(con, "readings", suite()) == []


def test_what_fails_says_what_was_expected_and_observed(con):
    failures = run_suite(
        con,
        "readings",
        suite(
            gxe.ExpectColumnValuesToNotBeNull(column="kwh", severity="warning", description="kWh are filled"),
            gxe.ExpectColumnMeanToBeBetween(column="i", max_value=10),
            gxe.UnexpectedRowsExpectation(
                unexpected_rows_query="select * from {batch} where i >= 990", description="i stays below 990"
            ),
        ),
    )
    assert [str(f.message) for f in failures] == [
        "kwh: kWh are filled; observed 100 of 1000 rows unexpected",
        "i: expect_column_mean_to_be_between {'max_value': 10.0}; observed 499.5",
        "i stays below 990; observed 10 rows",
    ]
    assert [f.severity for f in failures] == ["warning", "critical", "critical"]


def test_a_database_file_and_a_parquet_file_are_only_read(con, tmp_path):
    con.execute(f"copy readings to '{tmp_path}/r.parquet'")
    with duckdb.connect(str(tmp_path / "w.duckdb")) as written:
        written.execute("create table readings as select 1 as i")
    wanted = suite(gxe.ExpectTableRowCountToEqual(value=1))
    assert run_suite(tmp_path / "w.duckdb", "main.readings", wanted) == []
    (failure,) = run_suite(":memory:", f"read_parquet('{tmp_path}/r.parquet')", wanted)
    assert str(failure.message).endswith("observed 1000")


def test_a_column_that_is_not_there_is_an_error_not_a_failure(con):
    with pytest.raises(TagridError, match="nope"):
        run_suite(con, "readings", suite(gxe.ExpectColumnMaxToBeBetween(column="nope", max_value=1)))


WORDS = {"description": "as wanted", "meta": {"zh": "应如所愿"}}
NUMBERS = st.one_of(st.none(), st.integers(-5, 5).map(float), st.floats(-5, 5, allow_nan=False))
BOUNDS = st.tuples(st.one_of(st.none(), st.integers(-5, 0)), st.integers(0, 5), st.booleans(), st.booleans()).map(
    lambda b: dict(zip(("min_value", "max_value", "strict_min", "strict_max"), b, strict=True))
)
MOSTLY = st.sampled_from([1, 0.9, 2 / 3, 0.5, 0.1])
ROWS = st.sampled_from(
    ["select * from {batch} where kwh < 0", "select 1 from {batch} having avg((kwh < 0)::int) > 0.2;", "from {batch}"]
).map(lambda query: ("UnexpectedRowsExpectation", {"unexpected_rows_query": query}))
WANTED = st.one_of(
    st.tuples(st.just("ExpectColumnValuesToNotBeNull"), st.fixed_dictionaries({"mostly": MOSTLY})),
    st.tuples(st.just("ExpectColumnValuesToBeBetween"), st.builds(lambda b, m: b | {"mostly": m}, BOUNDS, MOSTLY)),
    st.tuples(st.sampled_from([f"ExpectColumn{name}ToBeBetween" for name in ("Min", "Max", "Mean")]), BOUNDS),
).map(lambda one: (one[0], one[1] | {"column": "kwh"}))
COUNTS = st.fixed_dictionaries({"min_value": st.integers(0, 5), "max_value": st.integers(5, 9)}).map(
    lambda bounds: ("ExpectTableRowCountToBeBetween", bounds)
)


@settings(max_examples=60, deadline=None)
@given(
    kwh=st.lists(NUMBERS, max_size=12),
    wanted=st.lists(st.tuples(st.one_of(WANTED, COUNTS, ROWS), st.sampled_from(["critical", "warning"])), max_size=4),
)
def test_our_expectations_find_what_great_expectations_finds(kwh, wanted):
    con = duckdb.connect()
    con.register("readings", pa.table({"kwh": pa.array(kwh, pa.float64())}))
    made = [(name, arguments | WORDS | {"severity": severity}) for (name, arguments), severity in wanted]
    ours = [getattr(expect, name)(**arguments) for name, arguments in made]
    # Great Expectations takes each expectation once.
    theirs = [run_suite(con, "readings", suite(getattr(gxe, name)(**arguments)))[:] for name, arguments in made]
    found = run_suite(con, "readings", expect.ExpectationSuite("test", ours))
    assert found == [failure for each in theirs for failure in each]


def test_a_suite_of_ours_may_hold_an_expectation_of_great_expectations(con):
    mixed = expect.ExpectationSuite(
        "mixed",
        [
            expect.ExpectColumnMaxToBeBetween(column="i", max_value=10, **WORDS),
            gxe.ExpectColumnDistinctValuesToContainSet(column="i", value_set=[-1], description="-1 is among them"),
        ],
    )
    found = run_suite(con, "readings", mixed)
    assert [failure.expectation for failure in found] == [
        "expect_column_max_to_be_between",
        "expect_column_distinct_values_to_contain_set",
    ]
    assert str(found[0].message) == "i: as wanted; observed 999"


def test_of_ours_a_column_that_is_not_there_is_an_error_that_names_the_expectation(con):
    wanted = [
        expect.ExpectColumnValuesToNotBeNull(column="kwh", mostly=0.5, **WORDS),
        expect.ExpectColumnMeanToBeBetween(column="nope", max_value=1, **WORDS),
    ]
    with pytest.raises(TagridError, match=r"(?s)expect_column_mean_to_be_between could not be computed.*nope"):
        run_suite(con, "readings", expect.ExpectationSuite("test", wanted))
