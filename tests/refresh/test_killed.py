"""Killed anywhere: the old version serves, no lock sticks, and the next run ends as an undisturbed one."""

import shutil
import signal
import subprocess
import sys

import duckdb
import pytest

from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.published.history import read_history
from tagrid.published.versions import current_version, version_ids
from tagrid.refresh import publish
from tagrid.refresh.status import installation_status
from tests.refresh import killed, small
from tests.refresh.conftest import DAY

pytestmark = pytest.mark.slow


def _refresh_dying_at(home: Home, point: str) -> None:
    command = [sys.executable, "-m", "tests.refresh.killed", str(home.root), point]
    done = subprocess.run(command, cwd=REFERENCE, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def _history(home: Home) -> list:
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        return con.execute("from history order by all").fetchall()


def _changes(home: Home) -> tuple:
    """The runs the version in force knows, the rows of their changes, and what lies in the history's folder."""
    known = read_history(current_version(home))
    with duckdb.connect() as con:
        rows = con.execute("from read_parquet(?) order by all", [known.paths]).fetchall()
    return known.runs, rows, sorted(path.name for path in known.folder.iterdir())


@pytest.fixture(scope="module")
def undisturbed(made_homes, tmp_path_factory) -> Home:
    """The home after the second day's refresh, which nothing killed."""
    home = Home(tmp_path_factory.mktemp("undisturbed") / "home")
    shutil.copytree(made_homes("two_versions"), home.root)
    return home


@pytest.mark.parametrize("point", killed.POINTS)
def test_killed_the_old_version_serves_and_the_next_run_completes(two_days, undisturbed, point):
    old = small.contents(current_version(two_days))
    _refresh_dying_at(two_days, point)
    now = current_version(two_days)
    assert not list(now.damage(full=True))
    assert small.contents(now) == (old if now.as_of == DAY else small.contents(current_version(undisturbed)))

    publish.refresh(two_days)
    assert version_ids(two_days) == version_ids(undisturbed)
    assert small.contents(current_version(two_days)) == small.contents(current_version(undisturbed))
    assert _history(two_days) == _history(undisturbed)
    assert _changes(two_days) == _changes(undisturbed)
    assert installation_status(two_days)["ok"]
    assert not list(two_days.work.iterdir())


def test_a_killed_run_is_seen_in_the_status_until_the_next(two_days):
    _refresh_dying_at(two_days, "while it builds")
    seen = installation_status(two_days)
    assert (seen["ok"], seen["lock"], seen["version"]) == (False, None, f"{DAY}.1")
    assert "was killed" in seen["problems"][0]


def test_a_killed_first_refresh_puts_nothing_in_force(home):
    _refresh_dying_at(home, "between version and pointer")
    assert publish.refresh(home).version == f"{DAY}.1"
    assert version_ids(home) == [f"{DAY}.1"]
