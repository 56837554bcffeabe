"""The version being made: a folder of its own under work/, and what to do with one that a dead run left."""

import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tagrid.errors import TagridError
from tagrid.history import log
from tagrid.history.record import latest
from tagrid.home import Home
from tagrid.refresh.versions import id_key, ids, named
from tagrid.sources.journal import recover as recover_landing
from tagrid.sources.journal import sync

KEPT_VERSIONS = 7


@dataclass(frozen=True)
class Draft:
    """A version being made. Its path is always the same: dbt parses all anew for a database at another path."""

    home: Home
    id: str

    @property
    def folder(self) -> Path:
        """Everything of the draft."""
        return self.home.work / "refresh"

    @property
    def warehouse(self) -> Path:
        """The warehouse it is built in, a copy of the one between refreshes."""
        return self.folder / "warehouse.duckdb"

    @property
    def version(self) -> Path:
        """What becomes the version's folder."""
        return self.folder / "version"

    @property
    def changes(self) -> Path:
        """What goes among the files of the history, which the versions share."""
        return self.folder / "history"


def next_id(home: Home, as_of: date) -> str:
    """Return the id of the next version at ``as_of``: one that no version, pruned ones included, ever had."""
    told = latest(home)
    names = {*ids(home), *(run.version for run in (told.runs if told else ()))}
    used = [key[1] for name in names if (key := id_key(name)) and key[0] == as_of]
    return f"{as_of}.{max(used, default=0) + 1}"


def begin(home: Home, as_of: date) -> Draft:
    """Make the folder of a new draft, which first of all says whose it is."""
    draft = Draft(home, next_id(home, as_of))
    draft.version.mkdir(parents=True)
    label = draft.folder / "id"
    label.write_text(draft.id, encoding="utf-8")
    sync(label)
    sync(draft.folder)
    return draft


def _wal(database: Path) -> Path:
    return database.with_name(database.name + ".wal")


def copy_warehouse(draft: Draft) -> None:
    """Copy the warehouse into the draft, whole: what a killed build left in its log is brought in first.

    Raises TagridError when another process has it open, or it is damaged.
    """
    import duckdb

    source = draft.home.warehouse
    source.parent.mkdir(parents=True, exist_ok=True)
    if not source.exists():
        return
    try:
        # Held open while it is copied: nobody else can write it meanwhile.
        with duckdb.connect(str(source)) as con:
            con.execute("checkpoint")
            shutil.copyfile(source, draft.warehouse)
    except duckdb.Error as error:
        raise TagridError(
            f"{source} cannot be opened: {error}. End the process that has it open; if the file is damaged, "
            "delete it: the next refresh builds it anew from what has landed.",
            f"无法打开 {source}：{error}。请结束占用它的进程；如文件已损坏，可删除，下次刷新会由已入库数据重建。",
        ) from error


def keep_warehouse(draft: Draft) -> None:
    """Put the draft's warehouse in the place of the one it was copied from."""
    if draft.warehouse.exists():
        _wal(draft.home.warehouse).unlink(missing_ok=True)
        draft.warehouse.replace(draft.home.warehouse)
        sync(draft.home.warehouse.parent)


def _stamp(home: Home) -> Path:
    return home.warehouse.with_name("built.json")


def _state(warehouse: Path) -> list[int]:
    found = warehouse.stat()
    return [found.st_size, found.st_mtime_ns]


def stamp(home: Home, fingerprint: dict) -> None:
    """Note what the warehouse was built from; a write to it by anybody else makes the note void."""
    written = {"state": _state(home.warehouse), "fingerprint": fingerprint}
    _stamp(home).write_text(json.dumps(written), encoding="utf-8")


def built_from(home: Home) -> dict | None:
    """Return the fingerprint the warehouse was built from, or None where that is not certain."""
    try:
        noted = json.loads(_stamp(home).read_text(encoding="utf-8"))
        return noted["fingerprint"] if noted["state"] == _state(home.warehouse) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def install(draft: Draft) -> Path:
    """Move the finished version among the versions, in one step; the pointer does not name it yet."""
    draft.home.versions.mkdir(parents=True, exist_ok=True)
    log.install(draft.home, draft.changes)
    place = draft.home.versions / draft.id
    draft.version.rename(place)
    sync(draft.home.versions)
    return place


def discard(home: Home, folder: Path) -> None:
    """Delete a folder; moved into work/ first, so that one half deleted is never taken for whole."""
    if folder.exists():
        home.work.mkdir(parents=True, exist_ok=True)
        aside = home.work / f"discarded-{folder.name}"
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
        shutil.rmtree(aside)


def prune(home: Home, keep: int = KEPT_VERSIONS) -> list[str]:
    """Delete all but the newest ``keep`` versions and the one in force; return the ids deleted."""
    in_force = named(home)
    others = [name for name in ids(home) if name != in_force]
    for name in others[keep - 1 :]:
        discard(home, home.versions / name)
    log.sweep(home)
    return others[keep - 1 :]


def recover(home: Home) -> None:
    """Finish or undo what a run that was killed left behind; call with the lock held.

    A draft whose version is in force only lacks the move of its warehouse. Any other is undone.
    """
    recover_landing(home)
    left = home.work / "refresh" / "id"
    name = left.read_text(encoding="utf-8").strip() if left.exists() else ""
    if name and name == named(home):
        keep_warehouse(Draft(home, name))
    elif id_key(name):
        discard(home, home.versions / name)
    if home.work.is_dir():
        for folder in home.work.iterdir():
            shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
