"""The memory that this process may use, and the refusal to begin a long step with less than it needs."""

import resource
from collections.abc import Iterator
from pathlib import Path

from tagrid.core.errors import TagridError

GB = 1 << 30

# A refresh holds the libraries twice, in its own process and in dbt's. Their code and threads take address space that
# is never filled, so a limit on that must be wider than one on memory in use.
LEAST_SPACE, LEAST_USED = 2 * GB, 3 * GB // 2

CGROUP = Path("/sys/fs/cgroup")


def memory_limits() -> Iterator[tuple[str, int, int]]:
    """Yield each limit that is set: what sets it, its bytes, and the least that a refresh or a training needs."""
    space, _ = resource.getrlimit(resource.RLIMIT_AS)
    if space != resource.RLIM_INFINITY:
        yield "ulimit -v", space, LEAST_SPACE
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        try:
            text = (CGROUP / name).read_text(encoding="ascii").strip()
        except OSError:
            continue
        if text.isdigit() and int(text) < 1 << 60:
            yield "cgroup", int(text), LEAST_USED


def require_memory(what: str) -> None:
    """Raise TagridError where a limit leaves too little memory for ``what``, which would end in the middle or never."""
    for name, limit, least in memory_limits():
        if limit < least:
            raise TagridError(
                en=f"`{what}` needs at least {least / GB:.1f} GB of memory; the limit here ({name}) is "
                f"{limit / GB:.1f} GB. Raise the limit, or run it on a larger machine. Nothing was changed.",
                zh=f"`{what}` 至少需要 {least / GB:.1f} GB 内存；此处的限制（{name}）为 {limit / GB:.1f} GB。"
                "请提高限制，或换用内存更大的机器。未作任何改动。",
            )


def out_of_memory(what: str) -> TagridError:
    """Return the error of a step that found no more memory."""
    return TagridError(
        en=f"{what} ran out of memory. Free some, or raise its limit, and run it again; what was begun is completed or "
        "undone then.",
        zh=f"{what} 内存不足。请释放内存或提高限制后重新运行；已开始的步骤届时会完成或撤销。",
    )
