"""The state database: saved segments, the run ledger, the audit log.

SQLite under the home by default, PostgreSQL by ``TAGRID_STATE_URL``. A package declares its tables on ``Base`` in a module of its
own; a session creates the tables it does not find.
"""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.schema import CreateTable

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import Home


def utc_now() -> datetime:
    """Return the time in UTC, without a zone as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


WAIT_SECONDS = 30


class Base(DeclarativeBase):
    """What every table of the state database is declared on."""


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


@lru_cache(maxsize=16)
def _engine(url: str) -> Engine:
    try:
        is_file = make_url(url).get_backend_name() == "sqlite"
        # A refresh and the app write at once; SQLite's own default gives up after five seconds.
        return create_engine(url, connect_args={"timeout": WAIT_SECONDS} if is_file else {})
    except (ArgumentError, ModuleNotFoundError) as error:
        raise BadInput(
            en=f"TAGRID_STATE_URL is not a database that can be opened: {error}",
            zh=f"无法打开 TAGRID_STATE_URL 所指的数据库：{error}",
        ) from error


def engine(home: Home) -> Engine:
    """Return the engine of the home's state database; makes the home's folder when it is not there."""
    home.root.mkdir(parents=True, exist_ok=True)
    return _engine(home.state_url)


@contextmanager
def session(home: Home) -> Generator[Session]:
    """Open a session that commits at the end of the block and rolls back on an error.

    Raises TagridError when the database cannot be reached or stays locked for ``WAIT_SECONDS``.
    """
    try:
        with Session(engine(home), expire_on_commit=False) as opened, opened.begin():
            for table in Base.metadata.sorted_tables:
                # Not create_all: that looks first and creates then, and two processes fall between the two.
                opened.execute(CreateTable(table, if_not_exists=True))
            yield opened
    except OperationalError as error:
        shown = _shown(home.state_url)
        raise TagridError(
            en=f"The state database {shown} cannot be used: {error.orig}",
            zh=f"无法使用状态数据库 {shown}：{error.orig}",
        ) from error
