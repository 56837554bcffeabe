"""The picture of flows: bands as wide as their customers, in the order of the values on both sides."""

from itertools import pairwise

import polars as pl
import pytest

from app.shared import flows

TABLE = pl.DataFrame(
    {
        "old": ["a", "a", "b"],
        "new": ["a", "b", "b"],
        "old_label": ["A", "A", "B"],
        "new_label": ["A", "B", "B"],
        "customers": [60, 30, 10],
    }
)


@pytest.fixture
def drawn(monkeypatch) -> tuple[pl.DataFrame, dict]:
    taken = []
    monkeypatch.setattr(flows.charts, "vega_lite", lambda table, spec: taken.append((table, spec)))
    flows.sankey(TABLE, {"a": "#112233", "b": "#445566"}, "before", "after")
    return taken[0]


def test_a_band_is_as_wide_as_its_customers_at_both_ends(drawn):
    bands = drawn[0].filter(pl.col("part") == "flow").with_columns(size=pl.col("y2") - pl.col("y"))
    for _, points in bands.group_by("flow"):
        customers = points["customers"][0]
        assert points["size"].to_list() == pytest.approx([customers / 100 * (1 - flows.GAP)] * points.height)


def test_bands_and_values_do_not_overlap_and_fill_the_height(drawn):
    values = drawn[0].filter(pl.col("part") == "value")
    for _, side in values.group_by("x"):
        ends = sorted(zip(side["y"], side["y2"], strict=True))
        assert (ends[0][0], ends[-1][1]) == pytest.approx((0, 1))
        assert all(before[1] < after[0] for before, after in pairwise(ends))
    assert values.group_by("name", "x").agg(pl.col("customers").sum()).sort("x", "name")["customers"].to_list() == [
        90, 10, 60, 40
    ]  # fmt: skip


def test_the_names_and_the_heads_are_there(drawn):
    words = drawn[0].filter(pl.col("part").str.starts_with("words"))["words"].to_list()
    assert words == ["A  90", "B  10", "A  60", "B  40", "before", "after"]
