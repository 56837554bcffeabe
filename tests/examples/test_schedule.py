"""The examples of a nightly run: their commands are real, and each treats the exit codes as what they are."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tagrid.core.errors import BadInput, GateRefused, Locked, TagridError
from tagrid.core.overlay import REFERENCE
from tests.cli.test_main import COMMANDS

FOLDER = REFERENCE / "examples" / "schedule"
FILES = [path for path in sorted(FOLDER.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
PYTHON = [path for path in FILES if path.suffix == ".py"]

FAILED, BAD, REFUSED, LOCKED = (one.exit_code for one in (TagridError, BadInput, GateRefused, Locked))

OPTIONS = {
    " ".join(path): {option for parameter in command.params for option in getattr(parameter, "opts", ())}
    for path, _, command in COMMANDS
}

# `tagrid refresh --json` in a shell or a text, tagrid("refresh", "--json") in Python.
WRITTEN = re.compile(r"""\btagrid ((?:[a-z][a-z-]*|--[a-z-]+)(?: --[a-z-]+)*)|\btagrid\("([a-z-]+)"([^)]*)\)""")


def _commands(text: str) -> set[tuple[str, ...]]:
    found = set()
    for shell, name, more in WRITTEN.findall(text):
        words = shell.split() if shell else [name, *re.findall(r'"(--[a-z-]+)"', more)]
        found.add(tuple(words))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_every_command_in_an_example_is_one(path):
    prose = {"itself", "must", "ended", "and"}
    for name, *options in _commands(path.read_text(encoding="utf-8")):
        if name in prose or name.startswith("--"):
            continue
        assert name in OPTIONS, f"{path.name}: tagrid {name}"
        assert set(options) <= OPTIONS[name], f"{path.name}: tagrid {name} {options}"


def test_the_examples_use_what_a_night_needs():
    used = {name for path in FILES for name, *_ in _commands(path.read_text(encoding="utf-8"))}
    assert used >= {"ingest", "refresh", "status", "train", "runs"}


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Put a `tagrid` on the path that notes its arguments and ends with the codes given for each command, in turn."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "tagrid"
    program.write_text(
        '#!/bin/sh\necho "$@" >> "$CALLS"\nfile="$CODES/$1"\n[ -s "$file" ] || exit 0\n'
        'code=$(head -n 1 "$file")\nsed -i 1d "$file"\necho "told by $1" >&2\nexit "$code"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("CODES", str(tmp_path))

    def ending(**codes: list[int]) -> None:
        for name, listed in codes.items():
            (tmp_path / name).write_text("".join(f"{code}\n" for code in listed))

    return SimpleNamespace(ending=ending, calls=lambda: (tmp_path / "calls").read_text().splitlines())


@pytest.mark.parametrize(
    ("ingest", "refresh", "code", "calls"),
    [
        ([0], [0], 0, ["ingest d", "refresh"]),
        ([BAD], [0], BAD, ["ingest d", "refresh"]),  # what landed before may still be due
        ([0], [REFUSED], REFUSED, ["ingest d", "refresh"]),
        ([FAILED], [FAILED], FAILED, ["ingest d", "refresh"]),
        ([LOCKED, 0], [LOCKED, LOCKED, 0], 0, ["ingest d"] * 2 + ["refresh"] * 3),
        ([0], [LOCKED] * 3, LOCKED, ["ingest d"] + ["refresh"] * 3),
    ],
)
def test_the_script_ends_with_the_code_of_the_night(fake, monkeypatch, ingest, refresh, code, calls):
    monkeypatch.setenv("TAGRID_PAUSE", "0")
    fake.ending(ingest=ingest, refresh=refresh)
    assert subprocess.run([FOLDER / "nightly.sh", "d"], check=False).returncode == code
    assert fake.calls() == calls


def test_the_units_of_systemd_are_valid_and_try_again_only_where_it_helps(tmp_path):
    units = sorted((FOLDER / "systemd").iterdir())
    text = (FOLDER / "systemd" / "tagrid-nightly.service").read_text()
    assert re.search(rf"^RestartForceExitStatus={LOCKED}$", text, re.M)
    assert re.search(rf"^RestartPreventExitStatus={FAILED} {BAD} {REFUSED}$", text, re.M)
    for unit in units:
        lines = [line for line in unit.read_text().splitlines() if line and not line.startswith(("#", "["))]
        assert all(re.fullmatch(r"[A-Z][A-Za-z]+=\S.*", line) for line in lines), unit.name
        shutil.copy(unit, tmp_path)
    if verify := shutil.which("systemd-analyze"):
        made = [str(tmp_path / unit.name) for unit in units]
        done = subprocess.run([verify, "verify", "--man=no", *made], capture_output=True, text=True, check=False)
        assert not [line for line in done.stderr.splitlines() if "tagrid-" in line], done.stderr


def test_the_table_of_cron_has_six_fields_and_a_command():
    lines = (FOLDER / "cron" / "tagrid").read_text().splitlines()
    jobs = [line for line in lines if line and line[0] in "0123456789*"]
    assert len(jobs) == 3
    for job in jobs:
        *times, user, command = job.split(maxsplit=6)
        assert len(times) == 5 and all(re.fullmatch(r"\*|\d{1,2}", one) for one in times)
        assert user == "tagrid" and not re.search(r"(?<!\\)%", command)  # cron takes % for the end of the line
    settings = [line for line in lines if re.match(r"[A-Z_]+=", line)]
    assert {one.partition("=")[0] for one in settings} >= {"PATH", "TAGRID_HOME", "TAGRID_PROJECT", "TAGRID_LOG_FILE"}


class _Error(Exception):
    """What stands for an exception of a scheduler that is not installed."""

    def __init__(self, *told, **named) -> None:
        super().__init__(*told)
        self.named = named


def _stand_ins(seen: dict) -> dict[str, ModuleType]:
    """Return modules that take what the examples ask of Airflow and Dagster, and note the functions they are given."""

    def noted(*given, **_):
        if given and callable(given[0]):
            seen[given[0].__name__] = given[0]
            return _Task()
        return noted

    class _Task:
        def __call__(self, *_, **__):
            return self

        def __rshift__(self, other):
            return other

    def module(name: str, **holds) -> ModuleType:
        made = ModuleType(name)
        vars(made).update(holds)
        return made

    exceptions = {"AirflowException": type("Again", (_Error,), {}), "AirflowFailException": type("Fail", (_Error,), {})}

    def dag(**_):
        return lambda function: lambda: function()

    selection = SimpleNamespace(all=lambda: None)
    dagster = {
        "RetryRequested": type("Again", (_Error,), {}), "Failure": type("Fail", (_Error,), {}), "asset": noted,
        "Output": lambda value, name: name, "define_asset_job": lambda *_, **__: None, "AssetSelection": selection,
        "Definitions": lambda **_: None, "ScheduleDefinition": lambda **_: None,
    }  # fmt: skip
    return {
        "airflow": module("airflow"),
        "airflow.sdk.exceptions": module("airflow.sdk.exceptions", **exceptions),
        "airflow.sdk": module("airflow.sdk", dag=dag, task=noted),
        "pendulum": module("pendulum", datetime=lambda *_, **__: None),
        "dagster": module("dagster", **dagster),
        "dagster_dbt": module("dagster_dbt", dbt_assets=noted),
    }


@pytest.fixture
def load(monkeypatch):
    """Return a function that imports an example beside stand-ins of its scheduler: the module, and its tasks."""

    def loaded(path: Path) -> tuple[ModuleType, dict]:
        seen: dict = {}
        for name, made in _stand_ins(seen).items():
            monkeypatch.setitem(sys.modules, name, made)
        spec = importlib.util.spec_from_file_location(f"example_{path.parent.name}", path)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module, seen

    return loaded


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.parent.name)
def test_a_scheduler_tries_again_only_where_it_helps(fake, load, path):
    module, tasks = load(path)
    assert {"airflow": {"ingest", "refresh", "status"}, "dagster": {"delivery", "published_version"}}[
        path.parent.name
    ] <= set(tasks)
    for code in (FAILED, BAD, REFUSED, LOCKED):
        fake.ending(refresh=[code])
        with pytest.raises(_Error) as raised:
            module.tagrid("refresh", "--json")
        assert type(raised.value).__name__ == ("Again" if code == LOCKED else "Fail")
    module.tagrid("refresh", "--json")
    assert fake.calls() == ["refresh --json"] * 5


def test_the_tasks_of_the_schedulers_run_the_night(fake, load):
    for path in PYTHON:
        _, tasks = load(path)
        if path.parent.name == "airflow":
            tasks["ingest"]("2026-06-30")
            tasks["refresh"]()
            tasks["status"]()
        else:
            tasks["delivery"]()
            names = SimpleNamespace(op_execution_context=SimpleNamespace(selected_output_names=["a", "b"]))
            assert list(tasks["published_version"](names)) == ["a", "b"]
    calls = fake.calls()
    assert calls[:3] == ["ingest /srv/deliveries/2026-06-30 --json", "refresh --json", "status --json"]
    assert calls[3].startswith("ingest /srv/deliveries/20") and calls[4] == "refresh --json"


def test_the_table_of_exit_codes_is_that_of_the_errors():
    rows = re.findall(r"^\| (\d+) \|", (FOLDER / "README.md").read_text(encoding="utf-8"), re.M)
    assert [int(one) for one in rows] == [0, FAILED, BAD, REFUSED, LOCKED]
