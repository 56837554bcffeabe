"""Logs as JSON lines: run and step in every record, nothing of a person."""

import json
import logging
import re

import pytest

from tagrid.core import logs
from tagrid.core.console import step
from tagrid.core.errors import BadInput


@pytest.fixture
def lines(capsys, monkeypatch):
    """Write JSON lines; return a function that reads what was written."""
    monkeypatch.setenv("TAGRID_LOG_JSON", "1")
    logger = logging.getLogger(logs.ROOT)
    before = list(logger.handlers), logger.propagate, logger.level
    logs.write_logs(as_json=True)
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logger.handlers[:], logger.propagate, level = before
    logger.setLevel(level)


def test_a_record_knows_its_run_and_step(lines):
    with logs.run_named("refresh-7"), logs.step_named("Build"):
        logs.log(logging.getLogger("tagrid.refresh"), "dbt ended", nodes=3)
    (line,) = lines()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info", "logger": "tagrid.refresh", "event": "dbt ended", "run": "refresh-7", "step": "Build",
        "nodes": 3,
    }  # fmt: skip


def test_a_step_is_logged_in_place_of_its_progress(lines):
    with step("Build") as say:
        say("3/120 fct_bill")
    assert [(one["event"], one["step"]) for one in lines()] == [("step began", "Build"), ("step ended", "Build")]


def test_of_an_error_only_its_kind_is_logged(lines):
    with pytest.raises(KeyError), step("Build"):
        raise KeyError("3200000017")
    failed = lines()[-1]
    assert (failed["event"], failed["level"], failed["error"]) == ("step failed", "error", "KeyError")
    assert "3200000017" not in json.dumps(failed)


def test_without_the_request_nothing_is_written(capsys, monkeypatch):
    monkeypatch.delenv("TAGRID_LOG_JSON", raising=False)
    logs.log(logging.getLogger("tagrid.refresh"), "dbt ended")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("as_json", [False, True])
def test_a_log_file_holds_every_line_with_its_time_and_goes_on(lines, tmp_path, as_json):
    file = tmp_path / "logs" / "tagrid.log"
    for _ in range(2):  # two commands, one after the other
        logs.write_logs(as_json, file)
        with logs.run_named("ingest-7"), step("Build"):
            logs.log(logging.getLogger("tagrid.refresh"), "dbt ended", nodes=3)
    written = file.read_text(encoding="utf-8").splitlines()
    assert len(written) == 6
    if as_json:
        assert json.loads(written[1])["nodes"] == 3
    else:
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ info +ingest-7 Build: dbt ended nodes=3", written[1])


def test_a_log_file_that_cannot_be_written_is_bad_input(lines, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="Cannot write the log file"):
        logs.write_logs(False, tmp_path / "file" / "tagrid.log")


def test_progress_that_goes_to_a_file_has_its_time(capsys, monkeypatch):
    monkeypatch.delenv("TAGRID_LOG_JSON", raising=False)
    with step("Build") as say:
        say("3/120 fct_bill")
    stamp = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    begun, progress, ended = capsys.readouterr().err.splitlines()
    assert re.fullmatch(f"{stamp} Build ...", begun) and re.fullmatch(f"{stamp}   3/120 fct_bill", progress)
    assert re.fullmatch(rf"{stamp} Build: \d+\.\d s", ended)
