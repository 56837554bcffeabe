"""Checked rows of one table on their way: a file a period, each row with the file and line it came from."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tagrid.landing.cells import pc
from tagrid.landing.contracts import SourceTable

# What a row carries beside the contract's columns: its line, digests of all of it and of what tells it from other
# parts of its key, and the number of its file.
MARKS = {"_line": pa.int64(), "_row": pa.uint64(), "_part": pa.uint64(), "_file": pa.int32()}


# Rows that are written at once, and most that wait for it over all periods: rows of many periods come mixed.
ROW_GROUP, MOST_WAITING = 50_000, 1_000_000


class Partials:
    """Writes checked rows of one table into a file a period, with the file number and line they came from."""

    def __init__(self, table: SourceTable, folder: Path) -> None:
        self.table, self.folder = table, folder
        self._waiting: dict[str, list[pa.RecordBatch]] = {}
        self.paths: dict[str, Path] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        fields = [*((c.name, c.arrow) for c in table.columns), *MARKS.items()]
        self._schema = pa.schema(fields)
        self._repeated = [*(c.name for c in table.columns if c.type == "varchar"), "_part", "_file"]

    def write(self, rows: pa.RecordBatch, file_number: int) -> None:
        """Add checked rows, split by period."""
        number = pa.repeat(pa.scalar(file_number, pa.int32()), rows.num_rows)
        batch = pa.RecordBatch.from_arrays([*rows.columns, number], schema=self._schema)
        if self.table.load != "event":
            self._put("all", batch)
            return
        day = batch.column(self._schema.get_field_index(self.table.period)).cast(pa.date32(), safe=False)
        for month, chosen in _months(day):
            self._put(month, batch if chosen is None else batch.take(chosen))
        if _rows(each for waiting in self._waiting.values() for each in waiting) > MOST_WAITING:
            self._flush()

    def _put(self, period: str, batch: pa.RecordBatch) -> None:
        if not batch.num_rows:
            return
        waiting = self._waiting.setdefault(period, [])
        waiting.append(batch)
        if _rows(waiting) >= ROW_GROUP:
            self._write(period, self._waiting.pop(period))

    def _flush(self) -> None:
        for period, waiting in self._waiting.items():
            self._write(period, waiting)
        self._waiting.clear()

    def _write(self, period: str, batches: list[pa.RecordBatch]) -> None:
        if period not in self._writers:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.paths[period] = self.folder / f"{period}.parquet"
            self._writers[period] = pq.ParquetWriter(
                # Read once and gone: to compress costs more than it saves.
                self.paths[period],
                self._schema,
                compression="none",
                use_dictionary=self._repeated,
                write_statistics=False,
            )
        self._writers[period].write_table(pa.Table.from_batches(batches))

    def close(self) -> dict[str, Path]:
        """End all files; return the file of each period."""
        self._flush()
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()
        return dict(sorted(self.paths.items()))


def _months(days: pa.Array) -> Iterator[tuple[str, pa.Array | None]]:
    """Each month among the days, with the rows of it; none for the rows when all are of one month."""
    if not len(days):
        return
    ends = pc.min_max(days).as_py()
    if ends["min"].replace(day=1) == ends["max"].replace(day=1):
        yield ends["min"].replace(day=1).isoformat(), None
        return
    months = pc.floor_temporal(days, unit="month").dictionary_encode()
    codes = months.indices.to_numpy()
    order, names = np.argsort(codes, kind="stable"), months.dictionary.to_pylist()
    parts = np.split(order, np.cumsum(np.bincount(codes, minlength=len(names)))[:-1])
    for month, chosen in zip(names, parts, strict=True):
        yield month.isoformat(), pa.array(chosen)


def _rows(batches: Iterable[pa.RecordBatch]) -> int:
    return sum(batch.num_rows for batch in batches)
