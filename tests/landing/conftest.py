"""A small utility's exports: 300 customers' voltage for a day, written as CSV or Parquet, whole or spoilt."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from ruamel.yaml import YAML

from tagrid.core.project import Home
from tagrid.landing.intake import IngestReport, ingest

HEADER = "customer_id,reading_on,monitored_minutes,over_minutes,under_minutes"


def voltage(day: str = "2026-05-01", customers: int = 300, over: int = 3) -> list[str]:
    """Lines of metering/daily_voltage.csv: customer 00001.. on one day."""
    return [HEADER, *(f"{i:05},{day},1440,{over},0" for i in range(1, customers + 1))]


def text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


@dataclass
class Utility:
    """A home and a folder of its deliveries."""

    root: Path

    @property
    def home(self) -> Home:
        return Home(self.root / "home")

    def folder(self, name: str, files: dict[str, str | bytes], manifest: dict | None = None) -> Path:
        """Write a delivery; ``manifest`` maps file names to their entries in delivery.yml beside their sha256."""
        folder = self.root / name
        for file, content in files.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        if manifest is not None:
            self.manifest(folder, manifest)
        return folder

    def manifest(self, folder: Path, files: dict, **head) -> None:
        entries = []
        for file, promised in files.items():
            sha = hashlib.sha256((folder / file).read_bytes()).hexdigest()
            table = file.split(".")[0].replace("/", ".")
            entries.append({"path": file, "table": table, "sha256": sha, **promised})
        with (folder / "delivery.yml").open("w", encoding="utf-8") as out:
            YAML().dump({"name": folder.name, **head, "files": entries}, out)

    def voltage(self, lines: list[str] | str | bytes, name: str = "one") -> IngestReport:
        """Ingest one CSV file of daily voltage."""
        content = text(lines) if isinstance(lines, list) else lines
        return self.ingest(self.folder(name, {"metering/daily_voltage.csv": content}))

    def ingest(self, folder: Path, **more) -> IngestReport:
        return ingest(self.home, folder, **more)

    def rows(self, address: str, columns: str = "*", order: str = "all") -> list[tuple]:
        """What has landed of a table."""
        if not self.home.landing.exists():
            return []
        glob = self.home.landing / address.replace(".", "/") / "*" / "*.parquet"
        return duckdb.sql(
            f"select {columns} from read_parquet('{glob}', union_by_name = true, "
            f"hive_partitioning = true, hive_types_autocast = false) order by {order}"
        ).fetchall()

    def everything(self) -> dict[str, bytes]:
        """Every file of the home but the lock, to see that nothing changed."""
        root = self.home.root
        files = (p for p in root.rglob("*") if p.is_file() and p != self.home.lock)
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in files}


@pytest.fixture
def utility(tmp_path: Path) -> Utility:
    return Utility(tmp_path)
