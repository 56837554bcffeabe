"""A workspace of random customers, shared by the tests of this folder; nothing writes to it."""

import duckdb
import pytest

from tagrid.segments.workspace import Workspace
from tests.segments.small import beside_tags, leave_gaps, made_workspace, tags_wide


@pytest.fixture(scope="session")
def workspace(tmp_path_factory) -> Workspace:
    """600 random customers with features and changes."""
    con = duckdb.connect()
    tags_wide(con, 600, seed=11)
    leave_gaps(con)
    beside_tags(con, seed=12)
    return made_workspace(con, tmp_path_factory.mktemp("index"))
