"""Reads a sheet of an Excel or OpenDocument workbook: its header, then rows as text as a person sees them.

Numbers keep the 15 digits that Excel keeps, dates are dates; a formula is the value it had when it was saved.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from tagrid.core.errors import BadInput
from tagrid.core.text import Text, nearest
from tagrid.landing.csv_reader import with_places

ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

BATCH_ROWS = 100_000

# A workbook unpacks to its sheets' XML, 5 to 20 times its size; it is held in memory whole.
MAX_UNPACKED_BYTES = 2 << 30
MAX_RATIO = 200


@dataclass
class SheetRows:
    """Rows of a sheet: an array a column, the line of each row, and by column which cells are numbers in Excel."""

    columns: list[pa.Array]
    lines: np.ndarray
    numbers: list[np.ndarray] = field(default_factory=list)


@dataclass(frozen=True)
class ExcelFile:
    """One workbook; ``sheet`` is the name or the number (from 1) of a sheet, and the only one with rows by default."""

    path: Path
    shown: str
    sheet: str | None = None
    header_line: int = 1

    @cached_property
    def _workbook(self) -> CalamineWorkbook:
        self._refuse_bomb()
        try:
            return CalamineWorkbook.from_path(str(self.path))
        except (CalamineError, OSError, ValueError) as error:
            raise BadInput(
                en=f"{self.shown}: not a whole Excel workbook, or one under a password ({error}); save it again.",
                zh=f"{self.shown}：不是完整的 Excel 工作簿，或设有密码（{error}），请重新保存。",
            ) from error

    def _refuse_bomb(self) -> None:
        if not zipfile.is_zipfile(self.path):
            return
        with zipfile.ZipFile(self.path) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > MAX_UNPACKED_BYTES or (size > 64 << 20 and size > MAX_RATIO * self.path.stat().st_size):
            raise BadInput(
                en=f"{self.shown}: unpacks to {size:,} bytes; deliver so much as CSV.",
                zh=f"{self.shown}：解压后达 {size:,} 字节，请改用 CSV 交付。",
            )

    @cached_property
    def _sheet(self) -> CalamineSheet:
        names = self._workbook.sheet_names
        if self.sheet is not None:
            if self.sheet in names:
                return self._workbook.get_sheet_by_name(self.sheet)
            if self.sheet.isdigit() and 1 <= int(self.sheet) <= len(names):
                return self._workbook.get_sheet_by_index(int(self.sheet) - 1)
            absent = Text(
                en=f"{self.shown}: there is no sheet {self.sheet!r} among {', '.join(names)}.",
                zh=f"{self.shown}：没有工作表“{self.sheet}”，只有 {'、'.join(names)}。",
            )
            raise BadInput(absent + nearest(self.sheet, names))
        named = self.filled_sheets()
        if len(named) > 1:
            raise BadInput(
                en=f"{self.shown}: {len(named)} sheets hold rows ({', '.join(named)}); say which by `sheet` in a "
                "mapping file.",
                zh=f"{self.shown}：有 {len(named)} 个工作表有数据（{'、'.join(named)}）；"
                "请在映射文件中用 `sheet` 指明。",
            )
        return self._workbook.get_sheet_by_name((named or names)[0])

    def filled_sheets(self) -> list[str]:
        """Return the names of the sheets that hold anything."""
        book = self._workbook
        return [name for name in book.sheet_names if book.get_sheet_by_name(name).start is not None]

    def lines(self) -> Iterator[tuple[int, list]]:
        """Yield the number and the cells of every line of the sheet, also those above the header."""
        start = self._sheet.start
        if start is None:
            return
        left = [""] * start[1]
        for number, cells in enumerate(self._sheet.iter_rows(), start=1):
            yield number, left + cells

    @cached_property
    def _header_cells(self) -> list:
        for number, cells in self.lines():
            if number == self.header_line:
                while cells and cells[-1] == "":
                    cells.pop()
                return cells
        return []

    def header(self) -> list[str]:
        """Return the column names; a sheet without them, or with a doubled one, is BadInput."""
        names = [as_seen(cell) or "" for cell in self._header_cells]
        where = Text(en=f"{self.shown}, line {self.header_line}: ", zh=f"{self.shown} 第 {self.header_line} 行：")
        if not any(name.strip() for name in names):
            raise BadInput(where + Text(en="there are no column names.", zh="没有列名。"))
        names = with_places(names)
        for name in names:
            if names.count(name) > 1:
                raise BadInput(
                    where + Text(en=f"column {name!r} stands twice in the header.", zh=f"列“{name}”在表头中出现两次。")
                )
        return names

    def first_lines(self, most: int = 20) -> list[list[str]]:
        """Return the cells of the first lines as text."""
        found: list[list[str]] = []
        for number, cells in self.lines():
            found += [[]] * (number - 1 - len(found))
            if number > most:
                break
            found.append([as_seen(cell) or "" for cell in cells])
        return found

    def rows(self) -> Iterator[SheetRows]:
        """Yield the rows below the header that hold anything."""
        width, batch, numbers = len(self.header()), [], []
        for number, cells in self.lines():
            if number <= self.header_line or all(cell == "" for cell in cells):
                continue
            if any(cell != "" for cell in cells[width:]):
                raise BadInput(
                    en=f"{self.shown}, line {number}: a cell right of the last column of the header; name its column.",
                    zh=f"{self.shown} 第 {number} 行：表头最后一列右侧还有内容；请给该列加上列名。",
                )
            batch.append((cells + [""] * width)[:width])
            numbers.append(number)
            if len(batch) == BATCH_ROWS:
                yield _sheet_rows(batch, numbers, width)
                batch, numbers = [], []
        if batch:
            yield _sheet_rows(batch, numbers, width)


def _sheet_rows(rows: list[list], numbers: list[int], width: int) -> SheetRows:
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    are_numbers = [np.array([type(cell) in (int, float) for cell in column], dtype=bool) for column in columns]
    return SheetRows([_column(column) for column in columns], np.asarray(numbers, dtype=np.int64), are_numbers)


def _column(cells: tuple) -> pa.Array:
    """Dates as dates where a column holds nothing else, anything else as text."""
    days = [cell for cell in cells if cell != ""]
    if days and all(isinstance(cell, date) for cell in days):
        moments = [None if c == "" else c if isinstance(c, datetime) else datetime.combine(c, time()) for c in cells]
        return pa.array(moments, pa.timestamp("us"))
    return pa.array([as_seen(cell) for cell in cells], pa.string())


def as_seen(cell: object) -> str | None:
    """Return a cell's text as a person sees it, in ISO 8601 for dates; none for an empty cell."""
    match cell:
        case "":
            return None
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case float():
            return f"{cell:.15g}"
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
        case date() | time():
            return cell.isoformat()
    return str(cell)
