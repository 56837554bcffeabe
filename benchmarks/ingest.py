"""What landing costs beside merely reading and writing the same: a row of readings, a day's delivery, months of bills.

Processor seconds of a process each, in one run. The peers read the same CSV with declared types and write it as Parquet
a month, sorted by its key: DuckDB, and Polars. They check nothing, keep nothing and merge nothing.

    python -m benchmarks.ingest [--readings 3000000] [--customers 1000] [--bills 400000]
"""

import argparse
import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

import duckdb

from benchmarks.refresh import measured

LAST = date(2026, 6, 29)
TYPES = (
    "{'customer_id': 'varchar', 'meter_id': 'varchar', 'reading_on': 'date', 'energy_kwh': 'double', "
    "'peak_kwh': 'double', 'valley_kwh': 'double', 'is_estimated': 'boolean', 'max_demand_kw': 'double'}"
)

PEERS = {
    "DuckDB": """
import duckdb, sys
con = duckdb.connect()
con.execute("create table found as select * from read_csv('{file}', columns={types}, header=true, auto_detect=false)")
for (month,) in con.execute("select distinct date_trunc('month', reading_on)::date from found").fetchall():
    con.execute(f"copy (select * from found where date_trunc('month', reading_on) = date '{{month}}' "
        f"order by customer_id, meter_id, reading_on) to '{out}/{{month}}.parquet' (format parquet, compression zstd)")
""",
    "Polars": """
import polars as pl
texts = {{"customer_id": pl.String, "meter_id": pl.String}}
found = pl.read_csv("{file}", schema_overrides=texts, try_parse_dates=True)
for (month,), rows in found.group_by(pl.col("reading_on").dt.truncate("1mo")):
    rows.sort("customer_id", "meter_id", "reading_on").write_parquet(f"{out}/{{month}}.parquet", compression="zstd")
""",
}


def processor(arguments: list[str], home: Path) -> float:
    """Run Python with ``arguments``; return the seconds of all its processors. A failing step ends the benchmark."""
    return measured(arguments, home).processor


def ingested(folder: Path, home: Path) -> float:
    """Return the processor seconds of `tagrid ingest` of a folder."""
    return processor(["-m", "tagrid", "ingest", str(folder)], home)


def readings_csv(folder: Path, rows: int, through: date = LAST) -> Path:
    """Write readings of 90 days as CSV; of one row the same delivery costs its start alone."""
    file = folder / "metering" / "daily_energy.csv"
    file.parent.mkdir(parents=True)
    days = 90
    duckdb.sql(f"""
        copy (
            select lpad((i // {days})::varchar, 10, '3') as customer_id, 'M' || lpad((i // {days})::varchar, 10, '0')
                as meter_id, (date '{through}' - (i % {days})::int) as reading_on,
                round(1 + hash(i) % 90000 / 1000, 2) as energy_kwh, round(energy_kwh * 0.4, 2) as peak_kwh,
                round(energy_kwh * 0.3, 2) as valley_kwh, hash(i + 1) % 50 = 0 as is_estimated, null as max_demand_kw
            from range({rows}) t (i)
        ) to '{file}' (header)
    """)
    return file


def bills_csv(folder: Path, rows: int, months: int) -> None:
    """Write as many bills, spread over ``months``; their period is not in their key."""
    file = folder / "marketing" / "bills.csv"
    file.parent.mkdir(parents=True)
    duckdb.sql(f"""
        copy (
            select 'B' || lpad(i::varchar, 12, '0') as bill_id, lpad((i // {months})::varchar, 10, '3') as customer_id,
                (date_trunc('month', date '{LAST}') - to_months((1 + i % {months})::int))::date as bill_month,
                (bill_month + interval '1 month 4 days')::date as issued_on, issued_on + 20 as due_on,
                round(1 + hash(i) % 900000 / 1000, 2) as energy_kwh, round(energy_kwh * 0.4, 2) as peak_kwh,
                round(energy_kwh * 0.3, 2) as valley_kwh, round(energy_kwh * 0.5, 2) as amount_yuan,
                null as power_factor, null as power_factor_yuan, null as max_demand_kw
            from range({rows}) t (i)
        ) to '{file}' (header)
    """)


def readings(folder: Path, rows: int) -> None:
    """Print what a row costs here and with each peer, the start of the command apart."""
    big, small = folder / "readings", folder / "one"
    file = readings_csv(big, rows)
    readings_csv(small, 90)
    ours = ingested(big, folder / "home_big") - ingested(small, folder / "home_small")
    print(f"{rows:,} readings, {file.stat().st_size / 1e6:.0f} MB of CSV", flush=True)
    print(f"{'tagrid, its start apart':<40}{ours:>8.2f} s{ours / rows * 1e6:>8.2f} µs a row", flush=True)
    for name, code in PEERS.items():
        out = folder / name
        out.mkdir()
        taken = [
            processor(["-c", code.format(file=one, types=TYPES, out=out)], folder)
            for one in (file, small / "metering" / "daily_energy.csv")
        ]
        theirs = taken[0] - taken[1]
        print(f"{name:<40}{theirs:>8.2f} s{theirs / rows * 1e6:>8.2f} µs a row{ours / theirs:>8.2f} x", flush=True)


def day(folder: Path, customers: int) -> None:
    """Print what one more day's delivery of all tables costs, beside the start of the command alone."""
    home, history, last = folder / "home_day", folder / "history", folder / "day"
    made = ["-m", "tagrid", "generate", "--customers", str(customers), "--start", str(LAST - timedelta(days=119))]
    processor([*made, str(history), "--until", str(LAST)], home)
    following = str(LAST + timedelta(days=1))
    processor([*made, str(last), "--until", following, "--since", following], home)
    ingested(history, home)
    start = processor(["-m", "tagrid", "ingest", "--help"], home)
    print(f"one day of {customers:,} customers, 50 tables: {ingested(last, home):.2f} s; the start alone {start:.2f} s")


def bills(folder: Path, rows: int) -> None:
    """Print what the same number of bills costs, spread over more and more months."""
    taken = {}
    for months in (24, 240):
        bills_csv(folder / f"bills{months}", rows, months)
        taken[months] = ingested(folder / f"bills{months}", folder / f"home_bills{months}")
        print(f"{rows:,} bills over {months} months: {taken[months]:.2f} s", flush=True)
    print(f"ten times the months: {taken[240] / taken[24]:.2f} x")


def main() -> None:
    """Print the three tables."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--readings", type=int, default=3_000_000)
    ask.add_argument("--customers", type=int, default=1_000)
    ask.add_argument("--bills", type=int, default=400_000)
    given = ask.parse_args()
    os.environ["TAGRID_NOW"] = "2026-07-01T08:00"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # Python is compiled once, not by every process
    with tempfile.TemporaryDirectory(prefix="tagrid-bench-") as place:
        folder = Path(place)
        print(f"processor seconds; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        readings(folder, given.readings)
        day(folder, given.customers)
        bills(folder, given.bills)


if __name__ == "__main__":
    main()
