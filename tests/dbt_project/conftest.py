import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.landing.parquet import ensure_schemas


def dbt(home: Path, *args: str | Path) -> str:
    """Run dbt over a home of its own and return what it prints, which is shown when it fails."""
    paths = {"TAGRID_HOME": home, "DBT_TARGET_PATH": home / "target", "DBT_LOG_PATH": home / "logs"}
    done = subprocess.run(
        [Path(sys.executable).with_name("dbt"), *args],
        cwd=REFERENCE,
        env=os.environ | {name: str(path) for name, path in paths.items()},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Home:
    """A home where nothing has landed; one for all tests, as dbt parses the project once a home."""
    made = Home(tmp_path_factory.mktemp("home"))
    made.warehouse.parent.mkdir()
    ensure_schemas(made)
    return made


@pytest.fixture(scope="session")
def manifest(home) -> dict:
    dbt(home.root, "parse", "-q")
    return json.loads((home.root / "target" / "manifest.json").read_text())


@pytest.fixture(scope="session")
def models(manifest) -> dict[str, dict]:
    return {n["name"]: n for n in manifest["nodes"].values() if n["resource_type"] == "model"}
