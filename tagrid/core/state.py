"""The state database: saved segments, the run ledger, the audit log.

SQLite under the home by default, PostgreSQL by ``TAGRID_STATE_URL``. Several processes write it at once: what reads and
then writes runs by `in_transaction`, and a row that anybody may be first to write is put by `upsert`. A package
declares its tables on ``Base``; the migrations beside this module make them; no released step is ever edited.
"""

import logging
import os
import random
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NoReturn, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import NullPool

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.logs import log
from tagrid.core.project import Home
from tagrid.core.state_digest import WAIT_SECONDS, damage, note, state_file
from tagrid.core.text import Text, as_text

_T = TypeVar("_T")

_logger = logging.getLogger(__name__)

# The longest pause before a transaction that another process came before is begun anew.
LONGEST_PAUSE = 0.5

# PostgreSQL's states of a transaction that could succeed if it is begun anew.
_ANEW = {"40001", "40P01"}

MIGRATIONS = Path(__file__).with_name("migrations")
# Held by whoever migrates a PostgreSQL database; any number that nothing else there uses.
_ADVISORY_LOCK = 7_461_726_964


class Base(DeclarativeBase):
    """What every table of the state database is declared on."""


def utc_now() -> datetime:
    """Return the time in UTC, without a zone as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


class StateUnusable(TagridError):
    """The state database cannot be used: damaged, unreadable, not to be reached. What is only read goes on without."""


def engine(home: Home) -> Engine:
    """Return the engine of the home's state database; makes the home's folder when it is not there."""
    try:
        home.root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StateUnusable(_reason(home, as_text(error.strerror or str(error)))) from error
    return _engine(home.state_url)


@contextmanager
def session(home: Home) -> Generator[Session]:
    """Open a session that commits at the end of the block and rolls back on an error.

    The database is brought to this engine's tables first. Raises StateUnusable when it is damaged, cannot be reached,
    stays locked for ``WAIT_SECONDS`` or cannot be migrated, BadInput when it was migrated by a newer engine.
    """
    try:
        with _transaction(home) as opened:
            yield opened
    except DatabaseError as error:
        _raise_for_people(home, error)


@contextmanager
def _transaction(home: Home) -> Generator[Session]:
    """As `session`, with the errors of the database itself."""
    database, file = engine(home), state_file(home.state_url)
    if file and (wrong := damage(file)):
        raise StateUnusable(_reason(home, wrong))
    _migrate(database)
    with Session(database, expire_on_commit=False) as opened, opened.begin():
        yield opened
    if file:
        note(file)


def _raise_for_people(home: Home, error: DatabaseError) -> NoReturn:
    """Raise what a person is to read of an error of the database; a statement of ours that is at fault as it is."""
    if isinstance(error, ProgrammingError):
        raise error
    if isinstance(error, IntegrityError):
        shown = _shown(home.state_url)
        raise TagridError(
            en=f"The state database {shown} is being written by others at this moment; nothing was saved. Try again.",
            zh=f"此刻有其他人正在写入状态数据库 {shown}，未保存任何内容；请重试。",
        ) from error
    raise StateUnusable(_reason(home, as_text(getattr(error, "orig", None) or error))) from error


def in_transaction(home: Home, work: Callable[[Session], _T]) -> _T:
    """Return the result of `work` in a session that is committed; begun anew where another process was quicker.

    `work` reads all it decides by in the session it is given, since it may run several times. Raises as `session`
    does, what another process did only when others are quicker for ``WAIT_SECONDS``.
    """
    until, pause = monotonic() + WAIT_SECONDS, 0.005
    while True:
        try:
            with _transaction(home) as opened:
                return work(opened)
        except DatabaseError as error:
            if not _came_second(error) or monotonic() > until:
                _raise_for_people(home, error)
        sleep(random.uniform(0, pause))
        pause = min(LONGEST_PAUSE, 2 * pause)


def _came_second(error: DatabaseError) -> bool:
    """Whether a statement failed for what another process wrote meanwhile."""
    locked = isinstance(error, OperationalError) and "locked" in str(error.orig)
    return locked or isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in _ANEW


def upsert(
    opened: Session, row: type[Base], values: Mapping[str, Any], changed: Mapping[str, Any] | None = None
) -> None:
    """Insert a row, or set what is `changed` on the one there is of its key; leave that one where nothing is.

    One statement, so nobody comes between. What is `changed` may be an expression of the row's columns.
    """
    dialect = sqlite if opened.get_bind().dialect.name == "sqlite" else postgresql
    key = [column.name for column in row.__table__.primary_key]
    statement = dialect.insert(row).values(**values)
    if changed:
        opened.execute(statement.on_conflict_do_update(index_elements=key, set_=dict(changed)))
    else:
        opened.execute(statement.on_conflict_do_nothing(index_elements=key))


def read_state(read: Callable[[], _T], otherwise: _T) -> _T:
    """Return what ``read`` returns, or ``otherwise`` where the state database cannot be used; that is logged.

    For what a page or command shows beside the published version, which is whole without it.
    """
    try:
        return read()
    except StateUnusable as error:
        log(_logger, "state not read", logging.WARNING, why=str(error))
        return otherwise


def state_problem(home: Home) -> Text | None:
    """Return the message of a state database that cannot be used, None where it can be or is not there yet."""
    file = state_file(home.state_url)
    if file and not file.exists():
        return None
    try:
        with session(home) as opened:
            opened.execute(text("select 1"))
    except TagridError as error:
        return error.text
    return None


def _reason(home: Home, why: Text) -> Text:
    """Return the message of a state database that cannot be used: what, why, and what to do."""
    shown, file = _shown(home.state_url), state_file(home.state_url)
    head = Text(
        en=f"The state database {shown} cannot be used: {why.en}.", zh=f"无法使用状态数据库 {shown}：{why.zh}。"
    )
    if file is None:
        return head + Text(
            en=" Start it, or name another in TAGRID_STATE_URL.",
            zh="请启动该数据库，或用 TAGRID_STATE_URL 指定另一个。",
        )
    if (file.exists() and not os.access(file, os.R_OK | os.W_OK)) or not os.access(file.parent, os.W_OK):
        return head + Text(
            en=f" This user must be able to write {file} and its folder.", zh=f"当前用户须能写入 {file} 及其所在目录。"
        )
    if "lock" in why.en:
        return head + Text(en=" Another process is writing it; try again.", zh="另一进程正在写入，请稍后再试。")
    return head + Text(
        en=" Restore a backup of it; or `tagrid state renew` begins a new one with all that can be read of this one, "
        "the record of exports among it. Published versions can be read without it.",
        zh="请用备份恢复；或运行 `tagrid state renew` 另建新库，旧库中可读的内容（含导出记录）会保留。"
        "没有它也能读取已发布的版本。",
    )


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
    except ModuleNotFoundError as error:
        package = "'psycopg[binary]'" if error.name == "psycopg" else error.name
        raise BadInput(
            en=f"TAGRID_STATE_URL needs the Python package {error.name}, which is not installed: run "
            f"`pip install {package}`.",
            zh=f"TAGRID_STATE_URL 需要 Python 包 {error.name}，尚未安装：请运行 `pip install {package}`。",
        ) from error
    except (ArgumentError, ValueError) as error:  # a port that is no number is a ValueError
        raise BadInput(
            en=f"TAGRID_STATE_URL is not the address of a database: {error}. Write it as "
            "postgresql+psycopg://user:password@host:5432/database.",
            zh=f"TAGRID_STATE_URL 不是数据库地址：{error}。"
            "请写成 postgresql+psycopg://用户:密码@主机:5432/数据库 的样子。",
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
        raise StateUnusable(
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
