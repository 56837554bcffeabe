"""Saved segments: revisions, two writers, names, what uses what."""

import pickle
import threading
from datetime import datetime

import pytest

from tagrid.catalog.uses import uses
from tagrid.core.errors import BadInput
from tagrid.core.state import session
from tagrid.segments.export.exports import ExportRequest, export_segment
from tagrid.segments.saved import LegacySegment, get_segment, saved_expressions, saved_segments, segment_revisions
from tagrid.segments.saving import ConflictingSave, delete_segment, rename_segment, save_segment
from tagrid.segments.workspace import open_workspace
from tests.segments.small import CATALOG


def put(home, name: str, expression: str, **about):
    return save_segment(home, name, expression, CATALOG, **about)


def test_every_save_is_a_revision_and_the_first_stays(home):
    first = put(home, "a", "value_tier = vip", by="li", purpose="calls", folder="key")
    second = put(home, "a", "价值分级 = small", replace=True, based_on=1, by="wang")
    assert (first.revision, second.revision, second.expression) == (1, 2, "value_tier = small")
    assert (second.owner, second.purpose, second.folder, second.saved_by) == ("li", "calls", "key", "wang")
    assert [(one.number, one.expression, one.saved_by) for one in segment_revisions(home, "a")] == [
        (1, "value_tier = vip", "li"),
        (2, "value_tier = small", "wang"),
    ]
    again = put(home, "a", "value_tier = small", replace=True, owner="zhao", alert_share=0.5)
    assert (again.revision, again.owner, again.alert_share) == (2, "zhao", 0.5)


def test_saving_over_what_one_has_not_read_says_who_and_when(home):
    put(home, "a", "value_tier = vip", by="li")
    put(home, "a", "value_tier = small", replace=True, based_on=1, by="wang")
    with pytest.raises(
        ConflictingSave, match=r"'a' was saved by wang on 20.* \(revision 2\) since you read revision 1: value_t"
    ):
        put(home, "a", "value_tier = major", replace=True, based_on=1, by="li")
    assert get_segment(home, "a").expression == "value_tier = small"


def test_a_conflict_keeps_its_message_and_what_is_saved_now_through_pickling(home):
    saved = put(home, "a", "value_tier = vip", by="li")
    error = ConflictingSave(saved, 3)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.text, str(again), again.current) == (ConflictingSave, error.text, str(error), saved)
    assert "读取“a”第 3 版之后" in again.in_language("zh")


def test_of_two_who_save_at_once_one_is_refused(home):
    put(home, "a", "value_tier = vip")
    ready, refused = threading.Barrier(4), []

    def write(code: str) -> None:
        ready.wait()
        try:
            put(home, "a", f"fee_recovery_risk = {code}", replace=True, based_on=1, by=code)
        except ConflictingSave as error:
            refused.append(error.current.saved_by)

    threads = [threading.Thread(target=write, args=(code,)) for code in "ABCD"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    winner = get_segment(home, "a")
    assert (winner.revision, refused) == (2, [winner.saved_by] * 3)


def test_renaming_is_followed_by_who_uses_it(home):
    put(home, "a", "value_tier = vip")
    put(home, "b", 'segment("a") or not (segment("a") and value_tier = small) and arrears_status = due')
    put(home, "c", 'segment("b")')
    saved = rename_segment(home, "a", '引"号', by="li")
    assert saved.name == '引"号' and saved_expressions(home)["c"] == 'segment("b")'
    assert saved_expressions(home)["b"] == (
        'segment("引\\"号") or (not (segment("引\\"号") and value_tier = small) and arrears_status = due)'
    )
    assert (get_segment(home, "b").revision, get_segment(home, "b").saved_by, get_segment(home, "c").revision) == (
        2,
        "li",
        1,
    )
    for new, message in (("c", "There is a segment 'c' already"), (" x", "A segment's name has 1 to 80 printable")):
        with pytest.raises(BadInput, match=message):
            rename_segment(home, "b", new)


def test_deleting_what_others_use_is_refused_with_their_names(home):
    put(home, "a", "value_tier = vip")
    put(home, "b", 'segment("a")')
    put(home, "c", 'not segment("a")')
    with pytest.raises(BadInput, match="'a' is used by 'b', 'c'; change or delete those first"):
        delete_segment(home, "a")
    delete_segment(home, "b")
    delete_segment(home, "c", by="li")
    with pytest.raises(BadInput, match="The segment 'c' was deleted by li on 20"):
        get_segment(home, "c")
    put(home, "c", "value_tier = small")
    assert [(one.name, one.revision) for one in saved_segments(home)] == [("a", 1), ("c", 1)]


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ({"alert_share": 0.0}, "An alert share is above 0 and at most 10"),
        ({"purpose": "x" * 501}, "A segment's purpose has at most 500 printable characters"),
        ({"folder": "a\nb"}, "A segment's folder has at most"),
    ],
)
def test_what_a_segment_cannot_be(home, about, message):
    with pytest.raises(BadInput, match=message):
        put(home, "a", "value_tier = vip", **about)
    assert saved_segments(home) == []


def test_a_segment_of_features_only_has_a_subject(home):
    assert put(home, "a", "annual_kwh > 5").subject == "power_customer"
    assert put(home, "b", "progress.late_share > 0.5").subject == "non_power_customer"


def test_segments_saved_before_revisions_were_kept_are_carried_over_once(home):
    moment = datetime(2026, 1, 2, 3, 4, 5)
    about = {"subject": "power_customer", "catalog_version": "1.0.0", "saved_at": moment}
    with session(home) as opened:
        opened.add(LegacySegment(name="old", expression="value_tier = vip", **about))
        opened.add(LegacySegment(name="uses", expression='segment("old")', **about))
    assert saved_expressions(home) == {"old": "value_tier = vip", "uses": 'segment("old")'}
    saved = get_segment(home, "old")
    assert (saved.revision, saved.saved_at, saved.catalog_version, saved.owner) == (1, moment, "1.0.0", "unknown")
    with session(home) as opened:
        assert opened.query(LegacySegment).count() == 0
        opened.add(LegacySegment(name="old", expression="value_tier = small", **about))  # by an older tagrid
    assert [one.expression for one in segment_revisions(home, "old")] == ["value_tier = vip", "value_tier = small"]


def test_the_tags_of_what_is_saved_and_exported_count_as_used(home, tmp_path):
    put(home, "a", "value_tier = vip or not arrears_status changed in last 9 days")
    put(home, "b", 'segment("a") and annual_kwh > 5')
    assert uses(home) == {"value_tier": {"segment": 2}, "arrears_status": {"segment": 2}}
    with pytest.raises(BadInput):
        put(home, "a", "value_tier = small")
    export_segment(
        home, open_workspace(home), ExportRequest("fee_recovery_risk = E", "calls", tmp_path / "a.csv", ("value_tier",))
    )
    assert uses(home)["value_tier"] == {"segment": 2, "export": 1} and uses(home)["fee_recovery_risk"] == {"export": 1}
