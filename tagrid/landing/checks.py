"""Checks rows against the contract: the header is matched, each chunk is typed, and every refused cell is noted.

A file in which too many rows are refused is refused whole.
"""

import csv
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from tagrid.core.errors import BadInput
from tagrid.core.text import Text, as_text, lines, nearest
from tagrid.landing.cells import castable, convert, form_fault, nowhere, pc
from tagrid.landing.contracts import SourceColumn, SourceTable
from tagrid.landing.mapping import ColumnRule, TableRule

# Above this share of a table's rows a delivery is refused whole: it is then the export that is wrong.
TOLERANCE = 0.01

# So many failures are written out in full; more are counted.
MOST_WRITTEN = 100_000

HEADER = ("file", "line", "column", "value", "reason")

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

# The period of these is a day that is planned, so it may lie after the delivery's last day.
PLANNED = {"marketing.inspections"}

# Failures spelt out a chunk and check; further ones are counted by their rows.
MOST_LISTED = 1000

# What is wrong with some cells: which, and why.
CellFinding = tuple[pa.Array, Text]


@dataclass(frozen=True)
class Refusal:
    """One refused cell (or row, when ``column`` is empty); ``line`` counts from 1, the header included."""

    file: str
    line: int
    column: str
    value: str
    reason: Text

    def described(self) -> Text:
        """Return where the cell is, why it was refused and what it holds."""
        where = Text(en=f"{self.file}, line {self.line}", zh=f"{self.file} 第 {self.line} 行")
        if self.column:
            where += Text(en=f", column {self.column}", zh=f" {self.column} 列")
        fault = where + Text(en=": ", zh="：") + self.reason
        value = _short(self.value)
        return fault + Text(en=f" (found {value!r})", zh=f"（实为 {value!r}）") if self.value else fault

    def cells(self) -> tuple[str, ...]:
        """Return the refusal as a CSV row that a spreadsheet shows and never computes."""
        return tuple(_inert(str(v)) for v in (self.file, self.line, self.column, self.value, self.reason.en))


def _short(value: str) -> str:
    return value if len(value) <= 60 else value[:57] + "..."


def _inert(text: str) -> str:
    """Keep a spreadsheet from reading the text as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@dataclass
class Refusals:
    """The refused rows of one table."""

    address: str
    rows_read: int = 0
    rows_refused: int = 0
    listed: list[Refusal] = field(default_factory=list)

    def add(self, found: list[Refusal], rows: int) -> None:
        """Note the refusals of ``rows`` more rows."""
        self.rows_refused += rows
        self.listed.extend(found[: max(MOST_WRITTEN - len(self.listed), 0)])

    def check(self, expected_rows: int = 0) -> None:
        """Refuse the delivery when more rows are refused than tolerated, of those read or those to come."""
        total = max(self.rows_read, expected_rows)
        if self.rows_refused > TOLERANCE * total:
            too_many = Text(
                en=f"{self.address}: {self.rows_refused} of {self.rows_read} rows read so far are refused, "
                f"more than {TOLERANCE:.0%}; nothing was landed. Correct the export, or say in a mapping file "
                "how it differs. The first:",
                zh=f"{self.address}：已读 {self.rows_read} 行，其中 {self.rows_refused} 行被拒收，"
                f"超过 {TOLERANCE:.0%}；未入库任何数据。请改正导出，或在映射文件中说明差异。前几处：",
            )
            raise BadInput(lines([too_many, *(one.described() for one in self.listed[:5])]))

    def write(self, path: Path) -> None:
        """Write the listed refusals as CSV for whoever corrects the source."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows([HEADER, *(one.cells() for one in self.listed)])


@dataclass(frozen=True)
class ColumnPlan:
    """For each contract column the rule that reads it, none where the file has no such column."""

    table: SourceTable
    rules: tuple[tuple[SourceColumn, ColumnRule | None], ...]
    added: tuple[str, ...]

    @property
    def absent(self) -> tuple[str, ...]:
        """Contract columns that the file does not bring."""
        return tuple(column.name for column, rule in self.rules if rule is None)

    @property
    def brought(self) -> tuple[str, ...]:
        """Contract columns that the file brings."""
        return tuple(column.name for column, rule in self.rules if rule is not None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Columns of the file that are read."""
        return tuple(dict.fromkeys(rule.source for _, rule in self.rules if rule and rule.source is not None))


def plan_columns(table: SourceTable, header: list[str], shown: str, mapped: TableRule | None) -> ColumnPlan:
    """Match a header with a contract; a missing or renamed column is BadInput that names it and its nearest.

    Without a mapping every contract column but the optional ones must be there. With one, a column that is
    neither required nor mapped may be absent. Columns the contract does not have are reported as added.
    """
    rules = tuple((c, _rule_of(c, table, header, shown, mapped)) for c in table.columns)
    used = {rule.source for _, rule in rules if rule}
    return ColumnPlan(table, rules, tuple(name for name in header if name not in used))


def _rule_of(
    column: SourceColumn, table: SourceTable, header: list[str], shown: str, mapped: TableRule | None
) -> ColumnRule | None:
    rule = mapped.columns.get(column.name) if mapped else None
    if rule is None and column.name in header:
        return ColumnRule(source=column.name)
    if rule is None:
        if column.optional or (mapped and not column.required):
            return None
        raise BadInput(_missing(column.name, table, header, shown))
    if rule.source is not None and rule.source not in header:
        missing = Text(
            en=f"{shown}: the mapping takes {column.name} from column {rule.source!r}, which is not in the header "
            f"({', '.join(header)}).",
            zh=f"{shown}：映射文件从列“{rule.source}”取 {column.name}，但表头（{'、'.join(header)}）中没有这一列。",
        )
        raise BadInput(missing + nearest(rule.source, header))
    return rule


def _missing(name: str, table: SourceTable, header: list[str], shown: str) -> Text:
    known = {c.name for c in table.columns}
    others = [h for h in header if h not in known]
    missing = Text(
        en=f"{shown}: column {name!r} of {table.address} is missing from the header.",
        zh=f"{shown}：表头中缺少 {table.address} 的列“{name}”。",
    )
    unknown = Text(
        en=f" The header also has {', '.join(map(repr, others[:8]))}, unknown to the contract.",
        zh=f"表头中另有数据契约未列的 {'、'.join(others[:8])}。",
    )
    advice = Text(
        en=" A column under another name is declared in a mapping file.", zh="列名不同时，请在映射文件中说明。"
    )
    return missing + (unknown if others else as_text("")) + nearest(name, others) + advice


def check_types(found: ColumnPlan, schema: pa.Schema, shown: str) -> None:
    """Refuse a Parquet file whose columns are not of the contract's types, naming column and types."""
    for column, rule in found.rules:
        if rule is None or rule.source is None or rule.reads_text:
            continue
        given = schema.field(rule.source).type
        if not castable(column, given):
            wrong = Text(
                en=f"{shown}: column {rule.source!r} is {given}, the contract of {found.table.address} says "
                f"{column.type}; export it as {column.type}",
                zh=f"{shown}：列“{rule.source}”的类型是 {given}，{found.table.address} 的数据契约要求 {column.type}；"
                f"请按 {column.type} 导出",
            )
            zeros = Text(en=" (numbers lose the leading zeros of an identifier).", zh="（存为数会丢失编号开头的零）。")
            raise BadInput(wrong + (zeros if column.type == "varchar" else Text(en=".", zh="。")))


@dataclass(frozen=True)
class Chunk:
    """Columns of a file by their own names, the line (or row number) of each row, and a digest of each whole row.

    Rows of equal digests are copies of each other in every column of the file, not only in those that land.
    """

    columns: dict[str, pa.Array]
    lines: np.ndarray
    digests: np.ndarray


@dataclass(frozen=True)
class CheckedRows:
    """The good rows, typed and with ``_line`` and ``_row``, and the refusals of the ``refused`` others."""

    rows: pa.RecordBatch
    failures: list[Refusal]
    refused: int


def check_chunk(plan: ColumnPlan, chunk: Chunk, shown: str, until: date | None) -> CheckedRows:
    """Type a chunk's cells by the contract and split the good rows from those that are refused."""
    size, typed, failures = len(chunk.lines), [], []
    bad = np.zeros(size, dtype=bool)
    for column, rule in plan.rules:
        raw, cells, findings = _checked_column(column, rule, chunk, size)
        typed.append(cells)
        if until and column.name == plan.table.period and plan.table.address not in PLANNED:
            findings.append(_late(cells, until))
        for mask, reason in findings:
            at = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
            bad[at] = True
            name = rule.source if rule and rule.source is not None else column.name
            failures += _refusals(at, raw, chunk.lines, shown, name, reason)
    names = [c.name for c, _ in plan.rules]
    marks = [pa.array(chunk.lines, pa.int64()), pa.array(chunk.digests, pa.uint64())]
    rows = pa.record_batch([*typed, *marks], names=[*names, "_line", "_row"])
    good = rows.filter(pa.array(~bad)) if bad.any() else rows
    return CheckedRows(good, sorted(failures, key=lambda f: f.line), int(bad.sum()))


def _checked_column(
    column: SourceColumn, rule: ColumnRule | None, chunk: Chunk, size: int
) -> tuple[pa.Array, pa.Array, list[CellFinding]]:
    """The raw cells, the typed ones, and what is wrong with them."""
    if rule is None:
        empty = pa.nulls(size, column.arrow)
        return empty, empty, []
    given = chunk.columns[rule.source] if rule.source is not None else _constant(rule.constant, size)
    raw, unmatched = _prepared(given, rule)
    cells, refused = convert(column, raw, rule.format)
    if rule.scale is not None:
        cells = pc.multiply(cells, pa.scalar(rule.scale)).cast(column.arrow, safe=False)
    no_match = Text(en=f"does not match {rule.extract}", zh=f"与 {rule.extract} 不匹配")
    findings = [(unmatched, no_match), (refused, form_fault(column, rule.format))]
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
    coded = text.dictionary_encode()
    found = [re.search(pattern, value) for value in coded.dictionary.to_pylist()]
    return pa.array([m[1] if m else None for m in found], pa.string()).take(coded.indices)


_REQUIRED = Text(en="empty, but the contract requires it", zh="为空，但数据契约要求必填")
_YEARS = Text(en="a year outside 1900 to 2199", zh="年份不在 1900 至 2199 之间")
_BLANKS = Text(en="blanks around an identifier", zh="编号前后有空白")


def _rules(column: SourceColumn, cells: pa.Array, known: pa.Array) -> list[CellFinding]:
    """What the contract forbids among typed cells; those already refused are not ``known``."""
    found: list[CellFinding] = []
    if column.required:
        found.append((pc.and_(pc.is_null(cells), known), _REQUIRED))
    if column.domain:
        outside = pc.invert(pc.is_in(cells, pa.array([None, *column.domain], pa.string())))
        codes = Text(en=f"not one of {', '.join(column.domain)}", zh=f"不是 {'、'.join(column.domain)} 之一")
        found.append((outside, codes))
    if column.range:
        low, high = column.range
        bounds = Text(en=f"outside {low:,} to {high:,}", zh=f"超出 {low:,} 至 {high:,}")
        found.append((_outside(cells, low, high), bounds))
    if pa.types.is_date(column.arrow) or pa.types.is_timestamp(column.arrow):
        found.append((_outside(cells.cast(pa.date32(), safe=False), FIRST_DAY, LAST_DAY), _YEARS))
    if column.length:
        length = Text(en=f"not {column.length} finite numbers", zh=f"不是 {column.length} 个有限的数")
        found.append((_misshapen(cells, column.length), length))
    if column.key and column.type == "varchar":
        found.append((_filled(pc.match_substring_regex(cells, r"^\s|\s$|[\x00-\x1f]")), _BLANKS))
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


def _late(cells: pa.Array, until: date) -> CellFinding:
    late = Text(en=f"after the delivery's last day {until}", zh=f"晚于交付批次的截止日 {until}")
    return _filled(pc.greater(cells.cast(pa.date32(), safe=False), until)), late


def _refusals(
    at: np.ndarray, raw: pa.Array, numbers: np.ndarray, shown: str, column: str, reason: Text
) -> list[Refusal]:
    values = raw.take(pa.array(at[:MOST_LISTED])).to_pylist()
    return [
        Refusal(shown, int(numbers[i]), column, "" if v is None else str(v), reason)
        for i, v in zip(at[:MOST_LISTED], values, strict=True)
    ]
