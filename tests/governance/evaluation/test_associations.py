"""Association of two tags: the figures of SciPy and scikit-learn, from tables counted on bits."""

from math import sqrt

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings, strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import chi2_contingency
from sklearn.metrics import normalized_mutual_info_score

from tagrid.governance.evaluation.associations import cramers_v, filled, normalised_information, tables
from tests.governance.evaluation.small import SUBJECT, customers, publish, tag

_tables = arrays(np.int64, st.tuples(st.integers(2, 6), st.integers(2, 6)), elements=st.integers(0, 60))


def _bergsma(table: np.ndarray) -> float:
    """The estimator as the paper writes it, chi2 by SciPy."""
    n, (r, c) = table.sum(), table.shape
    phi2 = chi2_contingency(table, correction=False).statistic / n
    reduced = max(0, phi2 - (r - 1) * (c - 1) / (n - 1))
    return sqrt(reduced / min(r - (r - 1) ** 2 / (n - 1) - 1, c - (c - 1) ** 2 / (n - 1) - 1))


@settings(max_examples=100)
@given(table=_tables)
def test_v_is_that_of_bergsma_over_scipys_chi2(table):
    table = filled(table)
    assume(min(table.shape) > 1 and table.sum() > 20)
    assert cramers_v(table) == pytest.approx(min(1.0, _bergsma(table)), abs=1e-9)


@settings(max_examples=60)
@given(table=_tables)
def test_information_is_that_of_scikit_learn(table):
    kept = filled(table)
    assume(kept.size and min(kept.shape) > 1)
    first, second = np.indices(table.shape)
    counts = table.ravel()
    expected = normalized_mutual_info_score(np.repeat(first.ravel(), counts), np.repeat(second.ravel(), counts))
    assert normalised_information(table) == pytest.approx(expected, abs=1e-9)


def test_the_ends_are_0_and_1():
    assert cramers_v(np.diag([50, 50, 50])) == pytest.approx(1)
    assert normalised_information(np.diag([50, 50, 50])) == pytest.approx(1)
    assert cramers_v(np.full((3, 4), 25)) == normalised_information(np.full((3, 4), 25)) == 0
    assert cramers_v(np.array([[10, 20]])) == normalised_information(np.array([[10, 20]])) == 0


def test_values_that_few_have_are_left_out_until_all_that_stay_have_enough():
    table = np.array([[100, 20, 0], [20, 100, 0], [25, 0, 9]])
    assert filled(table, 30).tolist() == [[100, 20], [20, 100]]
    assert filled(np.array([[1, 1], [1, 1]]), 30).size == 0


def test_the_bits_count_what_a_cross_tabulation_counts(home):
    seen = np.random.default_rng(7)
    rows = customers({name: seen.integers(0, 4, 1000).tolist() for name in "xyz"})
    rows = rows.with_columns(z=pl.when(pl.col("x") == 3).then(None).otherwise(pl.col("z")))
    rule = "case {0} when 0 then 'p' when 1 then 'q' when 2 then 'r' end"
    version = publish(home, [tag(f"tag_{name}", rule.format(name), "p q r") for name in "xyz"], rows)
    found = tables(version.index(), SUBJECT, {})
    assert list(found) == [("tag_x", "tag_y"), ("tag_x", "tag_z"), ("tag_y", "tag_z")]
    for (first, second), table in found.items():
        pairs = rows.select(first[-1], second[-1]).drop_nulls().rows()
        assert table.tolist() == [[pairs.count((a, b)) for b in range(3)] for a in range(3)]
    short = tables(version.index(), SUBJECT, {"tag_x": ("q",)})
    assert [table.tolist() for table in short.values()] == [
        [row for at, row in enumerate(table.tolist()) if "tag_x" not in names or at != 1]
        for names, table in found.items()
    ]
