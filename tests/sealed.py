"""Seals a version anew whose files a test has changed."""

import json
from pathlib import Path

from tagrid.core.files import digest
from tagrid.published import sealed
from tagrid.published.index import BITS, DESCRIPTION, read_index_files, row_digest
from tagrid.published.versions import MANIFEST, SEGMENTS, VERIFIED


def seal(folder: Path, **changes) -> None:
    """Write the manifest of a version's folder for the files as they are now, and the digests of its index's rows."""
    segments = folder / SEGMENTS
    if (segments / BITS).exists():
        about, rows = read_index_files(segments)
        about["digests"] = [row_digest(row) for row in rows._array]
        (segments / DESCRIPTION).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8")) | changes
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    kept = [name for name in names if name not in (MANIFEST, VERIFIED)]
    manifest["files"] = {
        name: {"sha256": digest(folder / name), "bytes": (folder / name).stat().st_size} for name in kept
    }
    (folder / MANIFEST).write_text(json.dumps(sealed(manifest), ensure_ascii=False), encoding="utf-8")
