"""Scheduled exports: where they may be written, pausing and ending them, what came of each."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tagrid.core.errors import BadInput
from tagrid.published.versions import find_version as version_of
from tagrid.segments.audit import audit_records, tampering
from tagrid.segments.export.exports import exports_made
from tagrid.segments.export.file import allowed_folder, export_root
from tagrid.segments.export.schedule import (
    after_refresh,
    end_schedule,
    pause_schedule,
    schedule_export,
    schedule_plan,
    scheduled_runs,
    write_scheduled,
)
from tagrid.segments.saved import get_segment
from tagrid.segments.saving import save_segment
from tagrid.segments.workspace import open_workspace
from tests.segments.export.conftest import JUNE, MAY
from tests.segments.small import CATALOG


def put(home, name: str = "vips", expression: str = "value_tier = vip", folder: str = "weekly", **options):
    save_segment(home, name, expression, CATALOG)
    return schedule_export(
        home, open_workspace(home), name, schedule_plan(home, Path(folder), "csv", "calls", **options), by="li"
    )


def test_cap_columns_and_hold_out_are_those_of_the_schedule(home):
    put(home, columns=["district"], random=10, hold_out=0.2, seed=4)
    assert write_scheduled(home, version_of(home, JUNE)) == []
    [made] = exports_made(home)
    assert (made.columns, made.capped, made.rows, made.held_out, made.seed) == (
        ["customer_id", "district"], "random 10", 8, 2, 4
    )  # fmt: skip
    assert Path(made.file) == export_root(home) / "weekly" / f"vips-{JUNE}.csv"
    put(home, "most", top=[3, "annual_kwh"])
    write_scheduled(home, version_of(home, JUNE), "most")
    assert exports_made(home)[-1].capped == "top 3 by annual_kwh"


def test_a_paused_one_writes_nothing_until_it_goes_on(home):
    saved = put(home)
    pause_schedule(home, "vips", True, by="wang")
    assert after_refresh(home, version_of(home, MAY)) == [] and exports_made(home) == []
    pause_schedule(home, "vips", False, by="wang")
    after_refresh(home, version_of(home, JUNE))
    assert [(one.version, one.rows, one.problem) for one in scheduled_runs(home, saved.id)] == [
        (JUNE, exports_made(home)[0].rows, None)
    ]
    end_schedule(home, "vips", by="wang")
    assert get_segment(home, "vips").schedule is None and Path(exports_made(home)[0].file).exists()
    assert [(one.who, one.action) for one in audit_records(home)] == [
        ("li", "schedule"), ("wang", "pause schedule"), ("wang", "resume schedule"),
        (exports_made(home)[0].who, "export"), ("wang", "end schedule"),
    ]  # fmt: skip
    assert tampering(home) == []
    with pytest.raises(BadInput, match="'vips' is not exported on a schedule"):
        pause_schedule(home, "vips", True)


def test_what_went_wrong_is_kept_in_both_languages_and_the_next_refresh_goes_on(home):
    saved = put(home)
    save_segment(home, "vips", "capacity_band = lt_8", CATALOG, replace=True)
    [problem] = write_scheduled(home, version_of(home, MAY))
    assert "restricted" in problem.en and "限制级" in problem.zh
    save_segment(home, "vips", "value_tier = small", CATALOG, replace=True)
    assert write_scheduled(home, version_of(home, JUNE)) == []
    last, first = scheduled_runs(home, saved.id)
    assert (first.version, first.export) == (MAY, None) and "限制级" in (first.problem_zh or "")
    assert (last.version, last.export, last.problem) == (JUNE, 1, None)


def test_two_whose_names_are_one_file_write_two(home):
    first, second = put(home, "a b"), put(home, "a/b", "value_tier = small")
    assert write_scheduled(home, version_of(home, JUNE)) == []
    files = {Path(made.file).name for made in exports_made(home)}
    assert files == {f"a-b-{first.id}-{JUNE}.csv", f"a-b-{second.id}-{JUNE}.csv"}
    assert write_scheduled(home, version_of(home, JUNE)) == [] and len(exports_made(home)) == 2


@pytest.mark.parametrize("folder", ["../elsewhere", "/etc", "a/../../b", "out/x", "a\0b"])
def test_a_folder_outside_the_root_is_refused(home, tmp_path, folder):
    export_root(home).mkdir()
    (export_root(home) / "out").symlink_to(tmp_path)
    with pytest.raises(BadInput) as refused:
        schedule_plan(home, Path(folder), "csv", "calls")
    assert "文件夹" in refused.value.in_language("zh") or "根目录" in refused.value.in_language("zh")


def test_a_folder_that_became_a_link_is_not_written_to(home, tmp_path):
    put(home)
    export_root(home).mkdir()
    (export_root(home) / "weekly").symlink_to(tmp_path)
    before = set(tmp_path.iterdir())
    [problem] = write_scheduled(home, version_of(home, JUNE))
    assert "where scheduled exports are written" in problem.en and set(tmp_path.iterdir()) == before


def test_the_root_is_what_the_environment_says(home, tmp_path, monkeypatch):
    monkeypatch.setenv("TAGRID_EXPORT_ROOT", str(tmp_path / "share"))
    assert allowed_folder(home, tmp_path / "share" / "x") == tmp_path / "share" / "x"
    put(home, folder="x")
    write_scheduled(home, version_of(home, JUNE))
    assert [path.name for path in (tmp_path / "share" / "x").glob("*.csv")] == [f"vips-{JUNE}.csv"]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["..", ".", "a", "/", "~", "b c", "…", "\\"]), max_size=6).map("/".join))
def test_no_folder_leads_out(home, folder):
    try:
        found = allowed_folder(home, Path(folder))
    except BadInput:
        return
    assert found == export_root(home) or export_root(home) in found.parents


def test_what_could_not_be_exported_now_is_not_arranged(home):
    save_segment(home, "restricted", "capacity_band = lt_8", CATALOG)
    with pytest.raises(BadInput, match="capacity_band, which is restricted"):
        schedule_export(home, open_workspace(home), "restricted", schedule_plan(home, Path("x"), "csv", "calls"))
    assert get_segment(home, "restricted").schedule is None and audit_records(home) == []


def test_the_command_shows_pauses_and_ends(segment, home):
    segment("save", "vips", "value_tier = vip")
    assert "not exported on a schedule" in segment("schedule", "vips")[1]
    code, printed, _ = segment("schedule", "vips", "--to", "x", "--purpose", "calls", "--top", "2", "annual_kwh")
    assert code == 0 and "after every refresh" in printed
    after_refresh(home, version_of(home, JUNE))
    assert "paused" in segment("schedule", "vips", "--pause")[1]
    assert "after every refresh" in segment("schedule", "vips", "--resume")[1]
    shown = json.loads(segment("schedule", "vips", "--json")[1])
    assert shown["schedule"]["top"] == [2, "annual_kwh"]
    assert [(one["version"], one["rows"]) for one in shown["runs"]] == [(JUNE, 2)]
    assert f"version {JUNE}: 2 rows" in segment("schedule", "vips", "--off")[1]
