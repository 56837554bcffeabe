"""Damage is told, whatever file it is in, and a refresh mends it: a sample of what `make soak` does at length."""

import json
import sqlite3

import pytest

from tagrid.core.errors import BadInput, TagridError
from tagrid.landing import read_index, repair_landing
from tagrid.published.versions import DamagedVersion, all_versions, current_version, pointed_id, read_pointer
from tagrid.refresh import publish
from tagrid.refresh.doctor import diagnose
from tagrid.refresh.status import installation_status
from tests.refresh import small
from tests.refresh.conftest import DAY, NEXT
from tests.soak import damage

pytestmark = pytest.mark.slow


def _flip(path, place: int = -10) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_no_flipped_bit_is_silent(tmp_path, monkeypatch):
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    small.install(monkeypatch.setattr)
    found = damage.run(22, 7, tmp_path)
    assert found.faults == []
    assert sum(found.outcomes.values()) == 22


@pytest.mark.parametrize(
    "name", ["serving.duckdb", "catalog.json", "history.json", "manifest.json", "segments/bits.u64"]
)
def test_a_flipped_bit_falls_back_is_in_the_status_and_is_mended(two_versions, name):
    path = two_versions.versions / f"{NEXT}.1" / name
    _flip(path, path.stat().st_size // 2)
    assert current_version(two_versions).as_of == DAY
    assert f"{NEXT}.1 is damaged; {DAY}.1 serves" in installation_status(two_versions)["problems"][0]
    assert publish.refresh(two_versions).version == f"{NEXT}.2"
    assert installation_status(two_versions)["ok"]


def test_a_small_file_and_a_row_of_bits_are_compared_when_they_are_read(two_versions):
    version = current_version(two_versions)
    index = version.index()
    _flip(version.folder / "catalog.json")
    with pytest.raises(DamagedVersion, match=r"catalog\.json differs"):
        version.catalog()
    _flip(version.folder / "segments" / "bits.u64", 0)
    with pytest.raises(DamagedVersion, match="row 0 of the segment index"):
        index.base("power_customer")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"2026-06-3x.1\n", b"2099-01-01.1\n0000000000000000\n"])
def test_a_damaged_pointer_finds_the_newest_version_and_is_written_anew(two_versions, content):
    two_versions.pointer.write_bytes(content)
    assert current_version(two_versions).id == f"{NEXT}.1"
    assert "is damaged" in installation_status(two_versions)["problems"][0]
    assert [str(one.subject) for one in diagnose(two_versions) if not one.ok] == ["pointer"]
    assert publish.refresh(two_versions).outcome == "nothing_due"
    assert read_pointer(two_versions).damage is None


def test_a_flip_from_one_version_to_another_is_seen_by_the_digest(two_versions):
    lines = two_versions.pointer.read_text(encoding="utf-8").split("\n")
    two_versions.pointer.write_text("\n".join([f"{DAY}.1", *lines[1:]]), encoding="utf-8")
    assert (pointed_id(two_versions), read_pointer(two_versions).damage is None) == (f"{NEXT}.1", False)


def test_a_pointer_of_before_there_was_a_digest_is_read(two_versions):
    two_versions.pointer.write_text(f"{DAY}.1\n", encoding="utf-8")
    assert (read_pointer(two_versions).id, read_pointer(two_versions).damage) == (f"{DAY}.1", None)


def test_a_lost_pointer_is_told_and_found(two_versions):
    two_versions.pointer.unlink()
    assert current_version(two_versions).id == f"{NEXT}.1"
    assert not installation_status(two_versions)["ok"]


def test_a_damaged_warehouse_is_built_anew_by_itself(two_versions):
    for days, place in enumerate((100, two_versions.warehouse.stat().st_size // 2), 1):
        small.land(two_versions, small.next_day(NEXT, days), days + 2)
        _flip(two_versions.warehouse, place)
        assert publish.refresh(two_versions).outcome == "published"
    two_versions.warehouse.write_bytes(b"no database")
    small.land(two_versions, small.next_day(NEXT, 3), 5)
    assert publish.refresh(two_versions).outcome == "published"


def test_a_damaged_catalog_of_the_history_is_written_anew(two_versions):
    path = next((two_versions.root / "history").glob("catalog-*.json"))
    whole = path.read_bytes()
    _flip(path)
    assert "history" in {str(one.subject) for one in diagnose(two_versions) if not one.ok}
    publish.refresh(two_versions)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]", b'{"tables": {}}'])
def test_a_damaged_landing_index_stops_no_reader_and_is_written_anew(two_versions, content):
    before = read_index(two_versions)
    (two_versions.landing / "_index.json").write_bytes(content)
    assert current_version(two_versions).id == f"{NEXT}.1"
    seen = installation_status(two_versions)
    assert seen["version"] == f"{NEXT}.1" and "tagrid landing repair" in seen["problems"][0]
    with pytest.raises(TagridError, match="tagrid landing repair"):
        publish.refresh(two_versions)
    assert repair_landing(two_versions).index
    after = read_index(two_versions)
    assert {one.path: one.rows for one in after.files("metering.daily_energy")} == {
        one.path: one.rows for one in before.files("metering.daily_energy")
    }


def test_a_flip_in_the_landing_index_that_leaves_it_json_is_found(two_versions):
    path = two_versions.landing / "_index.json"
    path.write_text(read_index(two_versions).to_json().replace('"rows": 1', '"rows": 7'), encoding="utf-8")
    with pytest.raises(TagridError, match="differs from its digest"):
        read_index(two_versions)


def test_a_version_of_before_there_were_digests_is_read(two_versions):
    folder = two_versions.versions / f"{NEXT}.1"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["digest"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "verified.json").unlink()
    assert current_version(two_versions).id == f"{NEXT}.1" and len(all_versions(two_versions)) == 2


@pytest.mark.parametrize("content", [b"no database", b"", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_a_damaged_state_stops_no_reader_and_is_told_with_what_to_do(two_versions, command_line, monkeypatch, content):
    monkeypatch.setenv("TAGRID_HOME", str(two_versions.root))
    file = two_versions.root / "state.db"
    file.write_bytes(content)
    code, out, err = command_line("segment", "count", "level = high", "--json")
    assert (code, json.loads(out)["version"], err) == (0, f"{NEXT}.1", "")
    seen = installation_status(two_versions)
    assert seen["version"] == f"{NEXT}.1" and "tagrid state renew" in seen["problems"][0]
    assert "state database" in {str(one.subject) for one in diagnose(two_versions) if not one.ok}
    code, _, err = command_line("segment", "count", 'segment("x")')
    assert code == 1 and "tagrid state renew" in err
    for command in (["refresh"], ["rollback"], ["segment", "exports"]):
        code, _, err = command_line(*command)
        assert code == 1 and "tagrid state renew" in err and "Traceback" not in err
    assert command_line("state", "renew")[0] == 0
    assert publish.refresh(two_versions).outcome == "nothing_due"


def test_a_flip_in_a_text_of_the_state_is_found(two_versions):
    file = two_versions.root / "state.db"
    place = file.read_bytes().find(b"Version 2026")
    _flip(file, place + 3)
    with sqlite3.connect(file) as con:  # SQLite itself has nothing against it
        assert con.execute("pragma integrity_check").fetchone() == ("ok",)
    assert "differs from its digest" in installation_status(two_versions)["problems"][0]


def test_a_home_that_may_not_be_written_is_a_clear_error(two_versions, monkeypatch):
    def refuse(*_: object, **__: object):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(two_versions.lock), "open", refuse)
    for write in (publish.refresh, publish.rollback):
        with pytest.raises(TagridError, match=r"cannot be written \(Permission denied\)"):
            write(two_versions)


def test_nothing_to_roll_back_to_says_so(home):
    publish.refresh(home)
    with pytest.raises(BadInput, match="No version older"):
        publish.rollback(home)
