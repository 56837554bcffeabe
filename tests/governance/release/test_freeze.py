"""A release is refused with its reasons or written whole; what is served carries its version and no other tree's."""

import json

import pytest

from tagrid.catalog.files import load
from tagrid.core.errors import BadInput, TagridError
from tagrid.governance.release.changes import changes
from tagrid.governance.release.freeze import check, release
from tagrid.governance.release.releases import read_release, released, releases, served_version, working
from tests.governance.release.conftest import ARREARS, DAY, FEATURE, TAGS, TIMELY


def refusal(project, version):
    before = files(project)
    with pytest.raises(BadInput) as caught:
        release(version, DAY, None, project)
    assert files(project) == before
    return str(caught.value)


def files(project):
    return {path: path.read_bytes() for path in (project / "taxonomy").rglob("*") if path.is_file()}


def test_the_first_release_freezes_the_tree_as_it_is(first):
    found = read_release("1.0.0", first)
    assert (found.version, found.released_on, found.approved_by, found.follows) == ("1.0.0", DAY, "the board", None)
    assert releases(first) == ["1.0.0"]
    assert load(first / "taxonomy").version == "1.0.0"
    assert changes(released("1.0.0", first), working(first)) == []
    assert found.catalog.tags["payment_timeliness"].rule_sql.startswith("case")
    assert {(step.tag, step.before, step.after) for step in found.transitions} == {
        ("arrears_status", None, "active"),
        ("payment_timeliness", None, "active"),
    }


def test_releases_are_listed_as_numbers(first, edit):
    for version in ("1.9.0", "1.10.0"):
        release(version, DAY, None, first)
    (first / "taxonomy/releases/notes.json").write_text("{}")
    assert releases(first) == ["1.0.0", "1.9.0", "1.10.0"]


def test_a_version_too_small_is_refused_with_what_needs_more(first, edit):
    edit(TAGS, "late_share >= 0.25", "late_share >= 0.3")
    edit(ARREARS, "cadence: monthly", "cadence: daily")
    edit(TIMELY, "en: Often late", "en: Late often", "late_share: 0.25", "late_share: 0.3")
    assert refusal(first, "1.1.0") == (
        "Version 1.1.0 is too small for what changed since 1.0.0; it must be at least 2.0.0:\n"
        "  major: payment_timeliness (交费及时性 Payment timeliness): its rule changed"
    )
    told = refusal(first, "1.0.1")
    assert "at least 2.0.0" in told
    assert "minor: arrears_status (欠费状态 Arrears): cadence: monthly → daily" in told
    done, found = release("2.0.0", DAY, None, first)
    assert done.follows == "1.0.0"
    assert {change.bump for change in found} == {"major", "minor", "patch"}


def test_what_lies_below_a_rule_needs_a_minor_version(first, edit):
    edit(FEATURE, "sum(owed_yuan)", "max(owed_yuan)")
    assert "it must be at least 1.1.0" in refusal(first, "1.0.1")
    release("1.1.0", DAY, None, first)


def test_wording_needs_a_patch(first, edit):
    edit(TIMELY, "en: Often late", "en: Late often")
    release("1.0.1", DAY, None, first)


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("1.0.0", "Version 1.0.0 is released already, and a release never changes; the newest is 1.0.0."),
        ("0.9.9", "Version 0.9.9 goes backwards: 1.0.0 is released; choose a greater one."),
        ("1.1", "'1.1' is no version of the catalog; write MAJOR.MINOR.PATCH, such as 1.2.0."),
        ("../1.1.0", "'../1.1.0' is no version of the catalog; write MAJOR.MINOR.PATCH, such as 1.2.0."),
    ],
)
def test_a_version_that_exists_goes_back_or_is_none_is_refused(first, version, told):
    assert refusal(first, version) == told


def test_a_catalog_with_faults_is_not_released(first, edit):
    edit(TIMELY, "gives: early", "gives: on_time")
    assert "example 2 (late_share = 0, days_before = 5) gives early, not on_time." in refusal(first, "2.0.0")


def test_a_released_tag_is_retired_before_it_goes(first, edit):
    (first / ARREARS).unlink()
    column = (first / TAGS).read_text(encoding="utf-8")
    start, end = column.index("        end as payment_timeliness,"), column.index("    from payment\n")
    (first / TAGS).write_text(f"{column[:start]}        end as payment_timeliness\n{column[end:]}", encoding="utf-8")
    told = refusal(first, "2.0.0")
    assert "arrears_status was released and its file is gone; put it back and retire it" in told
    assert "`tagrid catalog approve arrears_status --status deprecated …`, then" in told


def test_what_is_cut_off_between_the_files_is_completed_by_the_same_command(first, monkeypatch):
    from tagrid.core import files as core_files
    from tagrid.governance.release import freeze

    whole, done = core_files.replace_text, []

    def cut_off(path, text, aside):
        if done:
            raise OSError("no space left")
        done.append(path)
        whole(path, text, aside)

    monkeypatch.setattr(freeze, "replace_text", cut_off)
    with pytest.raises(TagridError, match="no space left"):
        release("1.1.0", DAY, None, first)
    assert releases(first) == ["1.0.0"]
    assert served_version(working(first), first).startswith("1.1.0+")
    monkeypatch.setattr(freeze, "replace_text", whole)
    release("1.1.0", DAY, None, first)
    assert served_version(working(first), first) == "1.1.0"
    assert sorted(path.name for path in (first / "taxonomy/releases").iterdir()) == ["1.0.0.json", "1.1.0.json"]


def test_the_served_version_is_the_release_s_only_for_the_released_tree(first, edit):
    assert served_version(load(first / "taxonomy"), first) == "1.0.0"
    seen = {"1.0.0"}
    for file, *pairs in (
        (TIMELY, "en: Often late", "en: Late often"),
        (TIMELY, "owner: billing", "owner: collections", "by: billing", "by: collections"),
        (TAGS, "arrears_yuan > 0", "arrears_yuan > 1"),
        (FEATURE, "sum(owed_yuan)", "max(owed_yuan)"),
    ):
        version = served_version(edit(file, *pairs), first)
        assert version.startswith("1.0.0+")
        assert len(version) == len("1.0.0+") + 8
        seen.add(version)
    assert len(seen) == 5


def test_what_is_known_of_data_is_no_part_of_the_version(first):
    catalog = working(first)
    tags = {name: tag.model_copy(update={"counts": {"a": 1}, "available": False}) for name, tag in catalog.tags.items()}
    assert served_version(catalog.model_copy(update={"tags": tags, "version": "1.0.0+12345678"}), first) == "1.0.0"


def test_the_check_shows_the_served_version(first, edit):
    assert check(first).version == "1.0.0"
    edit(TIMELY, "en: Often late", "en: Late often")
    assert check(first).version.startswith("1.0.0+")


def test_a_version_that_is_not_released_names_the_nearest(first):
    with pytest.raises(BadInput, match=r"no release '1\.0\.1' of the catalog\. Did you mean 1\.0\.0"):
        released("1.0.1", first)
    with pytest.raises(BadInput, match=r"There are none"):
        released("1.0.1", first / "taxonomy")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": "1.0.0"}'])
def test_a_damaged_release_is_one_line(first, text):
    (first / "taxonomy/releases/1.0.0.json").write_text(text)
    with pytest.raises(TagridError, match=r"releases/1\.0\.0\.json cannot be read: .* restore the file from git"):
        released("1.0.0", first)


def test_a_release_of_another_tagrid_is_one_line(first):
    path = first / "taxonomy/releases/1.0.0.json"
    about = json.loads(path.read_text(encoding="utf-8"))
    about["catalog"]["tags"]["arrears_status"]["new_field"] = 1
    path.write_text(json.dumps(about))
    with pytest.raises(TagridError, match="Extra inputs are not permitted"):
        released("1.0.0", first)
