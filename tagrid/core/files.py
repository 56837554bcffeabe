"""Files that must survive: flush to disk, and the sha256 of a file."""

import hashlib
import os
from pathlib import Path


def sync(path: Path) -> None:
    """Flush a file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest(path: Path) -> str:
    """Return the sha256 of a file in hex."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def replace_text(path: Path, text: str, aside: Path | None = None) -> None:
    """Write a file in the folder ``aside`` (default: its own), where nobody reads it, and put it in place in one step.

    All of it is on disk when the function returns; a reader sees the old text or the new one, never a part.
    """
    part = (aside or path.parent) / f".{path.name}.part"
    try:
        part.write_text(text, encoding="utf-8")
        sync(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)
