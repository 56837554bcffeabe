"""One chunk of a file against its contract: typed columns out, and every refused row with its reasons."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from tagrid.sources.arrow import compute as pc
from tagrid.sources.cells import nowhere, written
from tagrid.sources.contracts import Column
from tagrid.sources.failures import Failure
from tagrid.sources.mapping import ColumnRule
from tagrid.sources.plan import Plan
from tagrid.sources.typed import convert

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
# The period of these is a day that is planned, so it may lie after the delivery's last day.
PLANNED = {"marketing.inspections"}
# Failures spelt out a chunk and check; further ones are counted by their rows.
SPELT = 1000


@dataclass(frozen=True)
class Chunk:
    """Columns of a file by their own names, and the line (or row number) of each row."""

    columns: dict[str, pa.Array]
    lines: np.ndarray


@dataclass(frozen=True)
class Checked:
    """The rows that hold, typed and with ``_line``, and the failures of the rows that do not."""

    rows: pa.RecordBatch
    failures: list[Failure]
    refused: int


# What is wrong with some cells: which, and why.
Finding = tuple[pa.Array, str]


def check_chunk(plan: Plan, chunk: Chunk, shown: str, until: date | None) -> Checked:
    """Type a chunk's cells by the contract and part the rows that hold from those that do not."""
    size, typed, failures = len(chunk.lines), [], []
    bad = np.zeros(size, dtype=bool)
    for column, rule in plan.rules:
        raw, cells, findings = _column(column, rule, chunk, size)
        typed.append(cells)
        if until and column.name == plan.table.period and plan.table.address not in PLANNED:
            findings.append(_late(cells, until))
        for mask, reason in findings:
            at = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
            bad[at] = True
            name = rule.source if rule and rule.source is not None else column.name
            failures += _spelt(at, raw, chunk.lines, shown, name, reason)
    names = [c.name for c, _ in plan.rules]
    rows = pa.record_batch([*typed, pa.array(chunk.lines, pa.int64())], names=[*names, "_line"])
    good = rows.filter(pa.array(~bad)) if bad.any() else rows
    return Checked(good, sorted(failures, key=lambda f: f.line), int(bad.sum()))


def _column(
    column: Column, rule: ColumnRule | None, chunk: Chunk, size: int
) -> tuple[pa.Array, pa.Array, list[Finding]]:
    """The raw cells, the typed ones, and what is wrong with them."""
    if rule is None:
        empty = pa.nulls(size, column.arrow)
        return empty, empty, []
    given = chunk.columns[rule.source] if rule.source is not None else _constant(rule.constant, size)
    raw, unmatched = _prepared(given, rule)
    cells, refused = convert(column, raw, rule.format)
    if rule.scale is not None:
        cells = pc.multiply(cells, pa.scalar(rule.scale)).cast(column.arrow, safe=False)
    findings = [(unmatched, f"does not match {rule.extract}"), (refused, written(column, rule.format))]
    known = pc.invert(pc.or_(unmatched, refused))
    return given, cells, [f for f in (*findings, *_rules(column, cells, known)) if pc.any(f[0]).as_py()]


def _constant(value: str | None, size: int) -> pa.Array:
    return pa.array([value or None], pa.string()).take(pa.array(np.zeros(size, dtype=np.int64)))


def _prepared(given: pa.Array, rule: ColumnRule) -> tuple[pa.Array, pa.Array]:
    """Cells after trim, null, extract and values; and those that ``extract`` did not match."""
    unmatched = nowhere(given)
    if not rule.reads_text:
        return given, unmatched
    text = given.cast(pa.string())
    if rule.trim:
        text = pc.utf8_trim_whitespace(text)
    empty = pc.is_in(text, pa.array(["", *rule.nulls], pa.string()))
    text = pc.if_else(empty, pa.scalar(None, pa.string()), text)
    if rule.extract:
        found = _extracted(text, rule.extract)
        unmatched = pc.and_(pc.is_null(found), pc.is_valid(text))
        text = found
    if rule.values:
        at = pc.index_in(text, pa.array(list(rule.values), pa.string()))
        text = pc.coalesce(pa.array([v or None for v in rule.values.values()], pa.string()).take(at), text)
    return text, unmatched


def _extracted(text: pa.Array, pattern: str) -> pa.Array:
    """The pattern's group in each cell, null where it is not found; every distinct text is searched once."""
    import re

    coded = text.dictionary_encode()
    found = [re.search(pattern, value) for value in coded.dictionary.to_pylist()]
    return pa.array([m[1] if m else None for m in found], pa.string()).take(coded.indices)


def _rules(column: Column, cells: pa.Array, known: pa.Array) -> list[Finding]:
    """What the contract forbids among typed cells; ``known`` leaves out those already refused."""
    found: list[Finding] = []
    if column.required:
        found.append((pc.and_(pc.is_null(cells), known), "empty, but the contract requires it"))
    if column.domain:
        outside = pc.invert(pc.is_in(cells, pa.array([None, *column.domain], pa.string())))
        found.append((outside, f"not one of {', '.join(column.domain)}"))
    if column.range:
        low, high = column.range
        found.append((_outside(cells, low, high), f"outside {low:,} to {high:,}"))
    if pa.types.is_date(column.arrow) or pa.types.is_timestamp(column.arrow):
        found.append(
            (_outside(cells.cast(pa.date32(), safe=False), FIRST_DAY, LAST_DAY), "a year outside 1900 to 2199")
        )
    if column.length:
        found.append((_misshapen(cells, column.length), f"not {column.length} finite numbers"))
    if column.key and column.type == "varchar":
        found.append((_filled(pc.match_substring_regex(cells, r"^\s|\s$|[\x00-\x1f]")), "blanks around an identifier"))
    return found


def _filled(mask: pa.Array) -> pa.Array:
    return pc.fill_null(mask, False)


def _outside(cells: pa.Array, low, high) -> pa.Array:
    if pa.types.is_decimal(cells.type):
        cells = cells.cast(pa.float64())
    return _filled(pc.or_(pc.less(cells, low), pc.greater(cells, high)))


def _misshapen(cells: pa.Array, length: int) -> pa.Array:
    wrong = pc.not_equal(pc.list_value_length(cells), length)
    values, rows = pc.list_flatten(cells), pc.list_parent_indices(cells).to_numpy()
    off = np.zeros(len(cells), dtype=bool)
    endless = pc.invert(pc.fill_null(pc.is_finite(values), False)).to_numpy(zero_copy_only=False)
    off[rows[endless]] = True
    return _filled(pc.or_(wrong, pa.array(off)))


def _late(cells: pa.Array, until: date) -> Finding:
    return _filled(pc.greater(cells.cast(pa.date32(), safe=False), until)), f"after the delivery's last day {until}"


def _spelt(at: np.ndarray, raw: pa.Array, lines: np.ndarray, shown: str, column: str, reason: str) -> list[Failure]:
    values = raw.take(pa.array(at[:SPELT])).to_pylist()
    return [
        Failure(shown, int(lines[i]), column, "" if v is None else str(v), reason)
        for i, v in zip(at[:SPELT], values, strict=True)
    ]
