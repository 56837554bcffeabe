"""What a refresh does to saved segments: sizes, alerts, replay, and tags that were retired."""

import json
from datetime import date

import duckdb
import pytest

from tagrid.published.versions import current_version, find_version
from tagrid.segments import status
from tagrid.segments.export.schedule import after_refresh
from tagrid.segments.saved import segment_sizes
from tagrid.segments.saving import save_segment
from tagrid.segments.status import record_sizes, replay_segment, segment_status, size_alerts
from tagrid.segments.workspace import Workspace, open_workspace
from tests.published_home import publish
from tests.sealed import seal
from tests.segments.small import CATALOG

pytestmark = pytest.mark.slow

MAY, JUNE = "2026-05-31.1", "2026-06-30.1"


def put(home, name: str, expression: str, **about):
    return save_segment(home, name, expression, CATALOG, **about)


def retire(home, version_id: str, tag: str, successor: str | None) -> None:
    """Write the version's catalog anew with a tag retired."""
    path = find_version(home, version_id).folder / "catalog.json"
    catalog = json.loads(path.read_text(encoding="utf-8"))
    shelved = catalog["tags"].pop(tag) | {"status": "retired", "successor": successor}
    path.write_text(json.dumps(catalog | {"shelved": {tag: shelved}}), encoding="utf-8")
    seal(path.parent)


def test_sizes_are_recorded_once_a_version_and_rule(home):
    put(home, "a", "value_tier in (vip, small)")
    put(home, "b", 'segment("a") and value_tier = vip')
    for version in (MAY, JUNE, JUNE):
        assert after_refresh(home, find_version(home, version)) == []
    assert [
        (one.version, one.customers, one.base, one.moved_share, one.is_alert) for one in segment_sizes(home, "a")
    ] == [
        (MAY, 2, 2, None, False),
        (JUNE, 2, 2, 0.0, False),
    ]
    put(home, "a", "value_tier = vip", replace=True)
    record_sizes(home, find_version(home, JUNE), "a")
    assert [(one.version, one.revision, one.customers, one.moved_share) for one in segment_sizes(home, "a")][-1] == (
        JUNE,
        2,
        1,
        None,
    )
    assert len(segment_sizes(home, "b")) == 2


def test_a_segment_that_moved_beyond_its_share_raises_an_alert(home):
    for name, share in (("near", 1.5), ("far", 0.4)):
        put(home, name, "arrears_status changed in last 20 days or value_tier = small", alert_share=share)
    after_refresh(home, find_version(home, MAY))  # small only: nobody changed in May's last days
    after_refresh(home, find_version(home, JUNE))
    assert [one.customers for one in segment_sizes(home, "near")] == [1, 2]
    [(saved, row)] = size_alerts(home, find_version(home, JUNE))
    assert (saved.name, row.moved_share) == ("far", 1.0)


def test_a_retired_tag_leaves_the_last_result_and_names_its_successor(home):
    put(home, "a", "fee_recovery_risk = E")
    put(home, "b", 'not segment("a")')
    after_refresh(home, find_version(home, MAY))
    retire(home, JUNE, "fee_recovery_risk", "arrears_status")
    assert after_refresh(home, find_version(home, JUNE)) == []
    for name in ("a", "b"):
        found = segment_status(home, open_workspace(home, JUNE), name)
        assert found.problem and "fee_recovery_risk is retired" in found.problem.en
        assert found.last and (found.last.version, found.last.customers) == (MAY, 1)
        [gone] = found.retired
        assert (gone.tag, gone.status, gone.successors) == ("fee_recovery_risk", "retired", ("arrears_status",))
    assert found.described()["last_result"] == {"version": MAY, "as_of": "2026-05-31", "customers": 1}
    assert {saved.name for saved, _ in size_alerts(home, find_version(home, JUNE))} == {"a", "b"}
    assert segment_status(home, Workspace(find_version(home, MAY), {"a": "fee_recovery_risk = E"}), "a").problem is None


def test_a_replay_takes_the_rules_of_that_time(home):
    put(home, "a", "value_tier = vip")
    put(home, "b", 'segment("a")')
    after_refresh(home, find_version(home, MAY))
    put(home, "a", "value_tier = small", replace=True)
    after_refresh(home, find_version(home, JUNE))
    was, now = (replay_segment(home, Workspace(find_version(home, version), {}), "b") for version in (MAY, JUNE))
    ids = {"2026-05-31.1": [0], "2026-06-30.1": [1]}
    for version, found in ((MAY, was), (JUNE, now)):
        assert (
            find_version(home, version).index().members(found.mask, 9).tolist() == ids[version] and found.customers == 1
        )


def test_nothing_of_it_can_fail_a_refresh(home, monkeypatch):
    put(home, "a", "value_tier = vip")
    monkeypatch.setattr(status, "size_in_version", lambda *_: 1 / 0)
    [problem] = after_refresh(home, current_version(home))
    assert problem.en == "Sizes of saved segments: division by zero"
    monkeypatch.setenv("TAGRID_STATE_URL", "nonsense://x")
    assert len(after_refresh(home, current_version(home))) == 2


def test_it_is_cheap(home):
    """One parse and one count a segment: nothing reads the customers' rows."""
    for number in range(20):
        put(home, f"s{number}", "value_tier = vip" if not number else f'segment("s{number - 1}") or value_tier = small')
    version = find_version(home, publish_without_rows(home))
    assert after_refresh(home, version) == []
    assert segment_sizes(home, "s19")[-1].customers == 2


def publish_without_rows(home) -> str:
    """Publish a version whose serving database has no table at all: whoever reads a row, fails."""
    made = publish(home, date(2026, 7, 31))
    folder = home.versions / made
    (folder / "serving.duckdb").unlink()
    duckdb.connect(str(folder / "serving.duckdb")).close()
    return made


@pytest.mark.parametrize("name", ["a", 'with "quotes" & 引号'])
def test_commands(segment, home, name):
    assert segment("save", name, "value_tier = vip", "--by", "li", "--folder", "key", "--purpose", "calls")[0] == 0
    code, _, err = segment("save", name, "value_tier = small", "--replace", "--based-on", "7")
    assert code == 2 and "since you read revision 7" in err
    assert (
        "revision 2" in segment("save", name, "value_tier = small", "--replace", "--based-on", "1", "--by", "wang")[1]
    )
    shown = json.loads(segment("show", name, "--json")[1])
    assert [one["saved_by"] for one in shown["revisions"]] == ["li", "wang"]
    assert [(one["version"], one["customers"]) for one in shown["sizes"]] == [(JUNE, 1), (JUNE, 1)]
    assert "folder: key" in segment("show", name)[1]
    assert segment("alerts")[1] == "No saved segment moved beyond its set share.\n"
    assert json.loads(segment("alerts", "--json")[1]) == []
    assert segment("rename", name, "new")[0] == 0
    assert segment("delete", "new", "--by", "zhao")[1] == "Deleted 'new'.\n"
    code, _, err = segment("show", "new")
    assert code == 2 and "was deleted by zhao" in err


def test_a_segment_is_replayed_on_the_command_line(segment, home):
    segment("save", "a", "value_tier = vip")
    after_refresh(home, find_version(home, MAY))
    segment("save", "a", "value_tier = small", "--replace")
    after_refresh(home, find_version(home, JUNE))
    shown = json.loads(segment("replay", "a", "--as-of", "2026-05-31", "--members", "--json")[1])
    assert (shown["version"], shown["revision"], shown["expression"], shown["members"]) == (
        MAY, 1, "value_tier = vip", ["3200000017"]
    )  # fmt: skip
    assert segment("replay", "a", "--members")[1].splitlines()[-1] == "3200000018"
    code, _, err = segment("replay", "a", "--as-of", "2026-04-30")
    assert code == 2 and "No version of 2026-04-30 is kept; there are 2026-05-31, 2026-06-30" in err


def test_an_alert_is_told_on_the_command_line(segment, home):
    put(home, "far", "arrears_status changed in last 20 days or value_tier = small", alert_share=0.4)
    for version in (MAY, JUNE):
        after_refresh(home, find_version(home, version))
    assert "far: 2 customers on 2026-06-30, +100%" in segment("alerts")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("x" * 10_000, "value_tier = vip"), "1 to 80 printable"),
        (("a", " or ".join(["value_tier = vip"] * 600)), "10,000"),
        (("a", "(" * 10_000), "60 levels deep"),
        (("a", "value_tier = vip", "--purpose", "x" * 10_000), "at most 500"),
    ],
)
def test_ten_thousand_characters_are_answered_in_a_line(segment, home, arguments, message):
    code, _, err = segment("save", *arguments)
    assert code == 2 and message in err and len(err) < 600
