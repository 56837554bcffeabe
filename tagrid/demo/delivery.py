"""Writing a delivery folder as such systems export: CSV in two encodings, Parquet, and a manifest with checksums."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tagrid.demo.frame import as_known
from tagrid.demo.world import Window, World

CSV = {"marketing": "gb18030", "service_95598": "utf-8", "gis": "utf-8"}
DUPLICATED = {"marketing.payments": 0.0005, "service_95598.tickets": 0.002, "marketing.customers": 0.001}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
        if frame.height:
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
        again = self.world.rng("duplicates", self.block).integers(0, frame.height, count)
        return pl.concat([frame, frame[again]]) if count else frame

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
                "sha256": _digest(path),
            }
        )
