"""The tutorial, line by line: its commands succeed, its files are written as printed, and its list has customers."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tagrid.core.overlay import REFERENCE
from tests.conftest import CUSTOMERS, FIRST, LAST

DOCS = Path(__file__).parents[2] / "docs"
TUTORIAL = DOCS / "tutorial" / "tag-to-segment.md"
# What `published_home` is made by.
FIRST_VERSION = [
    f"$ tagrid generate delivery --customers {CUSTOMERS} --start {FIRST} --until {LAST}",
    "$ tagrid ingest delivery",
    "$ tagrid refresh",
]
_BLOCK = re.compile(r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.DOTALL | re.MULTILINE)


def _blocks(page: Path) -> Iterator[re.Match]:
    return _BLOCK.finditer(page.read_text(encoding="utf-8"))


def test_the_first_version_is_made_by_the_lines_that_make_the_home_of_the_tests():
    assert FIRST_VERSION in [block["text"].splitlines() for block in _blocks(TUTORIAL)]


def test_both_languages_show_the_same_lines():
    chinese = [block[0] for block in _blocks(TUTORIAL.with_suffix(".zh.md"))]
    assert chinese == [block[0] for block in _blocks(TUTORIAL)] != []


def _insert(path: Path, diff: str) -> None:
    """Put the added lines of `diff` behind its context, which stands in the file once."""
    context = "".join(line[1:] for line in diff.splitlines(keepends=True) if line.startswith(" "))
    added = "".join(line[1:] for line in diff.splitlines(keepends=True) if line.startswith("+"))
    text = path.read_text(encoding="utf-8")
    assert text.count(context) == 1
    path.write_text(text.replace(context, context + added), encoding="utf-8")


@pytest.mark.long
def test_every_line_of_it_runs(published_home, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TAGRID_")}
    environment["PYTHONPATH"] = str(REFERENCE)
    folder, answers = tmp_path, {}
    for block in _blocks(TUTORIAL):
        if block["kind"] == "yaml":
            (folder / block["title"]).parent.mkdir(parents=True, exist_ok=True)
            (folder / block["title"]).write_text(block["text"], encoding="utf-8")
        elif block["kind"] == "diff":
            _insert(folder / block["title"], block["text"])
        elif block["text"].splitlines() == FIRST_VERSION:
            shutil.copytree(published_home.root, folder / "var", dirs_exist_ok=True)
        else:
            for line in block["text"].splitlines():
                command, *words = shlex.split(line.removeprefix("$ "))
                if command == "cd":
                    folder = folder / words[0]
                    continue
                assert command == "tagrid"
                ran = subprocess.run(
                    [sys.executable, "-m", "tests.models_only", *words],
                    cwd=folder,
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert ran.returncode == 0, f"{line}\n{ran.stdout}\n{ran.stderr}"
                answers[line] = ran.stdout
    (count,) = [text for line, text in answers.items() if "chronic and not" in line]
    assert int(count.split(" of ")[0].replace(",", "")) >= 0
    assert (folder / "chronic.csv").read_text(encoding="utf-8-sig").count("\n") > 1
    assert any("chronic_lateness" in text for line, text in answers.items() if "catalog show" in line)
