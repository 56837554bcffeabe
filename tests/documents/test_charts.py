from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from tagrid.core.formats import amount, change, counted, hours, number, share, yuan
from tagrid.documents.charts import Drawing, ticks


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (number(1234567.891, 2), "1,234,567.89"),
        (number(-1234.5), "\N{MINUS SIGN}1,234"),
        (number(-0.001, 2), "0.00"),
        (number(None), "–"),
        (amount(99.94), "99.9"),
        (amount(100.4), "100"),
        (share(0.12345), "12.3%"),
        (change(0.05), "+5.0%"),
        (change(-0.05), "\N{MINUS SIGN}5.0%"),
        (hours(90), "1.5"),
        (hours(2), "<0.1"),
        (hours(0), "0.0"),
        (counted(1, "outage"), "1 outage"),
        (counted(2, "outage"), "2 outages"),
        (counted(0, "outage"), "0 outages"),
        (yuan(1000).zh, "1,000 元"),
        (yuan(1000).en, "1,000 yuan"),
    ],
)
def test_numbers_as_a_customer_reads_them(written, said):
    assert written == said


@given(st.floats(min_value=-1e12, max_value=1e12))
def test_a_written_number_reads_back(value):
    back = float(number(value, 2).replace(",", "").replace("\N{MINUS SIGN}", "-"))
    assert back == pytest.approx(value, abs=0.006)


@given(st.floats(min_value=1e-6, max_value=1e12))
def test_an_axis_covers_its_values_in_few_even_steps(most):
    marks = ticks(most)
    assert marks[0] == 0 and marks[-1] >= most * 0.998 and 2 <= len(marks) <= 8
    steps = {round((b - a) / marks[1], 6) for a, b in pairwise(marks)}
    assert steps == {1.0}


def test_words_in_a_drawing_stay_words():
    drawing = Drawing(10, 10, '"><script>')
    drawing.text(1, 2, "<b>&", fill='"red')
    markup = drawing.markup()
    assert "<script>" not in markup and "<b>" not in markup and "&lt;b&gt;&amp;" in markup
