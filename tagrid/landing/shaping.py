"""Brings a file's rows into the shape of a table: lines of totals out, columns of a wide file into rows."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tagrid.core.errors import BadInput
from tagrid.landing import patterns
from tagrid.landing.cells import pc
from tagrid.landing.csv_reader import BrokenRow
from tagrid.landing.rules import TableRule, Unpivot


@dataclass
class RawRows:
    """Rows as a file has them: cells by column, the line of each, and by column which cells are numbers in Excel."""

    columns: dict[str, pa.Array]
    lines: np.ndarray
    numbers: dict[str, np.ndarray]


def shaped_header(header: list[str], rule: TableRule | None, shown: str) -> list[str]:
    """Return the columns that the rules of a table read, those of a wide file as its name and its value column."""
    if rule is None or rule.unpivot is None:
        return header
    wide, others = _split(header, rule.unpivot)
    if not wide:
        raise BadInput(
            en=f"{shown}: no column of the header ({', '.join(header[:10])}) matches {rule.unpivot.on}; correct "
            "`unpivot.on` in the mapping.",
            zh=f"{shown}：表头（{'、'.join(header[:10])}）中没有列符合 {rule.unpivot.on}；"
            "请改正映射文件中的 `unpivot.on`。",
        )
    if twice := {rule.unpivot.name, rule.unpivot.value} & set(others):
        name = min(twice)
        raise BadInput(
            en=f"{shown}: column {name!r} of `unpivot` is in the header already; give it another name.",
            zh=f"{shown}：`unpivot` 的列“{name}”在表头中已有，请换一个名称。",
        )
    return [*others, rule.unpivot.name, rule.unpivot.value]


def _split(header: list[str], rule: Unpivot) -> tuple[list[str], list[str]]:
    wide = [name for name, found in zip(header, patterns.searched(rule.on, header), strict=True) if found]
    return wide, [name for name in header if name not in wide]


def without_totals(rows: RawRows, broken: list[BrokenRow], pattern: str | None) -> tuple[RawRows, list[BrokenRow], int]:
    """Return the rows that are none of totals, judged by the first cell that is filled, and how many were."""
    if not pattern:
        return rows, broken, 0
    totals = patterns.begun(pattern, [row[1].lstrip('"\t ,;') for row in broken])
    true_rows = [row for row, is_one in zip(broken, totals, strict=True) if not is_one]
    left_out = len(broken) - len(true_rows)
    if not len(rows.lines):
        return rows, true_rows, left_out
    first = pc.coalesce(*(column.cast(pa.string()) for column in rows.columns.values())).dictionary_encode()
    found = patterns.begun(pattern, [value.strip() for value in first.dictionary.to_pylist()])
    is_total = pc.fill_null(pa.array(found, pa.bool_()).take(first.indices), False).to_numpy(zero_copy_only=False)
    if not is_total.any():
        return rows, true_rows, left_out
    return _taken(rows, np.flatnonzero(~is_total)), true_rows, left_out + int(is_total.sum())


def _taken(rows: RawRows, at: np.ndarray) -> RawRows:
    return RawRows(
        {name: column.take(pa.array(at)) for name, column in rows.columns.items()},
        rows.lines[at],
        {name: mask[at] for name, mask in rows.numbers.items()},
    )


def unpivoted(rows: RawRows, rule: TableRule | None) -> RawRows:
    """Return each filled cell of the wide columns as a row, in the order of the file."""
    if rule is None or rule.unpivot is None:
        return rows
    wide, others = _split(list(rows.columns), rule.unpivot)
    size, count = len(rows.lines), len(wide)
    values = pa.concat_arrays([rows.columns[name].cast(pa.string()) for name in wide])
    by_row = np.arange(size * count).reshape(count, size).T.ravel()  # from column after column to row after row
    values = values.take(pa.array(by_row))
    filled = np.flatnonzero(pc.fill_null(pc.not_equal(values, ""), False).to_numpy(zero_copy_only=False))
    narrow = _taken(RawRows({n: rows.columns[n] for n in others}, rows.lines, rows.numbers), filled // count)
    narrow.columns[rule.unpivot.name] = pa.array(wide, pa.string()).take(pa.array(filled % count))
    narrow.columns[rule.unpivot.value] = values.take(pa.array(filled))
    narrow.numbers = {name: mask for name, mask in narrow.numbers.items() if name in others}
    return narrow
