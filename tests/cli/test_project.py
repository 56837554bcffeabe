"""The project commands in words and as JSON, with exit codes; and once from a built wheel, outside the repository."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tagrid.core.overlay import REFERENCE, engine_version
from tests.governance.project.conftest import MODEL, add_tag, edit, made, own  # noqa: F401


@pytest.mark.slow
def test_init_says_what_comes_next(command_line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TAGRID_PROJECT", raising=False)
    code, out, _ = command_line("init", "north-grid")
    assert (code, (tmp_path / "north-grid/tagrid.toml").is_file()) == (0, True)
    assert out.startswith("Project north-grid is made: .gitignore README.md")
    assert "cd north-grid && tagrid demo --customers 300" in out
    code, _, err = command_line("init", "north-grid")
    assert (code, "is not empty" in err) == (2, True)


def test_init_as_json(command_line, tmp_path):
    code, out, _ = command_line("init", str(tmp_path / "south-grid"), "--json")
    assert code == 0
    assert json.loads(out)["project"] == str(tmp_path / "south-grid")


def test_override_names_what_it_wrote(command_line, own):  # noqa: F811
    code, out, _ = command_line("override", "tag_payment")
    assert (code, out) == (0, f"Written: {MODEL}, dbt_project.yml\n")
    code, _, err = command_line("override", "tag_paymnt")
    assert (code, "Did you mean tag_payment" in err) == (2, True)


def test_upgrade_check_says_that_nothing_changed(command_line, own):  # noqa: F811
    code, out, _ = command_line("upgrade", "--check")
    assert (code, out) == (0, f"tagrid {engine_version()}: nothing has changed for this project.\n")


def test_the_project_is_named_by_a_flag(command_line, own, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TAGRID_PROJECT", "")
    code, out, _ = command_line("--project", str(own), "upgrade", "--check", "--json")
    assert (code, json.loads(out)["findings"]) == (0, [])


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "is no tagrid project: it has no tagrid.toml"), ("zh", "不是 tagrid 项目：没有 tagrid.toml")],
)
def test_a_folder_that_is_no_project_is_one_line_and_exit_code_2(command_line, tmp_path, monkeypatch, lang, said):
    monkeypatch.setenv("TAGRID_LANG", lang)
    code, out, err = command_line("--project", str(tmp_path), "status")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def _wheel(source: Path, out: Path) -> Path:
    """Build the wheel of a tree, without the network."""
    build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(out)], cwd=source, capture_output=True, text=True, check=True
    )
    return out / done.stdout.split()[-1]


def _installed(wheel: Path, place: Path) -> Path:
    """Install a wheel alone into an environment that finds its requirements here, and the engine nowhere else."""
    if not place.exists():
        venv.create(place, with_pip=False, symlinks=True)
    site = next(place.glob("lib/python*/site-packages"))
    for old in site.glob("tagrid*"):
        shutil.rmtree(old)
    requirements = Path(sysconfig.get_paths()["purelib"])
    # Each package by a link, as the editable engine of this environment must not be found.
    for path in requirements.iterdir():
        target = site / path.name
        if (
            not target.exists()
            and not path.name.startswith(("tagrid", "_editable", "_tagrid"))
            and path.suffix != ".pth"
        ):
            target.symlink_to(path)
    shutil.unpack_archive(wheel, site, "zip")
    return place / "bin" / "python"


def _next_version(source: Path, out: Path) -> Path:
    """Copy what the wheel is made of as the next version, with a reference tag that means something else."""
    copied = out / "next"
    for name in (
        "tagrid", "calendars", "dbt_project", "taxonomy", "models_ml", "expectations", "app", ".streamlit",
        "dbt_project.yml", "profiles.yml", "tagrid.toml", "pyproject.toml", "README.md", "LICENSE",
    ):  # fmt: skip
        path, ignore = source / name, shutil.ignore_patterns("__pycache__")
        shutil.copytree(path, copied / name, ignore=ignore) if path.is_dir() else _copied(path, copied / name)
    edit(copied / "pyproject.toml", f'version = "{engine_version()}"', 'version = "99.0.0"')
    edit(copied / MODEL, "late_bill_share_12m >= 0.25", "late_bill_share_12m >= 0.3")
    timely = copied / "taxonomy/power_customer/behaviour/payment/payment_timeliness.yml"
    edit(timely, "25%", "30%", "25 %", "30 %", "late_bill_share_12m: 0.25", "late_bill_share_12m: 0.3")
    return _wheel(copied, out)


def _copied(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


@pytest.mark.slow
def test_from_the_wheel_alone_to_an_upgrade(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TAGRID_", "PYTHON"))}
    place = tmp_path / "environment"
    python = _installed(_wheel(REFERENCE, tmp_path), place)

    def tagrid(*arguments: str, code: int = 0, cwd: Path = tmp_path / "my-utility") -> str:
        command = [str(python), "-m", "tagrid", *arguments]
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    assert "There is no tagrid.toml" in tagrid("status", code=2, cwd=tmp_path)
    assert "Project my-utility is made" in tagrid("init", "my-utility", cwd=tmp_path)
    root = tmp_path / "my-utility"
    assert (root / ".tagrid/reference").resolve().is_relative_to(place)
    tagrid("override", "tag_payment")
    add_tag(root)
    assert "no faults" in tagrid("catalog", "check")
    assert "Released my-utility-1.0.0" in tagrid("catalog", "release", "1.0.0")
    assert "nothing has changed" in tagrid("upgrade", "--check")

    _installed(_next_version(REFERENCE, tmp_path), place)
    said = tagrid("upgrade", "--check", code=1)
    assert f"tagrid {engine_version()} → 99.0.0" in said
    assert "tag payment_timeliness means something else: its rule or its values changed." in said
    assert f"! {MODEL}: its original changed; compare it with .tagrid/reference/{MODEL}." in said
    tagrid("upgrade")
    assert "nothing has changed" in tagrid("upgrade", "--check")
    _installed(next(tmp_path.glob(f"tagrid-{engine_version()}-*.whl")), place)
    assert "made for tagrid 99.0.0, and" in tagrid("catalog", "check", code=2)
