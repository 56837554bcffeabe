"""Checks rows against the contract: the header is matched, each chunk is typed, and every refused cell is noted.

A file in which too many rows are refused is refused whole.
"""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from pathlib import Path

import numpy as np
import pyarrow as pa

from tagrid.core.errors import BadInput
from tagrid.core.spreadsheet import escape_formula
from tagrid.core.text import Text, as_text, lines, nearest
from tagrid.landing import patterns
from tagrid.landing.cells import castable, convert, form_fault, nowhere, padded, pc, plain_numbers
from tagrid.landing.contracts import SourceColumn, SourceTable
from tagrid.landing.lookups import LookupTable
from tagrid.landing.rules import ColumnRule, Lookup, TableRule
from tagrid.landing.texts import text_faults

# Above this share of a table's rows a delivery is refused whole: it is then the export that is wrong.
TOLERANCE = 0.01

# Days of net meters are set aside without refusing the delivery, up to as many as there may be such meters.
ASIDE_ROWS, ASIDE_SHARE = 20, 0.2

# So many rows that cannot be true refuse no delivery, however small it is: they are set aside.
FEW_IMPLAUSIBLE = 3

# So many failures are written out in full; more are counted.
MOST_WRITTEN = 100_000

# Letters of a refused value that are written out.
MOST_QUOTED = 1000

HEADER = ("file", "line", "column", "value", "reason", "customer")

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

# Column of the account that a row is about, in every table that has one.
CUSTOMER = "customer_id"

# The period of these is a day that is planned, so it may lie after the delivery's last day.
PLANNED = {"marketing.inspections"}

# Failures spelt out a chunk and check; further ones are counted by their rows.
MOST_LISTED = 1000

# What is wrong with some cells: which, and why.
CellFinding = tuple[pa.Array, Text]


@dataclass(frozen=True)
class Refusal:
    """One refused cell (or row, when ``column`` is empty); ``line`` counts from 1, the header included.

    ``customer`` is the account that the row names, empty where it names none.

    A message is read by whoever runs the intake, and by all who get its mail: it holds no value of a personal column,
    no whole row, and of any other value that may be a person's only the kinds of its characters.
    """

    file: str
    line: int
    column: str
    value: str
    reason: Text
    is_personal: bool = False
    is_code: bool = False
    customer: str = ""

    def described(self) -> Text:
        """Return where the cell is, why it was refused and, where no person's data is shown by it, what it holds."""
        where = Text(en=f"{self.file}, line {self.line}", zh=f"{self.file} 第 {self.line} 行")
        if self.column:
            where += Text(en=f", column {self.column}", zh=f" {self.column} 列")
        fault = where + Text(en=": ", zh="：") + self.reason
        if self.value and self.column and not self.is_personal:
            value = self.value if self.is_code else _shown(self.value)
            fault += Text(en=f" (found {value!r})", zh=f"（实为 {value!r}）")
        if self.customer and self.column != CUSTOMER:
            fault += Text(en=f", customer {_shown(self.customer)}", zh=f"，户号 {_shown(self.customer)}")
        return fault

    def cells(self) -> tuple[str, ...]:
        """Return the refusal as a CSV row that a spreadsheet shows and never computes."""
        value = self.value if len(self.value) <= MOST_QUOTED else self.value[:MOST_QUOTED] + "..."
        return tuple(
            escape_formula(str(v)) for v in (self.file, self.line, self.column, value, self.reason.en, self.customer)
        )


# A telephone or identity number, wherever it stands: in a shifted row a date's column may hold one.
_PERSON_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{6}(?:19|20)\d{9}[\dXx])(?!\d)|0\d{2,3}-\d{7,8}")


# Two Chinese letters together may be a name or an address; the 年 of a date is none.
_NAME = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff]{2}")


def _shown(value: str) -> str:
    """A value for a message: as it is, or letter by letter its kind where it holds Chinese or a person's number."""
    if _PERSON_NUMBER.search(value) or _NAME.search(value):
        value = "".join("字" if ch > "\u2e7f" else "9" if ch.isdigit() else ch for ch in value)
    return value if len(value) <= 60 else value[:57] + "..."


@dataclass
class Refusals:
    """The refused rows of one table."""

    address: str
    rows_read: int = 0
    rows_refused: int = 0
    rows_aside: int = 0
    rows_implausible: int = 0
    listed: list[Refusal] = field(default_factory=list)

    def add(self, found: list[Refusal], rows: int, aside: int = 0) -> None:
        """Note the refusals of ``rows`` more rows, ``aside`` of them days of net meters."""
        self.rows_refused += rows
        self.rows_aside += aside
        self.listed.extend(found[: max(MOST_WRITTEN - len(self.listed), 0)])

    def check(self, expected_rows: int = 0) -> None:
        """Refuse the delivery when more rows are refused than tolerated, of those read or those to come."""
        total = max(self.rows_read, expected_rows)
        few_aside = self.rows_aside <= max(ASIDE_ROWS, ASIDE_SHARE * total)
        tolerated = (self.rows_aside if few_aside else 0) + min(self.rows_implausible, FEW_IMPLAUSIBLE)
        if self.rows_refused - tolerated > TOLERANCE * total:
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
    lookups: dict[Lookup, LookupTable] = field(default_factory=dict)

    @property
    def absent(self) -> tuple[str, ...]:
        """Contract columns that the file does not bring."""
        return tuple(column.name for column, rule in self.rules if rule is None)

    @property
    def brought(self) -> tuple[str, ...]:
        """Contract columns that the file brings."""
        return tuple(column.name for column, rule in self.rules if rule is not None)


def plan_columns(
    table: SourceTable, header: list[str], shown: str, mapped: TableRule | None, lookups: dict | None = None
) -> ColumnPlan:
    """Match a header with a contract; missing and renamed columns are BadInput that names all and their nearest.

    Without a mapping every contract column but the optional ones must be there. With one, a column that is
    neither required nor mapped may be absent. Columns the contract does not have are reported as added.
    """
    rules, faults, missing = [], [], []
    for column in table.columns:
        rule = mapped.columns.get(column.name) if mapped else None
        if rule is None and column.name in header:
            rule = ColumnRule(source=column.name)
        elif rule is None and not (column.optional or (mapped and not column.required)):
            missing.append(column.name)
        if rule is not None:
            rule, fault = _fitted(rule, column, header, shown, mapped)
            faults += [fault] if fault else []
        rules.append((column, rule))
    if missing:
        faults.insert(0, _missing(missing, table, header, shown))
    used = {name for _, rule in rules if rule for name in (rule.source, *rule.join, *rule.gathered)}
    if mapped and mapped.combine:
        used |= set(mapped.combine.by)
        faults += [_not_there("combine.by", name, header, shown) for name in mapped.combine.by if name not in header]
    if faults:
        raise BadInput(lines(faults))
    return ColumnPlan(table, tuple(rules), tuple(name for name in header if name not in used), lookups or {})


def _fitted(
    rule: ColumnRule, column: SourceColumn, header: list[str], shown: str, mapped: TableRule | None
) -> tuple[ColumnRule, Text | None]:
    """A column's rule for one file: its columns found, its constant read off the file's name; or what is wrong."""
    read = rule.join if rule.source is None else (rule.source,)
    if absent := [name for name in read if name not in header]:
        return rule, _not_there(column.name, absent[0], header, shown)
    if rule.file_name:
        (found,) = patterns.extracted(rule.file_name, pa.array([shown])).to_pylist()
        rule = replace(rule, constant=found)
        if found is None:
            return rule, Text(
                en=f"{shown}: the mapping takes {column.name} from the file's name by {rule.file_name}, which does not "
                "match it.",
                zh=f"{shown}：映射文件按 {rule.file_name} 从文件名取 {column.name}，但文件名不匹配。",
            )
    if pattern := rule.gather:
        matching = zip(header, patterns.searched(pattern, header), strict=True)
        rule = replace(rule, gathered=tuple(name for name, matches in matching if matches))
        if not rule.gathered:
            return rule, _not_there(column.name, pattern, header, shown)
    if mapped and (mapped.decimal or mapped.thousands) and _is_number(column):
        rule = replace(rule, decimal=rule.decimal or mapped.decimal, thousands=rule.thousands or mapped.thousands)
    return rule, None


def _is_number(column: SourceColumn) -> bool:
    return column.type in ("double", "integer") or column.type.startswith("decimal")


# What stands in a row of data and in no name of a column: a day, an amount, the number of a person or an account.
_DATA = re.compile(r"\d{8,}|\d{4}-\d{2}-\d{2}.*|[+-]?\d+\.\d+|[\d-]{11,}")


def shown_header(names: list[str]) -> list[str]:
    """Return a header's names for a message; of a row of data in its place, without what may name a person."""
    return list(map(_shown, names)) if any(map(_DATA.fullmatch, names)) else names


def _not_there(name: str, source: str, header: list[str], shown: str) -> Text:
    header = shown_header(header)
    missing = Text(
        en=f"{shown}: the mapping takes {name} from column {source!r}, which is not in the header "
        f"({', '.join(header)}).",
        zh=f"{shown}：映射文件从列“{source}”取 {name}，但表头（{'、'.join(header)}）中没有这一列。",
    )
    return missing + nearest(source, header)


def _missing(names: list[str], table: SourceTable, header: list[str], shown: str) -> Text:
    known = {c.name for c in table.columns}
    others = [h for h in shown_header(header) if h not in known]
    many, are = ("columns", "are") if len(names) > 1 else ("column", "is")
    missing = Text(
        en=f"{shown}: {many} {', '.join(map(repr, names))} of {table.address} {are} missing from the header.",
        zh=f"{shown}：表头中缺少 {table.address} 的列{'、'.join(f'“{name}”' for name in names)}。",
    )
    unknown = Text(
        en=f" The header also has {', '.join(map(repr, others[:8]))}, unknown to the contract.",
        zh=f"表头中另有数据契约未列的 {'、'.join(others[:8])}。",
    )
    near = nearest(names[0], others) if len(names) == 1 else as_text("")
    advice = Text(
        en=" A column under another name is declared in a mapping file; `tagrid sources draft` proposes one.",
        zh="列名不同时，请在映射文件中说明；`tagrid sources draft` 可生成草稿。",
    )
    return missing + (unknown if others else as_text("")) + near + advice


def check_types(found: ColumnPlan, schema: pa.Schema, shown: str) -> None:
    """Refuse a Parquet file whose columns are not of the contract's types, naming columns and types."""
    faults = []
    for column, rule in found.rules:
        if rule is None or rule.source not in schema.names or rule.reads_text:
            continue
        given = schema.field(rule.source).type
        if not castable(column, given):
            wrong = Text(
                en=f"{shown}: column {rule.source!r} is {given}, the contract of {found.table.address} says "
                f"{column.type}; export it as {column.type}",
                zh=f"{shown}：列“{rule.source}”的类型是 {given}，{found.table.address} 的数据契约要求 {column.type}；"
                f"请按 {column.type} 导出",
            )
            zeros = Text(
                en=" (numbers lose the leading zeros of an identifier), or give `digits` in a mapping file.",
                zh="（存为数会丢失编号开头的零），或在映射文件中给出 `digits`。",
            )
            faults.append(wrong + (zeros if column.type == "varchar" else Text(en=".", zh="。")))
    if faults:
        raise BadInput(lines(faults))


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
