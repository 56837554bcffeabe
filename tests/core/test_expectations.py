"""Great Expectations on DuckDB: a failure is a failure of the data, never of the plumbing."""

import duckdb
import great_expectations as gx
import great_expectations.expectations as gxe
import pytest

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
