"""The exclusive lock of a home: one writer at a time lands, builds, trains or publishes."""

import fcntl
import json
import os
from collections.abc import Generator
from contextlib import contextmanager

from tagrid.core.errors import Locked, TagridError
from tagrid.core.project import Home


def holder(home: Home) -> dict:
    """Who wrote itself into the lock file last: ``{"pid": ..., "what": ...}``; empty when nobody did."""
    try:
        found = json.loads(home.lock.read_text(encoding="utf-8") or "{}")
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def exclusive(home: Home, what: str) -> Generator[None]:
    """Hold the home's lock while the block runs; ``Locked`` (exit 75) names the holder when there is one.

    The kernel gives the lock back when its process ends, however it ends, so a dead holder never blocks.
    The file stays: removing it would let two writers lock two different files of one name.
    """
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        opened = home.lock.open("a+", encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise TagridError(
            en=f"{home.root} cannot be written ({why}); `{what}` needs that. Give this user the right to write it, or "
            "name another folder in TAGRID_HOME.",
            zh=f"无法写入 {home.root}（{why}），而 `{what}` 需要写入。请给当前用户写入权限，"
            "或用 TAGRID_HOME 指定另一目录。",
        ) from error
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = holder(home)
            name, pid = who.get("what", "another writer"), who.get("pid", "unknown")
            raise Locked(
                en=f"{home.root} is in use by `{name}` (process {pid}); try again when it has ended.",
                zh=f"`{name}`（进程 {pid}）正在使用 {home.root}，请待其结束后再试。",
            ) from None
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "what": what}))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
