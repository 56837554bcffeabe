import polars as pl
import pytest

from tagrid.core.errors import BadInput
from tagrid.segments.export.exports import ExportRequest, export_segment, people_path
from tagrid.segments.export.lift import Lift, _one_row_each, campaigns, measure_lift
from tagrid.segments.workspace import open_workspace
from tests.segments.export.conftest import JUNE, MAY

RULE = "value_tier is known"


@pytest.fixture
def exported(home, tmp_path):
    """An export of May with a third held out."""
    request = ExportRequest(RULE, "try", tmp_path / "a.csv", hold_out=0.34, seed=5, consent=None)
    return export_segment(home, open_workspace(home, MAY), request)


def test_lift_by_answers_and_by_an_outcome(home, exported):
    groups = pl.read_parquet(people_path(home, exported.id))
    number = groups["customer_id"].str.slice(1).cast(int)
    hits = {
        held: groups.filter((number % 4 < 3) & (number % 2 == 0) & (groups["is_held_out"] == held)).height
        for held in (False, True)
    }
    for campaign in (None, "HD1"):
        found = measure_lift(home, open_workspace(home, JUNE), exported.id, campaign)
        assert (found.treated, found.held_out) == (exported.rows, exported.held_out)
        assert (found.treated_hits, found.held_out_hits, found.gone) == (hits[False], hits[True], 0)
    low, high = found.bounds
    assert low < found.lift < high and low < 0 < high  # both groups answered alike: drawn at random
    by_rule = measure_lift(home, open_workspace(home, JUNE), exported.id, outcome="value_tier = vip")
    assert by_rule.outcome.en == "value_tier = vip"
    inside = open_workspace(home).index.count(open_workspace(home).parse("value_tier = vip"))
    assert by_rule.treated_hits + by_rule.held_out_hits == inside > 0


def test_a_merged_account_counts_as_the_customer_that_is_left(home, exported):
    groups = pl.read_parquet(people_path(home, exported.id)).sort("customer_id")
    held = groups.filter(groups["is_held_out"])["customer_id"].to_list()
    inside = groups.filter(~groups["is_held_out"])["customer_id"].to_list()
    merged = {inside[0]: inside[1], held[0]: held[1], held[2]: inside[2]}
    found, mixed = _one_row_each(groups, merged)
    assert mixed == 1 and found["customer_id"].is_unique().all()
    assert found.height == groups.height - 4  # two merged within a group, two across them
    assert inside[2] not in found["customer_id"].to_list()


def test_the_difference_and_how_many_more():
    found = Lift(1, "x", None, treated=1000, treated_hits=150, held_out=500, held_out_hits=50, gone=0)
    assert found.shares == (0.15, 0.1)
    assert found.extra == pytest.approx(50)
    low, high = found.bounds
    assert 0 < low < 0.05 < high


def test_what_has_nothing_to_compare_with(home, exported, tmp_path):
    with pytest.raises(BadInput, match=f"a version after that day is needed, not {MAY}"):
        measure_lift(home, open_workspace(home, MAY), exported.id)
    with pytest.raises(BadInput, match=r"No campaign 'HD9' has asked anybody; there are HD1\."):
        measure_lift(home, open_workspace(home, JUNE), exported.id, "HD9")
    with pytest.raises(BadInput, match="There is no export 99"):
        measure_lift(home, open_workspace(home, JUNE), 99)
    whole = export_segment(home, open_workspace(home, MAY), ExportRequest(RULE, "all", tmp_path / "b.csv"))
    with pytest.raises(BadInput, match="held nobody out"):
        measure_lift(home, open_workspace(home, JUNE), whole.id)


def test_the_campaigns_that_were_answered_since(home, exported):
    [one] = campaigns(open_workspace(home, JUNE), exported.as_of)
    assert (one.id, one.name) == ("HD1", "错峰") and one.contacted > one.accepted > 0
    assert campaigns(open_workspace(home, JUNE), open_workspace(home, JUNE).version.as_of) == []
    with open_workspace(home, JUNE).version.connect() as con:
        answered = con.execute("select count(*) from campaign_responses where response = 'accepted'").fetchone()
    assert answered == (one.accepted,)
