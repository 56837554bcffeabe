"""Columns that are looked up in another file of the delivery: the meter's customer in the register of meters."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from tagrid.core.errors import BadInput
from tagrid.core.files import digest
from tagrid.core.text import Text, nearest
from tagrid.landing.csv_reader import CsvFile
from tagrid.landing.excel import ENDINGS, ExcelFile
from tagrid.landing.rules import Lookup, TableRule


@dataclass(frozen=True)
class LookupTable:
    """The values of a lookup by their keys, and the sha256 of the file they are of."""

    sha256: str
    values: dict[str, str] = field(repr=False)


def read_lookups(rule: TableRule | None, found: dict[str, Path], encoding: str, delimiter: str) -> dict:
    """Return the tables of a rule's lookups; ``found`` are the delivery's files by name."""
    wanted = {column.lookup for column in rule.columns.values() if column.lookup} if rule else set()
    return {lookup: _read(lookup, found, encoding, delimiter) for lookup in wanted}


def _read(lookup: Lookup, found: dict[str, Path], encoding: str, delimiter: str) -> LookupTable:
    names = [name for name in found if fnmatchcase(name, lookup.file)]
    if len(names) != 1:
        count = Text(
            en=f"lookup: {len(names)} files of the delivery are named {lookup.file!r}; it must be one.",
            zh=f"lookup：交付批次中有 {len(names)} 个文件名为“{lookup.file}”；应恰有一个。",
        )
        raise BadInput(count + nearest(lookup.file, list(found)))
    (name,) = names
    path = found[name]
    file = ExcelFile(path, name) if path.suffix.lower() in ENDINGS else CsvFile(path, name, encoding, delimiter)
    header = file.header()
    for column in (lookup.key, lookup.value):
        if column not in header:
            absent = Text(
                en=f"{name}: the lookup reads column {column!r}, which is not in the header ({', '.join(header)}).",
                zh=f"{name}：lookup 读取的列“{column}”不在表头（{'、'.join(header)}）中。",
            )
            raise BadInput(absent + nearest(column, header))
    values: dict[str, str] = {}
    for rows in file.rows():
        keys, cells = (_texts(rows.columns[header.index(column)]) for column in (lookup.key, lookup.value))
        for key, cell, line in zip(keys, cells, rows.lines, strict=True):
            if key and cell and values.setdefault(key, cell) != cell:
                raise BadInput(
                    en=f"{name}, line {line}: {key} has two values, {values[key]} and {cell}; a lookup needs one.",
                    zh=f"{name} 第 {line} 行：{key} 有两个取值 {values[key]} 和 {cell}；lookup 只能有一个。",
                )
    return LookupTable(digest(path), values)


def _texts(cells) -> list[str | None]:
    return [str(value).strip() if value is not None else None for value in cells.to_pylist()]
