"""The run ledger keeps why a run failed in both languages, and reads what was written before it did."""

import socket
import subprocess
import sys

import pytest
from sqlalchemy import text

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.state import engine
from tagrid.refresh import ledger
from tagrid.refresh.ledger import last_run, recorded
from tagrid.refresh.status import installation_status


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "home")


def failed(home: Home, error: BaseException):
    with pytest.raises(type(error)), recorded(home, "refresh"):
        raise error
    return last_run(home)


def test_a_failure_is_kept_in_both_languages(home):
    last = failed(home, BadInput(en="Nothing landed.", zh="尚无数据入库。"))
    assert (last.outcome, last.exit_code, last.message) == ("bad_input", 2, "Nothing landed.")
    assert (last.text.in_("en"), last.text.in_("zh")) == ("Nothing landed.", "尚无数据入库。")
    assert "zh" not in last.described()


def test_what_has_no_chinese_is_shown_as_it_is(home):
    assert failed(home, OSError("disk full")).text.in_("zh") == "disk full"


def test_a_killed_run_is_marked_by_the_next(home):
    last = failed(home, ValueError("x"))
    with engine(home).begin() as con:
        con.execute(text("update runs set outcome = 'running'"))
        con.execute(text("delete from run_messages"))
    with recorded(home, "refresh"), engine(home).connect() as con:
        assert con.execute(text("select outcome from runs where id = :id"), {"id": last.id}).scalar() == "interrupted"
    with engine(home).begin() as con:
        con.execute(text("delete from runs where id > :id"), {"id": last.id})
    now = last_run(home)
    assert now and now.text.in_("zh") == "运行被终止，或机器停机。"


def _done(home: Home, kind: str) -> None:
    with recorded(home, kind) as run:
        run.end(ledger.DONE, "done")


def _kinds(home: Home) -> list[str]:
    return [one.kind for one in ledger.faults_since_success(home, 5)]


def test_a_fault_stays_until_a_run_of_its_own_kind_ends_well(home):
    _done(home, "ingest")
    with pytest.raises(BadInput), recorded(home, "ingest"):
        raise BadInput(en="bills.csv, line 3", zh="bills.csv 第 3 行")
    _done(home, "refresh")  # whatever else runs well
    assert _kinds(home) == ["ingest"]
    (problem,) = [one for one in installation_status(home, "zh")["problems"] if "ingest" in one]
    assert "bills.csv 第 3 行" in problem and "退出码 2" in problem
    assert [one["kind"] for one in installation_status(home)["runs"]] == ["refresh", "ingest"]
    _done(home, "ingest")
    assert _kinds(home) == []
    assert not any("ingest" in one for one in installation_status(home)["problems"])


def test_a_mistyped_export_is_on_record_and_no_fault_of_the_installation(home):
    with pytest.raises(BadInput), recorded(home, "export"):
        raise BadInput(en="No tag x.", zh="没有标签 x。")
    assert _kinds(home) == [] and ledger.runs(home, 1)[0].outcome == "bad_input"
    with pytest.raises(OSError), recorded(home, "export"):
        raise OSError("disk full")
    assert _kinds(home) == ["export"]


def test_a_run_without_a_lock_is_told_from_a_killed_one_by_its_process(home):
    with recorded(home, "export") as export:
        _done(home, "ingest")
        assert ledger.runs(home, 1, "export")[0].is_running
        with engine(home).begin() as con:  # as if it had been killed
            con.execute(text("update runs set process = :gone where id = :id"), {"gone": _dead(), "id": export.id})
        assert _kinds(home) == ["export"]
        _done(home, "ingest")
        assert ledger.runs(home, 1, "export")[0].outcome == "interrupted"


def _dead() -> str:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return f"{socket.gethostname()}/{gone.pid}"
