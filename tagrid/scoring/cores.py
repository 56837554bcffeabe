"""How many threads the estimators may use. Imported first by the package: OpenMP reads the number once, when scikit-learn is imported.

Half the cores this process may have, at most eight. Boosting with more threads than idle cores is many times slower than with one, so half is left to whatever else runs (a refresh has DuckDB beside it); beyond eight, threads of these small trees only wait for each other.
"""

import os
from pathlib import Path

MOST = 8

QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores() -> float:
    """Cores this process may use: those it is bound to, less where its container has a smaller share of time."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = QUOTA.read_text().split()
        return min(bound, int(quota) / int(period))
    except (OSError, ValueError):  # no such container, or "max": no limit
        return bound


def threads(cores: float, asked: str | None) -> int:
    """Half of `cores`, 1 to 8; fewer where ``OMP_NUM_THREADS`` (`asked`) says so."""
    half = max(1, min(MOST, int(cores // 2)))
    return min(half, int(asked)) if asked and asked.isdigit() and int(asked) else half


# It has to stand here, because OpenMP reads it once, when scikit-learn is imported.
THREADS = threads(usable_cores(), os.environ.get("OMP_NUM_THREADS"))

os.environ.setdefault("OMP_NUM_THREADS", str(THREADS))
