"""What distinguishes two segments: against SQL and published figures, careful with a few and with many values."""

import random

import duckdb
import pytest
from hypothesis import given, settings, strategies as st
from scipy.stats import chi2_contingency

from tagrid.core.errors import BadInput
from tagrid.segments.insight.comparison import _chance_probability, contrast_segments
from tests.segments.small import made_workspace, tags_wide
from tests.segments.test_language import POWER_RULES

CUSTOMERS = 1_200


@pytest.fixture(scope="module")
def leaning(tmp_path_factory):
    """Power customers: those vip are at risk E three times as often; capacity is drawn from the same urn for all."""
    con, chance = duckdb.connect(), random.Random(4)
    tags_wide(con, CUSTOMERS, seed=4)
    con.execute(
        "update customer_tags_wide set subject = 'power_customer', application_stage = null, capacity_wanted = null, "
        "value_tier = case when customer_no % 2 = 0 then 'vip' else 'small' end, capacity_band = "
        "case when customer_no < 6 then 'in' else 'lt_8' end, arrears_status = 'clear'"
    )
    risks = [("E" if chance.random() < (0.6 if n % 2 == 0 else 0.2) else "A", n) for n in range(CUSTOMERS)]
    con.executemany("update customer_tags_wide set fee_recovery_risk = ? where customer_no = ?", risks)
    return made_workspace(con, tmp_path_factory.mktemp("index"))


def compared(workspace, first: str, second: str, fewest: int = 10):
    return contrast_segments(
        workspace.index, *(workspace.mask(workspace.parse(one)) for one in (first, second)), "power_customer", fewest
    )


@pytest.mark.slow
def test_the_shares_are_those_of_sql_and_what_differs_leads(leaning):
    found = compared(leaning, "value_tier = vip", "value_tier = small")
    rows = dict(
        leaning.version.con.execute(
            "select value_tier, count(*) filter (where fee_recovery_risk = 'E') / count(*) "
            "from customer_tags_wide group by 1"
        ).fetchall()
    )
    [top] = found.leading({"value_tier"})
    assert (top.tag, top.value) == ("fee_recovery_risk", "E")
    assert (top.first_share, top.second_share) == (pytest.approx(rows["vip"]), pytest.approx(rows["small"]))
    assert top.difference == pytest.approx(rows["vip"] - rows["small"]) and top.low < top.difference < top.high
    assert (found.first, found.second, found.first_size, found.both) == ("only", "only", CUSTOMERS // 2, 0)


def test_a_count_of_a_few_is_never_told(leaning):
    found = compared(leaning, "value_tier = vip", "value_tier = small")
    [mine] = [one for one in found.differences if one.value == "vip"]
    assert (mine.second, mine.second_share) == (None, None)
    assert mine.difference == pytest.approx(1 - 9 / 600)  # none had it, and as many as nine may have
    assert all((one.tag, one.value) != ("capacity_band", "in") for one in found.differences)


def test_one_within_the_other_is_compared_with_the_rest(leaning):
    inner = "value_tier = vip and fee_recovery_risk = E"
    found = compared(leaning, inner, "value_tier = vip")
    assert (found.first, found.second) == ("all", "only")
    assert found.both == found.first_size and found.first_size + found.second_size == CUSTOMERS // 2
    turned = compared(leaning, "value_tier = vip", inner)
    assert (turned.first, turned.second, turned.first_size) == ("only", "all", found.second_size)


@pytest.mark.parametrize(
    "second", ["value_tier = vip", 'capacity_band = "in"', "value_tier = vip and capacity_band = lt_8"]
)
def test_what_hardly_differs_is_refused(leaning, second):
    with pytest.raises(BadInput, match="each segment needs 10 customers"):
        compared(leaning, "value_tier = vip", second)


@pytest.mark.parametrize("counts", [(15, 5), (60, 20), (1, 0), (90, 100)])
def test_the_test_is_that_of_a_two_by_two_table(counts):
    table = [[count, of - count] for count, of in zip(counts, (100, 150), strict=True)]
    assert _chance_probability(counts, (100, 150)) == pytest.approx(chi2_contingency(table, correction=True).pvalue)
    assert _chance_probability((10, 10), (10, 10)) == 1.0


@pytest.mark.slow
@settings(max_examples=40)
@given(first=POWER_RULES, second=POWER_RULES)
def test_turned_about_everything_is_the_other_way(workspace, first, second):
    masks = [workspace.index.mask(one, workspace.index.base("power_customer")) for one in (first, second)]
    try:
        found = contrast_segments(workspace.index, *masks, "power_customer")
    except BadInput:
        return
    turned = contrast_segments(workspace.index, *masks[::-1], "power_customer")
    if (found.first, found.second) == (turned.second, turned.first):
        figures = {(one.tag, one.value): (one.first, one.second, one.difference) for one in found.differences}
        assert figures == {
            (one.tag, one.value): (one.second, one.first, pytest.approx(-one.difference)) for one in turned.differences
        }
    assert [abs(one.weight) for one in found.differences] == sorted(abs(o.weight) for o in found.differences)[::-1]
    for one in found.differences:
        assert max(one.first or 0, one.second or 0) >= 10 and one.low <= one.difference <= one.high


@settings(max_examples=60)
@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 50))
def test_less_chance_is_left_the_further_apart(one, other, more):
    assert 0 <= _chance_probability((min(one, other), max(one, other) + more), (300, 300)) <= 1
    assert (
        _chance_probability((min(one, other), max(one, other) + more), (300, 300))
        <= _chance_probability((one, other), (300, 300)) + 1e-12
    )


@pytest.mark.slow
def test_of_many_values_that_do_not_differ_hardly_any_is_called_certain(tmp_path):
    called = 0
    for seed in range(20):
        con = duckdb.connect()
        tags_wide(con, 800, seed)
        found = made_workspace(con, tmp_path / str(seed))
        called += len(compared(found, "value_tier = vip", "value_tier = small").leading({"value_tier"}))
    assert called <= 2  # of 20 comparisons of tags drawn alike; one in twenty may be
