"""A delivered file as typed chunks: opened, its header matched, its rows checked, the refused ones noted."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tagrid.core.errors import BadInput
from tagrid.core.text import Text, as_text
from tagrid.landing.checks import Chunk, check_chunk
from tagrid.landing.column_plan import ColumnPlan, check_types, plan_columns
from tagrid.landing.csv_reader import BrokenRow, CsvFile
from tagrid.landing.delivery import DeliveredFile, delivered_digest
from tagrid.landing.digests import row_digests
from tagrid.landing.excel import ExcelFile
from tagrid.landing.refusals import Refusal, Refusals
from tagrid.landing.rules import TableRule
from tagrid.landing.shaping import RawRows, shaped_header, unpivoted, without_totals

BATCH_ROWS = 500_000

# A row group is held in memory whole.
MAX_ROW_GROUP_BYTES = 4 << 30

# Rows of an export differ from each other: more of them in a byte are one row a million times.
MAX_ROWS_A_BYTE = 10

_UNREADABLE = (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowKeyError, OSError, EOFError, UnicodeDecodeError)


class FileReading:
    """One delivered file being read; ``plan`` and ``sha256`` are known before its rows are.

    ``rows`` counts the rows read and ``totals`` the lines of totals among them.
    """

    def __init__(self, file: DeliveredFile) -> None:
        self.file, self.rows, self.totals = file, 0, 0
        self._rule = file.rule or TableRule()
        self.sha256 = delivered_digest(file.path)
        if file.sha256 and str(file.sha256).lower() != self.sha256:
            raise BadInput(
                en=f"{file.shown}: its sha256 is {self.sha256}, the manifest says {file.sha256}; copy the file again.",
                zh=f"{file.shown}：sha256 为 {self.sha256}，清单中是 {file.sha256}；请重新复制该文件。",
            )

    @cached_property
    def plan(self) -> ColumnPlan:
        """Which column feeds which; a header or types that do not fit are BadInput."""
        file, header = self.file, self._header()
        try:
            shaped = shaped_header(header, file.rule, file.shown)
            found = plan_columns(file.table, shaped, file.shown, file.rule, file.lookups)
        except BadInput as error:
            raise BadInput(error.text + self._header_below()) from None
        if file.format == "parquet":
            check_types(found, self._parquet.schema_arrow, file.shown)
        return found

    def _header(self) -> list[str]:
        if self.file.format == "parquet":
            return self._parquet.schema_arrow.names
        return (self._excel if self.file.format == "excel" else self._csv).header()

    def _header_below(self) -> Text:
        """A hint at a line below the header that looks more like one: a title stands above it."""
        read = {name for rule in self._rule.columns.values() for name in (rule.source, *rule.join)}
        wanted = {c.name for c in self.file.table.columns} | read
        if self.file.format == "parquet":
            return as_text("")
        first = self._excel.first_lines() if self.file.format == "excel" else self._csv.first_lines()
        for number, names in enumerate(first, start=1):
            if number > self._rule.header and len(wanted.intersection(names)) >= max(2, len(names) // 2):
                return Text(
                    en=f" Line {number} looks like the header: say `header: {number}` in a mapping file.",
                    zh=f"第 {number} 行像是表头：请在映射文件中写 `header: {number}`。",
                )
        return as_text("")

    @property
    def is_empty(self) -> bool:
        """Whether nothing stood below the header, and no manifest says that it should be so; known once it is read."""
        return self.rows == 0 and self.file.rows is None

    @property
    def rows_promised(self) -> int:
        """Rows the file should hold, 0 when that is not known before it is read."""
        return self._parquet.metadata.num_rows if self.file.format == "parquet" else self.file.rows or 0

    @cached_property
    def _csv(self) -> CsvFile:
        file = self.file
        return CsvFile(
            file.path, file.shown, file.encoding, file.delimiter, self._rule.header, self._rule.trailing_delimiter
        )

    @cached_property
    def _excel(self) -> ExcelFile:
        return ExcelFile(self.file.path, self.file.shown, self._rule.sheet, self._rule.header)

    @cached_property
    def _parquet(self) -> pq.ParquetFile:
        try:
            found = pq.ParquetFile(self.file.path, page_checksum_verification=True)
        except _UNREADABLE as error:
            raise BadInput(
                en=f"{self.file.shown}: not a whole Parquet file ({error}); export it again.",
                zh=f"{self.file.shown}：不是完整的 Parquet 文件（{error}），请重新导出。",
            ) from error
        groups = (found.metadata.row_group(i).total_byte_size for i in range(found.num_row_groups))
        if found.metadata.num_rows > MAX_ROWS_A_BYTE * max(self.file.path.stat().st_size, 1 << 20):
            raise BadInput(
                en=f"{self.file.shown}: {found.metadata.num_rows:,} rows in {self.file.path.stat().st_size:,} bytes; "
                "this is no export.",
                zh=f"{self.file.shown}：{self.file.path.stat().st_size:,} 字节中有 {found.metadata.num_rows:,} 行，"
                "不是正常的导出文件。",
            )
        if (largest := max(groups, default=0)) > MAX_ROW_GROUP_BYTES:
            raise BadInput(
                en=f"{self.file.shown}: a row group of {largest:,} bytes; write smaller row groups.",
                zh=f"{self.file.shown}：有一个行组达 {largest:,} 字节，请写成较小的行组。",
            )
        return found

    def typed(self, failures: Refusals, until: date | None, expected_rows: int) -> Iterator[pa.RecordBatch]:
        """Yield the good rows, with ``_line``; the others go to ``failures``, too many are BadInput.

        ``expected_rows`` of the whole table, when known, let a hopeless file fail early.
        """
        for raw, unsplit in self._raw_rows():
            self.rows += len(raw.lines) + len(unsplit)
            raw, broken, totals = without_totals(raw, unsplit, self._rule.totals)
            self.totals += totals
            chunk = self._chunk(unpivoted(raw, self.file.rule))
            refused = [Refusal(self.file.shown, line, "", text[:200], why) for line, text, why in broken]
            checked = check_chunk(self.plan, chunk, self.file.shown, until)
            failures.rows_read += len(chunk.lines) + len(broken)
            both = sorted([*refused, *checked.failures], key=lambda f: f.line)
            failures.add(both, len(broken) + checked.refused, checked.aside)
            if failures.rows_refused > 1000:
                failures.check(expected_rows or failures.rows_read * 20)
            yield checked.rows
        self._check_count()

    def _chunk(self, raw: RawRows) -> Chunk:
        combine = self._rule.combine
        by = {name: raw.columns[name] for name in combine.by} if combine else {}
        size = len(raw.lines)
        return Chunk(raw.columns, raw.lines, row_digests(raw.columns, size), row_digests(by, size), raw.numbers)

    def _raw_rows(self) -> Iterator[tuple[RawRows, list[BrokenRow]]]:
        if self.file.format == "parquet":
            yield from self._parquet_rows()
        elif self.file.format == "excel":
            header = self._excel.header()
            for sheet in self._excel.rows():
                numbers = dict(zip(header, sheet.numbers, strict=True))
                yield RawRows(dict(zip(header, sheet.columns, strict=True)), sheet.lines, numbers), []
        else:
            header = self._csv.header()
            for rows in self._csv.rows():
                yield RawRows(dict(zip(header, rows.columns, strict=True)), rows.lines, {}), rows.broken

    def _parquet_rows(self) -> Iterator[tuple[RawRows, list[BrokenRow]]]:
        first = 1
        try:
            for batch in self._parquet.iter_batches(BATCH_ROWS):
                columns = dict(zip(batch.schema.names, batch.columns, strict=True))
                yield RawRows(columns, np.arange(first, first + batch.num_rows), {}), []
                first += batch.num_rows
        except _UNREADABLE as error:
            raise BadInput(
                en=f"{self.file.shown}: corrupt after row {first - 1} ({error}); copy it again.",
                zh=f"{self.file.shown}：第 {first - 1} 行之后已损坏（{error}），请重新复制。",
            ) from error

    def _check_count(self) -> None:
        promised = self.file.rows
        if promised is not None and promised != self.rows:
            raise BadInput(
                en=f"{self.file.shown}: {self.rows} rows, the manifest says {promised}; "
                "the file was cut or the manifest is of another one.",
                zh=f"{self.file.shown}：共 {self.rows} 行，清单中是 {promised} 行；文件被截断，或清单对应另一个文件。",
            )
