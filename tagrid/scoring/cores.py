"""How many threads the estimators may use. Imported first by the package: OpenMP reads it once, with scikit-learn."""

import os
from pathlib import Path

# Boosting with more threads than idle cores is many times slower than with one, so half the cores are left to whatever
# else runs (a refresh has DuckDB beside it). Beyond eight, threads of these small trees only wait for each other.
MOST = 8

# The share of processor time of the container this process runs in, if it runs in one.
QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores() -> float:
    """Cores this process may use: those it is bound to, less where its container has a smaller share of time."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = QUOTA.read_text().split()
        return min(bound, int(quota) / int(period))
    except (OSError, ValueError):  # no such container, or "max": no limit
        return bound


def threads(cores: float, setting: str | None) -> int:
    """Return half of `cores`, 1 to 8; fewer where `setting`, the value of ``OMP_NUM_THREADS``, is less."""
    half = max(1, min(MOST, int(cores // 2)))
    return min(half, int(setting)) if setting and setting.isdigit() and int(setting) else half


THREADS = threads(usable_cores(), os.environ.get("OMP_NUM_THREADS"))

os.environ.setdefault("OMP_NUM_THREADS", str(THREADS))
