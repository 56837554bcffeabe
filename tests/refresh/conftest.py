"""A home with landed readings and the small utility in the place of taxonomy and dbt."""

import pytest

from tagrid.core.project import Home
from tests.refresh import small

DAY = small.date(2026, 6, 29)


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    small.install(monkeypatch.setattr)
    made = Home(tmp_path / "home")
    small.land(made, DAY)
    return made
