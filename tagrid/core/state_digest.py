"""The digest of a state database that is a SQLite file, which itself has no checksums: a byte that flips is found.

The note beside the file holds SQLite's own count of transactions and the sha256 of the content at that count. The same
count with another content is damage. Another count is a transaction whose process had no time to write the note.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from tagrid.core.intact import SMALL, identity
from tagrid.core.text import Text

WAIT_SECONDS = 30

_SQLITE = "sqlite:///"

# Of the header of a SQLite file: the bytes with the count of transactions.
_COUNT = slice(24, 28)

# Files found whole in this process, by path and identity.
_WHOLE: set[tuple] = set()


def state_file(url: str) -> Path | None:
    """Return the file of a state database; None where it is on a server or in memory."""
    path = url.removeprefix(_SQLITE)
    return Path(path) if url.startswith(_SQLITE) and path and path != ":memory:" else None


def note_of(path: Path) -> Path:
    """Return the file that holds the digest of a state database."""
    return path.with_name(path.name + ".digest")


@contextmanager
def reading(path: Path) -> Generator[sqlite3.Connection]:
    """Open a state database to read it, without SQLAlchemy; it is not made where it is not there."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as con:
        yield con


def damage(path: Path) -> Text | None:
    """Return what is wrong with a state database, None where nothing is known to be; its content is read only after it
    may have been written.
    """
    now = identity(path)
    if now is None or (str(path), now) in _WHOLE:
        return None
    noted = _noted(path)
    if not now[0]:
        return Text(en="it is empty", zh="文件为空") if noted else None
    if noted.get("identity") != list(now) or now[0] <= SMALL:
        try:
            count, sha256 = _content(path)
        except sqlite3.DatabaseError as error:
            return None if _is_busy(error) else Text(en=str(error), zh=str(error))
        if noted.get("count") == count and noted.get("sha256") != sha256:
            return Text(en="its content differs from its digest", zh="内容与校验值不符")
        if noted.get("count") == count and noted.get("identity") != list(now):
            _write_note(path, now, count, sha256)
    _WHOLE.add((str(path), now))
    return None


def note(path: Path) -> None:
    """Note the digest of what a transaction has just written, if it wrote anything."""
    now = identity(path)
    if now is None or not now[0] or (str(path), now) in _WHOLE:
        return
    with contextlib.suppress(sqlite3.DatabaseError):
        count, sha256 = _content(path)
        if identity(path) == now:  # else another process has written since, and notes its own
            _write_note(path, now, count, sha256)
            _WHOLE.add((str(path), now))


def _is_busy(error: sqlite3.DatabaseError) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "lock" in str(error)


def _content(path: Path) -> tuple[int, str]:
    # Through SQLite: to open the file by other means would release the locks that this process has on it.
    # To write, as what a killed process left half written is undone at the first reading; to read where it may not.
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=WAIT_SECONDS)) as con:
        found = con.serialize()
    return int.from_bytes(found[_COUNT], "big"), hashlib.sha256(found).hexdigest()


def _noted(path: Path) -> dict:
    try:
        found = json.loads(note_of(path).read_text(encoding="utf-8"))
        check = found.pop("check")
        return found if check == _check(found) else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_note(path: Path, now: tuple[int, ...], count: int, sha256: str) -> None:
    found = {"count": count, "sha256": sha256, "identity": list(now)}
    part = note_of(path).with_suffix(f".{os.getpid()}.part")
    with contextlib.suppress(OSError):  # a home that may only be read
        part.write_text(json.dumps({**found, "check": _check(found)}), encoding="utf-8")
        part.replace(note_of(path))


def _check(found: dict) -> str:
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]
