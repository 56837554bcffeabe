"""Great Expectations on DuckDB: run a suite on a relation and say in plain words what failed.

As shipped the two do not work together: GX closes a connection before it fetches, and then reports
failures that look like bad data. Here every result is fetched as soon as it is there.
"""

import atexit
import logging
import os
import sys
import uuid
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # before the import: GX reads it once

import duckdb
import great_expectations as gx
from duckdb_sqlalchemy import ConnectionWrapper, Dialect, DuckDBExecutionContext
from great_expectations.data_context.types.base import ProgressBarsConfig
from sqlalchemy.dialects import registry
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from tagrid.errors import TagridError, Told

_OPEN: dict[str, duckdb.DuckDBPyConnection] = {}


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
        return _Borrowed(_OPEN[cparams["database"]])


@atexit.register
def _let_go() -> None:
    """Drop what keeps DuckDB's types alive past the interpreter: it would report leaks on standard error."""
    for module in [m for n, m in sys.modules.items() if n.split(".")[0] == "duckdb_sqlalchemy"]:
        vars(module).clear()


registry.register("duckdb.buffered", __name__, "BufferedDialect")


@dataclass(frozen=True)
class Failure:
    """An expectation that did not hold; ``severity`` is critical, warning or info.

    ``promise`` is what should hold and ``message`` says what does instead, in both languages where the expectation has
    its Chinese in ``meta["zh"]``.
    """

    expectation: str
    column: str | None
    severity: str
    promise: Told
    message: Told

    def to_dict(self) -> dict:
        """The failure as JSON-able data."""
        return asdict(self)


@cache
def _context():
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


@contextmanager
def _opened(source: duckdb.DuckDBPyConnection | str | Path, relation: str) -> Generator[str]:
    """Name a view of the relation that the dialect can find; a path is opened read-only."""
    name = f"gx_{uuid.uuid4().hex}"
    own = not isinstance(source, duckdb.DuckDBPyConnection)
    connection = duckdb.connect(str(source), read_only=str(source) != ":memory:") if own else source
    connection.execute(f"create temp view {name} as select * from {relation}")
    _OPEN[name] = connection
    try:
        yield name
    finally:
        del _OPEN[name]
        connection.execute(f"drop view {name}")
        if own:
            connection.close()


def _said(result: Any) -> Failure:
    config, found = result.expectation_config, result.result
    if result.exception_info and (raised := _exception(result.exception_info)):
        raise TagridError(f"Expectation {config.type} could not be computed: {raised}")
    arguments = {k: v for k, v in config.kwargs.items() if k not in ("batch_id", "column")}
    observed = found.get("observed_value")
    if config.type == "unexpected_rows_expectation":
        # One row: the query is a yes or no.
        observed = None if observed == 1 else Told(f"{observed} rows", f"{observed} 行")
    elif observed is None:
        some, every = found.get("unexpected_count"), found.get("element_count")
        observed = Told(f"{some} of {every} rows unexpected", f"{every} 行中有 {some} 行不符")
    column = config.kwargs.get("column")
    what = Told(config.description or f"{config.type} {arguments}", (config.meta or {}).get("zh"))
    before = Told(f"{column}: ", f"{column}：") if column else Told("")
    seen = Told("; observed ", "；实际 ") + Told(observed if isinstance(observed, Told) else str(observed))
    return Failure(
        expectation=config.type,
        column=column,
        severity=str(getattr(config.severity, "value", config.severity) or "critical"),
        promise=what,
        message=before + what + (seen if observed is not None else Told("")),
    )


def _exception(info: dict) -> str | None:
    """The message of an exception, in either of GX's two shapes of it."""
    entries = [info] if "raised_exception" in info else list(info.values())
    return next((e["exception_message"] for e in entries if e.get("raised_exception")), None)


def run_suite(
    con_or_path: duckdb.DuckDBPyConnection | str | Path, relation: str, suite: gx.ExpectationSuite
) -> list[Failure]:
    """Return what of ``suite`` does not hold on ``relation``, empty when all holds.

    ``con_or_path`` is an open DuckDB connection, a database file (opened read-only) or ``:memory:``;
    ``relation`` is anything that may stand after ``from``: a table, a view, ``read_parquet(...)``.
    An expectation that cannot be computed at all (a column that is not there) raises TagridError.
    """
    if not suite.expectations:
        return []
    context = _context()
    with _opened(con_or_path, relation) as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = context.data_sources.add_sql(
            name, connection_string=f"duckdb+buffered:///{name}", create_temp_table=False
        )
        try:
            asset = source.add_table_asset("relation", table_name=name)
            outcome = asset.add_batch_definition_whole_table("all").get_batch().validate(suite)
        finally:
            context.data_sources.delete(name)
    return [_said(result) for result in outcome.results if not result.success]
