"""What readers see of the versions: intact ones only, through a connection that reaches nothing else."""

import duckdb
import pytest

from tagrid.core import project
from tagrid.core.errors import BadInput, TagridError
from tagrid.published.versions import all_versions, current_version, id_key, pointed_id
from tagrid.refresh import publish
from tagrid.refresh.doctor import diagnose
from tagrid.refresh.status import installation_status
from tests.refresh import small
from tests.refresh.conftest import DAY, NEXT

pytestmark = pytest.mark.slow


def test_without_a_version_the_message_is_what_to_do(tmp_path):
    with pytest.raises(BadInput, match="tagrid refresh"):
        current_version(project.Home(tmp_path))
    assert all_versions(project.Home(tmp_path)) == []


@pytest.mark.parametrize(
    "sql",
    [
        "create table mine (a int)",
        "delete from customer_tags_wide",
        "from read_csv('/etc/passwd')",
        "copy customer_tags_wide to '/tmp/tagrid_test_leak.csv'",
        "attach '/tmp/tagrid_test_other.duckdb' as other",
        "install httpfs",
        "set memory_limit = '100GB'",
        "set enable_external_access = true",
        "select * from local_variable",
    ],
)
def test_a_readers_connection_only_reads_the_version(two_versions, sql):
    local_variable = [1]  # a Python object DuckDB would otherwise find by its name
    with current_version(two_versions).connect() as con:
        assert con.execute("select count(*) from customer_tags_wide").fetchone() == (small.CUSTOMERS,)
        with pytest.raises(duckdb.Error):
            con.execute(sql)
    assert local_variable


@pytest.mark.parametrize("name", ["serving.duckdb", "catalog.json", "segments/bits.u64", "manifest.json"])
def test_a_damaged_version_is_replaced_by_the_one_before_and_it_is_in_the_status(two_versions, name):
    damaged = two_versions.versions / f"{NEXT}.1" / name
    damaged.write_bytes(damaged.read_bytes()[:-10])
    assert current_version(two_versions).as_of == DAY
    seen = installation_status(two_versions)
    assert (seen["ok"], seen["version"]) == (False, f"{DAY}.1")
    assert f"{NEXT}.1 is damaged; {DAY}.1 serves" in seen["problems"][0]
    made = publish.refresh(two_versions)
    assert (made.outcome, made.version) == ("published", f"{NEXT}.2")
    assert installation_status(two_versions)["ok"]


def test_no_intact_version_is_a_message(home):
    publish.refresh(home)
    (home.versions / f"{DAY}.1" / "serving.duckdb").unlink()
    with pytest.raises(TagridError, match="no older one is intact"):
        current_version(home)
    assert installation_status(home)["version"] is None


def test_the_doctor_finds_one_flipped_bit(two_versions):
    assert all(finding.ok for finding in diagnose(two_versions))
    serving = two_versions.versions / f"{NEXT}.1" / "serving.duckdb"
    content = bytearray(serving.read_bytes())
    content[len(content) // 2] ^= 1
    serving.write_bytes(content)
    wrong = [finding for finding in diagnose(two_versions) if not finding.ok]
    assert [str(finding.subject) for finding in wrong] == [f"version {NEXT}.1"]
    assert "serving.duckdb differs from its sha256" in str(wrong[0].finding)


def test_the_doctor_finds_a_pointer_to_nothing_and_a_lost_file(two_versions):
    two_versions.pointer.write_text("2020-01-01.1\n", encoding="utf-8")
    next(two_versions.landing.rglob("1.parquet")).unlink()
    assert {str(f.subject) for f in diagnose(two_versions) if not f.ok} == {"pointer", "landing"}


def test_only_ids_of_versions_are_ids():
    assert id_key("2026-06-30.12") == (small.date(2026, 6, 30), 12)
    for other in ("2026-06-31.1", "2026-06-30.0", "2026-06-30", "../2026-06-30.1", ""):
        assert id_key(other) is None


def test_the_pointer_is_replaced_whole(two_versions):
    assert pointed_id(two_versions) == f"{NEXT}.1"
    assert [p.name for p in two_versions.root.glob("current*")] == ["current"]
