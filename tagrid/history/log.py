"""The files of changes: Parquet that never changes again, shared by all versions; small ones grow together.

A new run's changes become one file. While the file before is not at least twice as large the two are merged, so
there are few files and every change is written again only as often as the log doubles. Rows are sorted by customer:
a portrait reads a few small row groups.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tagrid.history.runs import LogFile
from tagrid.home import Home

if TYPE_CHECKING:
    import duckdb

COLUMNS = "customer_id, tag, old_value, new_value, changed_on, run_no, cause"
EMPTY = """
    select null::varchar as customer_id, null::varchar as tag, null::varchar as old_value, null::varchar as new_value,
        null::date as changed_on, null::integer as run_no, null::varchar as cause where false
"""
ROW_GROUP = 20_480


def folder(home: Home) -> Path:
    """Return the folder that the files of all versions share."""
    return home.root / "history"


def relation(paths: Sequence[str | Path]) -> str:
    """Return a FROM item with the rows of the files."""
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{listed}])" if paths else f"({EMPTY})"


def write(con: "duckdb.DuckDBPyConnection", rows: str, path: Path) -> LogFile | None:
    """Write the query ``rows`` (COLUMNS) to ``path``, sorted; None, and no file, where it has none."""
    from tagrid.refresh.versions import digest
    from tagrid.sources.journal import sync

    order = "customer_id, tag, changed_on, run_no"
    options = f"format parquet, compression zstd, row_group_size {ROW_GROUP}"
    found = con.execute(f"copy (select {COLUMNS} from ({rows}) order by {order}) to '{path}' ({options})").fetchone()
    if not found or not found[0]:
        path.unlink(missing_ok=True)
        return None
    sync(path)
    return LogFile(path.name, found[0], path.stat().st_size, digest(path))


def append(
    con: "duckdb.DuckDBPyConnection", rows: str, number: int, before: Sequence[LogFile], old: Path, new: Path
) -> tuple[LogFile, ...]:
    """Write the changes of run ``number`` into folder ``new`` and return the files of the log with them.

    ``before`` are the files so far, in folder ``old``; those that are merged are left as they are.
    """
    own = write(con, rows, new / f"{number:06d}.parquet")
    if own is None:
        return tuple(before)
    kept, merged, size = list(before), [], own.rows
    while kept and kept[-1].rows < 2 * size:
        merged.append(kept.pop())
        size += merged[-1].rows
    if not merged:
        return (*kept, own)
    paths = [old / one.name for one in merged] + [new / own.name]
    name = f"{merged[-1].name[:6]}-{number:06d}.parquet"
    whole = write(con, f"select * from {relation(paths)}", new / name)
    (new / own.name).unlink()
    return (*kept, *([whole] if whole else []))


def install(home: Home, made: Path) -> None:
    """Move what a draft wrote among the files of the log; no version in force names it yet."""
    from tagrid.sources.journal import sync

    if made.is_dir() and any(made.iterdir()):
        folder(home).mkdir(parents=True, exist_ok=True)
        for path in made.iterdir():
            path.replace(folder(home) / path.name)
        sync(folder(home))


def sweep(home: Home) -> None:
    """Delete the files that no version names; none while some version's history cannot be read."""
    from tagrid.errors import TagridError
    from tagrid.history.runs import history
    from tagrid.refresh.versions import ids, read

    if not folder(home).is_dir():
        return
    named: set[str] = set()
    for name in ids(home):
        version = read(home, name)
        if version is None:
            return
        try:
            known = history(version)
        except TagridError:
            return
        named |= {one.name for one in known.files} | {run.catalog for run in known.runs if run.catalog}
    for path in folder(home).iterdir():
        if path.name not in named:
            path.unlink()


def damage(home: Home, files: Iterable[LogFile]) -> Iterable[str]:
    """Yield what is wrong with the files: gone, or of another sha256."""
    from tagrid.refresh.versions import digest

    for one in files:
        path = folder(home) / one.name
        if not path.is_file():
            yield f"{one.name} is missing"
        elif digest(path) != one.sha256:
            yield f"{one.name} differs from its sha256"
