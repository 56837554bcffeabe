"""One writer at a time; a dead one never blocks."""

import subprocess
import sys

import pytest

from tagrid.core.errors import Locked
from tagrid.core.lock import exclusive, holder
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home

HOLD = """
import sys, time
from pathlib import Path
from tagrid.core.project import Home
from tagrid.core.lock import exclusive
with exclusive(Home(Path(sys.argv[1])), "tagrid refresh"):
    print("in", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_told_who_is_in(tmp_path):
    home = Home(tmp_path / "home")
    with exclusive(home, "tagrid ingest"):
        with pytest.raises(Locked) as caught, exclusive(home, "tagrid refresh"):
            pass
        assert caught.value.exit_code == 75
        assert "`tagrid ingest`" in str(caught.value)
        assert str(holder(home)["pid"]) in str(caught.value)
    with exclusive(home, "tagrid refresh"):
        assert holder(home)["what"] == "tagrid refresh"
    assert holder(home) == {}


def test_a_killed_holder_does_not_block(tmp_path):
    home = Home(tmp_path)
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, cwd=REFERENCE)
    assert process.stdout.readline() == b"in\n"
    with pytest.raises(Locked, match=f"process {process.pid}"), exclusive(home, "tagrid ingest"):
        pass
    process.kill()
    process.communicate()
    with exclusive(home, "tagrid ingest"):
        assert holder(home)["what"] == "tagrid ingest"
