"""A refresh that kills itself at a named point: `python -m tests.refresh.killed HOME POINT`.

It is one of the small utility, without dbt; with `--real` it is that of any home.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from tagrid.core.project import Home
from tagrid.refresh import build, drafts, duties, ledger, publish
from tests.refresh import small

# Where the power goes: before or after a step, by its module and name.
POINTS = {
    "as it begins": (ledger, "recorded", "before"),
    "with an empty draft": (drafts, "begin", "after"),
    "while it builds": (build, "build", "after"),
    "before the serving database": (build, "write_serving", "before"),
    "before the check": (build, "check", "before"),
    "before the index": (build, "write_index", "before"),
    "with a sealed draft": (build, "seal", "after"),
    "between version and pointer": (drafts, "install", "after"),
    "with the pointer flipped": (publish, "point", "after"),
    "with the warehouse moved": (drafts, "keep_warehouse", "after"),
    "before it prunes": (drafts, "prune", "before"),
    "before the ledger": (drafts, "prune", "after"),
}

# The version is in force, and what follows is not done, or in part.
FOLLOWING = {
    "before the duties": (duties, "perform", "before"),
    "after the sizes": (duties, "write_shorter", "after"),
    "before the ledger is closed": (duties, "close", "before"),
}


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _dying(step: Callable, when: str) -> Callable:
    def stepped(*given, **named):
        if when == "before":
            _die()
        step(*given, **named)
        _die()

    return stepped


if __name__ == "__main__":
    real = "--real" in sys.argv
    home, *points = [one for one in sys.argv[1:] if one != "--real"]
    if not real:
        small.install(setattr)
    for point in points:
        module, name, when = (POINTS | FOLLOWING)[point]
        setattr(module, name, _dying(getattr(module, name), when))
    publish.refresh(Home(Path(home)))
