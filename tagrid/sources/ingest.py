"""The arriving door: check a delivery against the contracts and its own past, then land all of it or nothing."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb

from tagrid.errors import BadInput, TagridError
from tagrid.home import Home
from tagrid.lock import exclusive
from tagrid.sources.contracts import Table
from tagrid.sources.delivery import Delivery, open_delivery
from tagrid.sources.duck import connect
from tagrid.sources.index import INDEX, Delivered, Index, LandedTable, read_index
from tagrid.sources.journal import Journal, recover
from tagrid.sources.landing import STATUS, ensure_schemas, status, write_parquet
from tagrid.sources.mapping import read_mapping
from tagrid.sources.reading import Reading
from tagrid.sources.table_in import Arrived, Place, arrive

Say = Callable[[str], None]


@dataclass
class Report:
    """What came of a delivery; JSON-able. ``already`` is true when it had landed before and nothing changed."""

    name: str
    seq: int
    sha256: str
    until: str | None
    already: bool = False
    tables: dict[str, dict] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def to_dict(self) -> dict:
        """The report as JSON-able data."""
        return asdict(self)

    def to_text(self) -> str:
        """The report for a person, one line a table."""
        if self.already:
            return f"Already ingested as delivery {self.seq}; nothing changed."
        lines = [f"Delivery {self.seq} ({self.name}) has landed."]
        for address, told in self.tables.items():
            counts = ", ".join(f"{n:,} {what}" for what, n in told.items() if n or what == "rows")
            lines.append(f"  {address}: {counts}")
        if any(t["refused"] for t in self.tables.values()):
            lines.append(f"Refused rows are in quarantine/{self.seq:06}/, with file, line, column and reason.")
        return "\n".join([*lines, *(f"Warning: {warning}" for warning in self.warnings)])


def ingest(
    home: Home,
    source: Path,
    mapping: Path | None = None,
    say: Say = lambda _: None,
    accept_unusual: bool = False,
) -> Report:
    """Land the delivery at ``source`` (a folder, or one file with a mapping file) in ``home``.

    Whatever is wrong with it is BadInput that says what, where and what to do, and nothing lands. A delivery
    that landed before, byte for byte, is left alone. ``accept_unusual`` lands rows that fail the expectations
    of expectations/arriving.py, with warnings. ``Locked`` when another writer is at work.
    """
    delivery = open_delivery(source, read_mapping(mapping) if mapping else None)
    readings = [Reading(file) for file in delivery.files]
    identity = _identity(delivery, readings)
    with exclusive(home, f"tagrid ingest {source.name}"):
        recover(home)
        ensure_schemas(home)
        index = read_index(home)
        if before := next((d for d in index.deliveries if d.sha256 == identity), None):
            return Report(delivery.name, before.seq, identity, before.until, already=True)
        return _Landing(home, delivery, index, identity, say, accept_unusual).run(readings)


def _identity(delivery: Delivery, readings: list[Reading]) -> str:
    """One hash of what came in and how it is read, whatever the folder is called."""
    told = sorted((r.file.table.address, r.sha256, r.file.encoding) for r in readings)
    return sha256(json.dumps([told, delivery.mapping_sha256]).encode()).hexdigest()


def _ranks(index: Index, seq: int, until: date | None) -> dict[int, int]:
    """Order deliveries by the day they tell of, then by arrival: an old one that comes late must not win."""
    latest, told = date.min, []
    for d in [*index.deliveries, Delivered(seq, "", "", until.isoformat() if until else None)]:
        latest = max(latest, date.fromisoformat(d.until)) if d.until else latest
        told.append((date.fromisoformat(d.until) if d.until else latest, d.seq))
    return {seq: rank for rank, (_, seq) in enumerate(sorted(told), start=1)}


class _Landing:
    """One delivery on its way into a home whose lock is held."""

    def __init__(self, home: Home, delivery: Delivery, index: Index, identity: str, say: Say, unusual: bool):
        self.home, self.delivery, self.index, self.say = home, delivery, index, say
        self.seq = index.next_seq
        self.work = home.work / "ingest"
        until = delivery.until.isoformat() if delivery.until else None
        self.report = Report(delivery.name, self.seq, identity, until)
        ranks = _ranks(index, self.seq, delivery.until)
        self.place = Place(home, self.work, self.seq, delivery.until, ranks, unusual)
        self.journal = Journal(home, self.work)

    def run(self, readings: list[Reading]) -> Report:
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        try:
            for reading in readings:  # every header before any row
                self._note_header(reading)
            with connect(self.work / "spill") as con:
                arrived = [self._table(con, table, readings) for table in _tables(readings)]
            self._put_in_force(arrived)
        except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise TagridError(
                f"{self.delivery.name} could not be landed: {error}. Free disk space or memory and ingest it again; "
                "what was begun is completed or undone then."
            ) from error
        finally:
            shutil.rmtree(self.work, ignore_errors=True)
        return self.report

    def _note_header(self, reading: Reading) -> None:
        plan, shown, address = reading.plan, reading.file.shown, reading.file.table.address
        if plan.added:
            self.report.warnings.append(f"{shown}: columns not in the contract, not landed: {', '.join(plan.added)}.")
        known = self.index.tables[address].columns if address in self.index.tables else ()
        if lost := [name for name in plan.absent if name in known]:
            raise BadInput(
                f"{shown}: no column for {', '.join(lost)} of {address}, which earlier deliveries had; "
                "correct the export or the mapping file."
            )

    def _table(self, con, table: Table, readings: list[Reading]) -> Arrived:
        self.say(table.system)
        own = [r for r in readings if r.file.table == table]
        landed = list(self.index.files(table.address))
        arrived = arrive(self.place, con, table, own, landed)
        self.report.tables[table.address] = arrived.summary
        self.report.warnings += arrived.warnings
        return arrived

    def _put_in_force(self, arrived: list[Arrived]) -> None:
        tables = dict(self.index.tables)
        for one in arrived:
            tables[one.table.address] = self._landed(one)
            for place, made in one.made.items():
                self.journal.move(made, self.home.landing / place)
            self.journal.removes += [self.home.landing / f.path for f in one.gone]
            if one.failures.kept:
                made = self.work / "quarantine" / f"{one.table.address}.csv"
                one.failures.write(made)
                self.journal.move(made, self.home.quarantine / f"{self.seq:06}" / made.name)
        self.report.warnings += [
            f"{name}: no table is known for this file; it was not read." for name in self.delivery.ignored
        ]
        delivered = Delivered(self.seq, self.report.name, self.report.sha256, self.report.until)
        index = replace(self.index, tables=tables, deliveries=(*self.index.deliveries, delivered))
        self._move_text(index.to_json(), INDEX)
        self._move_text(
            json.dumps(self.report.to_dict(), indent=1, ensure_ascii=False), f"_deliveries/{self.seq:06}.json"
        )
        write_parquet(status(index), self.work / STATUS)
        self.journal.move(self.work / STATUS, self.home.landing / STATUS)
        self.journal.commit()
        recover(self.home)

    def _landed(self, one: Arrived) -> LandedTable:
        before = self.index.tables.get(one.table.address, LandedTable(self.seq, ()))
        gone = {f.path for f in one.gone}
        return LandedTable(
            last_seq=self.seq,
            columns=tuple(c.name for c in one.table.columns if c.name in {*before.columns, *one.columns}),
            files=tuple(f for f in before.files if f.path not in gone) + tuple(one.files),
        )

    def _move_text(self, text: str, place: str) -> None:
        made = self.work / place
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(text, encoding="utf-8")
        self.journal.move(made, self.home.landing / place)


def _tables(readings: list[Reading]) -> list[Table]:
    return list(dict.fromkeys(r.file.table for r in readings))
