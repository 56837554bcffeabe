"""Portraits at 1,000,000 customers: what one page reads, a tag's why, and the search, beside Polars on the same rows.

The tables are synthetic, of the shapes and kinds a refresh publishes, in a file with the indexes a version has. Polars
scans the same tables as Parquet, in the order of the customer and with statistics, so that it too skips what it can.
Answers must be the same; the exit code is 1 when one differs.

    python -m benchmarks.portrait [--customers 1000000] [--rounds 30]
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from benchmarks import portrait_page
from benchmarks.portrait_tables import INDEXED, TABLES, catalog, identity
from benchmarks.segments import timed
from tagrid.catalog.access import Viewer
from tagrid.core.project import Home
from tagrid.portrait.person import portrait
from tagrid.portrait.why import why
from tagrid.published.customers import search_customers
from tagrid.published.versions import SERVING, Version

AS_OF = date(2026, 6, 30)

VIEWER = Viewer(may_see_restricted=True)


def make(home: Home, folder: Path, customers: int) -> Version:
    """Publish a version with the tables in ``home``, and put each as a Parquet file into ``folder``."""
    with duckdb.connect(str(portrait_page.folder_of(home) / SERVING)) as con:
        con.execute("create schema rule_inputs")
        for name, sql in TABLES.items():
            con.execute(f"create table {name} as {sql.format(customers=customers, as_of=AS_OF)}")
            parquet = folder / f"{name.replace('.', '_')}.parquet"
            con.execute(f"copy {name} to '{parquet}' (format parquet, row_group_size 20000)")
        for name in TABLES:
            if name.startswith(INDEXED):
                con.execute(f"create index {name}_customer_id on {name} (customer_id)")
    return portrait_page.published(home, customers)


def polars_portrait(folder: Path, customer_id: str) -> dict:
    """Read the same rows with Polars, all tables at once."""
    wanted = pl.col("customer_id") == customer_id
    names = [name.replace(".", "_") for name in TABLES if not name.startswith(("rule_inputs", "portrait_search"))]
    found = pl.collect_all([pl.scan_parquet(folder / f"{name}.parquet").filter(wanted) for name in names])
    return dict(zip(names, found, strict=True))


def polars_search(folder: Path, text: str, limit: int) -> list[str]:
    """Return the customers whose text holds every word, by number."""
    words = text.lower().split()
    holds = pl.all_horizontal(pl.col("said").str.contains(word, literal=True) for word in words)
    scanned = pl.scan_parquet(folder / "portrait_search.parquet").filter(holds).select("customer_id")
    return sorted(scanned.head(limit).collect()["customer_id"].to_list())


def texts(customers: int) -> dict[str, str]:
    """Return what is searched for, by what it is: of a customer three quarters of the way down."""
    who = identity(customers * 3 // 4)
    return {
        "numbers": who["customer_id"][:-2],
        "name": who["customer_name"],
        "meter": who["meter_id"],
        "address": who["address"],
        "two words": f"{who['address'][:6]} {who['customer_name'][2:]}",
        "nothing": "没有这样的客户",
    }


def measured(made: Version, folder: Path, customers: int, rounds: int) -> bool:
    """Print the table of milliseconds; return whether every answer was the same."""
    made_catalog, same = catalog(), True
    who = iter([identity(n * 7919 % customers)["customer_id"] for n in range(10_000)])
    print(f"{'question':<28}{'tagrid':>10}{'polars':>10}   ms, median of {rounds}")
    seen = portrait(made, (first := next(who)), made_catalog, viewer=VIEWER)
    rows = polars_portrait(folder, first)
    same &= (
        len(seen["bills"]) == rows["portrait_bills"].height and len(seen["events"]) == rows["portrait_events"].height
    )
    questions: dict[str, tuple[Callable, Callable | None]] = {
        "portrait, read again": (
            lambda: portrait(made, first, made_catalog, viewer=VIEWER),
            lambda: polars_portrait(folder, first),
        ),
        "portrait, another each time": (
            lambda: portrait(made, next(who), made_catalog, viewer=VIEWER),
            lambda: polars_portrait(folder, next(who)),
        ),
        "why one tag has its value": (lambda: _why(made, made_catalog, next(who)), None),
    }
    with made.connect():  # the app keeps a version open
        for name, (ours, theirs) in questions.items():
            mine = timed(ours, rounds)[0]
            print(f"{name:<28}{mine:>10.1f}" + (f"{timed(theirs, max(rounds // 3, 3))[0]:>10.1f}" if theirs else ""))
        for name, text in texts(customers).items():
            mine, ids = timed(
                lambda text=text: [one["customer_id"] for one in search_customers(made, text, 12, viewer=VIEWER)],
                rounds,
            )
            other, held = timed(lambda text=text: polars_search(folder, text, 12), max(rounds // 3, 3))
            same &= ids == held
            print(f"{'search: ' + name:<28}{mine:>10.1f}{other:>10.1f}")
    return same


def _why(made: Version, made_catalog, customer_id: str):
    with made.connect() as con:
        return why(con, made_catalog, made_catalog.tags["payment_timeliness"], customer_id, viewer=VIEWER)


def main() -> int:
    """Measure and print; return 1 when an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tagrid-bench-portrait-") as folder:
        home = Home(Path(folder) / "home")
        made = make(home, Path(folder), given.customers)
        print(f"{given.customers:,} customers, {(made.folder / SERVING).stat().st_size / 1e9:.1f} GB", end="; ")
        print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        same = measured(made, Path(folder), given.customers, given.rounds)
        portrait_page.measured(home, given.customers, given.rounds)
    print("all answers equal" if same else "AN ANSWER DIFFERS")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
