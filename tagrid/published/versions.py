"""Published versions: one immutable folder each, and a pointer to the one in force. Finds, verifies and opens them.

What is opened is what was sealed: the manifest holds its own digest and the sha256 of every file, the index a digest of
each of its rows, the database one of each of its blocks. A small file is compared whenever it is read, a row of bits
when it is first used; of the database only what may have been written since is read again (`tagrid.core.intact`).
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tagrid.catalog import Catalog
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.intact import Intact, Written
from tagrid.core.notices import notice
from tagrid.core.project import Home
from tagrid.core.text import Text, nearest
from tagrid.published.index import DESCRIPTION, IndexRows, TagIndex, read_index_files

if TYPE_CHECKING:
    import duckdb

SERVING = "serving.duckdb"

CATALOG = "catalog.json"

SEGMENTS = "segments"

MANIFEST = "manifest.json"

# Size, times and inode of the files that were found whole; no part of what was sealed.
VERIFIED = "verified.json"

_DIGEST = "digest"


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


class DamagedVersion(TagridError):
    """A file of a version is not what was sealed."""

    def __init__(self, version_id: str, what: Text) -> None:
        super().__init__(
            en=f"Version {version_id} is damaged: {what.en}. The next command reads the version before it; "
            "`tagrid refresh` makes a new one, `tagrid doctor` checks every file.",
            zh=f"版本 {version_id} 已损坏：{what.zh}。下一条命令将改用之前的版本；"
            "`tagrid refresh` 会生成新版本，`tagrid doctor` 可检查全部文件。",
        )


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

        OPENED[self.folder] = self
        try:
            return duckdb.connect(str(self.folder / SERVING), read_only=True, config=dict(_HARDENED))
        except duckdb.Error as error:
            if wrong := next(self.damage(full=True), None):
                raise DamagedVersion(self.id, wrong) from error
            raise TagridError(
                en=f"Version {self.id} cannot be opened: {error}. Run `tagrid doctor`.",
                zh=f"无法打开版本 {self.id}：{error}。请运行 `tagrid doctor` 检查。",
            ) from error

    def read_text(self, name: str) -> str:
        """Return the text of a file of the version; DamagedVersion where it is not what was sealed."""
        try:
            content = (self.folder / name).read_bytes()
            written = self.manifest["files"].get(name)
            if written and written["sha256"] and hashlib.sha256(content).hexdigest() != written["sha256"]:
                raise self.damaged(Text(en=f"{name} differs from its sha256", zh=f"{name} 与其 sha256 不符"))
            return content.decode("utf-8")
        except FileNotFoundError:
            raise self.damaged(Text(en=f"{name} is missing", zh=f"缺少 {name}")) from None
        except (OSError, UnicodeDecodeError) as error:
            raise self.damaged(Text(en=f"{name} cannot be read ({error})", zh=f"无法读取 {name}（{error}）")) from error

    def damaged(self, what: Text) -> DamagedVersion:
        """Return the error for a file that is not what was sealed; every file is read again from now on."""
        self._intact().forget()
        return DamagedVersion(self.id, what)

    def catalog(self) -> Catalog:
        """Return the catalog as it was when the version was made."""
        return Catalog.from_json(self.read_text(CATALOG))

    def index(self) -> TagIndex:
        """Open the bits of the tags (memory-mapped)."""
        return TagIndex(*self.index_files())

    def index_files(self) -> tuple[dict, IndexRows]:
        """Return the description and the rows of the index; DamagedVersion where they are not what was sealed."""
        return read_index_files(
            self.folder / SEGMENTS, self.read_text(f"{SEGMENTS}/{DESCRIPTION}"), damaged=self.damaged
        )

    def damage(self, full: bool = False) -> Iterator[Text]:
        """Yield what differs from the manifest: files gone, of another size or sha256.

        Without ``full`` only files that may have been written since they were last found whole are read.
        """
        names = self.manifest["files"].items()
        files = [Written(name, self.folder / name, one["sha256"], one["bytes"]) for name, one in names]
        return (wrong.text for wrong in self._intact().damage(files, full))

    def _intact(self) -> Intact:
        return Intact.read(self.folder / VERIFIED)


# The versions whose database this process has opened, by folder.
OPENED: dict[Path, Version] = {}


def database_damage() -> DamagedVersion | None:
    """Return the error of an opened version that is damaged, or None: for a boundary that caught an error of DuckDB."""
    for version in OPENED.values():
        if wrong := next(version.damage(full=True), None):
            return version.damaged(wrong)
    return None


def note_verified(folder: Path, manifest: Mapping) -> None:
    """Note that the files of a version are whole: they were read for the manifest, and are not written again."""
    files = [Written(name, folder / name, one["sha256"], one["bytes"]) for name, one in manifest["files"].items()]
    Intact(folder / VERIFIED).note_whole(files)


def sealed(manifest: Mapping) -> dict:
    """Return a manifest with its own digest, as it is written."""
    return {**manifest, _DIGEST: _digest_of(manifest)}


def _digest_of(manifest: Mapping) -> str:
    content = {name: one for name, one in manifest.items() if name != _DIGEST}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read_version(home: Home, version_id: str) -> Version | None:
    """Return a version by id, or None where it is not there or its manifest is not as it was written."""
    key, folder = id_key(version_id), home.versions / version_id
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = key and manifest["id"] == version_id and all("sha256" in one for one in manifest["files"].values())
        # One of before manifests held their digest has none.
        whole = whole and manifest.get(_DIGEST, _digest_of(manifest)) == _digest_of(manifest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Version(version_id, key[0], folder, manifest) if key and whole else None


def version_ids(home: Home) -> list[str]:
    """Return the ids of the version folders, newest first, readable or not."""
    names = [path.name for path in home.versions.iterdir()] if home.versions.is_dir() else []
    return sorted((name for name in names if id_key(name)), key=lambda name: id_key(name) or (), reverse=True)


def all_versions(home: Home) -> list[Version]:
    """Return every published version whose manifest can be read, newest first."""
    return [found for name in version_ids(home) if (found := read_version(home, name))]


def pointer_text(version_id: str) -> str:
    """Return what the pointer holds: the id, and below it a digest that tells the id from any other."""
    return f"{version_id}\n{_pointer_digest(version_id)}\n"


def _pointer_digest(version_id: str) -> str:
    return hashlib.sha256(version_id.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Pointer:
    """The id of the version in force, None where none ever was; ``damage`` says what is wrong with the file."""

    id: str | None
    damage: Text | None = None


def read_pointer(home: Home) -> Pointer:
    """Return what the pointer names.

    Where the file is damaged or lost: the version that its digest tells, else the newest that is there.
    """
    try:
        lines = home.pointer.read_bytes().decode("utf-8", errors="replace").split()
    except FileNotFoundError:
        # A first version is in force only when the pointer names it; until then its draft is there too.
        known = [] if (home.work / "refresh" / "id").exists() else version_ids(home)
        return Pointer(known[0], Text(en="is gone", zh="已丢失")) if known else Pointer(None)
    except OSError as error:
        raise TagridError(
            en=f"{home.pointer} cannot be read: {error.strerror}.", zh=f"无法读取 {home.pointer}：{error.strerror}。"
        ) from error
    written, digests = (lines[0], lines[1:]) if lines else ("", [])
    if digests == [_pointer_digest(written)] or (not digests and id_key(written)):
        return Pointer(written)
    damage = Text(en="is damaged", zh="已损坏")
    known = version_ids(home)
    matching = [name for name in known if _pointer_digest(name) in digests]
    return Pointer(next(iter([*matching, *([written] if written in known else []), *known]), None), damage)


def pointed_id(home: Home) -> str | None:
    """Return the id the pointer names, or None when nothing was ever published."""
    return read_pointer(home).id


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


def current_version(home: Home, full: bool = False) -> Version:
    """Return the version in force: the one the pointer names or, where damaged, the nearest older intact one.

    With ``full`` every file is read, else those that may have been written since they were last found whole.
    Raises BadInput when nothing is published, TagridError when no intact version is left. Compare the ``id``
    returned with ``pointed_id(home)`` to learn whether it stands in for a damaged one.
    """
    wanted = pointed_id(home)
    if wanted is None:
        raise BadInput(NOTHING_PUBLISHED)
    for name in [wanted, *(other for other in version_ids(home) if (id_key(other) or ()) < (id_key(wanted) or ()))]:
        found = read_version(home, name)
        if found and not next(found.damage(full), None):
            if name != wanted:
                notice(
                    Text(
                        en=f"Version {wanted} is damaged; {name} is read in its place. `tagrid refresh` makes a "
                        "new one.",
                        zh=f"版本 {wanted} 已损坏，改读 {name}；`tagrid refresh` 会生成新版本。",
                    )
                )
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
