from itertools import pairwise

from hypothesis import given, strategies as st

from tagrid.documents.charts import Drawing, ticks


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
