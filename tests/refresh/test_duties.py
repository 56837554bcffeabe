"""What follows a publish is finished by the next run, once each, wherever the first one died."""

import shutil
import signal
import subprocess
import sys

import pytest

from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.core.state import session
from tagrid.published.versions import current_version
from tagrid.refresh import duties, ledger, publish
from tagrid.refresh.status import installation_status
from tagrid.segments.export import schedule
from tagrid.segments.saved import segment_sizes
from tagrid.segments.saving import save_segment
from tests.refresh import killed, small
from tests.refresh.conftest import DAY

pytestmark = pytest.mark.slow

NEXT = small.next_day(DAY)


@pytest.fixture
def waiting(home) -> Home:
    """One version in force, a saved segment, and one more day landed."""
    publish.refresh(home)
    save_segment(home, "high users", "level = high", small.catalog())
    small.land(home, NEXT, 2)
    return home


def _sizes(home: Home) -> list[str]:
    return [one.version for one in segment_sizes(home, "high users")]


@pytest.mark.slow
@pytest.mark.parametrize("point", ["with the pointer flipped", *killed.FOLLOWING])
def test_killed_after_the_pointer_the_next_run_finishes_what_follows(waiting, point):
    command = [sys.executable, "-m", "tests.refresh.killed", str(waiting.root), point]
    done = subprocess.run(command, cwd=REFERENCE, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert current_version(waiting).as_of == NEXT
    assert "what follows a publish is not done yet" in " ".join(installation_status(waiting)["problems"])
    assert publish.refresh(waiting).outcome == ledger.NOTHING_DUE
    assert _sizes(waiting).count(f"{NEXT}.1") == 1
    assert installation_status(waiting)["ok"]
    assert duties.read(current_version(waiting).folder) is None
    with session(waiting) as opened:
        runs = [(one.outcome, one.version) for one in opened.query(ledger.RunRecord).order_by(ledger.RunRecord.id)]
    assert runs == [("published", f"{DAY}.1"), ("published", f"{NEXT}.1"), ("nothing_due", f"{NEXT}.1")]


def test_what_fails_as_a_whole_is_tried_again_and_what_is_done_is_not(waiting, monkeypatch):
    tried: list[str] = []

    def failing(home, version):
        tried.append(version.id)
        if len(tried) == 1:
            raise ConnectionError("the database is gone")
        return []

    monkeypatch.setitem(schedule.FOLLOWING, "exports", schedule.Duty(schedule.FOLLOWING["exports"].title, failing))
    made = publish.refresh(waiting)
    assert "the database is gone" in made.message.en
    assert duties.read(current_version(waiting).folder).pending == ("exports",)
    assert "Scheduled exports" in installation_status(waiting)["problems"][0]
    publish.refresh(waiting)
    publish.refresh(waiting)
    assert tried == [f"{NEXT}.1"] * 2
    assert installation_status(waiting)["ok"]


def test_what_was_written_once_is_not_written_again_after_its_file_was_taken(waiting, monkeypatch):
    written: list[str] = []
    monkeypatch.setattr(schedule, "_write_one", lambda home, workspace, one, done, shared: written.append(one.name))
    monkeypatch.setattr(schedule, "_written_for", lambda home, version: {1} if written else set())
    plan = {"folder": str(waiting.root / "lists"), "format": "csv", "purpose": "calls"}
    schedule.set_schedule(waiting, "high users", plan)
    version = current_version(waiting)
    for _ in range(2):
        assert schedule.write_scheduled(waiting, version, is_once=True) == []
    assert written == ["high users"]


def test_damaged_duties_are_all_done_again(waiting):
    publish.refresh(waiting)
    folder = current_version(waiting).folder
    (folder / duties.FILE).write_bytes(b"\xff{")
    assert not installation_status(waiting)["ok"]
    publish.refresh(waiting)
    assert duties.read(folder) is None and _sizes(waiting).count(f"{NEXT}.1") == 1


def test_a_version_that_was_rolled_back_leaves_its_duties(waiting):
    publish.refresh(waiting)
    folder = current_version(waiting).folder
    duties.write(folder, duties.Duties(0, publish.NOTHING_PUBLISHED))
    publish.rollback(waiting)
    shutil.rmtree(waiting.work, ignore_errors=True)
    assert installation_status(waiting)["ok"]
