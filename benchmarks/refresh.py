"""What a day costs: a full build, one more day, and that day rebuilt from nothing, in one run.

    python -m benchmarks.refresh --customers 100000 --days 365

The peer is dbt itself: `dbt build --full-refresh` on what has landed by the second day, without the checks and
the files of a version. Each step is a process of its own; its memory is that of its whole process tree.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import psutil

from tagrid.core.overlay import REFERENCE

LAST = date(2026, 6, 29)
# The day after ends a month: monthly tags are due too, the dearest kind of day.
NEXT = LAST + timedelta(days=1)
TAGRID = ["-m", "tagrid"]
DBT = ["-c", "from dbt.cli.main import cli; cli()"]


@dataclass(frozen=True)
class Step:
    """Seconds by the clock and of all processors, and the most memory its processes held at once, in GB."""

    seconds: float
    processor: float
    memory: float


def _tree_bytes(process: psutil.Process) -> int:
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(arguments: list[str], home: Path) -> Step:
    """Run Python with ``arguments`` on ``home`` and return what it cost; a failing step ends the benchmark."""
    environment = {**os.environ, "TAGRID_HOME": str(home), "DBT_TARGET_PATH": str(home / "peer_target")}
    began, spent, most, ended = perf_counter(), _processor_seconds(), 0, threading.Event()
    with subprocess.Popen(
        [sys.executable, *arguments], cwd=REFERENCE, env=environment, stdout=subprocess.DEVNULL
    ) as run:
        tree = psutil.Process(run.pid)

        def watch() -> None:
            nonlocal most
            while not ended.wait(0.1):
                try:
                    most = max(most, _tree_bytes(tree))
                except psutil.NoSuchProcess:
                    return

        watcher = threading.Thread(target=watch)
        watcher.start()
        code = run.wait()
        ended.set()
        watcher.join()
    if code:
        sys.exit(f"`{' '.join(arguments)}` ended with {code}")
    return Step(perf_counter() - began, _processor_seconds() - spent, most / 1e9)


def _generate(out: Path, customers: int, days: int, *more: str) -> list[str]:
    start = LAST - timedelta(days=days - 1)
    return [*TAGRID, "generate", str(out), "--customers", str(customers), "--start", str(start), *more]


def run(folder: Path, customers: int, days: int) -> dict[str, Step]:
    """Take every step in ``folder`` and return them by name, in order."""
    home, full, day = folder / "home", folder / "full", folder / "day"
    build = [*DBT, "--quiet", "build", "--full-refresh", "--exclude-resource-type", "unit_test"]
    steps = {
        "generate the history": _generate(full, customers, days, "--until", str(LAST)),
        "ingest the history": [*TAGRID, "ingest", str(full)],
        "full refresh": [*TAGRID, "refresh"],
        "generate the day": _generate(day, customers, days, "--until", str(NEXT), "--since", str(NEXT)),
        "ingest the day": [*TAGRID, "ingest", str(day)],
        "refresh of the day": [*TAGRID, "refresh"],
    }
    found = {}
    for name, arguments in steps.items():
        found[name] = _told(name, measured(arguments, home))
    shutil.rmtree(home / "warehouse")
    (home / "warehouse").mkdir()
    found["peer"] = _told("peer: dbt build --full-refresh", measured(build, home))
    return found


def _told(name: str, step: Step) -> Step:
    print(f"{name:<32}{step.seconds:>8.1f} s{step.processor:>9.1f} s{step.memory:>8.2f} GB", flush=True)
    return step


def main() -> None:
    """Print wall and memory of each step, then the ratios."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--customers", type=int, default=100_000)
    ask.add_argument("--days", type=int, default=365)
    ask.add_argument("--keep", type=Path, help="work in this folder and keep it")
    given = ask.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="tagrid-bench-"))
    print(f"{given.customers:,} customers, {given.days} days, {os.cpu_count()} processors")
    print(f"{'':<32}{'wall':>10}{'processor':>11}{'memory':>11}")
    try:
        found = run(folder, given.customers, given.days)
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)
    day, full = found["refresh of the day"].seconds, found["full refresh"].seconds
    arrived = found["ingest the day"].seconds + day
    print(f"a day's refresh is {day / full:.1%} of the full one (aim: 10%)")
    print(f"with ingest {arrived / (found['ingest the history'].seconds + full):.1%}")
    print(f"beside the peer, rebuilding that day from nothing, {day / found['peer'].seconds:.1%}")


if __name__ == "__main__":
    main()
