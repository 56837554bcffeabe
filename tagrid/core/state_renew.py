"""Begins a state database anew with all that can be read of a damaged one, which is copied aside."""

import contextlib
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tagrid.core.errors import BadInput
from tagrid.core.lock import exclusive
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.core.state import engine, session, utc_now
from tagrid.core.state_digest import note, note_of, reading, state_file

# The header of a SQLite file as this engine makes one, up to the count of transactions; its 4,096 are the page size.
_HEADER = b"SQLite format 3\x00\x10\x00\x01\x01\x00\x40\x20\x20"

# Tables of the migrations and of SQLite itself, which the new database has of its own.
_OWN = {"alembic_version"}


@dataclass(frozen=True)
class Renewal:
    """What came of it: where the old file is, the rows copied of each table, and the tables not read to their end."""

    aside: Path | None
    copied: dict[str, int]
    incomplete: list[str]


def renew_state(home: Home) -> Renewal:
    """Move the state database aside, make a new one, and copy every row that can still be read.

    Raises BadInput where the database is on a server, Locked while another writer works in the home.
    """
    file = state_file(home.state_url)
    if file is None:
        raise BadInput(
            en="TAGRID_STATE_URL names a database on a server: mend or restore it there.",
            zh="TAGRID_STATE_URL 指向服务器上的数据库：请在该服务器上修复或恢复。",
        )
    with exclusive(home, "tagrid state renew"):
        aside = _move_aside(file) if file.exists() else None
        engine(home).dispose()
        with session(home):
            pass
        copied, incomplete = _copy(aside, file) if aside else ({}, [])
        note(file)
    return Renewal(aside, copied, incomplete)


def _move_aside(file: Path) -> Path:
    aside = file.with_name(f"{file.name}.damaged-{utc_now():%Y%m%d-%H%M%S-%f}")
    for ending in ("", "-journal", "-wal", "-shm"):
        part = file.with_name(file.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))
    note_of(file).unlink(missing_ok=True)
    return aside


def _copy(aside: Path, file: Path) -> tuple[dict[str, int], list[str]]:
    """Copy the rows of every table; return how many by table, and which tables were not read to their end."""
    source = aside.with_name(aside.name + ".read")
    shutil.copyfile(aside, source)
    try:
        with source.open("r+b") as opened:
            opened.write(_HEADER)
        with contextlib.closing(sqlite3.connect(file)) as new, reading(source) as old:
            old.text_factory = lambda value: value.decode("utf-8", errors="replace")
            return _copy_tables(old, new)
    finally:
        source.unlink()


def _copy_tables(old: sqlite3.Connection, new: sqlite3.Connection) -> tuple[dict[str, int], list[str]]:
    copied, incomplete = {}, []
    listed = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
    for (table,) in new.execute(listed).fetchall():
        if table in _OWN:
            continue
        columns = [row[1] for row in new.execute(f"pragma table_info({quote_identifier(table)})")]
        rows, is_whole = _rows(old, table, columns)
        copied[table] = sum(_insert(new, table, row) for row in rows)
        if not is_whole or copied[table] < len(rows):
            incomplete.append(table)
    new.commit()
    return copied, incomplete


def _rows(old: sqlite3.Connection, table: str, columns: list[str]) -> tuple[list[dict[str, Any]], bool]:
    """Return the rows that can be read, from the first on and, where a page stops that, from the last back."""
    found: dict[int, dict[str, Any]] = {}
    for order in ("asc", "desc"):
        try:
            have = {row[1] for row in old.execute(f"pragma table_info({quote_identifier(table)})")}
            wanted = [name for name in columns if name in have]
            if not wanted:
                return [], False
            names = ", ".join(map(quote_identifier, wanted))
            for row in old.execute(f"select rowid, {names} from {quote_identifier(table)} order by rowid {order}"):
                found[row[0]] = dict(zip(wanted, row[1:], strict=True))
            return [found[key] for key in sorted(found)], order == "asc"
        except sqlite3.Error:
            continue
    return [found[key] for key in sorted(found)], False


def _insert(new: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    names, marks = ", ".join(map(quote_identifier, row)), ", ".join("?" * len(row))
    try:
        return new.execute(
            f"insert or ignore into {quote_identifier(table)} ({names}) values ({marks})", list(row.values())
        ).rowcount
    except sqlite3.Error:  # a value that its column does not take
        return 0
