"""The segments page at 1,000,000 customers: whole server round trips, 20 people at once, memory, beside polars.

A real Streamlit server is asked over its own websocket protocol, as a browser asks it: from the click's message until
the last byte of the new page. What the browser then draws is not in it. Every count the page shows is checked against
polars, which holds the same columns in memory and answers the same question: the count of every value of every tag.

    python -m benchmarks.app [--customers 1000000] [--people 20] [--seconds 40]
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from urllib.request import urlopen

import duckdb
import polars as pl

from benchmarks.app_client import Reader, reader
from benchmarks.app_home import published
from tagrid.catalog.access import SETTING
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.published.versions import SERVING, Version
from tagrid.segments import open_index
from tagrid.segments.index import facet_counts

PORT, CLICKS, EVERY = 8677, 60, 2.0  # seconds between the clicks of one person
SUBJECT = "power_customer"


@contextmanager
def served(home: Home):
    """Run the app on a home; yields the process."""
    command = [sys.executable, "-m", "streamlit", "run", str(REFERENCE / "app" / "main.py"), "--server.headless=true"]
    # Every count is checked, so none may be rounded.
    environment = {**os.environ, "TAGRID_HOME": str(home.root), SETTING: "1"}
    app = subprocess.Popen(
        [*command, f"--server.port={PORT}"], cwd=REFERENCE, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait(f"http://localhost:{PORT}/_stcore/health")
        yield app
    finally:
        app.terminate()
        app.wait()


def _wait(url: str) -> None:
    for _ in range(240):
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    sys.exit("The app did not come up.")


def memory(process: subprocess.Popen) -> float:
    """Return the resident memory of a process that is the process's own (not mapped files), in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1024


def spent(process: subprocess.Popen) -> float:
    """Return the seconds of processor time a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Peer:
    """The same customers as polars columns (dictionary-encoded), in memory."""

    def __init__(self, version: Version, codes: dict[str, list[str]]) -> None:
        columns = ", ".join(f'"{name}"' for name in codes)
        with duckdb.connect(version.folder / SERVING, read_only=True) as con:
            table = con.sql(f"select {columns} from customer_tags_wide where subject = '{SUBJECT}'").pl()
        self.codes, self.table = codes, table.with_columns(pl.col(n).cast(pl.Enum(c)) for n, c in codes.items())

    def facets(self, selection: dict[str, str]) -> dict[str, dict[str, int]]:
        """Return the customers at each value of each tag within the selection of the other tags."""
        counts = self._counts(selection, list(self.codes))
        for tag in selection:
            counts |= self._counts({k: v for k, v in selection.items() if k != tag}, [tag])
        return counts

    def count(self, selection: dict[str, str]) -> int:
        """Return the customers of a selection."""
        return self._inside(selection).height

    def _inside(self, selection: dict[str, str]) -> pl.DataFrame:
        return self.table.filter(*(pl.col(tag) == value for tag, value in selection.items()))

    def _counts(self, selection: dict[str, str], tags: list[str]) -> dict[str, dict[str, int]]:
        lazy = self._inside(selection).lazy()
        found = pl.collect_all([lazy.group_by(tag).len() for tag in tags])
        return {tag: dict(part.iter_rows()) for tag, part in zip(tags, found, strict=True)}


def beside(version: Version, peer: Peer, selections: list[dict[str, str]]) -> tuple[float, float, bool]:
    """Return the median milliseconds of the engine and of polars for every count, and whether all were equal."""
    index, same = open_index(version), True
    durations: dict[str, list[float]] = {"tagrid": [], "polars": []}
    for selection in selections:
        several = {tag: (value,) for tag, value in selection.items()}
        began = time.perf_counter()
        ours = facet_counts(index, several, SUBJECT)
        between = time.perf_counter()
        theirs = peer.facets(selection)
        durations["tagrid"].append(between - began)
        durations["polars"].append(time.perf_counter() - between)
        same &= all(ours[tag].get(v, 0) == theirs[tag].get(v, 0) for tag in peer.codes for v in peer.codes[tag])
    return median(durations["tagrid"]) * 1e3, median(durations["polars"]) * 1e3, same


async def alone(peer: Peer) -> tuple[float, list[float], list[dict[str, str]], int, bool]:
    """Return how one person fares: opening, each click, what was selected, bytes an answer, whether counts held."""
    one = await reader(PORT, seed=1)
    opening, durations, selections, same = await one.open(peer.codes), [], [], True
    for _ in range(CLICKS):
        durations.append(await one.click())
        selections.append(dict(one.selection))
        same &= one.customers == peer.count(one.selection)
    await one.socket.close()
    return opening, durations[5:], selections, one.received, same  # the first clicks load what later ones have


async def crowd(people: int, seconds: float, codes: dict[str, list[str]], process) -> tuple[list, list, float]:
    """Return the seconds of every click; MB of memory before, opened and at the end; seconds of processor time."""
    used = [memory(process)]
    readers = [await reader(PORT, seed=100 + n) for n in range(people)]
    for one in readers:
        await one.open(codes)
    used.append(memory(process))
    busy = spent(process)
    durations = await asyncio.gather(*(_clicking(one, n / people * EVERY, seconds) for n, one in enumerate(readers)))
    busy = spent(process) - busy
    used.append(memory(process))
    for one in readers:
        await one.socket.close()
    return [each for person in durations for each in person], used, busy


async def _clicking(one: Reader, after: float, seconds: float) -> list[float]:
    await asyncio.sleep(after)
    durations, until = [], time.perf_counter() + seconds
    while (now := time.perf_counter()) < until:
        durations.append(await one.click())
        await asyncio.sleep(max(0.0, now + EVERY - time.perf_counter()))
    return durations


def _line(name: str, durations: list[float]) -> None:
    cuts = quantiles(durations, n=100)
    figures = "".join(f"{one * 1e3:>8.0f}" for one in (median(durations), cuts[94], max(durations)))
    print(f"{name:<34}{figures}   {len(durations)} clicks")


def run(customers: int, people: int, seconds: float, home: Home) -> bool:
    """Build, serve, ask, print; return whether every count was the same."""
    version = published(home, customers)
    codes = {name: list(tag.codes) for name, tag in version.catalog().tags.items() if tag.subject == SUBJECT}
    peer = Peer(version, codes)
    print(f"{customers:,} customers x {len(version.catalog().tags)} tags, {os.cpu_count()} cores")
    with served(home) as process:
        opening, durations, selections, size, same = asyncio.run(alone(peer))
        crowded, used, busy = asyncio.run(crowd(people, seconds, codes, process))
    print(f"{'server round trip, ms':<34}{'median':>8}{'p95':>8}{'most':>8}")
    _line("facet click, one person", durations)
    _line(f"facet click, {people} people, each {EVERY:.0f} s", crowded)
    print(f"opening the page {opening * 1e3:.0f} ms; a click's answer {size / 1e3:.0f} kB")
    print(f"processor time of the server a click {busy / len(crowded) * 1e3:.0f} ms; ", end="")
    print(f"load of the machine at the end {os.getloadavg()[0]:.1f}")
    each = [(one - used[0]) / people for one in used[1:]]
    print(
        f"memory a session {each[0]:.1f} MB opened, {each[1]:.1f} MB after its clicks; server {used[0]:.0f} MB before"
    )
    ours, theirs, equal = beside(version, peer, selections)
    print(f"every count of a click, median ms   tagrid {ours:.1f}, polars {theirs:.1f}   {theirs / ours:.1f} x")
    print("all counts equal" if same and equal else "COUNTS DIFFER")
    return same and equal


def main() -> None:
    ask = argparse.ArgumentParser(description="The app's round trips at a million customers.")
    ask.add_argument("--customers", type=int, default=1_000_000)
    ask.add_argument("--people", type=int, default=20)
    ask.add_argument("--seconds", type=float, default=40)
    options = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="tagrid-bench-") as folder:
        same = run(options.customers, options.people, options.seconds, Home(Path(folder) / "home"))
    if not same:
        sys.exit("A count above is wrong.")


if __name__ == "__main__":
    main()
