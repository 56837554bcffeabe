"""Great Expectations on DuckDB: run a suite on a relation and return what failed, in plain words.

Great Expectations takes seconds to import, so it is imported when a suite is run. The SQLAlchemy dialect is in
`duckdb_dialect`, which SQLAlchemy loads by its name.
"""

import logging
import os
import uuid
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import duckdb

from tagrid.core.errors import TagridError
from tagrid.core.overlay import import_content
from tagrid.core.text import Text, as_text

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

OPEN_CONNECTIONS: dict[str, duckdb.DuckDBPyConnection] = {}


def suites(name: str) -> ModuleType:
    """Return the project's module of suites: ``intake`` or ``release``. Found by folder, not by an import statement."""
    _prepare()
    return import_content(f"expectations.{name}")


@cache
def _prepare() -> None:
    """Set what Great Expectations reads at its import, and register the dialect. Call it before any import of it."""
    from sqlalchemy.dialects import registry  # heavy, and only a suite needs it

    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    registry.register("duckdb.buffered", "tagrid.core.duckdb_dialect", "BufferedDialect")


@cache
def _context():
    _prepare()
    import great_expectations as gx  # seconds; only a suite needs it
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


@dataclass(frozen=True)
class FailedExpectation:
    """An expectation that did not hold; ``severity`` is critical, warning or info.

    ``promise`` is what should hold and ``message`` says what does instead, in both languages where the expectation has
    its Chinese in ``meta["zh"]``.
    """

    expectation: str
    column: str | None
    severity: str
    promise: Text
    message: Text


@contextmanager
def _opened(source: duckdb.DuckDBPyConnection | str | Path, relation: str) -> Generator[str]:
    """Name a view of the relation that the dialect can find; a path is opened read-only."""
    name = f"gx_{uuid.uuid4().hex}"
    own = not isinstance(source, duckdb.DuckDBPyConnection)
    connection = duckdb.connect(str(source), read_only=str(source) != ":memory:") if own else source
    connection.execute(f"create temp view {name} as select * from {relation}")
    OPEN_CONNECTIONS[name] = connection
    try:
        yield name
    finally:
        del OPEN_CONNECTIONS[name]
        connection.execute(f"drop view {name}")
        if own:
            connection.close()


def _described(result: Any) -> FailedExpectation:
    config, found = result.expectation_config, result.result
    if result.exception_info and (raised := _exception(result.exception_info)):
        raise TagridError(
            en=f"Expectation {config.type} could not be computed: {raised}",
            zh=f"无法计算校验规则 {config.type}：{raised}",
        )
    arguments = {k: v for k, v in config.kwargs.items() if k not in ("batch_id", "column")}
    observed = found.get("observed_value")
    if config.type == "unexpected_rows_expectation":
        # One row: the query is a yes or no.
        observed = None if observed == 1 else Text(en=f"{observed} rows", zh=f"{observed} 行")
    elif observed is None:
        some, every = found.get("unexpected_count"), found.get("element_count")
        observed = Text(en=f"{some} of {every} rows unexpected", zh=f"{every} 行中有 {some} 行不符")
        if some is None:  # a mean of cells that are all empty
            observed = Text(en="no value at all", zh="没有任何值")
    column = config.kwargs.get("column")
    english = config.description or f"{config.type} {arguments}"
    promise = Text(en=english, zh=(config.meta or {}).get("zh") or english)
    before = Text(en=f"{column}: ", zh=f"{column}：") if column else as_text("")
    after = Text(en="; observed ", zh="；实际 ") + as_text(observed) if observed is not None else as_text("")
    return FailedExpectation(
        expectation=config.type,
        column=column,
        severity=str(getattr(config.severity, "value", config.severity) or "critical"),
        promise=promise,
        message=before + promise + after,
    )


def _exception(info: dict) -> str | None:
    """The message of an exception, in either of GX's two shapes of it."""
    entries = [info] if "raised_exception" in info else list(info.values())
    return next((e["exception_message"] for e in entries if e.get("raised_exception")), None)


def run_suite(
    con_or_path: duckdb.DuckDBPyConnection | str | Path, relation: str, suite: "ExpectationSuite"
) -> list[FailedExpectation]:
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
    return [_described(result) for result in outcome.results if not result.success]
