"""A divided tag: each of its values is a rule over others, for every customer, and saved rules are rewritten."""

import pytest

from tagrid.catalog import load
from tagrid.core.errors import BadInput
from tagrid.published.versions import current_version
from tagrid.segments.saved import get_segment
from tagrid.segments.saving import save_segment
from tagrid.segments.status import segment_status
from tagrid.segments.succession import adopt_successors, outgoing_tags, with_successors
from tagrid.segments.workspace import Workspace, open_workspace
from tests.overview.homes import copied


@pytest.fixture(scope="module")
def workspace(published_home) -> Workspace:
    return Workspace(current_version(published_home), {})


def test_each_value_of_a_divided_tag_is_its_rule_for_every_customer(workspace):
    divided = [tag for tag in outgoing_tags(workspace.catalog).values() if tag.successors and tag.is_served]
    assert len(divided) >= 7
    held = []
    for tag in divided:
        for code, rule in tag.successors.items():
            was, becomes = (workspace.index.mask(workspace.parse(text)) for text in (f"{tag.name} = {code}", rule))
            assert workspace.index.population(was ^ becomes) == 0, (tag.name, code)
            held.append(workspace.index.population(was))
    assert sum(n > 0 for n in held) > len(held) / 2, "somebody has most of the values"


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("complaint_history = unresolved", "open_complaint = open"),
        ("prepayment in (prepaid_low, prepaid_ample) and value_tier = vip",
         "prepaid_balance in (low, ample) and value_tier = vip"),
        ("record_quality != conflicting", "not record_conflicts = conflicting"),
        ("complaint_history in (unresolved, repeated) or value_tier = vip",
         "(open_complaint = open or not open_complaint = open and complaint_frequency = repeated) or value_tier = vip"),
        ("record_quality is unknown",
         "not (record_conflicts = conflicting or record_conflicts = consistent and record_gaps = none or "
         "record_conflicts = consistent and record_gaps = gaps)"),
        ("repair_experience in (within_45_min, late)", "repair_experience in (late, in_time)"),
        ("repair_experience changed from within_45_min to late in last 30 days",
         "repair_experience changed from in_time to late in last 30 days"),
    ],
)  # fmt: skip
def test_a_rule_on_it_is_rewritten_and_means_the_same(workspace, was, becomes):
    written = with_successors(workspace, was)
    assert workspace.parse(written) == workspace.parse(becomes)
    if "within_45_min" not in was:
        masks = [workspace.index.mask(workspace.parse(text)) for text in (was, written)]
        assert workspace.index.population(masks[0] ^ masks[1]) == 0


def test_a_change_between_values_that_became_rules_is_left_to_a_person(workspace):
    with pytest.raises(BadInput) as refused:
        with_successors(workspace, "complaint_history changed to unresolved in last 30 days")
    assert "complaint_history became rules over open_complaint" in refused.value.text.en
    assert "无法再按变化查询" in refused.value.text.zh


def test_a_saved_segment_says_that_its_tag_goes_and_is_rewritten_by_a_click(published_home, tmp_path):
    home = copied(published_home, tmp_path)
    opened = open_workspace(home)
    save_segment(home, "low balance", "prepayment = prepaid_low", opened.catalog)
    found = segment_status(home, opened, "low balance")
    assert found.problem is None and found.rule is not None
    [one] = found.retired
    assert (one.tag, one.status, one.successors) == ("prepayment", "deprecated", ("prepaid_balance", "settlement_mode"))
    adopt_successors(home, opened, "low balance", "Li Qiang")
    assert get_segment(home, "low balance").expression == "prepaid_balance = low"
    assert segment_status(home, open_workspace(home), "low balance").retired == ()


def test_a_number_that_a_rule_asks_is_none_of_the_tags_that_take_its_place():
    tag = load().tags["complaint_history"]
    ruled = tag.model_copy(update={"successors": {"none": "profile.tenure_years = 3 and not open_complaint in (open)"}})
    assert ruled.succeeded_by == ("open_complaint",)
