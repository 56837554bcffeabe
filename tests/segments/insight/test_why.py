import pytest
from hypothesis import given, settings

from tagrid.core.errors import BadInput
from tagrid.segments.insight.why import explain_membership
from tests.segments.test_language import POWER_RULES


def ids_of(workspace, text: str) -> list[str]:
    return [f"c{number:05}" for number in workspace.index.members(workspace.mask(workspace.parse(text)), 600)]


@settings(max_examples=60)
@given(rule=POWER_RULES)
def test_the_top_says_whether_a_customer_is_in(workspace, rule):
    inside = set(
        workspace.index.members(workspace.index.mask(rule, workspace.index.base("power_customer")), 600).tolist()
    )
    someone = int(workspace.index.members(workspace.index.base("power_customer"), 1)[0])
    branch = explain_membership(workspace, f"c{someone:05}", rule)
    assert branch.holds == (someone in inside) and branch.decides
    for one in walked(branch):
        assert not one.branches or not one.decides or any(below.decides for below in one.branches)


def walked(branch):
    yield branch
    for one in branch.branches:
        yield from walked(one)


def test_the_branches_show_what_the_customer_has(workspace):
    rule = workspace.parse(
        "value_tier = vip and (payment.late_share > 0.2 or not arrears_status = due) and value_tier changed"
    )
    who = ids_of(
        workspace, "value_tier = vip and payment.late_share = 0.5 and arrears_status = due and value_tier changed"
    )[0]
    branch = explain_membership(workspace, who, rule)
    tier, either, changed = branch.branches
    assert (tier.found, tier.holds, either.holds, changed.holds) == ("vip", True, True, True)
    late, not_due = either.branches
    assert (late.kind, late.found, late.holds, late.decides) == ("feature", 0.5, True, True)
    assert (not_due.holds, not_due.decides, not_due.branches[0].found) == (False, False, "due")
    rows = workspace.version.con.execute(
        "select old_value, new_value, changed_on::varchar from tag_changes "
        "where tag = 'value_tier' and customer_id = ? and old_value <> new_value order by changed_on",
        [who],
    ).fetchall()
    assert [(one["from"], one["to"], one["on"]) for one in changed.found] == rows != []
    assert branch.described()["branches"][1]["branches"][0]["text"] == "payment.late_share > 0.2"


def test_why_not_names_what_keeps_the_customer_out(workspace):
    who = ids_of(workspace, "value_tier = vip and not arrears_status = due")[0]
    branch = explain_membership(workspace, who, workspace.parse("value_tier = vip and arrears_status = due"))
    assert not branch.holds
    assert [(one.text, one.decides) for one in branch.branches] == [
        ("value_tier = vip", False),
        ("arrears_status = due", True),
    ]


def test_a_customer_of_another_subject_or_none(workspace):
    other = ids_of(workspace, "application_stage = accepted")[0]
    with pytest.raises(BadInput, match=f"Customer {other} is none of the power_customer"):
        explain_membership(workspace, other, workspace.parse("value_tier = vip"))
    with pytest.raises(BadInput, match=r"No customer 'c00'.*"):
        explain_membership(workspace, "c00", workspace.parse("value_tier = vip"))
