"""Several processes write the state database at once: each counts, saves and records, and none sees a raw error.

On SQLite; on PostgreSQL too where TAGRID_TEST_STATE_URL names an empty database.
"""

import os
import subprocess
import sys

import pytest

from tagrid.catalog.uses import uses
from tagrid.core.project import Home
from tagrid.segments.audit import audit_records, tampering
from tagrid.segments.saved import saved_segments, segment_revisions

pytestmark = pytest.mark.slow

PROCESSES, TURNS = 4, 6

# What each process does in turn; the parent lets all of them go at one moment.
_WORK = f"""
import sys
from datetime import date
from pathlib import Path

from tagrid.catalog.uses import record
from tagrid.core.project import Home
from tagrid.core.state import in_transaction, upsert
from tagrid.segments.audit import add_record
from tagrid.segments.saved import SegmentSize
from tagrid.segments.saving import NameTaken, NewRevision, create_segment, rename_segment, revise_segment
from tagrid.segments.saved import get_segment

home, me = Home(Path(sys.argv[1])), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for turn in range({TURNS}):
    record(home, ["a", "b", f"t{{turn}}"], "view", date(2026, 6, 1))
    add_record(home, me, "try", {{"turn": turn}})
    rule = NewRevision(f"value_tier = v{{me}}{{turn}}", "power_customer", "1.0.0")
    try:
        create_segment(home, f"same {{turn}}", rule, me)
    except NameTaken:
        pass
    revise_segment(home, f"same {{turn}}", rule, by=me)
    size = dict(segment_id=get_segment(home, f"same {{turn}}").id, version="2026-06-30.1", revision=1)
    row = dict(size, as_of=date(2026, 6, 30), customers=1, base=1, problem=None, moved_share=None, is_alert=False)
    in_transaction(home, lambda opened: upsert(opened, SegmentSize, row))
    create_segment(home, f"mine {{me}} {{turn}}", rule, me)
    try:
        rename_segment(home, f"mine {{me}} {{turn}}", f"one {{turn}}", me)
    except NameTaken:
        pass
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request, tmp_path, monkeypatch) -> Home:
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    if request.param == "postgresql":
        if not (url := os.environ.get("TAGRID_TEST_STATE_URL")):
            pytest.skip("TAGRID_TEST_STATE_URL names no database")
        monkeypatch.setenv("TAGRID_STATE_URL", url)
    return Home(tmp_path)


def test_all_that_processes_write_at_once_is_there(home):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _WORK, str(home.root), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    assert [one.stdout.readline() for one in started if one.stdout] == ["ready\n"] * PROCESSES
    for one in started:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    faults = [one.communicate(timeout=300)[1] for one in started]
    assert [one.returncode for one in started] == [0] * PROCESSES, faults
    each = {f"t{turn}": {"view": PROCESSES} for turn in range(TURNS)}
    assert uses(home) == {"a": {"view": PROCESSES * TURNS}, "b": {"view": PROCESSES * TURNS}} | each
    assert len(audit_records(home)) == PROCESSES * TURNS and tampering(home) == []
    names = [one.name for one in saved_segments(home)]
    shared = {f"{kind} {turn}" for kind in ("same", "one") for turn in range(TURNS)}
    assert len(names) == len(set(names)) == TURNS * (PROCESSES + 1) and shared <= set(names)
    for turn in range(TURNS):  # created by one, revised by all: the one's own rule adds nothing
        numbers = [one.number for one in segment_revisions(home, f"same {turn}")]
        assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= PROCESSES
