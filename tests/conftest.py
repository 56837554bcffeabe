"""Fixtures of more than one package: a small demo utility, delivered, built and published once for all workers."""

import fcntl
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from tagrid.core.project import Home

# The same cases in every run, whatever else the machine does; `--hypothesis-profile search` looks for new ones.
settings.register_profile("seeded", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile("seeded")

# The morning after the last day of the demo utility: no test depends on the day on which it runs.
os.environ["TAGRID_NOW"] = "2026-07-01T08:00:00"

# What takes seconds to make: a test that needs one of these fixtures is slow, and `make test-fast` leaves it out.
SLOW_FIXTURES = {
    "published_home",  # a demo utility through the whole pipeline
    *("long_run", "first_run", "next_run"),  # the deliveries of a demo utility over ten months
    "manifest",  # the project read by dbt
    "made",  # a project of one's own, with the digests of the reference
    "trained",  # a model of the scoring harness
    *("open_page", "open_past"),  # a page of the app
    "site",  # the app in a browser
}

CUSTOMERS, FIRST, LAST, SEED = 300, date(2025, 4, 27), date(2026, 6, 30), 7


class ByFile(LoadFileScheduling):
    """A worker takes a whole file, or the whole folder of journeys: they share one home, one app and one browser."""

    def _split_scope(self, nodeid: str) -> str:
        name = super()._split_scope(nodeid)
        return name.rpartition("/")[0] if "/journeys/" in name else name


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> ByFile | None:
    """Hand the tests out in the order they stand in, so that the journeys, which take longest, are begun first."""
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow the tests that need a slow fixture, and put the long files first."""
    for item in items:
        if SLOW_FIXTURES & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("long"):
            item.add_marker(pytest.mark.slow)
    long = {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: item.path not in long)


def _publish(home: Home) -> None:
    from tagrid.demo.generate import generate
    from tagrid.landing.intake import ingest
    from tagrid.refresh.publish import refresh

    delivery = home.root / "delivery"
    generate(delivery, CUSTOMERS, FIRST, LAST, None, SEED)
    ingest(home, delivery, None, lambda text: None)
    refresh(home)


def _shared(factory: pytest.TempPathFactory) -> Path:
    """The folder all pytest-xdist workers of one run have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def published_home(tmp_path_factory) -> Home:
    """A home with a small demo utility published as of 2026-06-30. Read only: a test that writes copies it.

    The first worker that asks makes it, the others wait for it. No model is trained: scores abstain.
    """
    if ready := os.environ.get("TAGRID_TEST_HOME"):  # a developer's own, made once and used again
        return Home(Path(ready))
    folder = _shared(tmp_path_factory) / "published_home"
    home, done = Home(folder / "home"), folder / "done"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(home.root, ignore_errors=True)  # another worker broke off
            patch.delenv("TAGRID_STATE_URL", raising=False)
            _publish(home)
            done.touch()
    return home


@pytest.fixture
def version(published_home):
    """The version in force of ``published_home``."""
    from tagrid.published.versions import current_version

    return current_version(published_home)


@pytest.fixture
def command_line(capsys) -> Callable[..., tuple[int, str, str]]:
    """Run the command line in this process: exit code, standard output, standard error."""
    from tagrid.cli import main

    def run(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            main(list(arguments))
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run
