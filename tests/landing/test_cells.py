"""Cells: what is written as a type is read as it, what is not is refused, and CSV keeps every text as it is."""

import csv
import io
import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

from tagrid.landing import cells as reading_of_cells
from tagrid.landing.cells import convert, parse
from tagrid.landing.contracts import SourceColumn
from tagrid.landing.csv_reader import CsvFile

ANY = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=8)


def read(type: str, *cells: str | None, pattern: str | None = None) -> list:
    """Cells as read; the text "refused" where they are."""
    values, refused = parse(SourceColumn("x", type, "", ""), pa.array(cells, pa.string()), pattern)
    return ["refused" if no else v for v, no in zip(values.to_pylist(), refused.to_pylist(), strict=True)]


@pytest.mark.parametrize(
    ("type", "cell", "value"),
    [
        ("varchar", "007", "007"),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("date", "2023-02-29", "refused"),
        ("date", "2024-2-9", "refused"),
        ("date", "20240229", "refused"),
        ("timestamp", "2024-02-29 23:59:59", datetime(2024, 2, 29, 23, 59, 59)),
        ("timestamp", "2024-02-29T23:59", datetime(2024, 2, 29, 23, 59)),
        ("timestamp", "2023-02-29 10:00:00", "refused"),
        ("timestamp", "2024-02-29", "refused"),
        ("timestamp", "2024-02-29 23:59:59+08:00", "refused"),
        ("double", "-1.5e3", -1500.0),
        ("double", "inf", "refused"),
        ("double", "NaN", "refused"),
        ("double", "1e400", "refused"),
        ("double", "1,000", "refused"),
        ("double", "１２", "refused"),
        ("integer", "042", 42),
        ("integer", "4.0", "refused"),
        ("integer", "99999999999", "refused"),
        ("decimal(18,2)", "12.3", Decimal("12.30")),
        ("decimal(18,2)", "12.3400", Decimal("12.34")),
        ("decimal(18,2)", "12.345", "refused"),
        ("decimal(18,2)", "1e3", "refused"),
        ("boolean", "TRUE", True),
        ("boolean", "0", False),
        ("boolean", "yes", "refused"),
        ("float[]", "[1, 2.5]", [1.0, 2.5]),
        ("float[]", "[1, nan]", "refused"),
        ("float[]", "1, 2", "refused"),
    ],
)
def test_a_cell_is_read_as_its_type_or_refused(type, cell, value):
    assert read(type, cell, None) == [value, None]


def test_a_declared_format_settles_an_ambiguous_date():
    assert read("date", "02/06/2026", "13/06/2026", pattern="%m/%d/%Y") == [date(2026, 2, 6), "refused"]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_date_comes_back(day):
    assert read("date", day.isoformat()) == [day]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_double_comes_back(number):
    assert read("double", repr(number)) == [number]


@given(st.decimals(-(10**15), 10**15, places=2))
def test_every_amount_of_money_comes_back(amount):
    assert read("decimal(18,2)", f"{amount:f}") == [amount]


def _read_back(data: bytes, encoding: str) -> list[tuple]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(data)
        found = []
        for rows in CsvFile(path, "t.csv", encoding).rows():
            assert not rows.broken
            found += zip(*(c.to_pylist() for c in rows.columns), strict=True)
        return found


@settings(max_examples=150)
@given(
    rows=st.lists(st.tuples(ANY, ANY, ANY).filter(any), min_size=1, max_size=6),
    encoding=st.sampled_from(["utf-8", "gb18030"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_csv_writer_writes_is_what_is_read(rows, encoding, quoting, end):
    out = io.StringIO()
    csv.writer(out, quoting=quoting, lineterminator=end).writerows([("a", "b", "c"), *rows])
    data = out.getvalue().encode(encoding)
    if encoding == "gb18030" and not data.isascii():
        try:
            data.decode("utf-8")
            return  # valid as both: the utility asks which it is
        except UnicodeDecodeError:
            pass
    assert _read_back(data, encoding) == [tuple(cell or None for cell in row) for row in rows]


@pytest.mark.parametrize(
    ("cell", "pattern", "value"),
    [
        ("2026-06-20 24:00:00", None, datetime(2026, 6, 21)),
        ("2026-12-31T24:00", None, datetime(2027, 1, 1)),
        ("2026-06-20 24:00:01", None, "refused"),
        ("2026-06-31 24:00:00", None, "refused"),
        ("20/06/2026 24:00", "%d/%m/%Y %H:%M", datetime(2026, 6, 21)),
        ("20/06/2026 24:30", "%d/%m/%Y %H:%M", "refused"),
        ("202406302300", "%Y%m%d%H%M", datetime(2024, 6, 30, 23)),
        ("202402302400", "%Y%m%d%H%M", "refused"),
    ],
)
def test_24_hours_is_the_end_of_the_day(cell, pattern, value):
    assert read("timestamp", cell, None, pattern=pattern) == [value, None]


@pytest.mark.parametrize(
    ("type", "cells", "values"),
    [
        ("decimal(18,2)", pa.array([1, None, 10**17], pa.int64()), [Decimal("1.00"), None, "refused"]),
        ("decimal(18,6)", pa.array([2], pa.uint64()), [Decimal("2.000000")]),
        ("decimal(18,2)", pa.array([Decimal("1.2300")], pa.decimal128(38, 4)), [Decimal("1.23")]),
        ("boolean", pa.array([1, 0, 2], pa.int8()), [True, False, "refused"]),
    ],
)
def test_whole_numbers_of_parquet_are_money_and_yes_or_no(type, cells, values):
    found, refused = convert(SourceColumn("x", type, "", ""), cells)
    got = ["refused" if no else v for v, no in zip(found.to_pylist(), refused.to_pylist(), strict=True)]
    assert got == values


@pytest.mark.parametrize("type", ["double", "date"])
@given(
    cells=st.lists(
        st.one_of(
            st.none(),
            st.text("0123456789.-+eE ", min_size=1, max_size=12),
            st.floats(allow_nan=False).map(str),
            st.dates().map(str),
            st.sampled_from(["1e5", "-.5", "5.", "-", ".", "--1", "1-1", "1" * 400, "inf", "nan", "2026-02-30"]),
            st.sampled_from(["2199-12-31", "2200-01-01", "1899-12-31", "2026-1-1", "02026-01-01", "-2026-01-01"]),
        ),
        max_size=6,
    )
)
def test_cells_that_are_cast_at_once_are_read_as_by_their_pattern(type, cells):
    column = SourceColumn("x", type, "", "")
    text = pa.array(cells, pa.string())
    at_once = parse(column, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading_of_cells, "_cast_plainly", lambda *_: None)
        by_pattern = parse(column, text)
    assert [one.to_pylist() for one in at_once] == [one.to_pylist() for one in by_pattern]
