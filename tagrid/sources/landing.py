"""The landing folder: typed Parquet by table and period, and one status table."""

import os
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tagrid.home import Home
from tagrid.sources.contracts import Table, contracts
from tagrid.sources.index import Index, read_index

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
    ]
)


def table_folder(home: Home, table: Table) -> Path:
    """Folder of a table's landed files."""
    return home.landing / table.system / table.name


def period_of(table: Table, day: date | None) -> str:
    """Partition of a row: the first of its month for an event table, ``all`` for a master table."""
    return day.replace(day=1).isoformat() if table.load == "event" and day else "all"


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a whole Parquet file or none: aside, flushed to disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as out:
        pq.write_table(table, out, compression="zstd")
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)


def status(index: Index) -> pa.Table:
    """One row a contract table: delivered or not, rows, first and last day, number of its last delivery."""
    rows = []
    for address in contracts():
        landed = index.tables.get(address)
        rows.append(
            {
                "address": address,
                "is_delivered": landed is not None,
                "row_count": landed.rows if landed else 0,
                "first_on": landed.first_on if landed else None,
                "through_on": landed.through_on if landed else None,
                "last_seq": landed.last_seq if landed else None,
            }
        )
    return pa.Table.from_pylist(rows, schema=_STATUS_SCHEMA)


def _has_schema(path: Path, schema: pa.Schema) -> bool:
    try:
        return pq.read_schema(path).equals(schema)
    except (OSError, pa.ArrowInvalid):
        return False


def ensure_schemas(home: Home) -> None:
    """Give every contract table at least an empty file, and the status table its rows, so that dbt builds.

    Idempotent and safe beside readers: a file is replaced whole, and only when it would change.
    """
    for table in contracts().values():
        path = table_folder(home, table) / SCHEMA_FILE
        if not _has_schema(path, table.arrow):
            write_parquet(table.arrow.empty_table(), path)
    now, path = status(read_index(home)), home.landing / STATUS
    if not (path.exists() and pq.read_table(path).equals(now)):
        write_parquet(now, path)
