"""Rows of many months are put into a file a month, each row once, however they come mixed."""

from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, strategies as st

from tagrid.landing import partials
from tagrid.landing.contracts import source_contract
from tagrid.landing.parquet import split_periods, surely_differ
from tagrid.landing.partials import Partials

BILLS = source_contract("marketing.bills")


def batch(days: list[date], first: int = 0) -> pa.RecordBatch:
    """Checked rows of bills issued on these days, numbered by their lines."""
    lines = np.arange(first, first + len(days))
    columns = {c.name: pa.nulls(len(days), c.arrow) for c in BILLS.columns}
    columns["bill_id"] = pa.array([f"B{line}" for line in lines])
    columns["issued_on"] = pa.array(days, pa.date32())
    marks = {"_line": pa.array(lines), **dict.fromkeys(("_row", "_part"), pa.array(lines, pa.uint64()))}
    return pa.RecordBatch.from_pydict(columns | marks)


def months_of(paths) -> dict[str, list[tuple[int, date]]]:
    """The line and day of every row, by the period of the file it is in."""
    return {
        period: [(row["_line"], row["issued_on"]) for row in pq.read_table(path).to_pylist()]
        for period, path in paths.items()
    }


def expected(days: list[date]) -> dict[str, list[tuple[int, date]]]:
    found: dict[str, list[tuple[int, date]]] = {}
    for line, day in enumerate(days):
        found.setdefault(day.replace(day=1).isoformat(), []).append((line, day))
    return dict(sorted(found.items()))


@pytest.mark.parametrize(("group", "waiting"), [(50_000, 1_000_000), (3, 1_000_000), (50_000, 4)])
@given(days=st.lists(st.lists(st.dates(date(2023, 1, 1), date(2024, 12, 31)), max_size=12), max_size=5))
def test_every_row_is_in_the_file_of_its_month_in_the_order_it_came(tmp_path_factory, group, waiting, days):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partials, "ROW_GROUP", group)
        patch.setattr(partials, "MOST_WAITING", waiting)
        made, first = Partials(BILLS, tmp_path_factory.mktemp("partials")), 0
        for some in days:
            made.write(batch(some, first), 0)
            first += len(some)
        assert months_of(made.close()) == expected([day for some in days for day in some])


def test_a_file_is_split_into_more_months_than_files_may_be_open(tmp_path):
    days = [date(2000 + n % 25, 1 + n % 12, 1 + n % 28) for n in range(3_000)]
    pq.write_table(pa.Table.from_batches([batch(days)]), tmp_path / "all.parquet")
    with duckdb.connect() as con:
        split = split_periods(con, BILLS, tmp_path / "all.parquet")
    assert {period: sorted(rows) for period, rows in months_of(split).items()} == expected(days)


@given(rows=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3)), max_size=6))
def test_rows_that_surely_differ_do(rows):
    with duckdb.connect() as con:
        con.register("found", pa.table({"a": [a for a, _ in rows], "b": pa.array([b for _, b in rows], pa.int32())}))
        assert surely_differ(con, ("a", "b"), "found") == (len(set(rows)) == len(rows))
