"""Which catalog is written out: the working tree or a release, each under the version that is truly its own."""

from datetime import date

import pytest

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.governance.interchange.write import edition
from tagrid.governance.release.freeze import release
from tests.catalog.conftest import THEME

FIRST, SECOND = date(2026, 1, 10), date(2026, 2, 20)


@pytest.fixture
def released(project, monkeypatch):
    """A project with two releases: in the second a label is worded anew."""
    monkeypatch.setattr("tagrid.governance.release.freeze.check", lambda project: None)
    release("1.0.0", FIRST, project=project)
    tag = project / "taxonomy" / THEME / "arrears_status.yml"
    tag.write_text(tag.read_text(encoding="utf-8").replace("zh: 催费,", "zh: 催收,"), encoding="utf-8")
    release("1.0.1", SECOND, project=project)
    return project


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def test_a_release_has_its_day_and_what_it_changed(home, released):
    found = edition(home, "1.0.1", released)
    assert (found.catalog.version, found.issued, found.since) == ("1.0.1", SECOND, "1.0.0")
    assert [(change.name, change.field) for change in found.found] == [("arrears_status", "requirement")]
    assert found.releases == ("1.0.0", "1.0.1")


def test_the_first_release_follows_nothing(home, released):
    found = edition(home, "1.0.0", released)
    assert (found.issued, found.since, found.found) == (FIRST, None, ())


def test_a_tree_that_equals_its_release_is_that_release(home, released):
    found = edition(home, project=released)
    assert (found.catalog.version, found.issued, found.found) == ("1.0.1", SECOND, ())


def test_a_tree_that_differs_says_so(home, released):
    tag = released / "taxonomy" / THEME / "arrears_status.yml"
    tag.write_text(tag.read_text(encoding="utf-8").replace("zh: 催收,", "zh: 催交,"), encoding="utf-8")
    found = edition(home, project=released)
    assert found.catalog.version.startswith("1.0.1+")
    assert (found.issued, found.since, len(found.found)) == (None, "1.0.1", 1)


def test_before_the_first_release_there_is_nothing_to_compare(home, project):
    found = edition(home, project=project)
    assert (found.releases, found.since, found.found) == ((), None, ())


def test_an_unknown_release_is_told(home, released):
    with pytest.raises(BadInput, match=r"There is no release '1\.0\.2'"):
        edition(home, "1.0.2", released)
