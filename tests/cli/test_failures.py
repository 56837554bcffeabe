"""A failure leaves its trace and its reason: JSON where JSON was asked for, and a line in the ledger."""

import json
import logging
from types import SimpleNamespace

import pytest

from tagrid.core import logs
from tagrid.core.project import Home
from tagrid.refresh import ledger
from tests.cli.test_main import COMMANDS

WITH_JSON = [
    path
    for path, _, command in COMMANDS
    if any("--json" in getattr(parameter, "opts", ()) for parameter in command.params)
]


@pytest.fixture
def place(tmp_path, monkeypatch) -> Home:
    """An empty home; what a command sets in the environment and the logs is undone."""
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path / "home"))
    for name in ("TAGRID_STATE_URL", "TAGRID_LOG_FILE", "TAGRID_LOG_JSON"):
        monkeypatch.setenv(name, "")
    logger = logging.getLogger(logs.ROOT)
    before = list(logger.handlers), logger.propagate, logger.level
    yield Home(tmp_path / "home")
    logger.handlers[:], logger.propagate, level = before
    logger.setLevel(level)


def test_the_commands_with_json_are_many():
    assert len(WITH_JSON) > 30 and ("ingest",) in WITH_JSON


@pytest.mark.parametrize("path", WITH_JSON, ids=" ".join)
def test_a_failure_is_json_where_json_was_asked_for(path, command_line, place, monkeypatch):
    monkeypatch.setenv("TAGRID_PROJECT", "/nowhere")
    code, out, err = command_line(*path, "--json")
    failure = json.loads(out)["error"]
    assert code == failure["exit_code"] == 2 and failure["kind"] == "bad_input"
    assert "/nowhere is no tagrid project" in failure["message"] and "不是 tagrid 项目" in failure["zh"]
    assert err.startswith("tagrid: ")


@pytest.mark.parametrize("path", WITH_JSON, ids=" ".join)
def test_wrong_usage_is_json_too(path, command_line, place):
    code, out, err = command_line(*path, "--json", "--no-such-option")
    failure = json.loads(out)["error"]
    assert code == failure["exit_code"] == 2 and "--no-such-option" in failure["message"]
    assert "--no-such-option" in err


def test_what_nobody_foresaw_is_json_too_and_a_traceback_for_us(command_line, place, monkeypatch, capsys):
    monkeypatch.setattr("tagrid.refresh.ledger.runs", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        command_line("runs", "--json")
    assert json.loads(capsys.readouterr().out)["error"]["message"] == "ZeroDivisionError: division by zero"


def test_a_failed_ingest_is_in_the_ledger_in_status_and_in_the_log(command_line, place, tmp_path):
    log = tmp_path / "tagrid.log"
    code, out, _ = command_line("--log-file", str(log), "ingest", str(tmp_path / "no delivery"), "--json")
    assert code == json.loads(out)["error"]["exit_code"] == 2
    (run,) = json.loads(command_line("runs", "--kind", "ingest", "--json")[1])
    assert (run["outcome"], run["exit_code"]) == ("bad_input", 2) and "no delivery" in run["message"]
    code, out, _ = command_line("status", "--json")
    status = json.loads(out)
    assert code == 1 and status["runs"][0]["kind"] == "ingest"
    assert any("no delivery" in problem for problem in status["problems"])
    assert "command failed exit_code=2 error=BadInput" in log.read_text(encoding="utf-8")
    assert "no delivery" in command_line("runs")[1]


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("ingest", "nowhere"), "ingest"),
        (("train", "no_such_score"), "train"),
        (("segment", "export", "a = b", "--purpose", "x", "--out", "x.csv"), "export"),
        (("report", "usage", "1", "--lang", "fr"), "report"),
        (("refresh",), "refresh"),
        (("rollback",), "rollback"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_every_kind_of_run_leaves_its_trace(command_line, place, arguments, kind):
    assert command_line(*arguments)[0] == 2
    (run,) = ledger.runs(place, 5)
    assert (run.kind, run.outcome, run.exit_code) == (kind, "bad_input", 2)
    assert run.message and run.ended_at and run.text.zh != run.text.en


def test_a_ledger_that_cannot_be_written_stops_no_ingest(command_line, place, tmp_path, monkeypatch):
    monkeypatch.setenv("TAGRID_STATE_URL", "sqlite:////proc/no/state.db")
    monkeypatch.setattr(
        "tagrid.cli.data.ingest",
        lambda *_: SimpleNamespace(to_dict=lambda: {"name": "d"}, to_text=lambda: ledger._KILLED, warnings=[]),
    )
    code, out, err = command_line("ingest", str(tmp_path), "--json")
    assert (code, json.loads(out)) == (0, {"name": "d"})
    assert "leaves no trace in the run ledger" in err
