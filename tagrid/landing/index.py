"""The index of what has landed: one JSON file with every landed file (rows, days, checksum) and every delivery."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from tagrid.core.errors import TagridError
from tagrid.core.project import Home

INDEX = "_index.json"

# The record of every delivery and step, from which a lost index is written anew.
DELIVERIES = "_deliveries"

DIGEST = "digest"


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
        return self.path.split("/")[-2].removeprefix("period=")

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
    """One delivery that landed: its number, its identity and its last day (ISO), where it gave one.

    ``landed_on`` is the day it landed; ``seen_on`` the day of a later delivery of the very same bytes. Homes made
    before these were kept have neither.

    ``withdrawn`` is the number of the withdrawal that took it back; a withdrawal and a restoring have their own
    numbers here, and say so in ``kind``.
    """

    seq: int
    name: str
    sha256: str
    until: str | None = None
    landed_on: str | None = None
    seen_on: str | None = None
    withdrawn: int | None = None
    kind: str = "delivery"

    @property
    def brought_on(self) -> date | None:
        """The day that it stands for: its last day, else the day it landed, or came again."""
        first = self.until or self.landed_on
        found = max(filter(None, (first, self.seen_on)), default=None)
        return date.fromisoformat(found) if found else None


@dataclass(frozen=True)
class LandedIndex:
    """Everything that has landed in a home."""

    tables: dict[str, LandedTable] = field(default_factory=dict)
    deliveries: tuple[LandedDelivery, ...] = ()

    @property
    def next_seq(self) -> int:
        """Number of the next delivery."""
        return max((d.seq for d in self.deliveries), default=0) + 1

    def brought_on(self, address: str) -> date | None:
        """Return the day of the last delivery that brought a table; None where that is not known.

        A step that brought no day, as a withdrawal, leaves that of the newest rows that are left.
        """
        if address not in self.tables:
            return None
        table, days = self.tables[address], {one.seq: one.brought_on for one in self.deliveries}
        newest = max((one.seq for one in table.files), default=table.last_seq)
        return days.get(table.last_seq) or days.get(newest)

    @property
    def rewritings(self) -> int:
        """How often landed rows were taken out or put back: what was built from them is built again."""
        return sum(d.kind != "delivery" for d in self.deliveries)

    def files(self, address: str) -> tuple[LandedFile, ...]:
        """Landed files of a table, none when it was never delivered."""
        return self.tables[address].files if address in self.tables else ()

    def to_json(self) -> str:
        """The index as text; `read_index` is its inverse."""
        content = asdict(self)
        return json.dumps({**content, DIGEST: content_digest(content)}, indent=1, ensure_ascii=False)


def delivery_record(home: Home, delivery: LandedDelivery) -> tuple[str, str]:
    """Return the place of a delivery's record in the landing, and its text: its report and what holds of it now."""
    place = f"{DELIVERIES}/{delivery.seq:06}.json"
    try:
        report = json.loads((home.landing / place).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        report = {}
    known = report if isinstance(report, dict) else {}
    return place, json.dumps(known | asdict(delivery), indent=1, ensure_ascii=False)


def content_digest(content: dict) -> str:
    """Return the digest that a JSON file of the landing holds of its own content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _index_from_json(raw: dict) -> LandedIndex:
    # One of before there were digests has none.
    if (noted := raw.pop(DIGEST, None)) is not None and noted != content_digest(raw):
        raise ValueError("its content differs from its digest")
    tables = {
        address: LandedTable(
            last_seq=t["last_seq"],
            columns=tuple(t["columns"]),
            files=tuple(LandedFile(**f) for f in t["files"]),
        )
        for address, t in raw["tables"].items()
    }
    return LandedIndex(tables, tuple(LandedDelivery(**d) for d in raw["deliveries"]))


def index_from_text(text: str, path: Path) -> LandedIndex:
    """Return the index of a file's text; a damaged one is a TagridError."""
    try:
        return _index_from_json(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged_index(path, str(error)) from error


def damaged_index(path: Path, why: str) -> TagridError:
    """Return the error for an index that cannot be read."""
    return TagridError(
        en=f"{path} is damaged ({why}); `tagrid landing repair` writes it anew from what has landed. Published "
        "versions can be read all the same.",
        zh=f"{path} 已损坏（{why}）；`tagrid landing repair` 会由已入库的文件重新生成。已发布的版本仍可读取。",
    )


def read_index(home: Home) -> LandedIndex:
    """Return what has landed in ``home``, empty when nothing has; a damaged index is a TagridError."""
    path = home.landing / INDEX
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        if any((home.landing / DELIVERIES).glob("*.json")):
            raise damaged_index(path, "it is gone") from None
        return LandedIndex()
    except (OSError, UnicodeDecodeError) as error:
        raise damaged_index(path, str(error)) from error
    return index_from_text(text, path)
