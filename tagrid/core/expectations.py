"""Suites of expectations on DuckDB: run one on a relation and return what failed, in plain words.

Those of `tagrid.core.expect` are one query. Great Expectations runs all others; it takes seconds to import, so it is
imported when a suite holds one. The SQLAlchemy dialect is in `duckdb_dialect`, which SQLAlchemy loads by its name.
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
from tagrid.core.expect import BATCH, Broken, Expectation, ExpectationSuite
from tagrid.core.overlay import import_content
from tagrid.core.text import Text, as_text

if TYPE_CHECKING:
    import great_expectations

OPEN_CONNECTIONS: dict[str, duckdb.DuckDBPyConnection] = {}


def suites(name: str) -> ModuleType:
    """Return the project's module of suites: ``intake`` or ``release``. Found by folder, not by an import statement."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read where a project's own suite imports Great Expectations
    return import_content(f"expectations.{name}")


@cache
def _prepare() -> None:
    """Register the dialect that Great Expectations is given."""
    from sqlalchemy.dialects import registry  # heavy, and only Great Expectations needs it

    registry.register("duckdb.buffered", "tagrid.core.duckdb_dialect", "BufferedDialect")


@cache
def _context():
    _prepare()
    import great_expectations as gx  # seconds; only a project's own suite needs it
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    # It would write all of itself as YAML, four times a suite, into a dictionary that nobody reads.
    context.variables.save = lambda: None
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
def _opened(source: duckdb.DuckDBPyConnection | str | Path) -> Generator[duckdb.DuckDBPyConnection]:
    """The connection, or one of its own to a path, which is opened read-only."""
    if isinstance(source, duckdb.DuckDBPyConnection):
        yield source
        return
    with duckdb.connect(str(source), read_only=str(source) != ":memory:") as con:
        yield con


@contextmanager
def _named_view(con: duckdb.DuckDBPyConnection, relation: str) -> Generator[str]:
    """Name a view of the relation that the dialect can find."""
    name = f"gx_{uuid.uuid4().hex}"
    con.execute(f"create temp view {name} as select * from {relation}")
    OPEN_CONNECTIONS[name] = con
    try:
        yield name
    finally:
        del OPEN_CONNECTIONS[name]
        con.execute(f"drop view {name}")


def _described(result: Any) -> FailedExpectation:
    config, found = result.expectation_config, result.result
    if result.exception_info and (raised := _exception(result.exception_info)):
        raise _not_computed(config.type, raised)
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
    english = config.description or f"{config.type} {arguments}"
    return _failed(
        config.type,
        config.kwargs.get("column"),
        str(getattr(config.severity, "value", config.severity) or "critical"),
        Text(en=english, zh=(config.meta or {}).get("zh") or english),
        as_text(observed) if observed is not None else None,
    )


def _failed(name: str, column: str | None, severity: str, promise: Text, observed: Text | None) -> FailedExpectation:
    before = Text(en=f"{column}: ", zh=f"{column}：") if column else as_text("")
    after = Text(en="; observed ", zh="；实际 ") + observed if observed is not None else as_text("")
    return FailedExpectation(name, column, severity, promise, before + promise + after)


def _not_computed(name: str, raised: object) -> TagridError:
    return TagridError(
        en=f"Expectation {name} could not be computed: {raised}", zh=f"无法计算校验规则 {name}：{raised}"
    )


def _exception(info: dict) -> str | None:
    """The message of an exception, in either of GX's two shapes of it."""
    entries = [info] if "raised_exception" in info else list(info.values())
    return next((e["exception_message"] for e in entries if e.get("raised_exception")), None)


def run_suite(
    con_or_path: duckdb.DuckDBPyConnection | str | Path,
    relation: str,
    suite: "ExpectationSuite | great_expectations.ExpectationSuite",
) -> list[FailedExpectation]:
    """Return what of ``suite`` does not hold on ``relation``, empty when all holds.

    ``con_or_path`` is an open DuckDB connection, a database file (opened read-only) or ``:memory:``;
    ``relation`` is anything that may stand after ``from``: a table, a view, ``read_parquet(...)``.
    An expectation that cannot be computed at all (a column that is not there) raises TagridError.
    """
    own = [one for one in suite.expectations if isinstance(one, Expectation)]
    others = [one for one in suite.expectations if not isinstance(one, Expectation)]
    if not suite.expectations:
        return []
    with _opened(con_or_path) as con:
        failed = _run(con, relation, own) if own else []
        return failed + (_run_great_expectations(con, relation, suite.name, others) if others else [])


def _run(con: duckdb.DuckDBPyConnection, relation: str, expectations: list[Expectation]) -> list[FailedExpectation]:
    """All expectations in one query; where it cannot be computed, one by one, to name the one that cannot."""
    measures = [one.measure() for one in expectations]
    try:
        found = _measured(con, relation, measures)
    except duckdb.Error:
        found = [_measured_alone(con, relation, one) for one in expectations]
    judged = [(one, one.judged(value)) for one, value in zip(expectations, found, strict=True)]
    return [_broken(one, broken) for one, broken in judged if broken]


def _measured(con: duckdb.DuckDBPyConnection, relation: str, measures: list[str]) -> list[Any]:
    query = f"with {BATCH} as not materialized (select * from {relation}) select {', '.join(measures)}"
    return list(con.execute(query).fetchone() or ())


def _measured_alone(con: duckdb.DuckDBPyConnection, relation: str, one: Expectation) -> Any:
    try:
        return _measured(con, relation, [one.measure()])[0]
    except duckdb.Error as error:
        raise _not_computed(one.type, error) from error


def _broken(one: Expectation, broken: Broken) -> FailedExpectation:
    promise = Text(en=one.description, zh=one.meta.get("zh") or one.description)
    return _failed(one.type, one.column, one.severity, promise, broken.observed)


def _run_great_expectations(
    con: duckdb.DuckDBPyConnection, relation: str, suite_name: str, expectations: list[Any]
) -> list[FailedExpectation]:
    context = _context()
    import great_expectations as gx  # imported with the context

    suite = gx.ExpectationSuite(name=suite_name, expectations=expectations)
    with _named_view(con, relation) as name, warnings.catch_warnings():
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
