"""A hand-made home with two versions, and its command line."""

import shutil
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from tagrid.core.project import Home
from tests.published_home import publish

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def two_versions(tmp_path_factory) -> Path:
    """The folder that ``home`` is a copy of."""
    folder = tmp_path_factory.mktemp("published")
    for as_of in (date(2026, 5, 31), date(2026, 6, 30)):
        publish(Home(folder), as_of)
    return folder


@pytest.fixture
def home(two_versions, tmp_path, monkeypatch) -> Home:
    """A home with versions of May and June, and nothing saved."""
    folder = tmp_path / "home"
    shutil.copytree(two_versions, folder)
    monkeypatch.setenv("TAGRID_HOME", str(folder))
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    return Home(folder)


@pytest.fixture
def segment(home, command_line) -> Run:
    """Run `tagrid segment` in that home; returns exit code, output and errors."""
    return partial(command_line, "segment")
