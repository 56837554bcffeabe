from datetime import date
from pathlib import Path

import pytest

from tagrid.demo.generate import generate

START, LAST, NEXT, UNTIL = date(2025, 1, 1), date(2025, 9, 14), date(2025, 9, 15), date(2025, 11, 6)
CUSTOMERS = 500


@pytest.fixture(scope="session")
def long_run(tmp_path_factory) -> Path:
    """Everything known from START to UNTIL."""
    out = tmp_path_factory.mktemp("demo") / "long"
    generate(out, CUSTOMERS, START, UNTIL)
    return out


@pytest.fixture(scope="session")
def first_run(tmp_path_factory) -> Path:
    """What was known on LAST."""
    out = tmp_path_factory.mktemp("demo") / "first"
    generate(out, CUSTOMERS, START, LAST)
    return out


@pytest.fixture(scope="session")
def next_run(tmp_path_factory) -> Path:
    """What became known from NEXT to UNTIL."""
    out = tmp_path_factory.mktemp("demo") / "next"
    generate(out, CUSTOMERS, START, UNTIL, since=NEXT)
    return out
