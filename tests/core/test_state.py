"""The state database: what earlier releases left is brought up whole, under a lock, or refused and left as it was."""

import sqlite3
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tagrid.core import state
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import Home
from tagrid.core.state import Base, engine, revision_of, revisions, session
from tagrid.refresh.ledger import RunRecord
from tagrid.scoring import list_reviews
from tagrid.segments import saved_segments

SCHEMAS = sorted(Path(__file__).with_name("state_schemas").glob("*.sql"))
TABLES = ("catalog.uses", "refresh.ledger", "scoring.reviews", "segments.audit", "segments.saved")
TABLES += ("governance.workshop.stored", "segments.export.exports", "segments.export.schedule")
NEWEST = revisions()[-1]


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    return Home(tmp_path)


def _made(home: Home, script: str) -> Path:
    path = home.root / "state.db"
    with sqlite3.connect(path) as con:
        con.executescript(script)
    con.close()
    return path


def _content(path: Path) -> list[str]:
    con = sqlite3.connect(path)
    lines = list(con.iterdump())
    con.close()
    return lines


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_what_a_release_left_is_read_after_the_migration(home, schema):
    _made(home, schema.read_text(encoding="utf-8"))
    (kept,) = saved_segments(home)
    assert (kept.name, kept.expression) == ("vip", "value_tier = vip")
    with session(home) as opened:
        assert revision_of(opened.connection()) == NEWEST
        assert opened.query(RunRecord).one().kind == "refresh"
    assert [one["because"] for one in list_reviews(home)] == (["seen on site"] if schema.stem != "0.1.0" else [])


@pytest.mark.parametrize("schema", [None, *SCHEMAS], ids=lambda path: path.stem if path else "empty")
def test_the_migrations_make_what_the_code_declares(home, schema):
    for name in TABLES:
        import_module(f"tagrid.{name}")
    if schema:
        _made(home, schema.read_text(encoding="utf-8"))
    with session(home) as opened:
        context = MigrationContext.configure(opened.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_release_s_tables_may_be_there_in_part(home):
    """0.2.0 made a table when it was first needed, so its databases hold any of them."""
    only = [line for line in SCHEMAS[-1].read_text(encoding="utf-8").split(";\n") if "tag_uses" in line]
    path = _made(home, ";\n".join(only) + ";")
    with session(home):
        pass
    assert any("value_tier" in line for line in _content(path))


def test_the_files_are_one_line_of_revisions():
    scripts = ScriptDirectory(str(state.MIGRATIONS), version_locations=[str(state.MIGRATIONS)])
    assert tuple(one.revision for one in scripts.walk_revisions())[::-1] == revisions()


def test_a_database_of_a_newer_engine_is_refused_and_left(home):
    path = _made(
        home, "create table alembic_version (version_num varchar); insert into alembic_version values ('0999')"
    )
    before = _content(path)
    with pytest.raises(BadInput) as refused, session(home):
        pass
    assert "0999" in str(refused.value) and "更新的 tagrid" in refused.value.in_language("zh")
    assert _content(path) == before


def test_a_database_of_no_release_is_refused_and_left(home):
    path = _made(home, "create table runs (id integer primary key); insert into runs values (1)")
    before = _content(path)
    with pytest.raises(TagridError) as refused, session(home):
        pass
    assert "table runs has no column kind" in str(refused.value) and "nothing in it was changed" in str(refused.value)
    assert "缺少列 kind" in refused.value.in_language("zh") and _content(path) == before


KILLED = """
import os
from pathlib import Path
from tagrid.core import state, state_tables
from tagrid.core.project import Home
made = []
create = state_tables.op.create_table
def killed(name, *columns):
    made.append(create(name, *columns))
    if len(made) == 4:
        os._exit(9)
state_tables.op.create_table = killed
with state.session(Home(Path({home!r}))):
    pass
"""


def test_a_killed_migration_leaves_what_was_there(home):
    path = _made(home, SCHEMAS[0].read_text(encoding="utf-8"))
    before = _content(path)
    assert subprocess.run([sys.executable, "-c", KILLED.format(home=str(home.root))], check=False).returncode == 9
    assert _content(path) == before
    assert [one.name for one in saved_segments(home)] == ["vip"]


OPENED = """
from pathlib import Path
from tagrid.core.project import Home
from tagrid.core.state import session
with session(Home(Path({home!r}))):
    print("opened")
"""


@pytest.mark.slow
def test_several_processes_may_open_a_new_home_at_once(home):
    code = OPENED.format(home=str(home.root))
    children = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [child.communicate()[0].strip() for child in children] == ["opened"] * 4
    with engine(home).connect() as connection:
        assert revision_of(connection) == NEWEST
