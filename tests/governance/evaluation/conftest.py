"""What the tests of the evaluation share: an empty home, and one whose version has no fault."""

import pytest

from tagrid.core.project import Home
from tests.governance.evaluation.small import customers, publish, tag

SOUND = [
    tag("late", "case when a is null then null when a >= 20 then 'often' when a >= 10 then 'seldom' else 'never' end",
        "often seldom never"),
    tag("size", "case when b > 5 then 'big' when b <= 5 then 'small' end", "big small"),
]  # fmt: skip


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    """An empty home, which is also the one that commands work in."""
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    return Home(tmp_path / "home")


@pytest.fixture
def sound_rows():
    """400 customers; every tenth is unknown in ``late``; the two columns have nothing to do with one another."""
    return customers(
        {"a": [None if n % 10 == 0 else n % 30 for n in range(400)], "b": [n // 7 % 11 for n in range(400)]}
    )


@pytest.fixture
def sound(home, sound_rows):
    """A version without a fault."""
    return publish(home, SOUND, sound_rows)
