"""The state database: saved segments, the run ledger, the audit log.

SQLite under the home by default, PostgreSQL by ``TAGRID_STATE_URL``. A package declares its tables on ``Base``; the
migrations beside this module make them, one file a step, and no released step is ever edited.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import NullPool

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import Home

WAIT_SECONDS = 30
MIGRATIONS = Path(__file__).with_name("migrations")
# Held by whoever migrates a PostgreSQL database; any number that nothing else there uses.
_ADVISORY_LOCK = 7_461_726_964


class Base(DeclarativeBase):
    """What every table of the state database is declared on."""


def utc_now() -> datetime:
    """Return the time in UTC, without a zone as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def engine(home: Home) -> Engine:
    """Return the engine of the home's state database; makes the home's folder when it is not there."""
    home.root.mkdir(parents=True, exist_ok=True)
    return _engine(home.state_url)


@contextmanager
def session(home: Home) -> Generator[Session]:
    """Open a session that commits at the end of the block and rolls back on an error.

    The database is brought to this engine's tables first. Raises TagridError when it cannot be reached, stays locked
    for ``WAIT_SECONDS``, cannot be migrated, or was migrated by a newer engine.
    """
    try:
        database = engine(home)
        _migrate(database)
        with Session(database, expire_on_commit=False) as opened, opened.begin():
            yield opened
    except OperationalError as error:
        shown = _shown(home.state_url)
        raise TagridError(
            en=f"The state database {shown} cannot be used: {error.orig}",
            zh=f"无法使用状态数据库 {shown}：{error.orig}",
        ) from error


@cache
def revisions() -> tuple[str, ...]:
    """Return the revisions this engine knows, oldest first; read off the names of the migration files."""
    return tuple(sorted(path.stem[:4] for path in MIGRATIONS.glob("*.py") if re.match(r"\d{4}_", path.stem)))


def revision_of(connection: Connection) -> str | None:
    """Return the revision a database is at; None for an empty one, and for one made before there were revisions."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


@lru_cache(maxsize=16)
def _engine(url: str) -> Engine:
    try:
        # A refresh and the app write at once; SQLite's own default gives up after five seconds.
        return create_engine(url, connect_args={"timeout": WAIT_SECONDS} if _is_sqlite(url) else {})
    except (ArgumentError, ModuleNotFoundError) as error:
        raise BadInput(
            en=f"TAGRID_STATE_URL is not a database that can be opened: {error}",
            zh=f"无法打开 TAGRID_STATE_URL 所指的数据库：{error}",
        ) from error


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _migrate(database: Engine) -> None:
    """Bring a database to the newest revision, in one transaction under a lock; do nothing where it is there."""
    shown, newest = _shown(database.url.render_as_string(hide_password=False)), revisions()[-1]
    with database.connect() as connection:
        if _checked_revision(connection, shown) == newest:
            return
    locked = _locking_engine(database.url.render_as_string(hide_password=False))
    try:
        with locked.begin() as connection:
            if locked.dialect.name == "postgresql":
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            if _checked_revision(connection, shown) != newest:  # another process may have been first
                _upgrade(connection)
    except BadInput:
        raise
    except (SQLAlchemyError, TagridError) as error:
        if isinstance(error, OperationalError) and "locked" in str(error.orig):
            raise
        reason = error.text if isinstance(error, TagridError) else str(getattr(error, "orig", error))
        raise TagridError(
            en=f"The state database {shown} could not be migrated to revision {newest}, and nothing in it was changed: "
            f"{reason}. Restore a backup of it, or move it away to begin with an empty one.",
            zh=f"状态数据库 {shown} 无法迁移到版本 {newest}，其中内容未作任何改动：{getattr(reason, 'zh', reason)}。"
            "请恢复备份，或将其移走后从空库开始。",
        ) from error
    finally:
        locked.dispose()


def _checked_revision(connection: Connection, shown: str) -> str | None:
    found = revision_of(connection)
    if found is not None and found not in revisions():
        raise BadInput(
            en=f"The state database {shown} is at revision {found}, of a newer tagrid; this one knows "
            f"{revisions()[-1]}. Install that version, or name another database in TAGRID_STATE_URL.",
            zh=f"状态数据库 {shown} 的版本为 {found}，由更新的 tagrid 写入；当前程序只认识到 {revisions()[-1]}。"
            "请安装该版本，或用 TAGRID_STATE_URL 指定另一个数据库。",
        )
    return found


def _locking_engine(url: str) -> Engine:
    """Return an engine whose transactions hold the database's write lock and cover changes of tables, on SQLite too."""
    if not _is_sqlite(url):
        return create_engine(url, poolclass=NullPool)
    made = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT_SECONDS})

    @event.listens_for(made, "connect")
    def _no_implicit_transactions(connection, record) -> None:
        connection.isolation_level = None  # the driver would commit before a change of a table

    @event.listens_for(made, "begin")
    def _begin(connection) -> None:
        connection.exec_driver_sql("begin immediate")

    return made


def _upgrade(connection: Connection) -> None:
    from alembic.config import Config  # only where something is to be migrated: it doubles the start-up of a command
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)])

    def steps(revision, context):
        return scripts._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()
