"""From numpy columns to a delivery folder: typed tables, identifiers, codes, and what of a row is known by a day.

A delivery is written as source systems export it: CSV in two encodings, Parquet, and a manifest with checksums.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tagrid.core.files import digest
from tagrid.demo.world import DAY_S, NEVER, NEVER_AT, Window, World
from tagrid.landing import SourceColumn, source_contract


def ids(prefix: str, numbers: np.ndarray, width: int) -> pl.Series:
    """Return ``prefix`` followed by each number, padded with zeros to ``width``; a negative number gives null."""
    whole = pl.Series(np.asarray(numbers, dtype=np.int64))
    text = whole.cast(pl.String).str.zfill(width)
    return pl.select(pl.when(whole >= 0).then(pl.lit(prefix) + text)).to_series()


def scrambled(numbers: np.ndarray) -> np.ndarray:
    """Return numbers below a billion that reveal nothing of those they stand for, nor of their order; one to one."""
    return np.asarray(numbers, dtype=np.int64) * 387_420_489 % 999_999_937


def codes(names: Sequence[str], index: np.ndarray) -> pl.Series:
    """Return the name at each index; a negative index gives null."""
    table = pl.Series([*names, None], dtype=pl.String)
    index = np.asarray(index, dtype=np.int64)
    return table.gather(np.where(index < 0, len(names), index))


def blank(values: pl.Series, empty: np.ndarray) -> pl.Series:
    """Return the values with those marked ``empty`` set to null, as a field nobody filled in."""
    return pl.select(pl.when(~pl.Series(empty)).then(values)).to_series()


def _number(column: SourceColumn, values: np.ndarray) -> pl.Series:
    if column.type == "integer":
        series = pl.Series(np.asarray(values, dtype=np.int32))
        return pl.select(pl.when(series >= 0).then(series)).to_series()
    scale = 6 if column.type == "decimal(18,6)" else 2 if column.type.startswith("decimal") else None
    values = np.asarray(values, dtype=np.float64)
    return pl.Series(values if scale is None else np.round(values, scale) + 0.0, nan_to_null=True)


def _moment(column: SourceColumn, values: np.ndarray) -> pl.Series:
    never = NEVER if column.type == "date" else NEVER_AT
    series = pl.Series(np.asarray(values, dtype=np.int64))
    series = pl.select(pl.when(series < never).then(series)).to_series()
    if column.type == "date":
        return series.cast(pl.Int32).cast(pl.Date)
    return (series * 1_000_000).cast(pl.Datetime("us"))


def series(column: SourceColumn, values: np.ndarray | pl.Series) -> pl.Series:
    """Return the values as a series of the contract column's type; sentinels (NEVER, NaN, below 0) become null."""
    if isinstance(values, pl.Series):
        return values.alias(column.name)
    if column.type in ("date", "timestamp"):
        return _moment(column, values).alias(column.name)
    if column.type in ("double", "integer") or column.type.startswith("decimal"):
        return _number(column, values).alias(column.name)
    return pl.Series(column.name, values)


def as_known(
    address: str,
    known: np.ndarray,
    columns: Mapping[str, np.ndarray | pl.Series],
    window: Window,
    later: dict[str, np.ndarray] | None = None,
) -> pl.DataFrame:
    """Return the rows whose newest state became known inside the window, as they stood at its end.

    ``known`` is the day each row first became known; ``later`` gives for a column the day on which it was filled
    in: until then it is null, and on that day the row comes again.
    """
    table = source_contract(address)
    known = np.array(known, dtype=np.int64)
    hidden = {}
    for name, day in (later or {}).items():
        seen = day <= window.until
        known = np.where(seen, np.maximum(known, day), known)
        hidden[name] = ~seen
    keep = np.flatnonzero((known >= window.since) & (known <= window.until))
    out = []
    for column in table.columns:
        values = series(column, columns[column.name]).gather(keep)
        if column.name in hidden:
            values = blank(values, hidden[column.name][keep]).alias(column.name)
        out.append(values)
    return pl.DataFrame(out)


def day_of(moments: np.ndarray) -> np.ndarray:
    """Return the day each moment falls on."""
    return np.asarray(moments) // DAY_S


def spread(rng: np.random.Generator, rate: np.ndarray) -> np.ndarray:
    """Return row numbers, each as often as a Poisson draw of its rate says: the subjects of random events."""
    return np.repeat(np.arange(len(rate)), rng.poisson(rate))


def newest(known: np.ndarray, days: list[np.ndarray], window: Window) -> np.ndarray:
    """Return the last of the days on which each row changed, of those the window has reached."""
    return np.max([known, *(np.where(day <= window.until, day, 0) for day in days)], axis=0)


CSV = {"marketing": "gb18030", "service_95598": "utf-8", "gis": "utf-8"}

DUPLICATED = {"marketing.payments": 0.0005, "service_95598.tickets": 0.002, "marketing.customers": 0.001}


@dataclass
class Sink:
    """Collects the tables of one block and writes them below ``out``."""

    world: World
    window: Window
    out: Path
    block: int
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    files: list[dict] = field(default_factory=list)

    def put(
        self,
        address: str,
        known: np.ndarray,
        columns: Mapping[str, np.ndarray | pl.Series],
        later: dict[str, np.ndarray] | None = None,
    ) -> None:
        """Take rows of a table, see ``as_known``; they are written when the block is closed."""
        frame = as_known(address, known, columns, self.window, later)
        # A header alone says that nothing happened, or that nothing changed in a master table.
        says_nothing = source_contract(address).may_be_empty or source_contract(address).load == "master"
        if frame.height or (self.block == 0 and says_nothing):
            self.frames.setdefault(address, []).append(frame)

    def put_now(self, address: str, part: str, table: pa.Table | pl.DataFrame) -> None:
        """Write rows of a big table at once, as the file of its month."""
        table = table.to_arrow() if isinstance(table, pl.DataFrame) else table
        if table.num_rows:
            self._parquet(address, self._path(address, part), table)

    def close(self) -> list[dict]:
        """Write what was collected; return the entries of the manifest."""
        for address, frames in self.frames.items():
            frame = self._with_duplicates(address, pl.concat(frames))
            system = address.split(".")[0]
            path = self._path(address, None)
            if system in CSV:
                self._csv(address, path, frame, CSV[system])
            else:
                self._parquet(address, path, frame.to_arrow())
        return self.files

    def _path(self, address: str, part: str | None) -> Path:
        system, table = address.split(".")
        ending = "csv" if system in CSV else "parquet"
        number = f"{self.block:03}" if self.world.blocks > 1 else ""
        name = "-".join(filter(None, [part, number]))
        path = self.out / system / (f"{table}/{name}.{ending}" if name else f"{table}.{ending}")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _with_duplicates(self, address: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Repeat a few rows exactly, as exports do."""
        count = int(frame.height * DUPLICATED.get(address, 0))
        if not count:
            return frame
        again = self.world.rng("duplicates", self.block).integers(0, frame.height, count)
        return pl.concat([frame, frame[again]])

    def _csv(self, address: str, path: Path, frame: pl.DataFrame, encoding: str) -> None:
        text = frame.write_csv(datetime_format="%Y-%m-%dT%H:%M:%S").encode("utf-8")
        path.write_bytes(text if text.isascii() else text.decode("utf-8").encode(encoding))
        self._entry(address, path, "csv", encoding, frame.height)

    def _parquet(self, address: str, path: Path, table: pa.Table) -> None:
        texts = [f.name for f in table.schema if not pa.types.is_floating(f.type) and not pa.types.is_list(f.type)]
        pq.write_table(table, path, compression="zstd", use_dictionary=texts, store_schema=False)
        self._entry(address, path, "parquet", "utf-8", table.num_rows)

    def _entry(self, address: str, path: Path, format: str, encoding: str, rows: int) -> None:
        where = path.relative_to(self.out).as_posix()
        self.files.append(
            {
                "path": where,
                "table": address,
                "format": format,
                "encoding": encoding,
                "rows": rows,
                "sha256": digest(path),
            }
        )
