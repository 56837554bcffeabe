"""Checks the rows of a table against its contract: each chunk is typed, and every refused cell is noted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

import numpy as np
import pyarrow as pa

from tagrid.core.text import Text, as_text
from tagrid.landing import patterns
from tagrid.landing.cells import convert, form_fault, nowhere, padded, pc, plain_numbers
from tagrid.landing.column_plan import ColumnPlan
from tagrid.landing.contracts import SourceColumn
from tagrid.landing.lookups import LookupTable
from tagrid.landing.refusals import CUSTOMER, MOST_LISTED, Refusal
from tagrid.landing.rules import ColumnRule, Lookup
from tagrid.landing.texts import text_faults

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

# The period of these is a day that is planned, so it may lie after the delivery's last day.
PLANNED = {"marketing.inspections"}

# What is wrong with some cells: which, and why.
CellFinding = tuple[pa.Array, Text]


@dataclass(frozen=True)
class Chunk:
    """Columns of a file by their own names, the line (or row number) of each row, and a digest of each whole row.

    Rows of equal digests are copies of each other in every column of the file, not only in those that land; rows of
    equal ``parts`` are the same part of their keys. ``numbers`` are the cells that are numbers in Excel.
    """

    columns: dict[str, pa.Array]
    lines: np.ndarray
    digests: np.ndarray
    parts: np.ndarray
    numbers: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckedRows:
    """The good rows, typed and with ``_line`` and ``_row``, and the refusals of the ``refused`` others.

    ``aside`` of them are right in all but a number below zero, as a net meter has it.
    """

    rows: pa.RecordBatch
    failures: list[Refusal]
    refused: int
    aside: int = 0


def check_chunk(plan: ColumnPlan, chunk: Chunk, shown: str, until: date | None) -> CheckedRows:
    """Type a chunk's cells by the contract and split the good rows from those that are refused."""
    size, typed, found = len(chunk.lines), [], []
    bad, net = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    for column, rule in plan.rules:
        raw, cells, findings = _checked_column(column, rule, chunk, size, plan.lookups)
        typed.append(cells)
        if until and column.name == plan.table.period and plan.table.address not in PLANNED:
            findings.append(_late(cells, until))
        for mask, reason in findings:
            at = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
            (net if reason is _BELOW_ZERO else bad)[at] = True
            name = rule.source if rule and rule.source is not None else column.name
            found.append((at, raw, name, reason, column))
    names = [c.name for c, _ in plan.rules]
    customers = typed[names.index(CUSTOMER)] if CUSTOMER in names else pa.nulls(size, pa.string())
    failures = [one for each in found for one in _refusals(*each, chunk.lines, customers, shown)]
    marks = [pa.array(chunk.lines, pa.int64()), *(pa.array(m, pa.uint64()) for m in (chunk.digests, chunk.parts))]
    rows = pa.record_batch([*typed, *marks], names=[*names, "_line", "_row", "_part"])
    aside = int((net & ~bad).sum())
    bad |= net
    good = rows.filter(pa.array(~bad)) if bad.any() else rows
    return CheckedRows(good, sorted(failures, key=lambda f: f.line), int(bad.sum()), aside)


def _checked_column(
    column: SourceColumn, rule: ColumnRule | None, chunk: Chunk, size: int, lookups: dict[Lookup, LookupTable]
) -> tuple[pa.Array, pa.Array, list[CellFinding]]:
    """The raw cells, the typed ones, and what is wrong with them."""
    if rule is None:
        empty = pa.nulls(size, column.arrow)
        return empty, empty, []
    given = _given(rule, chunk, size, column.gaps)
    raw, findings = _prepared(given, rule, lookups)
    if column.words and pa.types.is_string(raw.type):
        raw = _coded(raw, column.words)
    if (rule.decimal or rule.thousands) and pa.types.is_string(raw.type):
        raw, unread = plain_numbers(raw, rule.decimal or ".", rule.thousands)
        findings.append((unread, _marks_fault(rule)))
    if column.type == "varchar" and rule.source in chunk.numbers and not rule.reads_text:
        findings.append((pa.array(chunk.numbers[rule.source]), _NUMBER_NOT_TEXT))
    cells, refused = convert(column, raw, rule.format)
    findings.append((refused, form_fault(column, rule.format)))
    if rule.scale is not None:
        cells = pc.multiply(cells, pa.scalar(rule.scale)).cast(column.arrow, safe=False)
    cells = _not_below_zero(cells, rule.negative)
    known = pc.invert(reduce(pc.or_, (mask for mask, _ in findings)))
    rules = _rules(column, cells, known, rule.negative == "keep")
    return given, cells, [f for f in (*findings, *rules) if pc.any(f[0]).as_py()]


def _given(rule: ColumnRule, chunk: Chunk, size: int, gaps: bool) -> pa.Array:
    """The cells a rule begins with: a column's, those of several as one number or one list, or a constant.

    An empty cell leaves a list of several empty, or a point of it where it may have ``gaps``.
    """
    if rule.source is not None:
        return chunk.columns[rule.source]
    if rule.join:
        return _joined([chunk.columns[name] for name in rule.join])
    if rule.gathered:
        cells = [chunk.columns[name].cast(pa.string()) for name in rule.gathered]
        cells = [pc.fill_null(one, "") for one in cells] if gaps else cells
        joined = pc.binary_join_element_wise(*cells, ",")
        return pc.binary_join_element_wise("[", joined, "]", "")
    return _constant(rule.constant, size)


_MIDNIGHT = r"[ T]00:00:00(\.0+)?$"


def _joined(columns: list[pa.Array]) -> pa.Array:
    """The cells of several columns as one text, parted by hyphens; null where one of them is empty.

    A day that a workbook holds as the midnight it begins with is written as a day.
    """
    blank = pa.scalar(None, pa.string())
    texts = [
        pc.replace_substring_regex(cells.cast(pa.string()), _MIDNIGHT, "")
        if pa.types.is_timestamp(cells.type)
        else cells.cast(pa.string())
        for cells in columns
    ]
    trimmed = [pc.utf8_trim_whitespace(cells) for cells in texts]
    filled = [pc.if_else(_filled(pc.equal(cells, "")), blank, cells) for cells in trimmed]
    return pc.binary_join_element_wise(*filled, "-")


def _not_below_zero(cells: pa.Array, negative: str | None) -> pa.Array:
    if negative not in ("zero", "empty"):
        return cells
    below = _filled(pc.less(cells, pa.scalar(0).cast(cells.type)))
    return pc.if_else(below, pa.scalar(0 if negative == "zero" else None).cast(cells.type), cells)


def _marks_fault(rule: ColumnRule) -> Text:
    example = f"1{rule.thousands or ''}234{rule.decimal or '.'}5"
    return Text(en=f"not a number written as {example}", zh=f"不是写作 {example} 的数")


_NUMBER_NOT_TEXT = Text(
    en="a number in Excel, which loses the leading zeros of an identifier; store it as text, or give `digits` (or "
    "`trim` when there are none) in a mapping file",
    zh="在 Excel 中存为数，会丢失编号开头的零；请存为文本，或在映射文件中给出 `digits`（没有开头的零时用 `trim`）",
)


def _constant(value: str | None, size: int) -> pa.Array:
    return pa.array([value or None], pa.string()).take(pa.array(np.zeros(size, dtype=np.int64)))


def _prepared(
    given: pa.Array, rule: ColumnRule, lookups: dict[Lookup, LookupTable]
) -> tuple[pa.Array, list[CellFinding]]:
    """Cells after trim, null, extract, values, digits and lookup; and what did not go through."""
    findings: list[CellFinding] = [(nowhere(given), as_text(""))]
    if not rule.reads_text:
        return given, findings
    text = given.cast(pa.string())
    if rule.trim:
        text = pc.utf8_trim_whitespace(text)
    empty = pc.is_in(text, pa.array(["", *rule.nulls], pa.string()))
    text = pc.if_else(empty, pa.scalar(None, pa.string()), text)
    if rule.extract:
        found = _extracted(text, rule.extract)
        no_match = Text(en=f"does not match {rule.extract}", zh=f"与 {rule.extract} 不匹配")
        findings.append((pc.and_(pc.is_null(found), pc.is_valid(text)), no_match))
        text = found
    if rule.values:
        at = pc.index_in(pc.fill_null(text, ""), pa.array(list(rule.values), pa.string()))
        replaced = pa.array([v or None for v in rule.values.values()], pa.string()).take(at)
        text = pc.if_else(pc.is_valid(at), replaced, text)
    if rule.digits:
        text, refused = padded(text, rule.digits)
        findings.append((refused, Text(en=f"not of up to {rule.digits} digits", zh=f"不是至多 {rule.digits} 位数字")))
    if rule.lookup:
        values = lookups[rule.lookup].values
        found = pa.array(values.values(), pa.string()).take(pc.index_in(text, pa.array(values, pa.string())))
        absent = Text(en=f"not in {rule.lookup.file}", zh=f"不在 {rule.lookup.file} 中")
        findings.append((pc.and_(pc.is_null(found), pc.is_valid(text)), absent))
        text = found
    return text, findings


def _coded(cells: pa.Array, words: Mapping[str, str]) -> pa.Array:
    """Cells with the code in place of the trade's word for it; any other cell as it is."""
    at = pc.index_in(cells, pa.array(list(words), pa.string()))
    return pc.coalesce(pa.array(list(words.values()), pa.string()).take(at), cells)


def _extracted(text: pa.Array, pattern: str) -> pa.Array:
    """The pattern's group in each cell, null where it is not found; every distinct text is searched once."""
    coded = text.dictionary_encode()
    return patterns.extracted(pattern, coded.dictionary).take(coded.indices)


_REQUIRED = Text(en="empty, but the contract requires it", zh="为空，但数据契约要求必填")
_YEARS = Text(en="a year outside 1900 to 2199", zh="年份不在 1900 至 2199 之间")


_BELOW_ZERO = Text(
    en="below 0, as on a net meter's day; say by `negative` in a mapping file what such a day is (keep, zero or empty)",
    zh="小于 0，如净计量表的某日；请在映射文件中用 `negative` 说明如何处理（keep、zero 或 empty）",
)


def _rules(column: SourceColumn, cells: pa.Array, known: pa.Array, keeps_negative: bool = False) -> list[CellFinding]:
    """What the contract forbids among typed cells; those already refused are not ``known``."""
    found: list[CellFinding] = []
    if column.required:
        found.append((pc.and_(pc.is_null(cells), known), _REQUIRED))
    if column.domain:
        outside = pc.invert(pc.is_in(cells, pa.array([None, *column.domain], pa.string())))
        found.append((outside, _domain_fault(column)))
    if column.range:
        low, high = column.range
        low = -high if keeps_negative else low
        bounds = Text(en=f"outside {low:,} to {high:,}", zh=f"超出 {low:,} 至 {high:,}")
        if column.net and low == 0:
            found.append((_outside(cells, 0, float("inf")), _BELOW_ZERO))
            low = -high
        found.append((_outside(cells, low, high), bounds))
    if pa.types.is_date(column.arrow) or pa.types.is_timestamp(column.arrow):
        found.append((_outside(cells.cast(pa.date32(), safe=False), FIRST_DAY, LAST_DAY), _YEARS))
    if column.lengths:
        found.append((_misshapen(cells, column), _length_fault(column)))
    if column.type == "varchar" and not column.domain:
        found += text_faults(column, cells)
    return found


def _domain_fault(column: SourceColumn) -> Text:
    """What a cell of codes may be; a message in Chinese names the trade's word for each code too."""
    names = column.code_names
    shown = "、".join(f"{code}（{names[code]}）" if code in names else code for code in column.domain)
    return Text(en=f"not one of {', '.join(column.domain)}", zh=f"不是 {shown} 之一")


def _filled(mask: pa.Array) -> pa.Array:
    return pc.fill_null(mask, False)


def _outside(cells: pa.Array, low, high) -> pa.Array:
    if pa.types.is_list(cells.type):
        return _lists_with(cells, lambda points: _outside(points, low, high))
    if pa.types.is_decimal(cells.type):
        cells = cells.cast(pa.float64())
    return _filled(pc.or_(pc.less(cells, low), pc.greater(cells, high)))


def _length_fault(column: SourceColumn) -> Text:
    en, zh = (join.join(map(str, column.lengths)) for join in (" or ", " 或 "))
    found = Text(en=f"not {en} finite numbers", zh=f"不是 {zh} 个有限的数")
    return found + Text(en=" (a point may be empty)", zh="（个别点可为空）") if column.gaps else found


def _misshapen(cells: pa.Array, column: SourceColumn) -> pa.Array:
    wrong = pc.invert(pc.is_in(pc.list_value_length(cells), pa.array([None, *column.lengths], pa.int32())))
    endless = _lists_with(cells, lambda points: pc.invert(pc.fill_null(pc.is_finite(points), column.gaps)))
    return _filled(pc.or_(wrong, endless))


def _lists_with(cells: pa.Array, holds: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Which lists have a number of which something ``holds``."""
    rows = pc.list_parent_indices(cells).to_numpy()
    found = np.zeros(len(cells), dtype=bool)
    found[rows[holds(pc.list_flatten(cells)).to_numpy(zero_copy_only=False)]] = True
    return pa.array(found)


def _late(cells: pa.Array, until: date) -> CellFinding:
    late = Text(en=f"after the delivery's last day {until}", zh=f"晚于交付批次的截止日 {until}")
    return _filled(pc.greater(cells.cast(pa.date32(), safe=False), until)), late


def _refusals(
    at: np.ndarray,
    raw: pa.Array,
    name: str,
    reason: Text,
    column: SourceColumn,
    numbers: np.ndarray,
    customers: pa.Array,
    shown: str,
) -> list[Refusal]:
    listed = pa.array(at[:MOST_LISTED])
    rows = zip(listed.to_pylist(), raw.take(listed).to_pylist(), customers.take(listed).to_pylist(), strict=True)
    kind = {"is_personal": column.personal, "is_code": bool(column.domain)}
    return [
        Refusal(shown, int(numbers[i]), name, "" if v is None else str(v), reason, **kind, customer=who or "")
        for i, v, who in rows
    ]
