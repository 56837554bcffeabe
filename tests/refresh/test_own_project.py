"""A project over the reference, once from its files to a version: a tag added, one off, a threshold, a label."""

import os
import shutil
import subprocess
import sys

import pytest

from tagrid.catalog.access import Viewer
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.governance.project import create_project
from tagrid.governance.project.override import override
from tagrid.portrait.person import portrait
from tagrid.published.versions import current_version
from tagrid.segments import open_index
from tagrid.segments.language import parse
from tests.governance.project.conftest import MODEL, TIMELY, add_tag, edit

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def published(published_home, tmp_path_factory):
    """The home of an own project, refreshed from what the demo utility landed."""
    root = tmp_path_factory.mktemp("own") / "my-utility"
    create_project(root)
    for what in ("tag_payment", "payment_timeliness"):
        override(what, root)
    add_tag(root)
    edit(root / MODEL, "late_bill_share_12m >= 0.25", "late_bill_share_12m >= 0.01")
    edit(
        root / TIMELY,
        "en: Payment timeliness",
        "en: Punctuality",
        "late_bill_share_12m: 0.08",
        "late_bill_share_12m: 0.005",
    )
    edit(root / "dbt_project.yml", "tags_off: []", "tags_off: [contact_frequency]")
    shutil.copytree(published_home.root, root / "var", dirs_exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TAGRID_")}
    environment["PYTHONPATH"] = str(REFERENCE)
    command = [sys.executable, "-m", "tests.models_only", "--log-json", "refresh"]
    done = subprocess.run(command, cwd=root / "taxonomy", env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return root, Home(root / "var"), done.stderr


def test_what_the_project_changed_is_published_and_nothing_else(published, published_home):
    _, home, _ = published
    now, before = current_version(home), current_version(published_home)
    ours, theirs = now.catalog(), before.catalog()
    assert set(ours.tags) - set(theirs.tags) == {"mostly_late"}
    assert set(theirs.tags) - set(ours.tags) == {"contact_frequency"}
    assert ours.tags["payment_timeliness"].label.en == "Punctuality"
    assert ours.version.partition("+")[0] == theirs.version.partition("+")[0]
    assert "+" in ours.version and ours.version != theirs.version
    same = [name for name in theirs.tags if name in ours.tags and name != "payment_timeliness"]
    assert {n: ours.tags[n].counts for n in same} == {n: theirs.tags[n].counts for n in same}


def test_the_threshold_and_the_new_tag_count_their_customers(published):
    _, home, _ = published
    version = current_version(home)
    catalog, index = version.catalog(), open_index(version)
    counts = catalog.tags["payment_timeliness"].counts
    assert counts["often_late"] > counts.get("occasionally_late", 0)
    for value, customers in catalog.tags["mostly_late"].counts.items():
        assert index.count(parse(f"mostly_late = {value}", catalog)) == customers
    with version.connect() as con:
        columns = {name for (name, *_) in con.execute("describe customer_tags_wide").fetchall()}
        (customer,) = con.execute("select customer_id from customer_tags_wide limit 1").fetchone()
    assert "mostly_late" in columns and "contact_frequency" not in columns
    tags = {row["tag"] for row in portrait(version, customer, viewer=Viewer(may_see_restricted=True))["tags"]}
    assert "mostly_late" in tags and "contact_frequency" not in tags


def test_the_log_names_run_and_step_and_no_customer(published):
    _, home, log = published
    with current_version(home).connect() as con:
        customers = [one for (one,) in con.execute("select customer_id from customer_tags_wide").fetchall()]
    assert '"event": "run ended"' in log and '"run": "refresh-' in log
    assert not any(customer in log for customer in customers)


def test_dbt_alone_finds_the_projects_models(published):
    root, _, _ = published
    command = [
        sys.executable,
        "-m",
        "dbt.cli.main",
        "--quiet",
        "ls",
        "--select",
        "tag_payment",
        "tag_value",
        "--resource-type",
        "model",
    ]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"my_utility.tags.tag_payment", "tagrid.tags.tag_value"}
