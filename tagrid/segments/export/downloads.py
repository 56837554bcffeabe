"""Files made for somebody to download from the app: each in a folder of its own, cleared by itself.

The record of an export stays for good; its file is a copy that somebody has taken by then, with customers in it.
"""

import shutil
import time
from pathlib import Path
from tempfile import mkdtemp

from tagrid.home import Home

KEPT_SECONDS = 24 * 3_600
MOST_KEPT = 50
PREFIX, GOING = "app-", ".going-"


def new_folder(home: Home) -> Path:
    """Return an empty folder for one download; what is left of earlier ones is cleared on the way."""
    clear(home)
    folder = home.root / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    return Path(mkdtemp(prefix=PREFIX, dir=folder))


def clear(home: Home, now: float | None = None) -> int:
    """Delete downloads older than a day, and all but the last fifty; return how many went.

    A folder gets another name before it is emptied, so nobody finds half of it; one that a killed process left under
    that name goes the next time. ``now``: seconds since the epoch. What another process deletes meanwhile is no fault.
    """
    folder, moment = home.root / "exports", time.time() if now is None else now
    last_first = sorted(_born(folder, PREFIX), reverse=True)
    old = [path for at, (born, path) in enumerate(last_first) if at >= MOST_KEPT or moment - born > KEPT_SECONDS]
    for path in old:
        try:
            path.rename(path.with_name(GOING + path.name))
        except FileNotFoundError:
            continue
    for _, path in _born(folder, GOING):
        shutil.rmtree(path, ignore_errors=True)
    return len(old)


def _born(folder: Path, prefix: str) -> list[tuple[float, Path]]:
    """Return the folders of a prefix with the time of their last change; a link to elsewhere is none."""
    found = []
    for path in folder.glob(f"{prefix}*"):
        try:
            if path.is_dir() and not path.is_symlink():
                found.append((path.stat().st_mtime, path))
        except FileNotFoundError:
            continue
    return found
