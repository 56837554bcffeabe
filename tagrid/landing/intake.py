"""The intake of a delivery: check it against the contracts and its own past, then land all of it or nothing."""

import json
import logging
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.files import replace_text
from tagrid.core.lock import exclusive
from tagrid.core.logs import log
from tagrid.core.project import Home
from tagrid.core.settings import today
from tagrid.core.text import Text, lines
from tagrid.landing.archive import unpacking
from tagrid.landing.attention import WARNINGS, all_warnings, to_json, with_delivery
from tagrid.landing.column_plan import shown_header
from tagrid.landing.contracts import SourceTable
from tagrid.landing.coverage import landed_calendar_warnings
from tagrid.landing.delivery import Delivery, open_delivery
from tagrid.landing.index import (
    DELIVERIES,
    INDEX,
    LandedDelivery,
    LandedIndex,
    LandedTable,
    delivery_record,
    read_index,
)
from tagrid.landing.journal import Journal, recover_journal
from tagrid.landing.mapping import read_mapping
from tagrid.landing.mend import check_landed
from tagrid.landing.parquet import (
    STATUS,
    connect,
    ensure_schemas,
    status_table,
    write_parquet,
)
from tagrid.landing.reading import FileReading
from tagrid.landing.references import Known, referenced_first
from tagrid.landing.table_intake import Destination, TableIntake, take_in_table
from tagrid.landing.whole import landed_kinds

_logger = logging.getLogger(__name__)

OnProgress = Callable[[str], None]


_COUNTS_ZH = {
    "rows": "行数",
    "added": "新增",
    "replaced": "替换",
    "unchanged": "未变",
    "older": "较旧未采用",
    "copies": "重复",
    "refused": "拒收",
    "totals": "合计行",
}


@dataclass
class IngestReport:
    """The result of a delivery. ``already`` is true when it had landed before and nothing changed.

    ``warnings`` ask for somebody's look; ``notes`` are good to know and ask for nothing.
    """

    name: str
    seq: int
    sha256: str
    until: str | None
    already: bool = False
    tables: dict[str, dict] = field(default_factory=dict)
    warnings: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    def to_dict(self) -> dict:
        """Return the report as JSON-able data, its warnings and notes in English."""
        return asdict(self) | {
            "warnings": [warning.en for warning in self.warnings],
            "notes": [note.en for note in self.notes],
        }

    def to_text(self) -> Text:
        """Return the report for a person, one line a table."""
        if self.already:
            return Text(
                en=f"Already ingested as delivery {self.seq}; nothing changed.",
                zh=f"已作为第 {self.seq} 批入库，没有变化。",
            )
        found = [
            Text(en=f"Delivery {self.seq} ({self.name}) has landed.", zh=f"第 {self.seq} 批（{self.name}）已入库。")
        ]
        for address, counts in self.tables.items():
            shown = {name: n for name, n in counts.items() if n or name == "rows"}
            en = ", ".join(f"{n:,} {name}" for name, n in shown.items())
            zh = "，".join(f"{_COUNTS_ZH[name]} {n:,}" for name, n in shown.items())
            found.append(Text(en=f"  {address}: {en}", zh=f"  {address}：{zh}"))
        if any(counts["refused"] for counts in self.tables.values()):
            place = f"quarantine/{self.seq:06}/"
            found.append(
                Text(
                    en=f"Refused rows are in {place}, with file, line, column and reason.",
                    zh=f"被拒收的行在 {place} 中，附文件、行号、列和原因。",
                )
            )
        warning = Text(en="Warning: ", zh="注意：")
        found += [Text(en="Note: ", zh="说明：") + one for one in self.notes]
        return lines([*found, *(warning + one for one in self.warnings)], apart="\n")


def ingest(
    home: Home,
    source: Path,
    mapping: Path | None = None,
    say: OnProgress = lambda _: None,
    accept_unusual: bool = False,
) -> IngestReport:
    """Land the delivery at ``source`` (a folder, or one file with a mapping file) in ``home``.

    Whatever is wrong with it is BadInput that names what, where and what to do, and nothing lands. A delivery
    that landed before, byte for byte, changes nothing. ``accept_unusual`` lands rows that fail the expectations
    of expectations/intake.py, with warnings. ``Locked`` when another writer is at work.
    """
    with unpacking(home) as aside:
        delivery = open_delivery(source, read_mapping(mapping) if mapping else None, aside)
        readings = [FileReading(file) for file in delivery.files]
        identity = _identity(delivery, readings)
        with exclusive(home, f"tagrid ingest {source.name}"):
            recover_journal(home)
            ensure_schemas(home)
            index = read_index(home)
            if before := next((d for d in index.deliveries if d.sha256 == identity and not d.withdrawn), None):
                _note_again(home, index, before, delivery)
                return IngestReport(delivery.name, before.seq, identity, before.until, already=True)
            return _Landing(home, delivery, index, identity, say, accept_unusual).run(readings)


def _identity(delivery: Delivery, readings: list[FileReading]) -> str:
    """One hash of what came in and how it is read, whatever the folder is called."""
    files = sorted((r.file.table.address, r.sha256, r.file.encoding) for r in readings)
    lookups = sorted({table.sha256 for r in readings for table in r.file.lookups.values()})
    parts = [files, delivery.mapping_sha256, *([lookups] if lookups else [])]
    return sha256(json.dumps(parts).encode()).hexdigest()


def _note_again(home: Home, index: LandedIndex, before: LandedDelivery, delivery: Delivery) -> None:
    """Note that a delivery came again: a master table that did not change is as fresh as its last delivery."""
    day = delivery.until or today()
    if before.brought_on and before.brought_on >= day:
        return
    again = replace(before, seen_on=day.isoformat())
    now = replace(index, deliveries=tuple(again if one.seq == before.seq else one for one in index.deliveries))
    place, record = delivery_record(home, again)
    replace_text(home.landing / place, record)
    replace_text(home.landing / INDEX, now.to_json())
    ensure_schemas(home)  # the status table follows the index


class _Landing:
    """One delivery on its way into a home whose lock is held."""

    def __init__(
        self, home: Home, delivery: Delivery, index: LandedIndex, identity: str, say: OnProgress, unusual: bool
    ) -> None:
        self.home, self.delivery, self.index, self.say = home, delivery, index, say
        self.seq = index.next_seq
        self.work = home.work / "ingest"
        until = delivery.until.isoformat() if delivery.until else None
        self.report = IngestReport(delivery.name, self.seq, identity, until)
        ranks = _ranks(index, self.seq, delivery.until)
        self.place = Destination(home, self.work, self.seq, delivery.until, ranks, unusual, landed_kinds(home, index))
        self.journal = Journal(home, self.work)
        self.known = Known(home).landed(index)

    def run(self, readings: list[FileReading]) -> IngestReport:
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        try:
            self._note_headers(readings)
            self.report.notes += _unpromised(readings)
            # What landed before is merged with the new rows.
            check_landed(self.home, self.index, [table.address for table in _tables(readings)])
            with connect(self.work / "spill") as con:
                arrived = [self._table(con, table, readings) for table in referenced_first(_tables(readings))]
            self.report.tables = {t.address: self.report.tables[t.address] for t in _tables(readings)}
            self._put_in_force(arrived)
            log(_logger, "delivery landed", seq=self.seq, tables=len(arrived), warnings=len(self.report.warnings))
        except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise TagridError(
                en=f"{self.delivery.name} could not be landed: {error}. Free disk space or memory and ingest it again; "
                "what was begun is completed or undone then.",
                zh=f"{self.delivery.name} 无法入库：{error}。请腾出磁盘空间或内存后重新入库；"
                "已开始的步骤届时会完成或撤销。",
            ) from error
        finally:
            shutil.rmtree(self.work, ignore_errors=True)
        return self.report

    def _note_headers(self, readings: list[FileReading]) -> None:
        """Match every header before any row is read; all that are wrong are one BadInput."""
        faults = []
        for reading in readings:
            try:
                self._note_header(reading)
            except BadInput as error:
                faults.append(error.text)
        if faults:
            raise BadInput(lines(faults, apart="\n"))

    def _note_header(self, reading: FileReading) -> None:
        plan, shown, address = reading.plan, reading.file.shown, reading.file.table.address
        if plan.added:
            names = shown_header(list(plan.added))
            added = Text(
                en=f"{shown}: columns not in the contract, not landed: {', '.join(names)}.",
                zh=f"{shown}：以下列不在数据契约中，未入库：{'、'.join(names)}。",
            )
            self.report.warnings.append(added)
        known = self.index.tables[address].columns if address in self.index.tables else ()
        absent = [name for name in plan.absent if name in known]
        lost = [name for name in absent if not plan.table.column(name).optional]
        if absent and not lost:  # as before the contract had them
            empty = Text(
                en=f"{shown}: no column for {', '.join(absent)} of {address}, which earlier deliveries had; they are "
                "empty in its rows.",
                zh=f"{shown}：缺少 {address} 的 {'、'.join(absent)}，而以前的批次有；这些行的该列为空。",
            )
            self.report.warnings.append(empty)
        if lost:
            raise BadInput(
                en=f"{shown}: no column for {', '.join(lost)} of {address}, which earlier deliveries had; "
                "correct the export or the mapping file.",
                zh=f"{shown}：缺少 {address} 的 {'、'.join(lost)}，而以前的批次有；请改正导出或映射文件。",
            )

    def _table(self, con, table: SourceTable, readings: list[FileReading]) -> TableIntake:
        self.say(table.system)
        own = [r for r in readings if r.file.table == table]
        landed = list(self.index.files(table.address))
        arrived = take_in_table(self.place, con, table, own, landed, self.known)
        remaining = [self.home.landing / f.path for f in landed if f not in arrived.gone]
        # what this delivery takes out of force is among the files it makes
        self.known.note(table.address, remaining + [arrived.made[f.path] for f in arrived.files])
        self.report.tables[table.address] = arrived.summary
        self.report.warnings += arrived.warnings
        self.report.notes += arrived.notes
        return arrived

    def _put_in_force(self, arrived: list[TableIntake]) -> None:
        tables = dict(self.index.tables)
        for one in arrived:
            if one.is_empty:
                continue
            tables[one.table.address] = self._landed(one)
            for place, made in one.made.items():
                self.journal.move(made, self.home.landing / place)
            self.journal.removes += [self.home.landing / f.path for f in one.gone]
            if one.failures.listed:
                made = self.work / "quarantine" / f"{one.table.address}.csv"
                one.failures.write(made)
                self.journal.move(made, self.home.quarantine / f"{self.seq:06}" / made.name)
        self.report.warnings += [
            Text(
                en=f"{name}: no table is known for this file; it was not read.",
                zh=f"{name}：不知道它对应哪张表，未读取。",
            )
            for name in self.delivery.ignored
        ]
        landed_on = today().isoformat()
        delivered = LandedDelivery(self.seq, self.report.name, self.report.sha256, self.report.until, landed_on)
        index = replace(self.index, tables=tables, deliveries=(*self.index.deliveries, delivered))
        self.report.warnings += landed_calendar_warnings(self.home, index)
        self._move_text(index.to_json(), INDEX)
        record = json.dumps(self.report.to_dict() | asdict(delivered), indent=1, ensure_ascii=False)
        self._move_text(record, f"{DELIVERIES}/{self.seq:06}.json")
        raised = [concern for one in arrived for concern in one.concerns]
        days = {one.table.address: one.days for one in arrived}
        self._move_text(to_json(with_delivery(all_warnings(self.home), self.seq, raised, days)), WARNINGS)
        write_parquet(status_table(index), self.work / STATUS)
        self.journal.move(self.work / STATUS, self.home.landing / STATUS)
        self.journal.commit()
        recover_journal(self.home)

    def _landed(self, one: TableIntake) -> LandedTable:
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


def _ranks(index: LandedIndex, seq: int, until: date | None) -> dict[int, int]:
    """Order deliveries by their last day, then by arrival: an old one that comes late must not win."""
    latest, order = date.min, []
    for d in [*index.deliveries, LandedDelivery(seq, "", "", until.isoformat() if until else None)]:
        latest = max(latest, date.fromisoformat(d.until)) if d.until else latest
        order.append((date.fromisoformat(d.until) if d.until else latest, d.seq))
    return {seq: rank for rank, (_, seq) in enumerate(sorted(order), start=1)}


def _tables(readings: list[FileReading]) -> list[SourceTable]:
    return list(dict.fromkeys(r.file.table for r in readings))


def _unpromised(readings: list[FileReading]) -> list[Text]:
    """What cannot be seen where no manifest holds the digests of the files: bytes that changed on the way."""
    without = [r.file.shown for r in readings if not r.file.sha256]
    if not without:
        return []
    return [
        Text(
            en=f"No digest was delivered for {len(without)} of {len(readings)} files (such as {without[0]}), so bytes "
            "changed or rows lost on the way would not show; a delivery.yml with `sha256` and `rows` makes them show.",
            zh=f"{len(readings)} 个文件中有 {len(without)} 个（如 {without[0]}）未附摘要，传输中改动的字节或丢失的行"
            "无从发现；在 delivery.yml 中写明 `sha256` 和 `rows` 即可发现。",
        )
    ]
