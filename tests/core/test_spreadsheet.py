"""What a spreadsheet would run is text, and a telephone number stays as it is."""

import openpyxl
import polars as pl
import pytest

from tagrid.core.spreadsheet import escape_formula
from tagrid.segments.export import escape_formulas
from tagrid.segments.export.file import move_into_place, write_aside

KEPT = ["+8613800138000", "+86", "-5", "-12.5", "13800138000", "北塘区", "", " x", "1+1", "a=b"]
ESCAPED = [
    "=1+1", "+1+1", "-1-1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "+86 10", "+86-10", "+A1", "+",
    "+1\n=1", "+1e5", "＋１３８", "＝1", " =1", "\t=1", "\r=1", "+1.", "+.5", "-", "+1,2", "+1%",
]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_runs_nothing_stays_as_it_is(text):
    assert escape_formula(text) == text
    assert escape_formulas(pl.DataFrame({"x": [text]}))["x"].to_list() == [text]


@pytest.mark.parametrize("text", ESCAPED)
def test_what_could_be_run_is_shown_as_text(text):
    assert escape_formula(text) == f"'{text}"
    assert escape_formulas(pl.DataFrame({"x": [text], text: [1]})).to_dict(as_series=False) == {
        "x": [f"'{text}"],
        f"'{text}": [1],
    }


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_telephone_number_is_in_the_file_as_it_is(tmp_path, form):
    out = tmp_path / f"a.{form}"
    move_into_place(write_aside(pl.DataFrame({"Telephone": ["+8613800138000", "=1+1"]}), {"rows": 2}, out))
    if form == "csv":
        assert out.read_text(encoding="utf-8") == "Telephone\n+8613800138000\n'=1+1\n"
    else:
        [_, *cells] = [row[0] for row in openpyxl.load_workbook(out)["customers"].rows]
        assert [(one.value, one.data_type) for one in cells] == [("+8613800138000", "s"), ("=1+1", "s")]
