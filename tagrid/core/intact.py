"""Tells whether files are as they were written, by their sha256: computed again only where one may have changed.

A note beside the files holds the size, times and inode that each had when its sha256 was last found right. A file
that still has them is not read again; any write changes them. What rots on the disk without a write is found by a
full check, and by the digests that readers compare block by block.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tagrid.core.files import digest, replace_text
from tagrid.core.text import Text

# What takes a few milliseconds to read is read in every process: a disk may lose a bit of it without a write.
SMALL = 4 << 20

# What was found in this process, also where the note cannot be written: sha256 by path and identity.
_FOUND: dict[tuple[str, tuple[int, ...]], str] = {}


@dataclass(frozen=True)
class Written:
    """A file as it was written: its path, sha256 and, where known, bytes. An empty sha256 is not compared."""

    name: str
    path: Path
    sha256: str
    bytes: int | None = None


@dataclass(frozen=True)
class Damage:
    """A file that is not as it was written, and what is wrong with it."""

    file: Written
    text: Text


def identity(path: Path) -> tuple[int, ...] | None:
    """Return size, times and inode of a file, which every write changes; None where there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def note_in(root: Path, name: str) -> Path:
    """Return the note of a folder of the home ``root`` that has no room for one of its own."""
    folder = root / "verified"
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
    return folder / f"{name}.json"


@dataclass
class Intact:
    """The files of one folder that are known to be whole; ``note`` is the file that remembers them."""

    note: Path
    known: dict[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, note: Path) -> "Intact":
        """Read the note; one that is missing or cannot be read knows of no file."""
        try:
            found = json.loads(note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = None
        return cls(note, found if isinstance(found, dict) else {})

    def damage(self, files: Iterable[Written], full: bool = False, small: int = 0) -> Iterator[Damage]:
        """Yield the files that are gone, of another size or of another sha256, in their order.

        Without ``full`` only those are read that may have been written since they were last found whole, and those of
        up to ``small`` bytes once in a process.
        """
        before = dict(self.known)
        found = [wrong for one in files if self._may_differ(one, full, small) and (wrong := self._wrong(one, full))]
        if self.known != before:
            self._write()
        yield from found

    def _may_differ(self, one: Written, full: bool, small: int) -> bool:
        now = identity(one.path)
        if full or now is None or self.known.get(one.name) != [*now, one.sha256]:
            return True
        return now[0] <= small and (str(one.path), now) not in _FOUND

    def _wrong(self, one: Written, full: bool) -> Damage | None:
        wrong = _compare(one, full)
        if wrong:
            self.known.pop(one.name, None)
            return Damage(one, wrong)
        if now := identity(one.path):
            self.known[one.name] = [*now, one.sha256]
        return None

    def note_whole(self, files: Iterable[Written]) -> None:
        """Note files whose sha256 was computed just now."""
        self.known |= {one.name: [*now, one.sha256] for one in files if (now := identity(one.path))}
        self._write()

    def _write(self) -> None:
        # A reader may not be allowed to; it then reads the files again in its next process.
        with contextlib.suppress(OSError):
            if self.note.parent.is_dir():
                replace_text(self.note, json.dumps(self.known, ensure_ascii=False, indent=0))

    def forget(self) -> None:
        """Read every file again at the next check, in this process too: something was found wrong."""
        self.known.clear()
        _FOUND.clear()
        with contextlib.suppress(OSError):
            self.note.unlink(missing_ok=True)


def _compare(one: Written, full: bool) -> Text | None:
    now = identity(one.path)
    if now is None or not one.path.is_file():
        return Text(en=f"{one.name} is missing", zh=f"缺少 {one.name}")
    if one.bytes is not None and now[0] != one.bytes:
        return Text(
            en=f"{one.name} has {now[0]} bytes, not {one.bytes}", zh=f"{one.name} 为 {now[0]} 字节，应为 {one.bytes}"
        )
    if not one.sha256:
        return None
    key = str(one.path), now
    try:
        if full or key not in _FOUND:
            _FOUND[key] = digest(one.path)
    except OSError as error:
        why = error.strerror or str(error)
        return Text(en=f"{one.name} cannot be read: {why}", zh=f"无法读取 {one.name}：{why}")
    if _FOUND[key] != one.sha256:
        return Text(en=f"{one.name} differs from its sha256", zh=f"{one.name} 与其 sha256 不符")
    return None
