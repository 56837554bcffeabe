"""What the days of a city cost: a full refresh, then one day after another, at each of the sizes.

    python -m benchmarks.scale --customers 20000 100000 --days 7

A day is landed and refreshed as a scheduled job does it, in processes of their own. Printed are processor seconds, the
most memory of the process tree, bytes written and what the home takes, each by the kind of day: an ordinary one, one
that ends a week, one that ends a month. The peers compute the energy of twelve months of each customer from the very
files that landed: DuckDB, and ClickHouse (chdb) where it is installed. A loop of fixed work says how fast the machine
is, so that figures of another machine can be set beside these.
"""

import argparse
import os
import resource
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import mean
from time import process_time

import duckdb
import numpy as np

from benchmarks.refresh import TAGRID, Step, measured
from tagrid.core.project import Home
from tagrid.published.versions import current_version
from tagrid.refresh.due import period

# A Monday: five ordinary days follow, the end of the week with them, and eight days later the end of the month.
BEGUN = date(2026, 6, 22)
HISTORY = 365
BLOCK = 512  # bytes that getrusage counts as one

# What `tagrid` publishes as annual_kwh: twelve times the mean whole month, of those with 20 days read and more.
METRIC = """
    with days as (
        select customer_id, {month} as month_on, energy_kwh from {files}
        where reading_on >= date '{first}' and reading_on <= date '{last}' and energy_kwh is not null
    ),
    months as (
        select customer_id, month_on, sum(energy_kwh) / count(*) * {days_in_month} as full_month_kwh
        from days group by customer_id, month_on having count(*) >= 20
    )
    select customer_id, avg(full_month_kwh) * 12 as annual_kwh from months group by customer_id
"""


@dataclass(frozen=True)
class Day:
    """One step of the benchmark: what it cost, what it wrote and what the home takes after it, in bytes."""

    kind: str
    step: Step
    written: int
    disk: int


def calibrated(rounds: int = 3) -> float:
    """Return the processor seconds of a loop of fixed work, the least of the rounds: the measure of the machine."""
    found = []
    for _ in range(rounds):
        began, values = process_time(), np.random.default_rng(1).random(2_000_000)
        for _ in range(10):
            values = np.sort(values)[::-1] * 0.999 + 0.0001
        sum(i * i for i in range(3_000_000))
        found.append(process_time() - began)
    return min(found)


def _written() -> int:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_oublock * BLOCK


def _disk(folder: Path) -> int:
    # a file that several versions share is counted once
    found = {(one.st_dev, one.st_ino): one.st_size for path in folder.rglob("*") if (one := path.stat())}
    return sum(found.values())


def kind_of(day: date) -> str:
    """Return what a day ends."""
    ends = [name for name in ("monthly", "weekly") if period(name, day) != period(name, day - timedelta(days=1))]
    return {"monthly": "month end", "weekly": "week end"}[ends[0]] if ends else "ordinary day"


def _taken(kind: str, home: Path, *steps: list[str]) -> Day:
    before, parts = _written(), [measured([*TAGRID, *arguments], home) for arguments in steps]
    whole = Step(
        sum(one.seconds for one in parts), sum(one.processor for one in parts), max(one.memory for one in parts)
    )
    return Day(kind, whole, _written() - before, _disk(home))


def _generated(home: Path, out: Path, customers: int, until: date, *more: str) -> None:
    start = str(BEGUN - timedelta(days=HISTORY))
    arguments = ["generate", str(out), "--customers", str(customers), "--start", start, "--until", str(until), *more]
    measured([*TAGRID, *arguments], home)


def run(folder: Path, customers: int, days: int) -> Iterator[Day]:
    """Take the history and then ``days`` days in ``folder``, and yield what each cost."""
    home, delivery = folder / "home", folder / "delivery"
    _generated(home, delivery, customers, BEGUN)
    yield _taken("ingest the history", home, ["ingest", str(delivery)])
    yield _taken("full refresh", home, ["refresh"])
    for day in (BEGUN + timedelta(days=n) for n in range(1, days + 1)):
        shutil.rmtree(delivery)
        _generated(home, delivery, customers, day, "--since", str(day))
        yield _taken(kind_of(day), home, ["ingest", str(delivery)], ["refresh"])


def _with_duckdb(files: str, first: date, last: date) -> dict[str, float]:
    query = METRIC.format(
        files=f"read_parquet('{files}')",
        first=first,
        last=last,
        month="date_trunc('month', reading_on)",
        days_in_month="extract(day from last_day(month_on))",
    )
    return dict(duckdb.connect().execute(query).fetchall())


def _with_clickhouse(files: str, first: date, last: date) -> dict[str, float] | None:
    try:
        import chdb  # comes with `make bench` only
    except ImportError:
        return None
    query = METRIC.format(
        files=f"file('{files}', Parquet)",
        first=first,
        last=last,
        month="toStartOfMonth(reading_on)",
        days_in_month="toDayOfMonth(toLastDayOfMonth(month_on))",
    )
    table = chdb.query(query, "ArrowTable")
    return dict(zip(table.column("customer_id").to_pylist(), table.column("annual_kwh").to_pylist(), strict=True))


def beside_peers(home: Path) -> None:
    """Print what the peers take for the energy of a year a customer, and of how many it is what was published."""
    version = current_version(Home(home))
    last = (version.as_of + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    first = (last + timedelta(days=1)).replace(year=last.year - 1)
    files = str(home / "landing/metering/daily_energy/*/*.parquet")
    with version.connect() as con:
        ours = dict(con.execute("select customer_id, annual_kwh from portrait_customer").fetchall())
    for name, peer in {"DuckDB": _with_duckdb, "ClickHouse": _with_clickhouse}.items():
        began = process_time()
        found = peer(files, first, last)
        if found is None:
            print(f"{name} is not installed: `make bench-scale` installs it")
            continue
        both = [(ours[who], kwh) for who, kwh in found.items() if ours.get(who) is not None]
        same = sum(abs(one - other) <= 1e-6 * max(abs(one), 1) for one, other in both)
        print(
            f"{name}: the energy of a year of {len(found):,} customers in {process_time() - began:.2f} s, as published "
            f"of {same:,} of {len(both):,} (others have several meters, or took over an account)"
        )


def shown(customers: int, days: Iterator[Day]) -> None:
    """Print a line a step as it is done, and then the mean of each kind of day."""
    print(f"\n{customers:,} customers\n{'':<22}{'processor':>11}{'memory':>10}{'written':>12}{'home':>12}", flush=True)
    costs: dict[str, list[float]] = defaultdict(list)
    for one in days:
        print(
            f"{one.kind:<22}{one.step.processor:>9.1f} s{one.step.memory:>7.2f} GB{one.written / 1e6:>9.1f} MB"
            f"{one.disk / 1e6:>9.1f} MB",
            flush=True,
        )
        costs[one.kind].append(one.step.processor)
    (full,) = costs["full refresh"]
    for kind, found in [*costs.items()][2:]:
        print(f"mean {kind}: {mean(found):.1f} s, {mean(found) / full:.1%} of the full refresh ({len(found)})")


def main() -> None:
    """Measure every size and print the tables."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--customers", type=int, nargs="+", default=[20_000])
    ask.add_argument("--days", type=int, default=8, help="days one after another; 8 reach the end of a month")
    given = ask.parse_args()
    print(f"{os.cpu_count()} processors; the loop of fixed work takes {calibrated():.2f} s of one")
    for customers in given.customers:
        folder = Path(tempfile.mkdtemp(prefix="tagrid-bench-"))
        try:
            shown(customers, run(folder, customers, given.days))
            beside_peers(folder / "home")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"\nthe loop of fixed work takes {calibrated():.2f} s")


if __name__ == "__main__":
    main()
