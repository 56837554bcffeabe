"""A table's new rows as a whole: what cannot be right is set aside or refuses the delivery, what is odd is reported."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from tagrid.core.errors import BadInput
from tagrid.core.expectations import run_suite, suites
from tagrid.core.project import Home
from tagrid.core.text import Text, lines
from tagrid.landing.attention import Concern
from tagrid.landing.compare import Comparison, Finding, amounts, compare
from tagrid.landing.contracts import SourceTable
from tagrid.landing.copies import copy_findings
from tagrid.landing.fills import fill_findings
from tagrid.landing.index import LandedFile, LandedIndex
from tagrid.landing.parquet import parquet_relation
from tagrid.landing.past import extent, long_before, read_past, unusual_days
from tagrid.landing.plausible import Doubt, day_doubts, doubtful, kinds_of, size_doubts
from tagrid.landing.refusals import FEW_IMPLAUSIBLE, TOLERANCE, Refusal
from tagrid.landing.sizes import size_findings
from tagrid.landing.swaps import swap_findings, swapped_texts


@dataclass(frozen=True)
class Arrived:
    """Rows of a table that came: typed files by period, the files' names, what landed of it, and the last day."""

    table: SourceTable
    incoming: dict[str, Path]
    shown: list[str]
    landed: list[LandedFile]
    until: date | None
    today: date


@dataclass
class Checked:
    """The rows that are left, those set aside, and what is worth a look."""

    incoming: dict[str, Path]
    aside: list[Refusal] = field(default_factory=list)
    concerns: list[Concern] = field(default_factory=list)


def landed_kinds(home: Home, index: LandedIndex) -> str | None:
    """SQL of every landed customer's kind, by which amounts are judged."""
    address, kind = suites("intake").KIND
    return kinds_of(home, [home.landing / f.path for f in index.files(address)], kind)


def refuse_swapped(
    con: duckdb.DuckDBPyConnection, home: Home, table: SourceTable, incoming: list[Path], landed: list[LandedFile]
) -> Comparison:
    """Refuse rows whose names or identifiers stand in each other's columns, before anything is made of them.

    The comparison with what landed is returned, for the checks of the table as a whole.
    """
    seen = compare(con, home, table, incoming, landed)
    if seen.then and seen.now and (found := swapped_texts(seen)):
        address = Text(en=f"{table.address}: ", zh=f"{table.address}：")
        raise BadInput(lines([address + one.text + Text(en=".", zh="。") for one in found], apart="\n"))
    return seen


def check_whole_table(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    arrived: Arrived,
    seen: Comparison,
    kinds: str | None,
    accept_unusual: bool,
) -> Checked:
    """Check a table's new rows against expectations, the calendar and its own past, as ``seen`` beside it.

    What cannot be right as a whole is BadInput, unless ``accept_unusual``: then it is a warning.
    """
    table, left = arrived.table, Checked(dict(arrived.incoming))
    left.incoming, left.aside = doubtful(
        con, table, arrived.incoming, arrived.shown, _doubts(seen, arrived, kinds, accept_unusual)
    )
    if _are_many_sizes(seen, left.aside) and (wrong := [one.text for one in size_findings(seen) if one.critical]):
        raise BadInput(_refusal(table, wrong))  # another unit is reported once, not row by row
    if not left.incoming:
        return left
    if left.aside:
        seen = compare(con, home, table, list(left.incoming.values()), arrived.landed)
    findings = _expectations(con, home, arrived, left) + _comparisons(seen)
    critical = [one.text for one in findings if one.critical]
    if critical and not accept_unusual:
        raise BadInput(_refusal(table, critical))
    address = Text(en=f"{table.address}: ", zh=f"{table.address}：")
    left.concerns = [Concern(table.address, address + one.text + Text(en=".", zh="。"), one.days) for one in findings]
    return left


def _are_many_sizes(seen: Comparison, aside: list[Refusal]) -> bool:
    names = {column.name for column in amounts(seen.table)}
    return sum(one.column in names for one in aside) > max(FEW_IMPLAUSIBLE, TOLERANCE * seen.now)


def _doubts(seen: Comparison, arrived: Arrived, kinds: str | None, accept_unusual: bool) -> list[Doubt]:
    days = day_doubts(seen, arrived.today)
    if accept_unusual:
        return days
    return days + size_doubts(seen, parquet_relation(dict.fromkeys(arrived.incoming.values())), kinds)


def _comparisons(seen: Comparison) -> list[Finding]:
    if not seen.then or not seen.now:
        return []
    swapped = swap_findings(seen)
    return swapped or [*copy_findings(seen), *size_findings(seen), *fill_findings(seen)]


def _expectations(con: duckdb.DuckDBPyConnection, home: Home, arrived: Arrived, left: Checked) -> list[Finding]:
    """What the project's own suite finds, and days that are missing or hold too few rows."""
    table, incoming = arrived.table, list(left.incoming.values())
    before = read_past(con, home, table, arrived.landed)
    rows, days = extent(con, table, incoming, before)
    suite = suites("intake").suite(table, rows, days, before, arrived.until)
    failed = run_suite(con, parquet_relation(incoming), suite)
    odd = [Finding(False, one.text, one.days) for one in unusual_days(con, table, incoming, before)]
    early = [Finding(False, one) for one in long_before(con, table, incoming, arrived.landed)]
    return [Finding(f.severity == "critical", f.message) for f in failed] + odd + early


def _refusal(table: SourceTable, critical: list[Text]) -> Text:
    wrong = Text(
        en=f"{table.address}: the rows as a whole cannot be right; nothing was landed.",
        zh=f"{table.address}：这些行从整体看不可能正确；未入库任何数据。",
    )
    advice = Text(
        en="\nCorrect the export, or if it is right as it is, ingest with --unusual.",
        zh="\n请改正导出；如确属正确，请用 --unusual 入库。",
    )
    return lines([wrong, *critical]) + advice
