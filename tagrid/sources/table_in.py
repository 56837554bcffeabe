"""One table of a delivery: read and checked file by file, freed of duplicates, merged with what has landed."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from tagrid.errors import BadInput
from tagrid.home import Home
from tagrid.sources.contracts import Table
from tagrid.sources.duck import parquet
from tagrid.sources.duplicates import deduplicate
from tagrid.sources.failures import Failures
from tagrid.sources.index import LandedFile
from tagrid.sources.merge import Merger
from tagrid.sources.partials import Partials
from tagrid.sources.past import extent, odd_days, past, refuse_swapped
from tagrid.sources.reading import Reading


@dataclass(frozen=True)
class Place:
    """Where a delivery goes: the home, its folder under work/, its number, and who wins over whom."""

    home: Home
    work: Path
    seq: int
    until: date | None
    ranks: dict[int, int]
    accept_unusual: bool = False


@dataclass
class Arrived:
    """A table ready to land: its new files, those they replace, the refused rows, and what is to be said."""

    table: Table
    columns: tuple[str, ...]
    failures: Failures
    made: dict[str, Path] = field(default_factory=dict)
    files: list[LandedFile] = field(default_factory=list)
    gone: list[LandedFile] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    summary: dict = field(default_factory=dict)


def arrive(
    place: Place, con: duckdb.DuckDBPyConnection, table: Table, readings: list[Reading], landed: list[LandedFile]
) -> Arrived:
    """Bring one table through the door as far as work/; too many refused rows are BadInput."""
    failures = Failures(table.address)
    incoming = _read(place, table, readings, failures)
    warnings = _look(place, con, table, list(incoming.values()), landed) if incoming else []
    merger = Merger(con, place.home, table, place.work / table.address / "new", place.seq, place.ranks)
    dropped = 0
    units = [[period] for period in incoming] if merger.is_parted_by_key else [list(incoming)] * bool(incoming)
    for periods in units:
        unit, copies = _unique(con, table, {p: incoming[p] for p in periods}, readings, failures)
        dropped += copies
        merger.merge(unit, landed)
    failures.check()
    merger.compact(landed)
    merged = merger.merged
    if merged.older:
        warnings.append(
            f"{table.address}: {merged.older:,} rows were not taken: newer ones had landed, from a delivery with a "
            "later `until` or with a later updated_at."
        )
    return Arrived(
        table=table,
        columns=tuple(dict.fromkeys(name for r in readings for name in r.plan.brought)),
        failures=failures,
        made=merged.made,
        files=merged.files,
        gone=merged.gone,
        warnings=warnings,
        summary={
            "rows": failures.rows_read,
            "added": merged.added,
            "replaced": merged.replaced,
            "unchanged": merged.unchanged,
            "older": merged.older,
            "copies": dropped,
            "refused": failures.rows_refused,
        },
    )


def _read(place: Place, table: Table, readings: list[Reading], failures: Failures) -> dict[str, Path]:
    """Checked rows of all files as typed Parquet, a file a period."""
    partials = Partials(table, place.work / table.address)
    promised = [r.rows_promised for r in readings]
    expected = sum(promised) if all(promised) else 0
    for number, reading in enumerate(readings):
        for rows in reading.typed(failures, place.until, expected):
            partials.write(rows, number)
    failures.check()
    return partials.close()


def _look(
    place: Place, con: duckdb.DuckDBPyConnection, table: Table, incoming: list[Path], landed: list[LandedFile]
) -> list[str]:
    """Hold a table's new rows as a whole against expectations and its own past; return what is worth a look."""
    from expectations.arriving import suite
    from tagrid.gx import run_suite

    refuse_swapped(con, place.home, table, incoming, landed)
    before = past(con, place.home, table, landed)
    rows, days = extent(con, table, incoming, before)
    failed = run_suite(con, parquet(incoming), suite(table, rows, days, before, place.until))
    critical = [f.message for f in failed if f.severity == "critical" and not place.accept_unusual]
    if critical:
        said = "".join(f"\n  {message}" for message in critical)
        raise BadInput(
            f"{table.address}: the rows as a whole cannot be right; nothing was landed.{said}\n"
            "Correct the export, or if it is right as it is, ingest with --unusual."
        )
    return [f"{table.address}: {f.message}." for f in failed] + odd_days(con, table, incoming, before)


def _unique(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    incoming: dict[str, Path],
    readings: list[Reading],
    failures: Failures,
) -> tuple[dict[str, Path], int]:
    """The rows with each key once, and how many copies were dropped for it."""
    first = next(iter(incoming.values()))
    out = first.with_name(f"unique-{first.name}")
    found = deduplicate(con, table, list(incoming.values()), [r.file.shown for r in readings], out)
    if not found:
        return incoming, 0
    failures.add(found.refused, len(found.refused))
    return dict.fromkeys(incoming, found.path), found.dropped
