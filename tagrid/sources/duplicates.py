"""Rows of one delivery with the same key: copies collapse to one, contradictions are refused unless one is newer."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from tagrid.sources.contracts import Table
from tagrid.sources.duck import literal, names, one, parquet
from tagrid.sources.failures import Failure

NEWER = "updated_at"


@dataclass(frozen=True)
class Deduplicated:
    """Where the rows now lie, how many copies were dropped, and the rows of keys that contradict themselves."""

    path: Path
    dropped: int
    refused: list[Failure]


def deduplicate(
    con: duckdb.DuckDBPyConnection, table: Table, paths: list[Path], files: list[str], out: Path
) -> Deduplicated | None:
    """Write rows of ``paths`` with one row a key to ``out``, or return None when every key stands once.

    ``files`` are the delivered files' names by the number in ``_file``.
    """
    keys = names(table.keys)
    source = parquet(paths)
    con.execute(f"create or replace temp table twice as select {keys} from {source} group by all having count(*) > 1")
    if not _count(con, "twice"):
        return None
    con.execute(f"create or replace temp table doubled as select * from {source} semi join twice using ({keys})")
    _rank(con, table)
    refused = _contradictions(con, table, files)
    kept = "select * exclude (_place, _newest, _states) from ranked where _place = 1 and _states = 1"
    con.execute(
        f"copy (select * from {source} anti join twice using ({keys}) union all by name {kept}) "
        f"to {literal(out)} (format parquet, compression lz4)"
    )
    dropped = _count(con, "ranked") - _count(con, f"({kept})") - len(refused)
    con.execute("drop table ranked; drop table doubled; drop table twice")
    return Deduplicated(out, dropped, refused)


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    return one(con, f"select count(*) from {relation}")[0]


def _rank(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Number the rows of a key, the newest first, and count how many different states its newest rows tell."""
    columns = [c.name for c in table.columns]
    keys = names(table.keys)
    newest = f'coalesce("{NEWER}" = max("{NEWER}") over key, "{NEWER}" is null)' if NEWER in columns else "true"
    con.execute(f"""
        create or replace temp table ranked as
        with states as (
            select *, {newest} as _newest, md5(row({names(columns)})::varchar) as _state
            from doubled
            window key as (partition by {keys})
        )
        select
            * exclude (_state),
            row_number() over (partition by {keys} order by _newest desc, _file, _line) as _place,
            count(distinct _state) filter (where _newest) over (partition by {keys}) as _states
        from states
    """)


def _contradictions(con: duckdb.DuckDBPyConnection, table: Table, files: list[str]) -> list[Failure]:
    keys = list(table.keys)
    rows = con.execute(f"""
        select _file, _line, concat_ws(', ', {names(keys)}) as value
        from ranked where _states > 1 order by _file, _line
    """).fetchall()
    column = ", ".join(keys)
    reason = "the key stands more than once in this delivery, with different values and none newer"
    return [Failure(files[file], line, column, value, reason) for file, line, value in rows]
