"""The index of what has landed: one JSON file with every landed file (rows, days, checksum) and every delivery."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from tagrid.core.errors import TagridError
from tagrid.core.project import Home

INDEX = "_index.json"


@dataclass(frozen=True)
class LandedFile:
    """One Parquet file under landing/; ``first_on`` and ``through_on`` bound its period column (ISO)."""

    path: str
    rows: int
    seq: int
    sha256: str
    first_on: str | None = None
    through_on: str | None = None

    @property
    def period(self) -> str:
        """Partition it lies in: the first of a month, or ``all``."""
        return Path(self.path).parent.name.removeprefix("period=")

    def overlaps(self, first: date, through: date) -> bool:
        """Whether some of its days may lie from ``first`` to ``through``; days that are not known may be any."""
        if not self.first_on or not self.through_on:
            return True
        return date.fromisoformat(self.first_on) <= through and date.fromisoformat(self.through_on) >= first


@dataclass(frozen=True)
class LandedTable:
    """What has landed of one table; ``columns`` are those any delivery brought."""

    last_seq: int
    columns: tuple[str, ...]
    files: tuple[LandedFile, ...] = ()

    @property
    def rows(self) -> int:
        """Rows that have landed and are in force."""
        return sum(f.rows for f in self.files)

    @property
    def first_on(self) -> date | None:
        """First day of the period column; none for a master table or no rows."""
        return min((date.fromisoformat(f.first_on) for f in self.files if f.first_on), default=None)

    @property
    def through_on(self) -> date | None:
        """Last day of the period column; none for a master table or no rows."""
        return max((date.fromisoformat(f.through_on) for f in self.files if f.through_on), default=None)


@dataclass(frozen=True)
class LandedDelivery:
    """One delivery that landed: its number, its identity and its last day (ISO), where it gave one."""

    seq: int
    name: str
    sha256: str
    until: str | None = None


@dataclass(frozen=True)
class LandedIndex:
    """Everything that has landed in a home."""

    tables: dict[str, LandedTable] = field(default_factory=dict)
    deliveries: tuple[LandedDelivery, ...] = ()

    @property
    def next_seq(self) -> int:
        """Number of the next delivery."""
        return max((d.seq for d in self.deliveries), default=0) + 1

    def files(self, address: str) -> tuple[LandedFile, ...]:
        """Landed files of a table, none when it was never delivered."""
        return self.tables[address].files if address in self.tables else ()

    def to_json(self) -> str:
        """The index as text; `read_index` is its inverse."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)


def _index_from_json(raw: dict) -> LandedIndex:
    tables = {
        address: LandedTable(
            last_seq=t["last_seq"],
            columns=tuple(t["columns"]),
            files=tuple(LandedFile(**f) for f in t["files"]),
        )
        for address, t in raw["tables"].items()
    }
    return LandedIndex(tables, tuple(LandedDelivery(**d) for d in raw["deliveries"]))


def read_index(home: Home) -> LandedIndex:
    """Return what has landed in ``home``, empty when nothing has; a damaged index is a TagridError."""
    path = home.landing / INDEX
    if not path.exists():
        return LandedIndex()
    try:
        return _index_from_json(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise TagridError(
            en=f"{path} is damaged ({error}); restore it from a backup of the home.",
            zh=f"{path} 已损坏（{error}）；请用数据目录的备份恢复。",
        ) from error
