"""The in-memory DuckDB that sorts and joins what arrives, within fixed memory, spilling under work/."""

import os
from collections.abc import Iterable
from pathlib import Path

import duckdb

MEMORY = "2GB"


def connect(spill: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that loads no extension and spills into ``spill``."""
    spill.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(spill),
            "threads": os.cpu_count() or 1,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )


def literal(value: object) -> str:
    """A text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet(paths: Iterable[Path], filename: bool = False) -> str:
    """SQL that reads Parquet files as one relation, without columns from their folders' names."""
    quoted = ", ".join(map(literal, paths))
    named = ", filename = true" if filename else ""
    return f"read_parquet([{quoted}], hive_partitioning = false, union_by_name = true{named})"


def names(columns: Iterable[str], prefix: str = "") -> str:
    """Quoted column names for SQL, each with a prefix such as ``l.``."""
    return ", ".join(f'{prefix}"{column}"' for column in columns)


def one(con: duckdb.DuckDBPyConnection, query: str) -> tuple:
    """The one row of an aggregate or a COPY."""
    row = con.execute(query).fetchone()
    assert row is not None
    return row
