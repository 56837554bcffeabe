"""A home with two versions of 300 customers: some said no, some names are formulas, a campaign was answered in June."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from tagrid.core.files import digest
from tagrid.core.project import Home
from tests.segments.small import CATALOG, beside_tags, leave_gaps, made_workspace, tags_wide

MAY, JUNE = "2026-05-31.1", "2026-06-30.1"
NAMES = [
    '=cmd|"/c calc"!A1',
    "@sum(1)",
    "-2+3",
    "  +1",
    "＝1+1",
    "扬中长江机械",
    'Yangtze "Foods", Ltd',
    "x\ny",
    "\x01odd",
]


def closed_catalog():
    """The catalog with one restricted tag."""
    tags = dict(CATALOG.tags)
    tags["capacity_band"] = tags["capacity_band"].model_copy(update={"sensitivity": "restricted"})
    return CATALOG.model_copy(update={"tags": tags})


def _publish(root: Path, version_id: str) -> None:
    folder = Home(root).versions / version_id
    folder.mkdir(parents=True)
    con = duckdb.connect(str(folder / "serving.duckdb"))
    tags_wide(con, 300, seed=21)
    leave_gaps(con)
    beside_tags(con, seed=22)
    con.execute("alter table portrait_customer add column customer_name varchar")
    con.execute("alter table portrait_customer add column district varchar")
    con.execute("create table names (place int, name varchar)")
    con.executemany("insert into names values (?, ?)", list(enumerate(NAMES)))
    con.execute(
        "update portrait_customer set district = '扬中', customer_name = (select name from names "
        f"where place = substr(portrait_customer.customer_id, 2)::int % {len(NAMES)})"
    )
    con.execute("drop table names")
    con.execute(
        "create table customer_consents as select customer_id, 'marketing' as purpose, "
        "substr(customer_id, 2)::int % 5 <> 0 as is_granted from customer_tags_wide where customer_no % 3 <> 0"
    )
    con.execute(
        "create table campaign_responses as select customer_id, 'HD1' as campaign_id, '错峰' as campaign_name, "
        "case when customer_no % 2 = 0 then 'accepted' else 'refused' end as response, "
        "date '2026-06-15' as responded_on "
        "from customer_tags_wide where customer_no % 4 < 3"
    )
    made_workspace(con, folder / "segments")
    con.close()
    (folder / "catalog.json").write_text(closed_catalog().to_json(), encoding="utf-8")
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    files = {name: {"sha256": digest(folder / name), "bytes": (folder / name).stat().st_size} for name in names}
    manifest = {"id": version_id, "as_of": version_id[:10], "catalog_version": CATALOG.version, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    Home(root).pointer.write_text(version_id + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """The folder that ``home`` is a copy of; the version in force is June's."""
    folder = tmp_path_factory.mktemp("exports")
    for version_id in (MAY, JUNE):
        _publish(folder, version_id)
    return folder


@pytest.fixture
def home(made, tmp_path, monkeypatch) -> Home:
    """A copy of that home, in which nothing was exported yet."""
    shutil.copytree(made, tmp_path / "home")
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    return Home(tmp_path / "home")
