"""Published versions: one immutable folder each, and a pointer to the one in force. Finds, verifies and opens them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tagrid.catalog import Catalog
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.files import digest
from tagrid.core.project import Home
from tagrid.core.text import Text, nearest
from tagrid.published.index import TagIndex

if TYPE_CHECKING:
    import duckdb

SERVING = "serving.duckdb"

CATALOG = "catalog.json"

SEGMENTS = "segments"

MANIFEST = "manifest.json"


# No file, no extension, no secret, no Python object is reachable through a reader's connection, whatever SQL
# it is given; and it cannot lift these settings again.
_HARDENED = {
    "enable_external_access": False,
    "python_enable_replacements": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "memory_limit": "2GB",
    "threads": 2,
    "temp_directory": "",
    "lock_configuration": True,
}

_ID = re.compile(r"(\d{4}-\d{2}-\d{2})\.([1-9]\d*)")

NOTHING_PUBLISHED = Text(
    en="No version is published yet; run `tagrid refresh`.", zh="尚未发布任何版本，请运行 `tagrid refresh`。"
)


def id_key(version_id: str) -> tuple[date, int] | None:
    """Return the as-of date and number of a version id (``2026-06-30.1``), or None for any other text."""
    found = _ID.fullmatch(version_id)
    try:
        return (date.fromisoformat(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Version:
    """One published version; ``manifest`` is what was written beside it (files, sizes, sha256, timings)."""

    id: str
    as_of: date
    folder: Path
    manifest: dict = field(repr=False, compare=False)

    def connect(self) -> "duckdb.DuckDBPyConnection":
        """Open the serving database, read-only and locked down; the caller closes it."""
        import duckdb  # 0.1 s, and a count reads only the bits

        try:
            return duckdb.connect(str(self.folder / SERVING), read_only=True, config=dict(_HARDENED))
        except duckdb.Error as error:
            raise TagridError(
                en=f"Version {self.id} cannot be opened: {error}. Run `tagrid doctor`.",
                zh=f"无法打开版本 {self.id}：{error}。请运行 `tagrid doctor` 检查。",
            ) from error

    def catalog(self) -> Catalog:
        """Return the catalog as it was when the version was made."""
        return Catalog.from_json((self.folder / CATALOG).read_text(encoding="utf-8"))

    def index(self) -> TagIndex:
        """Open the bits of the tags (memory-mapped)."""
        return TagIndex.open(self.folder / SEGMENTS)

    def damage(self, full: bool = False) -> Iterator[Text]:
        """Yield what differs from the manifest: files gone, of another size, or (``full``) another sha256."""
        for name, written in self.manifest["files"].items():
            path = self.folder / name
            if not path.is_file():
                yield Text(en=f"{name} is missing", zh=f"缺少 {name}")
            elif path.stat().st_size != written["bytes"]:
                size = path.stat().st_size
                yield Text(
                    en=f"{name} has {size} bytes, not {written['bytes']}",
                    zh=f"{name} 为 {size} 字节，应为 {written['bytes']}",
                )
            elif full and digest(path) != written["sha256"]:
                yield Text(en=f"{name} differs from its sha256", zh=f"{name} 与其 sha256 不符")


def read_version(home: Home, version_id: str) -> Version | None:
    """Return a version by id, or None where it is not there or its manifest cannot be read."""
    key, folder = id_key(version_id), home.versions / version_id
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = key and manifest["id"] == version_id and isinstance(manifest["files"], dict)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Version(version_id, key[0], folder, manifest) if key and whole else None


def version_ids(home: Home) -> list[str]:
    """Return the ids of the version folders, newest first, readable or not."""
    names = [path.name for path in home.versions.iterdir()] if home.versions.is_dir() else []
    return sorted((name for name in names if id_key(name)), key=lambda name: id_key(name) or (), reverse=True)


def all_versions(home: Home) -> list[Version]:
    """Return every published version whose manifest can be read, newest first."""
    return [found for name in version_ids(home) if (found := read_version(home, name))]


def pointed_id(home: Home) -> str | None:
    """Return the id the pointer names, or None when nothing was ever published."""
    try:
        return home.pointer.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def find_version(home: Home, version_id: str) -> Version:
    """Return the version of that id; ``BadInput`` names the nearest when there is none."""
    if found := read_version(home, version_id):
        return found
    known = version_ids(home)
    hint = nearest(version_id, known)
    raise BadInput(
        en=f"There is no version {version_id!r}; kept are {', '.join(known) or 'none'}.{hint}",
        zh=f"没有版本“{version_id}”；现有版本：{'、'.join(known) or '无'}。{hint.zh}",
    )


def current_version(home: Home) -> Version:
    """Return the version in force: the one the pointer names or, where damaged, the nearest older intact one.

    Raises BadInput when nothing is published, TagridError when no intact version is left. Compare the ``id``
    returned with ``pointed_id(home)`` to learn whether it stands in for a damaged one.
    """
    wanted = pointed_id(home)
    if wanted is None:
        raise BadInput(NOTHING_PUBLISHED)
    for name in [wanted, *(other for other in version_ids(home) if (id_key(other) or ()) < (id_key(wanted) or ()))]:
        found = read_version(home, name)
        if found and not next(found.damage(), None):
            return found
    raise TagridError(
        en=f"Version {wanted} is damaged and no older one is intact: see `tagrid doctor`, run `tagrid refresh`.",
        zh=f"版本 {wanted} 已损坏，也没有完好的旧版本：请先用 `tagrid doctor` 检查，再运行 `tagrid refresh`。",
    )


def version_known_on(home: Home, day: date) -> Version:
    """Return the newest kept version whose as-of date is not after `day`; raises BadInput when none is kept."""
    versions = all_versions(home)
    if not versions:
        return current_version(home)
    found = next((one for one in versions if one.as_of <= day), None)
    if found is None:
        oldest = versions[-1].as_of
        raise BadInput(
            en=f"No version as of {day} or before is kept; the oldest is as of {oldest}.",
            zh=f"没有保留 {day} 及之前的版本；最早的数据日期是 {oldest}。",
        )
    return found
