"""Fixtures of more than one package: a small demo utility, delivered, built and published once for all workers."""

import fcntl
import os
import re
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
    "landed_home",  # a demo utility's deliveries, landed
    "published_home",  # a demo utility through the whole pipeline
    "utility",  # a utility that lands deliveries
    *("long_run", "first_run", "next_run"),  # the deliveries of a demo utility over ten months
    "manifest",  # the project read by dbt
    "made",  # a project of one's own, with the digests of the reference
    "trained",  # a model of the scoring harness
    *("open_page", "open_past"),  # a page of the app
    *("site", "browser", "person", "page"),  # the app in a browser
}

ALL_SLOW = re.compile(r"^pytestmark = .*pytest\.mark\.(?:slow|long)", re.MULTILINE)

JOURNEYS = Path(__file__).parent / "app" / "journeys"

CUSTOMERS, FIRST, LAST, SEED = 300, date(2025, 4, 27), date(2026, 6, 30), 7


class ByFile(LoadFileScheduling):
    """A worker takes a whole file, or the whole folder of journeys: they share one home, one app and one browser.

    Of the corpus it takes the cases of one kind: each begins from a home that is made once for all workers.
    """

    def _split_scope(self, nodeid: str) -> str:
        name = super()._split_scope(nodeid)
        if "/corpus/" in name:
            return f"{name}::{nodeid.partition('[')[2].partition(':')[0]}"
        return name.rpartition("/")[0] if "/journeys/" in name else name


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> ByFile | None:
    """Hand the tests out in the order they stand in, so that the journeys, which take longest, are begun first."""
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out unread, where `make test-fast` asks for what is not slow, the files of slow tests alone."""
    is_test = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    if config.option.markexpr == "not slow" and is_test and ALL_SLOW.search(collection_path.read_text()):
        return True
    return None


def pytest_terminal_summary(terminalreporter) -> None:
    """Say what the tests of every link followed: a number that falls is a page that is not walked any more."""
    for report in (*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())):
        for name, value in getattr(report, "user_properties", ()):
            if name == "followed" and report.when == "call":
                terminalreporter.write_line(value)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow the tests that need a slow fixture, and put the long files first.

    Of these the first begins to make the published home, and those that do without it keep the other workers busy.
    """
    published, long = set(), set()
    for item in items:
        needed = set(getattr(item, "fixturenames", ()))
        if SLOW_FIXTURES & needed or item.get_closest_marker("long"):
            item.add_marker(pytest.mark.slow)
        if "published_home" in needed:
            published.add(item.path)
        if item.get_closest_marker("long"):
            long.add(item.path)
    items.sort(key=lambda item: (JOURNEYS not in item.path.parents, item.path not in long, item.path in published))


def _shared(factory: pytest.TempPathFactory) -> Path:
    """The folder all pytest-xdist workers of one run have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _once(folder: Path, name: str, make: Callable[[], object]) -> None:
    """Have the first worker that asks make something, and the others wait for it."""
    done = folder / f"{name}-done"
    with (folder / f"{name}-lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            patch.delenv("TAGRID_STATE_URL", raising=False)
            make()
            done.touch()


@pytest.fixture(scope="session")
def landed_home(tmp_path_factory) -> Home:
    """A home with the deliveries of a small demo utility, landed. Read only: a test that writes copies it."""
    from tagrid.demo.generate import generate
    from tagrid.landing.intake import ingest

    if ready := os.environ.get("TAGRID_TEST_HOME"):  # a developer's own, made once and used again
        return Home(Path(ready))
    folder = _shared(tmp_path_factory) / "published_home"
    folder.mkdir(exist_ok=True)
    home = Home(folder / "home")

    def land() -> None:
        shutil.rmtree(home.root, ignore_errors=True)  # another worker broke off
        generate(home.root / "delivery", CUSTOMERS, FIRST, LAST, None, SEED)
        ingest(home, home.root / "delivery", None, lambda text: None)

    _once(folder, "landed", land)
    return home


@pytest.fixture(scope="session")
def published_home(landed_home) -> Home:
    """A home with a small demo utility published as of 2026-06-30. Read only: a test that writes copies it.

    No model is trained: scores abstain.
    """
    from tagrid.refresh.publish import refresh

    if not os.environ.get("TAGRID_TEST_HOME"):
        _once(landed_home.root.parent, "published", lambda: refresh(landed_home))
    return landed_home


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
