"""Which column of a file feeds which of the contract: its header and its types are matched before any row is read."""

import re
from dataclasses import dataclass, field, replace

import pyarrow as pa

from tagrid.core.errors import BadInput
from tagrid.core.text import Text, as_text, lines, nearest
from tagrid.landing import patterns
from tagrid.landing.cells import castable
from tagrid.landing.contracts import SourceColumn, SourceTable
from tagrid.landing.lookups import LookupTable
from tagrid.landing.refusals import shown_value
from tagrid.landing.rules import ColumnRule, Lookup, TableRule


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
    return list(map(shown_value, names)) if any(map(_DATA.fullmatch, names)) else names


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
