from datetime import date

import pytest

from tagrid.catalog.access import Viewer
from tagrid.core.project import Home
from tagrid.published.versions import current_version
from tests.published_home import publish

AS_OF = date(2026, 6, 30)
ALLOWED = Viewer(may_see_restricted=True)


@pytest.fixture(scope="session")
def made_home(tmp_path_factory) -> Home:
    """A home with versions as of 2026-05-31 and 2026-06-30, the later one in force."""
    home = Home(tmp_path_factory.mktemp("home"))
    publish(home, date(2026, 5, 31))
    publish(home, AS_OF)
    return home


@pytest.fixture
def version(made_home):
    return current_version(made_home)


@pytest.fixture
def tagrid(made_home, monkeypatch, command_line):
    """Run the command line in the made home: returns exit code, standard output and standard error."""
    monkeypatch.setenv("TAGRID_HOME", str(made_home.root))
    return command_line
