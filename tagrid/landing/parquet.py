"""Landed Parquet: its folders, files written whole or not at all, the status table, and how DuckDB reads it."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tagrid.core.files import sync
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.landing.contracts import SourceTable, source_contracts
from tagrid.landing.index import LandedIndex, read_index

MEMORY_LIMIT = "2GB"

STATUS = "_status.parquet"

# The empty file that gives a never delivered table its columns lies in a period of its own.
SCHEMA_FILE = Path("period=none", "schema.parquet")

_STATUS_SCHEMA = pa.schema(
    [
        ("address", pa.string()),
        ("is_delivered", pa.bool_()),
        ("row_count", pa.int64()),
        ("first_on", pa.date32()),
        ("through_on", pa.date32()),
        ("last_seq", pa.int32()),
        ("delivered_columns", pa.list_(pa.string())),
        ("brought_on", pa.date32()),
    ]
)


def connect(spill: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that loads no extension and spills into ``spill``."""
    spill.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(spill),
            "threads": os.cpu_count() or 1,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )


def parquet_relation(paths: Iterable[Path], filename: bool = False) -> str:
    """SQL that reads Parquet files as one relation, without columns from their folders' names."""
    quoted = ", ".join(map(quote_literal, paths))
    named = ", filename = true" if filename else ""
    return f"read_parquet([{quoted}], hive_partitioning = false, union_by_name = true{named})"


def column_list(columns: Iterable[str], prefix: str = "") -> str:
    """Quoted column names for SQL, each with a prefix such as ``l.``."""
    return ", ".join(f"{prefix}{quote_identifier(column)}" for column in columns)


def one_row(con: duckdb.DuckDBPyConnection, query: str) -> tuple:
    """The one row of an aggregate or a COPY."""
    row = con.execute(query).fetchone()
    assert row is not None
    return row


def surely_differ(con: duckdb.DuckDBPyConnection, columns: Iterable[str], relation: str) -> bool:
    """Whether no two rows of a relation agree in the columns; false where they do or may, which a query of them tells.

    Digests that all differ prove it, at a fraction of what it costs to group by the texts themselves.
    """
    rows, digests = one_row(con, f"select count(*), count(distinct hash({column_list(columns)})) from {relation}")
    return rows == digests


def table_folder(home: Home, table: SourceTable) -> Path:
    """Folder of a table's landed files."""
    return home.landing / table.system / table.name


def period_of(table: SourceTable, day: date | None) -> str:
    """Partition of a row: the first of its month for an event table, ``all`` for a master table."""
    return day.replace(day=1).isoformat() if table.load == "event" and day else "all"


def month_of(table: SourceTable, alias: str = "") -> str:
    """SQL of the partition of an event table's row."""
    return f"strftime(date_trunc('month', {alias}{quote_identifier(str(table.period))}), '%Y-%m-01')"


def split_periods(con: duckdb.DuckDBPyConnection, table: SourceTable, path: Path) -> dict[str, Path]:
    """Write the rows of a file into one a period, reading them once however many periods there are."""
    if table.load != "event":
        return {"all": path}
    folder = path.with_suffix("")
    con.execute(
        f"copy (select *, {month_of(table)} as _month from {parquet_relation([path])} order by _month) "
        f"to {quote_literal(folder)} (format parquet, compression lz4, partition_by (_month))"
    )
    parts = {part.name.partition("=")[2]: sorted(part.glob("*.parquet")) for part in sorted(folder.iterdir())}
    return {period: _one_file(con, files) for period, files in parts.items()}


def _one_file(con: duckdb.DuckDBPyConnection, files: list[Path]) -> Path:
    """The file of a partition, which several threads may have written parts of."""
    if len(files) == 1:
        return files[0]
    whole = files[0].with_name("whole.parquet")
    con.execute(f"copy (from {parquet_relation(files)}) to {quote_literal(whole)} (format parquet, compression lz4)")
    return whole


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a whole Parquet file or none: aside, flushed to disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(table, aside, compression="zstd")
    sync(aside)
    aside.replace(path)


def status_table(index: LandedIndex) -> pa.Table:
    """One row a contract table: delivered or not, rows, first and last day, its last delivery, columns ever brought."""
    rows = []
    for address in source_contracts():
        landed = index.tables.get(address)
        rows.append(
            {
                "address": address,
                "is_delivered": landed is not None,
                "row_count": landed.rows if landed else 0,
                "first_on": landed.first_on if landed else None,
                "through_on": landed.through_on if landed else None,
                "last_seq": landed.last_seq if landed else None,
                "delivered_columns": list(landed.columns) if landed else [],
                "brought_on": index.brought_on(address),
            }
        )
    return pa.Table.from_pylist(rows, schema=_STATUS_SCHEMA)


def _has_schema(path: Path, schema: pa.Schema) -> bool:
    try:
        return pq.read_schema(path).equals(schema)
    except (OSError, pa.ArrowException):
        return False


def _holds(path: Path, table: pa.Table) -> bool:
    try:
        return path.exists() and pq.read_table(path).equals(table)
    except (OSError, pa.ArrowException):
        return False


def ensure_schemas(home: Home) -> None:
    """Give every contract table at least an empty file, and the status table its rows, so that dbt builds.

    Idempotent and safe beside readers: a file is replaced whole, and only when it would change.
    """
    for table in source_contracts().values():
        path = table_folder(home, table) / SCHEMA_FILE
        if not _has_schema(path, table.arrow):
            write_parquet(table.arrow.empty_table(), path)
    now, path = status_table(read_index(home)), home.landing / STATUS
    if not _holds(path, now):
        write_parquet(now, path)
