"""The catalog as a workbook, read back with openpyxl as a spreadsheet program would read it."""

import io
from typing import get_args

import pytest
from openpyxl import load_workbook

from tagrid.governance.interchange.workbook import CHANGE_KINDS, LONGEST, cell_value, workbook
from tagrid.governance.interchange.write import Edition, as_workbook
from tagrid.governance.release.changes import ChangeKind, changes


def rows(sheet) -> list[dict]:
    head, *body = [[cell.value for cell in row] for row in sheet.rows]
    return [dict(zip(head, row, strict=True)) for row in body]


@pytest.fixture
def book(catalog):
    return load_workbook(io.BytesIO(as_workbook(Edition(catalog))))


def test_one_row_a_tag_in_both_languages_shelved_ones_included(book, catalog):
    found = {row["代码 Code"]: row for row in rows(book["目录 Tags"])}
    assert list(found) == [*catalog.tags, *catalog.shelved]
    row = found["timeliness"]
    assert (row["名称 中文"], row["名称 English"]) == ("timeliness的标签", "Label of timeliness")
    assert (row["三级 Theme 中文"], row["一级 Subject English"]) == ("类2", "Class 0")
    assert row["覆盖率 Coverage"] == pytest.approx(0.9)
    assert row["示例 Examples English"] == "share = 0.5 → Late\nnothing known → Unknown"
    assert (found["lateness"]["替代标签 Successor"], found["wish"]["状态 Status"]) == ("timeliness", "draft")


def test_values_have_their_customers_and_shares(book):
    found = [row for row in rows(book["取值 Values"]) if row["标签代码 Tag"] == "timeliness"]
    assert [(r["取值代码 Value"], r["户数 Customers"], r["占比 Share"]) for r in found] == [
        ("late", 30, 0.3),
        ("early", 60, 0.6),
        ("unknown", 10, 0.1),
    ]
    drafted = [row for row in rows(book["取值 Values"]) if row["标签代码 Tag"] == "wish"]
    assert {row["户数 Customers"] for row in drafted} == {None}


def test_classes_count_their_tags(book):
    assert [(row["路径 Path"], row["标签数 Tags"]) for row in rows(book["类目 Classes"])] == [
        ("power_customer", 4),
        ("power_customer/behaviour", 4),
        ("power_customer/behaviour/payment", 4),
    ]


def test_no_cell_is_a_formula(book):
    cells = [cell for sheet in book for row in sheet.rows for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    escaped = {cell.value for cell in cells if cell.quotePrefix}
    assert escaped == {"=1+1", "=HYPERLINK(1)", "@owner"}


def test_what_a_cell_cannot_hold_is_left_out(book):
    found = {row["代码 Code"]: row for row in rows(book["目录 Tags"])}
    assert found["formula"]["分类依据 Criterion 中文"] == "坏字"
    assert len(str(cell_value("x" * (LONGEST + 1)))) == LONGEST


def test_heads_stay_and_filter(book):
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.column_dimensions["B"].width > 8


def test_changes_have_a_sheet_where_there_was_a_release(catalog):
    assert "变更 Changes" not in workbook(catalog).sheetnames
    tags = {name: tag for name, tag in catalog.tags.items() if name != "formula"}
    found = changes(catalog, catalog.model_copy(update={"tags": tags}))
    (row,) = rows(workbook(catalog, found, "1.0.0")["变更 Changes"])
    assert (row["程度 Size"], row["代码 Name"], row["变更 中文"], row["变更 English"]) == (
        "major",
        "formula",
        "删除",
        "removed",
    )


def test_every_kind_of_change_has_its_chinese_name():
    assert set(CHANGE_KINDS) == set(get_args(ChangeKind))
