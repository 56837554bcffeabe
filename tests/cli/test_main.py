"""The command line as a whole: every command explains itself, and misuse ends with one clear line."""

import ast
import errno
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tagrid import cli
from tagrid.core.errors import BadInput
from tagrid.core.text import nearest

# What the start of the command line never loads: each costs a tenth of a second or more.
HEAVY = {
    *("numpy", "duckdb", "polars", "pyarrow", "pandas", "sklearn", "scipy"),
    *("rich", "sqlalchemy", "alembic", "sqlglot", "jinja2", "ruamel", "dbt", "great_expectations"),
}


def _run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "tagrid", *arguments], capture_output=True, text=True, check=False)


def _commands(group, path=()):
    for name, listed in group.commands.items():
        command = listed.load() if isinstance(listed, cli.Listed) else listed
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), listed, command


COMMANDS = list(_commands(cli.root()))
NAMES = [" ".join(path) for path, _, _ in COMMANDS]


@pytest.mark.parametrize(("path", "command"), [(path, command) for path, _, command in COMMANDS], ids=NAMES)
def test_every_command_says_what_it_does_with_an_example(path, command):
    assert "Example:" in (command.help or ""), f"`tagrid {' '.join(path)}` has no example in its help"


@pytest.mark.parametrize(("listed", "command"), [(listed, command) for _, listed, command in COMMANDS], ids=NAMES)
def test_what_is_read_from_the_source_is_what_typer_makes_of_it(listed, command):
    assert (listed.name, listed.get_short_help_str(200)) == (command.name, command.get_short_help_str(200))


def test_no_two_modules_define_one_command():
    declared = [
        (one.keywords.get("name"), name)
        for path in cli.FOLDER.glob("[!_]*.py")
        for one in cli.declared(path.read_text(encoding="utf-8"), path.stem)
        for name in one.commands
    ]
    assert len(declared) == len(set(declared)) == len(COMMANDS)


def test_the_promised_commands_are_there():
    promised = {"demo", "generate", "ingest", "refresh", "status", "versions", "rollback", "doctor", "app", "train"}
    assert set(NAMES) >= promised | {
        "models promote",
        "bench-model",
        "portrait",
        "catalog check",
        "catalog show",
        "segment count",
        "segment list",
    }


def _loaded(arguments: list[str]) -> set[str]:
    code = f"import sys; from tagrid.cli import main\ntry: main({arguments!r})\nexcept SystemExit: pass\n"
    code += "print(sorted({one.split('.')[0] for one in sys.modules} | set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ast.literal_eval(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [["--help"], ["segment", "--help"], ["nosuch"]])
def test_help_imports_no_command_and_nothing_heavy(arguments):
    loaded = _loaded(arguments)
    assert not loaded & HEAVY
    assert not {one for one in loaded if one.startswith("tagrid.cli.")}


def test_counting_a_segment_imports_numpy_and_nothing_else_heavy(published_home, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    loaded = _loaded(["segment", "count", "value_tier = major"])
    assert loaded & HEAVY == {"numpy"}
    assert not {one for one in loaded if one.startswith(("tagrid.refresh", "tagrid.scoring", "tagrid.governance"))}


def test_an_unknown_command_is_a_usage_error_without_a_traceback():
    done = _run("refesh")
    assert done.returncode == 2
    assert "No such command 'refesh'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_known_failure_is_one_line_and_its_exit_code(monkeypatch, capsys):
    def fails(args, **_):
        raise BadInput("customers.csv, line 3: no such column")

    monkeypatch.setattr(cli, "root", lambda named=None: SimpleNamespace(main=fails))
    with pytest.raises(SystemExit) as left:
        cli.main([])
    assert left.value.code == 2
    assert capsys.readouterr().err == "tagrid: customers.csv, line 3: no such column\n"


def test_near_names_are_suggested_and_far_ones_are_not():
    assert nearest("value_teir", ["value_tier", "tenure_band"]).en == " Did you mean value_tier?"
    assert not nearest("zzz", ["value_tier"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "message"), [("zh", "尚未发布任何版本"), ("en", "No version is published"), ("fr", "No version is")]
)
def test_an_error_is_in_the_language_of_the_environment(tmp_path, monkeypatch, lang, message):
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TAGRID_LANG", lang)
    found = _run("rollback", "nope")
    assert found.returncode == 2 and message in found.stderr


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_what_a_terminal_cannot_show_is_escaped(encoding):
    environment = os.environ | {"PYTHONIOENCODING": encoding, "TAGRID_LANG": "zh"}
    command = [sys.executable, "-m", "tagrid", "refresh", "--as-of", "é昨天"]
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr


def test_a_fault_of_a_file_is_one_line(monkeypatch, capsys):
    def fail(**_):
        raise OSError(errno.ENAMETOOLONG, "File name too long", "some/file")

    monkeypatch.setattr(cli, "root", lambda _: SimpleNamespace(main=fail))
    with pytest.raises(SystemExit) as stopped:
        cli.main(["anything"])
    assert stopped.value.code == 1
    assert capsys.readouterr().err == "tagrid: some/file cannot be used: File name too long.\n"
