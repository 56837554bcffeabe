"""A rule whose tag was retired, rewritten to ask the successor."""

import dataclasses
import json

import pytest

from tagrid.core.errors import BadInput
from tagrid.core.text import Text
from tagrid.segments.saved import get_segment, segment_revisions
from tagrid.segments.saving import save_segment
from tagrid.segments.succession import adopt_successors, current_successor, with_successors
from tagrid.segments.workspace import open_workspace


@pytest.fixture
def later(home):
    """A workspace, and a catalog in which `old_tier` leads over `mid_tier` to value_tier; `lone` leads nowhere."""
    found = open_workspace(home)
    catalog = found.catalog
    tier = catalog.tags["value_tier"]
    renamed = {"vip": tier.values["vip"], "great": tier.values["major"], "odd": Text(zh="怪", en="odd")}
    shelved = {
        "old_tier": tier.model_copy(
            update={"name": "old_tier", "status": "retired", "successor": "mid_tier", "values": renamed}
        ),
        "mid_tier": tier.model_copy(update={"name": "mid_tier", "status": "retired", "successor": "value_tier"}),
        "lone": tier.model_copy(update={"name": "lone", "status": "retired", "successor": None}),
    }
    return dataclasses.replace(found, saved={"old": "old_tier = vip", "vip": "value_tier = vip"}), catalog.model_copy(
        update={"shelved": shelved}
    )


@pytest.fixture
def workspace(later):
    found, catalog = later
    found.__dict__["catalog"] = catalog
    return found


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("old_tier = vip", "value_tier = vip"),
        ("not old_tier in (vip, great) and arrears_status = due",
         "not value_tier in (vip, major) and arrears_status = due"),
        ('"old_tier" != great or "mid_tier" is known', "value_tier != major or value_tier is known"),
        ("old_tier changed from great to (vip, great) in last 30 days",
         "value_tier changed from major to (vip, major) in last 30 days"),
        # Nothing but the tag and its own values is touched.
        ('old_tier = vip and segment("vip") and customer.annual_kwh > 5',
         'value_tier = vip and segment("vip") and customer.annual_kwh > 5'),
        ("old_tier = unknown", "value_tier = unknown"),
    ],
)  # fmt: skip
def test_the_successor_takes_the_place_of_the_tag(workspace, was, becomes):
    assert with_successors(workspace, was) == becomes


@pytest.mark.parametrize(
    ("expression", "en", "zh"),
    [
        ("lone = vip", "Tag lone has no successor", "标签 lone 没有在用的后继标签"),
        (
            "old_tier = odd",
            "no value for old_tier = odd (odd); it has vip, major",
            "没有与 old_tier = odd（怪）对应",
        ),
        ('segment("old") and value_tier = vip', "not named by this segment", "不在本客群的规则中"),
    ],
)
def test_what_cannot_be_rewritten_says_why(workspace, expression, en, zh):
    with pytest.raises(BadInput) as refused:
        with_successors(workspace, expression)
    assert en in str(refused.value) and zh in refused.value.in_language("zh")


def test_successors_that_lead_in_a_circle_lead_nowhere(workspace):
    shelved = dict(workspace.catalog.shelved)
    shelved["mid_tier"] = shelved["mid_tier"].model_copy(update={"successor": "old_tier"})
    with pytest.raises(BadInput, match="no successor that is in use"):
        current_successor(workspace.catalog.model_copy(update={"shelved": shelved}), "old_tier")


def test_it_is_a_further_revision_and_the_old_rule_stays_on_record(home, workspace, segment):
    then = workspace.catalog.model_copy(
        update={"tags": {**workspace.catalog.tags, "old_tier": workspace.catalog.shelved["old_tier"]}, "shelved": {}}
    )
    save_segment(home, "by tier", "old_tier in (vip, great)", then, by="Zhang Min")
    adopt_successors(home, workspace, "by tier", by="Li Qiang")
    saved = get_segment(home, "by tier")
    assert (saved.expression, saved.revision, saved.saved_by) == ("value_tier in (vip, major)", 2, "Li Qiang")
    assert next(one.expression for one in segment_revisions(home, "by tier")) == "old_tier in (vip, great)"
    assert json.loads(segment("count", "by tier", "--json")[1])["customers"] == 1
