"""A delivered file as typed chunks: opened, its header matched, its rows checked, the refused ones noted."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tagrid.core.errors import BadInput
from tagrid.landing.checks import Chunk, ColumnPlan, Refusal, Refusals, check_chunk, check_types, plan_columns
from tagrid.landing.csv_reader import BrokenRow, CsvFile
from tagrid.landing.delivery import DeliveredFile, delivered_digest
from tagrid.landing.digests import row_digests

BATCH_ROWS = 500_000

# A row group is held in memory whole.
MAX_ROW_GROUP_BYTES = 4 << 30

_UNREADABLE = (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowKeyError, OSError, EOFError, UnicodeDecodeError)


class FileReading:
    """One delivered file being read; ``plan`` and ``sha256`` are known before its rows are."""

    def __init__(self, file: DeliveredFile) -> None:
        self.file, self.rows = file, 0
        self.sha256 = delivered_digest(file.path)
        if file.sha256 and str(file.sha256).lower() != self.sha256:
            raise BadInput(
                en=f"{file.shown}: its sha256 is {self.sha256}, the manifest says {file.sha256}; copy the file again.",
                zh=f"{file.shown}：sha256 为 {self.sha256}，清单中是 {file.sha256}；请重新复制该文件。",
            )

    @cached_property
    def plan(self) -> ColumnPlan:
        """Which column feeds which; a header or types that do not fit are BadInput."""
        if self.file.format == "csv":
            return plan_columns(self.file.table, self._csv.header(), self.file.shown, self.file.rule)
        found = plan_columns(self.file.table, self._parquet.schema_arrow.names, self.file.shown, self.file.rule)
        check_types(found, self._parquet.schema_arrow, self.file.shown)
        return found

    @property
    def rows_promised(self) -> int:
        """Rows the file should hold, 0 when that is not known before it is read."""
        return self._parquet.metadata.num_rows if self.file.format == "parquet" else self.file.rows or 0

    @cached_property
    def _csv(self) -> CsvFile:
        return CsvFile(self.file.path, self.file.shown, self.file.encoding, self.file.delimiter)

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
        for chunk, broken in self._chunks():
            refused = [Refusal(self.file.shown, line, "", text[:200], why) for line, text, why in broken]
            checked = check_chunk(self.plan, chunk, self.file.shown, until)
            self.rows += len(chunk.lines) + len(broken)
            failures.rows_read += len(chunk.lines) + len(broken)
            both = sorted([*refused, *checked.failures], key=lambda f: f.line)
            failures.add(both, len(broken) + checked.refused)
            if failures.rows_refused > 1000:
                failures.check(expected_rows or failures.rows_read * 20)
            yield checked.rows
        self._check_count()

    def _chunks(self) -> Iterator[tuple[Chunk, list[BrokenRow]]]:
        return self._csv_chunks() if self.file.format == "csv" else self._parquet_chunks()

    def _csv_chunks(self) -> Iterator[tuple[Chunk, list[BrokenRow]]]:
        header = self._csv.header()
        for rows in self._csv.rows():
            yield _chunk(dict(zip(header, rows.columns, strict=True)), rows.lines), rows.broken

    def _parquet_chunks(self) -> Iterator[tuple[Chunk, list[BrokenRow]]]:
        first = 1
        try:
            for batch in self._parquet.iter_batches(BATCH_ROWS):
                columns = dict(zip(batch.schema.names, batch.columns, strict=True))
                yield _chunk(columns, np.arange(first, first + batch.num_rows)), []
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
        if self.rows == 0 and promised is None:
            raise BadInput(
                en=f"{self.file.shown}: no rows below the header; leave the file out, "
                "or say `rows: 0` in a manifest when there was nothing to report.",
                zh=f"{self.file.shown}：表头之下没有数据；请去掉该文件，确无数据时在清单中写 `rows: 0`。",
            )


def _chunk(columns: dict[str, pa.Array], lines: np.ndarray) -> Chunk:
    return Chunk(columns, lines, row_digests(columns, len(lines)))
