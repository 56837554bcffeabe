"""Finds landed files that are not what was written, and mends what of the landing can be mended.

The index is written anew from the files and the deliveries' reports where it is damaged; a step whose journal is
damaged is completed by the digests in its index; a damaged file is set aside, with the deliveries that may land again.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from tagrid.core.errors import TagridError
from tagrid.core.files import digest, replace_text
from tagrid.core.intact import SMALL, Intact, Written, note_in
from tagrid.core.lock import exclusive
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text, joined
from tagrid.landing.contracts import SourceTable, source_contracts
from tagrid.landing.index import (
    DELIVERIES,
    INDEX,
    LandedDelivery,
    LandedFile,
    LandedIndex,
    LandedTable,
    index_from_text,
)
from tagrid.landing.journal import JOURNAL, journal_damage, recover_journal
from tagrid.landing.parquet import SCHEMA_FILE, ensure_schemas, table_folder

MOST_NAMED = 5


def landed_damage(
    home: Home, index: LandedIndex, addresses: Iterable[str] | None = None, full: bool = False
) -> Iterator[Text]:
    """Yield what is wrong with the landed files, of some tables or of all: gone, or of another sha256.

    Without ``full`` only files that may have been written since they were last found whole are read.
    """
    return (wrong.text for wrong in _damage(home, index, addresses, full))


def _damage(home: Home, index: LandedIndex, addresses: Iterable[str] | None, full: bool):
    chosen = index.tables if addresses is None else addresses
    files = [
        Written(one.path, home.landing / one.path, one.sha256) for address in chosen for one in index.files(address)
    ]
    return Intact.read(note_in(home.root, "landing")).damage(files, full, SMALL) if files else iter(())


def check_landed(home: Home, index: LandedIndex, addresses: Iterable[str] | None = None) -> None:
    """Raise TagridError where a landed file, of some tables or of all, is not what was written."""
    if found := list(landed_damage(home, index, addresses)):
        shown, more = joined(found[:MOST_NAMED], zh="；", en="; "), len(found) - MOST_NAMED
        if more > 0:
            shown += Text(en=f" (and {more} more)", zh=f"（另有 {more} 个）")
        raise TagridError(
            en=f"Landed files in {home.landing} are damaged: {shown.en}. Restore them from a backup; or "
            "`tagrid landing repair` sets them aside and says which deliveries to ingest again.",
            zh=f"{home.landing} 中的入库文件已损坏：{shown.zh}。请用备份恢复；"
            "或运行 `tagrid landing repair`，它会移出这些文件并指明需要重新入库的批次。",
        )


@dataclass
class Repair:
    """What a repair did: whether the index was written anew, what was set aside and where, what to ingest again."""

    index: bool = False
    journal: bool = False
    aside: Path | None = None
    files: list[str] = field(default_factory=list)
    deliveries: list[LandedDelivery] = field(default_factory=list)

    def described(self) -> dict:
        """Return as JSON-able values."""
        return {
            "index_rebuilt": self.index,
            "journal_completed": self.journal,
            "aside": str(self.aside) if self.aside else None,
            "files": self.files,
            "ingest_again": [{"seq": one.seq, "name": one.name} for one in self.deliveries],
        }

    def to_text(self) -> Text:
        """Return the result for a person."""
        found = []
        if self.journal:
            found.append(Text(en="The broken step is completed.", zh="已补齐中断的步骤。"))
        if self.index:
            found.append(Text(en="The index is written anew.", zh="已重新生成索引。"))
        if self.files:
            listed = ", ".join(self.files[:MOST_NAMED]) + ("…" if len(self.files) > MOST_NAMED else "")
            found.append(
                Text(
                    en=f"{len(self.files)} damaged files are in {self.aside}: {listed}.",
                    zh=f"{len(self.files)} 个损坏的文件已移至 {self.aside}：{listed}。",
                )
            )
        if self.deliveries:
            listed = ", ".join(f"{one.seq} ({one.name})" for one in self.deliveries)
            found.append(
                Text(
                    en=f"Ingest these deliveries again, oldest first: {listed}; then run `tagrid refresh`.",
                    zh=f"请按先后重新入库这些批次：{listed}；然后运行 `tagrid refresh`。",
                )
            )
        return joined(found, zh="", en=" ") if found else Text(en="Nothing is damaged.", zh="没有损坏。")


def repair_landing(home: Home) -> Repair:
    """Mend the landing of a home; what is whole stays as it is. ``Locked`` while another writer is at work."""
    with exclusive(home, "tagrid landing repair"):
        done = Repair()
        is_torn = journal_damage(home) is not None
        if not is_torn:
            recover_journal(home)
        index = _best_index(home, is_torn)
        if index is None:
            index, done.index = rebuild_index(home), True
        if is_torn:
            _complete(home, index)
            done.journal = True
        index = _set_aside(home, index, done)
        replace_text(home.landing / INDEX, index.to_json())
        if is_torn:
            (home.landing / JOURNAL).unlink(missing_ok=True)
            shutil.rmtree(home.work / "ingest", ignore_errors=True)
        ensure_schemas(home)
        return done


def _best_index(home: Home, is_torn: bool) -> LandedIndex | None:
    """Return the newest index that is whole: that of a step not completed yet, or the one in force."""
    found = []
    for path in [home.landing / INDEX, *([home.work / "ingest" / INDEX] if is_torn else [])]:
        try:
            found.append(index_from_text(path.read_bytes().decode("utf-8"), path))
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError, TagridError):
            continue
    return max(found, key=lambda one: one.next_seq, default=None)


def _complete(home: Home, index: LandedIndex) -> None:
    """Move what a step had made and not yet put in its place: its digest tells where that is."""
    made = {digest(path): path for path in (home.work / "ingest").rglob("*.parquet")}
    for table in index.tables.values():
        for one in table.files:
            place = home.landing / one.path
            if not place.exists() and one.sha256 in made:
                place.parent.mkdir(parents=True, exist_ok=True)
                made[one.sha256].replace(place)


def _set_aside(home: Home, index: LandedIndex, done: Repair) -> LandedIndex:
    """Take the damaged files, and those that no index names, out of the landing; return the index without them."""
    lost = {wrong.file.name for wrong in _damage(home, index, None, full=True)}
    named = {one.path for table in index.tables.values() for one in table.files}
    stray = {path.relative_to(home.landing).as_posix() for _, path in _landed_paths(home)} - named
    if not lost and not stray:
        return index
    done.aside = home.quarantine / f"damaged-{index.next_seq:06}"
    done.files = sorted(lost)
    for name in sorted(lost | stray):
        if (home.landing / name).exists():
            (done.aside / name).parent.mkdir(parents=True, exist_ok=True)
            (home.landing / name).replace(done.aside / name)
    tables, again = {}, set()
    for address, table in index.tables.items():
        gone = [one for one in table.files if one.path in lost]
        tables[address] = replace(table, files=tuple(one for one in table.files if one.path not in lost))
        again |= {one.seq for one in index.deliveries if gone and _brought(home, one, address)}
    done.deliveries = [one for one in index.deliveries if one.seq in again]
    deliveries = tuple(replace(one, sha256="") if one.seq in again else one for one in index.deliveries)
    return LandedIndex(tables, deliveries)


def _brought(home: Home, delivery: LandedDelivery, address: str) -> bool:
    """Whether a delivery brought rows of a table; so it may have where its report cannot be read."""
    try:
        report = json.loads((home.landing / DELIVERIES / f"{delivery.seq:06}.json").read_text(encoding="utf-8"))
        return address in report["tables"]
    except (OSError, ValueError, KeyError, TypeError):
        return True


def _landed_paths(home: Home) -> Iterator[tuple[SourceTable, Path]]:
    """Yield every landed file with its table, but those that only give a table its columns."""
    for table in source_contracts().values():
        folder = table_folder(home, table)
        for path in sorted(folder.glob("period=*/*.parquet")):
            if path.relative_to(folder) != SCHEMA_FILE:
                yield table, path


def rebuild_index(home: Home) -> LandedIndex:
    """Return the index of what lies in the landing, read off the files and the deliveries' reports.

    A file that cannot be read counts as there, with no digest that it could have: it is set aside next.
    """
    found: dict[str, list[tuple[LandedFile, set[str]]]] = {}
    for table, path in _landed_paths(home):
        found.setdefault(table.address, []).append(_describe(home, table, path))
    tables = {
        address: LandedTable(
            last_seq=max(file.seq for file, _ in files),
            columns=tuple(
                c.name for c in source_contracts()[address].columns if any(c.name in has for _, has in files)
            ),
            files=tuple(sorted((file for file, _ in files), key=lambda one: (one.seq, one.path))),
        )
        for address, files in found.items()
    }
    return LandedIndex(tables, tuple(_deliveries(home)))


def _describe(home: Home, table: SourceTable, path: Path) -> tuple[LandedFile, set[str]]:
    """Return a landed file, and the columns it has values of."""
    name, number = path.relative_to(home.landing).as_posix(), path.stem.partition("-")[0]
    seq = int(number) if number.isdigit() else 0
    day = f"{quote_identifier(table.period)}::date" if table.period else "null::date"
    try:
        rows = pq.read_metadata(path).num_rows
        with duckdb.connect() as con:
            brought = con.execute(
                f"select max(_landed_seq), min({day}), max({day}) from read_parquet(?, hive_partitioning = false)",
                [str(path)],
            ).fetchone()
            filled = con.execute(
                "select count(columns(*)) from read_parquet(?, hive_partitioning = false)", [str(path)]
            )
            has = {
                one[0] for one, count in zip(filled.description or (), filled.fetchone() or (), strict=True) if count
            }
    except (OSError, ValueError, duckdb.Error):
        return LandedFile(name, 0, seq, "damaged"), set()
    newest, first, through = brought or (seq, None, None)
    return LandedFile(name, rows, newest or seq, digest(path), _iso(first), _iso(through)), has


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _deliveries(home: Home) -> Iterator[LandedDelivery]:
    for path in sorted((home.landing / DELIVERIES).glob("*.json")):
        try:
            report = json.loads(path.read_text(encoding="utf-8"))
            yield LandedDelivery(**{one.name: report[one.name] for one in fields(LandedDelivery) if one.name in report})
        except (OSError, ValueError, KeyError, TypeError):
            # Its number is taken all the same, and it may land again.
            if path.stem.isdigit():
                yield LandedDelivery(int(path.stem), path.stem, "")
