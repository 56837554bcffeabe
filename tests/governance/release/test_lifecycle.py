"""A tag's life goes forward one step at a time; an approval changes its file by those lines and no others."""

import difflib
from datetime import date

import pytest

from tagrid.catalog.files import load
from tagrid.core.errors import BadInput
from tagrid.governance.release.approval import ApprovalRequest, approve
from tagrid.governance.release.freeze import release
from tagrid.governance.release.lifecycle import STATES, lifecycle_faults, step_fault
from tagrid.governance.release.releases import read_release, released, working
from tests.governance.release.conftest import ARREARS, DAY, TAGS, TIMELY

LATER = date(2026, 4, 1)
APPROVAL = "approval: {status: active, by: billing, date: 2026-01-01}"
EDITED = (
    f"# why it is\nstatus: active  # since the reform\n{APPROVAL}  # ok\n# end\n",
    "status: active\napproval:\n  # by word\n  status: active\n  by: billing  # desk 3\n  date: 2026-01-01\n# end\n",
    f"{APPROVAL}\n\nstatus:   'active'\n",
)


def said(project, **about):
    asked = {"tag": "arrears_status", "status": "deprecated", "by": "billing", "date": LATER, "successor": "none"}
    return approve(ApprovalRequest(**(asked | about)), project)


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_only_the_next_step_is_allowed(before, after):
    allowed = STATES.index(after) - STATES.index(before) in (0, 1)
    fault = step_fault("tag", before, after)
    assert (fault is None) == allowed
    assert fault is None or ("tag：" in fault.zh and after not in fault.zh)


def test_a_tag_lives_from_release_to_release(first):
    said(first, successor="payment_timeliness")
    release("1.1.0", DAY, None, first)
    assert load(first / "taxonomy").tags["arrears_status"].status == "deprecated"
    said(first, status="retired", successor=None)
    text = (first / TAGS).read_text(encoding="utf-8")
    start, end = text.index("        end as payment_timeliness,"), text.index("    from payment\n")
    with pytest.raises(BadInput, match="column arrears_status is a retired tag; activate it or drop the column"):
        release("2.0.0", DAY, None, first)
    (first / TAGS).write_text(f"{text[:start]}        end as payment_timeliness\n{text[end:]}", encoding="utf-8")
    release("2.0.0", DAY, None, first)
    (step,) = read_release("2.0.0", first).transitions
    assert (step.tag, step.before, step.after) == ("arrears_status", "deprecated", "retired")
    assert (step.approval.by, step.approval.date) == ("billing", LATER)
    assert released("2.0.0", first).shelved["arrears_status"].successor == "payment_timeliness"
    (first / ARREARS).unlink()
    with pytest.raises(BadInput, match="the file of a retired tag stays, as its history does"):
        release("3.0.0", DAY, None, first)


def test_two_steps_between_releases_are_refused(first, edit):
    said(first)
    said(first, status="retired")
    faults = lifecycle_faults(released("1.0.0", first), load(first / "taxonomy"))
    assert [fault.en for fault in faults] == [f"{ARREARS}: active is followed by deprecated, not by retired at once."]
    assert [fault.zh for fault in faults] == [f"{ARREARS}：“启用”之后应为“停用预告”，不能直接变为“已停用”。"]


def test_a_tag_starts_as_a_draft_or_active(first):
    old = released("1.0.0", first)
    fewer = old.model_copy(update={"tags": {"payment_timeliness": old.tags["payment_timeliness"]}})
    late = old.tags["arrears_status"].model_copy(update={"status": "retired"})
    assert lifecycle_faults(fewer, old) == []
    (fault,) = lifecycle_faults(fewer, fewer.model_copy(update={"shelved": {"arrears_status": late}}))
    assert fault.en == f"{ARREARS}: a new tag starts as a draft or active, not as retired."


def test_a_draft_may_go_without_a_trace(first):
    old = released("1.0.0", first)
    draft = old.tags["arrears_status"].model_copy(update={"status": "draft"})
    fewer = old.model_copy(update={"tags": {"payment_timeliness": old.tags["payment_timeliness"]}})
    assert lifecycle_faults(fewer.model_copy(update={"shelved": {"arrears_status": draft}}), fewer) == []


@pytest.mark.parametrize("text", EDITED)
def test_an_approval_changes_its_own_lines_and_nothing_else(sound, text):
    path = sound / ARREARS
    head = (
        path.read_text(encoding="utf-8").partition("status: active")[0].replace("criterion:", "criterion:   # one\n  ")
    )
    path.write_text(head + text, encoding="utf-8")
    before = path.read_text(encoding="utf-8").splitlines()
    said(sound)
    after = path.read_text(encoding="utf-8").splitlines()
    gone = [line[2:] for line in difflib.ndiff(before, after) if line.startswith("- ")]
    assert all(line.strip().startswith(("status", "approval", "by", "date", "# by word")) for line in gone)
    assert [line for line in after if line.lstrip().startswith("#")] == [
        line for line in before if line.lstrip().startswith("#") and "by word" not in line
    ]
    assert path.read_text(encoding="utf-8").startswith(head)
    tag = load(sound / "taxonomy").tags["arrears_status"]
    assert (tag.status, tag.approval.status, tag.successor) == ("deprecated", "deprecated", None)
    assert tag.approval.date == LATER


def test_a_draft_gets_its_first_approval(sound, edit):
    path = sound / TIMELY
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"{APPROVAL}\n", "").replace("status: active", "status: draft"), encoding="utf-8")
    said(sound, tag="payment_timeliness", status="active", successor=None)
    assert path.read_text(encoding="utf-8").endswith(
        "status: active\napproval: {status: active, by: billing, date: 2026-04-01}\n"
    )
    assert working(sound).tags["payment_timeliness"].approval.date == LATER


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"tag": "arrear_status"}, "No tag 'arrear_status' in the catalog. Did you mean arrears_status"),
        ({"by": "sales"}, "sales does not own arrears_status; its owner, billing, approves"),
        ({"status": "retired"}, "active is followed by deprecated, not by retired at once"),
        ({"status": "active", "successor": None}, "arrears_status is active already; nothing to approve"),
        ({"date": date(2025, 12, 31)}, "2025-12-31 lies before the last approval, of 2026-01-01"),
        ({"successor": None}, "a deprecated tag names what replaces it: --successor TAG, or --successor none"),
        ({"successor": "payment_timelines"}, "is no other tag that customers have. Did you mean payment_timeliness"),
        ({"successor": "arrears_status"}, "successor 'arrears_status' is no other tag"),
    ],
)
def test_what_is_not_the_owner_s_or_not_the_next_step_is_refused(sound, about, told):
    before = (sound / ARREARS).read_bytes()
    with pytest.raises(BadInput) as caught:
        said(sound, **about)
    assert told in str(caught.value)
    assert (sound / ARREARS).read_bytes() == before


def test_nothing_comes_back(sound):
    said(sound)
    said(sound, status="retired")
    with pytest.raises(BadInput, match="a tag that is retired cannot become active again; write a new tag"):
        said(sound, status="active", successor=None)


def test_an_approval_of_a_day_to_come_is_none(first):
    with pytest.raises(BadInput, match="2999-01-01 has not come yet") as caught:
        said(first, date=date(2999, 1, 1))
    assert "尚未到来" in caught.value.text.zh
