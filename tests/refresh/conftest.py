"""A home with landed readings and the small utility in the place of taxonomy and dbt."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tagrid.core.project import Home
from tagrid.refresh import publish
from tests.refresh import small

DAY = small.date(2026, 6, 29)
NEXT = small.next_day(DAY)


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    """One day landed, nothing published."""
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    small.install(monkeypatch.setattr)
    made = Home(tmp_path / "home")
    small.land(made, DAY)
    return made


@pytest.fixture(scope="session")
def made_homes(tmp_path_factory) -> Callable[[str], Path]:
    """The folder of a home by the fixture below that copies it, made once."""
    made: dict[str, Path] = {}

    def make(name: str) -> Path:
        if name not in made:
            home = Home(tmp_path_factory.mktemp(name) / "home")
            with pytest.MonkeyPatch.context() as patch:
                patch.delenv("TAGRID_STATE_URL", raising=False)
                small.install(patch.setattr)
                small.land(home, DAY)
                publish.refresh(home)
                small.land(home, NEXT, 2)
                if name == "two_versions":
                    publish.refresh(home)
            made[name] = home.root
        return made[name]

    return make


@pytest.fixture
def two_days(home, made_homes) -> Home:
    """One version in force and one more day landed."""
    return _copied(made_homes("two_days"), home)


@pytest.fixture
def two_versions(home, made_homes) -> Home:
    """Two days landed, a version of each published."""
    return _copied(made_homes("two_versions"), home)


def _copied(made: Path, home: Home) -> Home:
    shutil.rmtree(home.root)
    shutil.copytree(made, home.root)
    return home
