"""The intake of one table of a delivery: its rows are read, checked against contract, masters and past, and merged."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from tagrid.core.errors import BadInput
from tagrid.core.formats import counted
from tagrid.core.project import Home
from tagrid.core.settings import today
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text
from tagrid.landing.attention import Concern
from tagrid.landing.combine import Combined, combine
from tagrid.landing.compare import compare
from tagrid.landing.contracts import SourceTable
from tagrid.landing.index import (
    LandedFile,
)
from tagrid.landing.merge import NEWER, Deduplicated, Merger, deduplicate
from tagrid.landing.parquet import (
    one_row,
    parquet_relation,
    split_periods,
)
from tagrid.landing.partials import Partials
from tagrid.landing.past import landed_days
from tagrid.landing.reading import FileReading
from tagrid.landing.references import Known, ReferenceChecks, ReferenceFindings
from tagrid.landing.refusals import Refusals
from tagrid.landing.whole import Arrived, check_whole_table, refuse_swapped

# Rows that stand this many times each are parts of a day, not copies.
PARTS = 12


@dataclass(frozen=True)
class Destination:
    """Where a delivery goes: the home, its folder under work/, its number, who wins over whom, customers' kinds."""

    home: Home
    work: Path
    seq: int
    until: date | None
    ranks: dict[int, int]
    accept_unusual: bool = False
    kinds: str | None = None


@dataclass
class TableIntake:
    """A table ready to land: its new files, those they replace, the refused rows, warnings and counts."""

    table: SourceTable
    columns: tuple[str, ...]
    failures: Refusals
    made: dict[str, Path] = field(default_factory=dict)
    files: list[LandedFile] = field(default_factory=list)
    gone: list[LandedFile] = field(default_factory=list)
    warnings: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    concerns: list[Concern] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    summary: dict = field(default_factory=dict)
    is_empty: bool = False


def take_in_table(
    place: Destination,
    con: duckdb.DuckDBPyConnection,
    table: SourceTable,
    readings: list[FileReading],
    landed: list[LandedFile],
    known: Known,
) -> TableIntake:
    """Check one table and write its new files under work/; too many refused rows are BadInput."""
    failures = Refusals(table.address)
    concerns: list[Concern] = []
    incoming = _read_files(place, table, readings, failures)
    warnings = _empty_files(readings)
    incoming, parts = _combined(con, table, incoming, readings, failures)
    warnings += parts.warnings if parts else []
    came = list(incoming.values())
    seen = refuse_swapped(con, place.home, table, came, landed) if incoming else None
    incoming, beside = _check_references(place, con, table, incoming, readings, landed, known, failures)
    warnings += beside.warnings
    if incoming:
        if seen is None or list(incoming.values()) != came:
            seen = compare(con, place.home, table, list(incoming.values()), landed)
        arrived = Arrived(table, incoming, [r.file.shown for r in readings], landed, place.until, today())
        checked = check_whole_table(con, place.home, arrived, seen, place.kinds, place.accept_unusual)
        failures.add(checked.aside, len(checked.aside))
        failures.rows_implausible += len(checked.aside)
        failures.check()
        incoming, concerns = checked.incoming, checked.concerns
    merger = Merger(con, place.home, table, place.work / table.address / "new", place.seq, place.ranks)
    dropped, copies, copied = parts.copies if parts else 0, 0, 0
    units = [[period] for period in incoming] if merger.is_parted_by_key else [list(incoming)] * bool(incoming)
    differ = beside.differ and set(table.unique) <= set(table.keys)  # so no key stands twice either
    for periods in units:
        unit = {p: incoming[p] for p in periods}
        unit, found = (unit, None) if differ else _without_duplicates(con, table, unit, readings, failures)
        if found:
            dropped, copies, copied = dropped + found.dropped, copies + found.copies, copied + found.copied
        merger.merge(unit, landed)
    failures.check()
    warnings += [one.text for one in concerns] + _copies_found(table, copies, copied, place.accept_unusual)
    merger.compact(landed)
    merged = merger.merged
    if merged.older:
        newest_by = table.precedence.newest_by if table.precedence else NEWER
        older = Text(
            en=f"{table.address}: {counted(merged.older, 'row was', 'rows were')} not taken: newer ones had landed, "
            f"from a delivery with a later `until` or with a later {newest_by}.",
            zh=f"{table.address}：有 {merged.older:,} 行未采用：已有更新的数据入库"
            f"（批次的 `until` 或 {newest_by} 更晚）。",
        )
        warnings.append(older)
    return TableIntake(
        table=table,
        columns=tuple(dict.fromkeys(name for r in readings for name in r.plan.brought)),
        failures=failures,
        made=merged.made,
        files=merged.files,
        gone=merged.gone,
        warnings=warnings,
        notes=beside.notes,
        # What a person has called right needs nobody's attention any more.
        concerns=[
            *([] if place.accept_unusual else [*concerns, *(Concern(table.address, one) for one in beside.warnings)]),
            *_set_aside(place, failures),
        ],
        days=landed_days(con, table, list(dict.fromkeys(incoming.values()))),
        summary={
            "rows": failures.rows_read,
            "added": merged.added,
            "replaced": merged.replaced,
            "unchanged": merged.unchanged,
            "older": merged.older,
            "copies": dropped,
            "refused": failures.rows_refused,
            "totals": sum(r.totals for r in readings),
        },
        is_empty=all(r.is_empty for r in readings),
    )


def _empty_files(readings: list[FileReading]) -> list[Text]:
    return [
        Text(
            en=f"{r.file.shown}: no rows below the header, so nothing landed of it; if there was nothing to report, "
            "`rows: 0` in a manifest says so.",
            zh=f"{r.file.shown}：表头之下没有数据，因此没有入库；如确无数据，可在清单中写 `rows: 0` 说明。",
        )
        for r in readings
        if r.is_empty
    ]


def _combined(
    con: duckdb.DuckDBPyConnection,
    table: SourceTable,
    incoming: dict[str, Path],
    readings: list[FileReading],
    failures: Refusals,
) -> tuple[dict[str, Path], Combined | None]:
    """The rows with the parts of each key made one, where the mapping says that rows are parts."""
    rule = readings[0].file.rule.combine if readings[0].file.rule else None
    if rule is None or not incoming:
        return incoming, None
    first = next(iter(incoming.values()))
    files, out = [r.file.shown for r in readings], first.with_name(f"combined-{first.name}")
    found = combine(con, table, rule, list(incoming.values()), files, out)
    failures.add(found.refused, len(found.refused))
    failures.check()
    return split_periods(con, table, out), found


def _set_aside(place: Destination, failures: Refusals) -> list[Concern]:
    """Concerns of refused rows, open until somebody has looked at them; the rows themselves are in the quarantine."""
    if not failures.rows_refused:
        return []
    file = f"quarantine/{place.seq:06}/{failures.address}.csv"
    text = Text(
        en=f"{failures.address}: {counted(failures.rows_refused, 'row was', 'rows were')} set aside in {file}; "
        "correct and deliver again.",
        zh=f"{failures.address}：有 {failures.rows_refused:,} 行被搁置在 {file} 中；请改正后重新交付。",
    )
    return [Concern(failures.address, text)]


def _read_files(
    place: Destination, table: SourceTable, readings: list[FileReading], failures: Refusals
) -> dict[str, Path]:
    """Checked rows of all files as typed Parquet, a file a period."""
    partials = Partials(table, place.work / table.address)
    promised = [r.rows_promised for r in readings]
    expected = sum(promised) if all(promised) else 0
    for number, reading in enumerate(readings):
        for rows in reading.typed(failures, place.until, expected):
            partials.write(rows, number)
    failures.check()
    return partials.close()


def _check_references(
    place: Destination,
    con: duckdb.DuckDBPyConnection,
    table: SourceTable,
    incoming: dict[str, Path],
    readings: list[FileReading],
    landed: list[LandedFile],
    known: Known,
    failures: Refusals,
) -> tuple[dict[str, Path], ReferenceFindings]:
    """The rows that fit what is known of other tables, and what is worth a word; the others are refused."""
    if not incoming:
        return incoming, ReferenceFindings()
    checks = ReferenceChecks(con, table, incoming, known, [r.file.shown for r in readings])
    old = [place.home.landing / f.path for f in _same_days(con, table, incoming, landed)] if table.unique else []
    found = checks.run(place.accept_unusual, old)
    failures.add(found.refused, len(found.rows))
    failures.check()
    return checks.without_refused(), found


def _same_days(
    con: duckdb.DuckDBPyConnection, table: SourceTable, incoming: dict[str, Path], landed: list[LandedFile]
) -> list[LandedFile]:
    """Landed files that may hold some of the days that came."""
    day = quote_identifier(str(table.period))
    first, through = one_row(
        con, f"select min({day})::date, max({day})::date from {parquet_relation(incoming.values())}"
    )
    return [f for f in landed if f.overlaps(first, through)]


def _without_duplicates(
    con: duckdb.DuckDBPyConnection,
    table: SourceTable,
    incoming: dict[str, Path],
    readings: list[FileReading],
    failures: Refusals,
) -> tuple[dict[str, Path], Deduplicated | None]:
    """The rows with each key once, and what was dropped or refused for it, none when each key stood once."""
    first = next(iter(incoming.values()))
    out = first.with_name(f"unique-{first.name}")
    found = deduplicate(con, table, list(incoming.values()), [r.file.shown for r in readings], out)
    if not found:
        return incoming, None
    failures.add(found.refused, len(found.refused))
    return split_periods(con, table, found.path) if len(incoming) > 1 else dict.fromkeys(incoming, found.path), found


def _copies_found(table: SourceTable, copies: int, copied: int, accepted: bool) -> list[Text]:
    """Report rows that are copies of others; so many of each that they are parts of one are BadInput."""
    if not copies:
        return []
    if table.load == "event" and copies >= (PARTS - 1) * copied and not accepted:
        raise BadInput(
            en=f"{table.address}: {counted(copied, 'row stands', 'rows stand')} about {copies / copied + 1:.0f} times, "
            "alike in every column; so many are no copies but readings by the hour without their hour. Nothing was "
            "landed. Add them up by `combine` in a mapping file, or if they are copies, ingest with --unusual.",
            zh=f"{table.address}：有 {copied:,} 行各出现约 {copies / copied + 1:.0f} 次，各列都相同；"
            "这么多不是重复，而是缺少时刻的分时读数。未入库任何数据。请在映射文件中用 `combine` 合并；"
            "如确为重复，请用 --unusual 入库。",
        )
    return [
        Text(
            en=f"{table.address}: {counted(copies, 'row is a copy', 'rows are copies')} of another row in every "
            "column; one of each landed.",
            zh=f"{table.address}：有 {copies:,} 行与另一行各列都相同，作为重复行去除。",
        )
    ]
