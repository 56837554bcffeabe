"""DuckDB for SQLAlchemy on a connection that is already open, its results fetched at once.

As shipped, Great Expectations closes a connection before it fetches and then reports failures that look like bad data.
SQLAlchemy loads this module by name when a suite is run, so that its heavy imports do not slow any other start.
"""

import atexit
import sys
from typing import Any

from duckdb_sqlalchemy import ConnectionWrapper, Dialect, DuckDBExecutionContext
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from tagrid.core.expectations import OPEN_CONNECTIONS


class _BufferedContext(DuckDBExecutionContext):
    def post_exec(self) -> None:
        super().post_exec()
        if self.cursor is not None and self.cursor.description:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor, self.cursor.description, initial_buffer=self.cursor.fetchall()
            )


class _Borrowed(ConnectionWrapper):
    def close(self) -> None:
        """Leave the connection open: it belongs to the caller."""


class BufferedDialect(Dialect):
    """DuckDB for SQLAlchemy on a connection that is already open, its results fetched at once."""

    execution_ctx_cls = _BufferedContext
    supports_statement_cache = True

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Return the open connection that the URL names."""
        return _Borrowed(OPEN_CONNECTIONS[cparams["database"]])


@atexit.register
def _release_types() -> None:
    """Drop what keeps DuckDB's types alive past the interpreter: it would report leaks on standard error."""
    for module in [m for n, m in sys.modules.items() if n.split(".")[0] == "duckdb_sqlalchemy"]:
        vars(module).clear()
