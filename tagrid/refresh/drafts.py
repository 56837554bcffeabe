"""The draft of a version: its own folder under work/, how it is installed, and what becomes of one of a dead run."""

import json
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from tagrid.core.errors import TagridError
from tagrid.core.files import replace_text, sync
from tagrid.core.project import Home
from tagrid.landing import recover_journal as recover_landing
from tagrid.published import id_key, latest_history, log_folder, pointed_id, read_history, read_version, version_ids

MOST_VERSIONS = 7


@dataclass(frozen=True)
class VersionDraft:
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
    known = latest_history(home)
    names = {*version_ids(home), *(run.version for run in (known.runs if known else ()))}
    used = [key[1] for name in names if (key := id_key(name)) and key[0] == as_of]
    return f"{as_of}.{max(used, default=0) + 1}"


def begin(home: Home, as_of: date) -> VersionDraft:
    """Make the folder of a new draft; its id is written first of all."""
    draft = VersionDraft(home, next_id(home, as_of))
    draft.version.mkdir(parents=True)
    replace_text(draft.folder / "id", draft.id)
    return draft


def _wal(database: Path) -> Path:
    return database.with_name(database.name + ".wal")


def copy_warehouse(draft: VersionDraft) -> None:
    """Copy the warehouse into the draft, whole: what a killed build left in its log is brought in first.

    Raises TagridError when another process has it open, or it is damaged.
    """
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
            en=f"{source} cannot be opened: {error}. End the process that has it open; if the file is damaged, "
            "delete it: the next refresh builds it anew from what has landed.",
            zh=f"无法打开 {source}：{error}。请结束占用它的进程；如文件已损坏，可删除，下次刷新会由已入库数据重建。",
        ) from error


# What DuckDB says of a file whose bytes were changed; it compares every block that it reads with its checksum.
_DAMAGE = re.compile(
    r"checksum|corrupt|not a valid DuckDB|serialization error|failed to deserialize|unknown.*(?:block|version)", re.I
)


def is_damage(error: BaseException) -> bool:
    """Whether an error, of DuckDB or of dbt, or what caused it, says that a database file is damaged."""
    causes = [error, *filter(None, (error.__cause__, error.__context__))]
    is_about = (duckdb.Error, TagridError)
    return any(isinstance(one, is_about) and _DAMAGE.search(str(one)) is not None for one in causes)


def discard_warehouse(home: Home) -> None:
    """Delete a damaged warehouse: all of it can be built anew from what has landed."""
    for path in (home.warehouse, _wal(home.warehouse), _stamp(home)):
        path.unlink(missing_ok=True)


def keep_warehouse(draft: VersionDraft) -> None:
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


def install(draft: VersionDraft) -> Path:
    """Move the finished version among the versions, in one step; the pointer does not name it yet."""
    draft.home.versions.mkdir(parents=True, exist_ok=True)
    install_log_files(draft.home, draft.changes)
    place = draft.home.versions / draft.id
    draft.version.rename(place)
    sync(draft.home.versions)
    return place


def install_log_files(home: Home, made: Path) -> None:
    """Move what a draft wrote among the files of the log; no version in force names it yet."""
    if made.is_dir() and any(made.iterdir()):
        log_folder(home).mkdir(parents=True, exist_ok=True)
        for path in made.iterdir():
            path.replace(log_folder(home) / path.name)
        sync(log_folder(home))


def discard(home: Home, folder: Path) -> None:
    """Delete a folder; it is moved into work/ first, so that one half deleted is never read as whole."""
    if folder.exists():
        home.work.mkdir(parents=True, exist_ok=True)
        aside = home.work / f"discarded-{folder.name}"
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
        shutil.rmtree(aside)


def prune(home: Home, keep: int = MOST_VERSIONS) -> list[str]:
    """Delete all but the newest ``keep`` versions and the one in force; return the ids deleted."""
    in_force = pointed_id(home)
    others = [name for name in version_ids(home) if name != in_force]
    for name in others[keep - 1 :]:
        discard(home, home.versions / name)
    delete_unnamed_log_files(home)
    return others[keep - 1 :]


def delete_unnamed_log_files(home: Home) -> None:
    """Delete the files that no version names; none while some version's history cannot be read."""
    if not log_folder(home).is_dir():
        return
    named: set[str] = set()
    for name in version_ids(home):
        version = read_version(home, name)
        if version is None:
            return
        try:
            known = read_history(version)
        except TagridError:
            return
        named |= {one.name for one in known.files} | {run.catalog for run in known.runs if run.catalog}
    for path in log_folder(home).iterdir():
        if path.name not in named:
            path.unlink()


def recover(home: Home) -> None:
    """Finish or undo what a killed run had begun; call with the lock held.

    A draft whose version is in force only lacks the move of its warehouse. Any other is undone.
    """
    recover_landing(home)
    written = home.work / "refresh" / "id"
    name = written.read_text(encoding="utf-8").strip() if written.exists() else ""
    if name and name == pointed_id(home):
        keep_warehouse(VersionDraft(home, name))
    elif id_key(name):
        discard(home, home.versions / name)
    if home.work.is_dir():
        for folder in home.work.iterdir():
            shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
