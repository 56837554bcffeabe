"""What a small table shows: numbers as people write them, names before codes, nothing cut and nothing run as HTML."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.slow


def _html(rows: list[dict], height: int | None = None) -> str:
    def page(rows, height):
        from app.shared.tables import CodedValue, html_table

        made = [{k: CodedValue(*v) if isinstance(v, tuple) else v for k, v in row.items()} for row in rows]
        html_table(made, height)

    app = AppTest.from_function(page, kwargs={"rows": rows, "height": height}).run()
    assert not app.exception
    return "".join(element.proto.body for element in app.get("html"))


def test_numbers_have_separators_and_stand_right_under_their_head():
    shown = _html([{"who": "a", "n": 12345, "share": 0.5}, {"who": "b", "n": None, "share": 1234.567}])
    assert "<th class='n'>n</th>" in shown
    assert "<td class='n'>12,345</td>" in shown
    assert "<td class='n'>–</td>" in shown
    assert "<td class='n'>1,234.57</td>" in shown
    assert "None" not in shown


def test_a_name_shows_its_code_on_hover():
    assert "<td class='s' title='often_late'>经常逾期</td>" in _html([{"value": ("经常逾期", "often_late")}])


def test_markup_is_shown_as_text_also_on_hover():
    shown = _html([{"<b>": "<script>", "code": ("x", "' onmouseover='y")}])
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "&lt;b&gt;" in shown
    assert "title='&#x27; onmouseover=&#x27;y'" in shown


def test_days_are_iso_and_a_mixed_column_stays_left():
    shown = _html([{"day": date(2026, 6, 30), "any": 1}, {"day": None, "any": "x"}])
    assert "<td class='s'><span class='tg-day'>2026-06-30</span></td>" in shown  # never broken at its hyphens
    assert "<td class='s'>1</td>" in shown


def test_short_columns_are_not_broken_and_long_ones_are_not_cut():
    shown = _html([{"name": "温度敏感", "why": "规则未变，下层算法改变，影响若干标签的取值"}])
    assert "<td class='s'>温度敏感</td>" in shown
    assert "<td>规则未变" in shown


def test_a_long_table_scrolls_and_an_empty_one_is_not_there():
    assert "max-height:300px" in _html([{"a": 1}], 300)
    assert "max-height" not in _html([{"a": 1}])
    assert _html([]) == ""
