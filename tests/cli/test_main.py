"""The one door for commands: every command explains itself, and misuse ends with one clear line."""

import subprocess
import sys

import pytest
import typer

from tagrid import cli
from tagrid.core.errors import BadInput
from tagrid.core.text import nearest


def _run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "tagrid.cli", *arguments], capture_output=True, text=True, check=False)


def _commands(group, path=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def _all_commands():
    if not cli.app.registered_groups:
        cli._mount_rooms()
    return list(_commands(typer.main.get_command(cli.app)))


@pytest.mark.parametrize(("path", "command"), _all_commands(), ids=[" ".join(path) for path, _ in _all_commands()])
def test_every_command_says_what_it_does_with_an_example(path, command):
    assert "Example:" in (command.help or ""), f"`tagrid {' '.join(path)}` has no example in its help"


def test_the_commands_of_the_house_are_there():
    names = {" ".join(path) for path, _ in _all_commands()}
    promised = {"demo", "generate", "ingest", "refresh", "status", "versions", "rollback", "doctor", "app", "train"}
    assert names >= promised | {
        "models promote",
        "bench-model",
        "portrait",
        "catalog check",
        "catalog show",
        "segment count",
        "segment list",
    }


def test_an_unknown_command_is_a_usage_error_without_a_traceback():
    done = _run("refesh")
    assert done.returncode == 2
    assert "No such command 'refesh'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_known_failure_is_one_line_and_its_exit_code(monkeypatch, capsys):
    def fails():
        raise BadInput("customers.csv, line 3: no such column")

    monkeypatch.setattr(cli, "app", lambda **_: fails())
    monkeypatch.setattr(cli, "_mount_rooms", lambda: None)
    with pytest.raises(SystemExit) as left:
        cli.main([])
    assert left.value.code == 2
    assert capsys.readouterr().err == "tagrid: customers.csv, line 3: no such column\n"


def test_near_names_are_suggested_and_far_ones_are_not():
    assert nearest("value_teir", ["value_tier", "tenure_band"]) == " Did you mean value_tier?"
    assert nearest("zzz", ["value_tier"]) == ""


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "尚未发布任何版本"), ("en", "No version is published"), ("fr", "No version is")]
)
def test_an_error_is_told_in_the_language_of_the_environment(tmp_path, monkeypatch, lang, said):
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TAGRID_LANG", lang)
    found = _run("rollback", "nope")
    assert found.returncode == 2 and said in found.stderr
