"""What `tagrid segment count` loads: numpy and pydantic, and no other library that takes long to import."""

import json
import os
import subprocess
import sys

from tagrid.segments.workspace import open_workspace

HEAVY = {
    "duckdb",
    "great_expectations",
    "jinja2",
    "pandas",
    "polars",
    "pyarrow",
    "rich",
    "ruamel",
    "scipy",
    "sklearn",
    "sqlalchemy",
    "sqlglot",
}

_COUNT = """
import json, sys
from tagrid.cli import main
try:
    main(["segment", "count", sys.argv[1], "--json"])
except SystemExit as ended:
    assert not ended.code, ended.code
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def _count(home, expression: str) -> tuple[dict, set[str]]:
    """Count in a process of its own; returns the answer and the libraries that were loaded."""
    environment = os.environ | {"TAGRID_HOME": str(home.root)}
    environment.pop("TAGRID_STATE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", _COUNT, expression], env=environment, capture_output=True, text=True, check=True
    )
    answer, loaded = map(json.loads, done.stdout.splitlines())
    return answer, set(loaded)


def test_a_count_of_tags_loads_nothing_that_takes_long(published_home):
    answer, loaded = _count(published_home, "value_tier in (vip, major) and not fee_recovery_risk = A")
    assert loaded & HEAVY == set() and {"numpy", "pydantic"} <= loaded
    workspace = open_workspace(published_home)
    rule = workspace.parse(answer["expression"])
    assert answer["customers"] == workspace.index.count(rule) > 0


def test_a_count_of_a_feature_opens_the_database(published_home):
    answer, loaded = _count(published_home, "annual_kwh > 10000")
    assert "duckdb" in loaded and "sqlalchemy" not in loaded and answer["customers"] > 0
