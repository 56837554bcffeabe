"""What the history of the tags costs: runs of which each changes a share of all values.

    python -m benchmarks.history --customers 100000 --tags 90 --runs 30 --changed 0.01

The peer is a copy a day: the same tags as one Parquet file a run, written in the same run of this program.
"""

import argparse
import json
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import duckdb
from jinja2 import Template

from tagrid.catalog.model import Catalog
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.published.history import HistoryRun, query_history, read_history, value_intervals, values_on_day
from tagrid.published.versions import Version
from tagrid.refresh import drafts
from tagrid.refresh.drafts import VersionDraft
from tagrid.refresh.history import put_base, record_run

FIRST = date(2026, 6, 1)
CHANGES = Template((REFERENCE / "dbt_project/models/publish/tag_changes.sql").read_text(encoding="utf-8"))
EMPTY = Catalog(version="1.0.0", classes={}, tags={})


@dataclass
class Spent:
    """Seconds of the SQL that finds the changes, of writing them down, and of the peer's copy; bytes of the peer."""

    found: float
    written: float
    copied: float
    copy_bytes: int


def _tags(number: int, tags: int, customers: int, changed: float) -> str:
    """Return the query of a run's tags: every value is drawn anew with the chance ``changed``."""
    share = int(1 / changed)
    drawn = [
        f"case when hash(i, {t}, {number}) % {share} = 0 then 'value_' || hash(i, {t}, {number}, 1) % 5 else {{}} end"
        for t in range(tags)
    ]
    old = [f"t{t}" if number else f"'value_' || hash(i, {t}) % 5" for t in range(tags)]
    columns = ", ".join(f"{new.format(was)} as t{t}" for t, (new, was) in enumerate(zip(drawn, old, strict=True)))
    rows = "base" if number else f"(select i, printf('%010d', i) as customer_id from range({customers}) as r(i))"
    return f"select i, customer_id, {columns} from {rows} as base"


def publish(home: Home, number: int, base: Version | None, query: str) -> tuple[Version, Spent]:
    """Publish one run as a refresh does, without all that is not about history."""
    day = FIRST + timedelta(days=number)
    draft = VersionDraft(home, f"{day}.1")
    draft.version.mkdir(parents=True)
    put_base(draft.warehouse, base)
    with duckdb.connect(str(draft.warehouse)) as con:
        con.execute(f"create or replace table base as {query}")
        con.execute(
            f"create or replace table tag_snapshot as select '{draft.id}' as version, date '{day}' as as_of, "
            "'power' as subject, customer_id, hash(*columns(* exclude (i, customer_id))) as row_hash, "
            "* exclude (i, customer_id) from base"
        )
        began = perf_counter()
        changes = CHANGES.render(tag_base=lambda: "tag_base" if base else None, ref=lambda name: name)
        con.execute(f"create or replace table tag_changes as {changes}")
        found = perf_counter() - began
        con.execute(f"attach '{draft.version / 'serving.duckdb'}' as served")
        con.execute(
            "create table served.main.customer_tags_wide as "
            "select i as customer_no, 'power' as subject, * exclude (i) from base"
        )
        con.execute("detach served")
        copy = home.root / f"copy{number}.parquet"
        began = perf_counter()
        con.execute(f"copy tag_snapshot to '{copy}' (format parquet, compression zstd)")
        copied = perf_counter() - began
    (draft.version / "catalog.json").write_text(EMPTY.to_json(), encoding="utf-8")
    began = perf_counter()
    record_run(home, draft, HistoryRun(0, draft.id, day, "1.0.0"), EMPTY, base)
    drafts.install_log_files(home, draft.changes)
    written = perf_counter() - began
    (draft.version / "manifest.json").write_text(json.dumps({"id": draft.id, "files": {}}), encoding="utf-8")
    place = home.versions / draft.id
    home.versions.mkdir(exist_ok=True)
    draft.version.rename(place)
    manifest = {"catalog_version": "1.0.0"}
    return Version(draft.id, day, place, manifest), Spent(found, written, copied, copy.stat().st_size)


def run(root: Path, customers: int, tags: int, runs: int, changed: float) -> None:
    """Publish run after run and print what each cost, then what an answer costs."""
    home, base, copies = Home(root), None, 0
    for number in range(runs):
        made, spent = publish(home, number, base, _tags(number, tags, customers, changed))
        if base:
            for path in [*base.folder.glob("serving.duckdb")]:
                path.unlink()
        base, copies = made, copies + spent.copy_bytes
        files = read_history(base).files
        rows, size = sum(one.rows for one in files), sum(one.bytes for one in files)
        print(
            f"run {number + 1:3}: {rows:10,} changes in {len(files)} files, {size / 1e6:7.1f} MB "
            f"(copies {copies / 1e6:8.1f})  found {spent.found:5.2f} s, written {spent.written:5.2f} s "
            f"(copy {spent.copied:5.2f} s)",
            flush=True,
        )
    assert base
    began = perf_counter()
    found = value_intervals(base, f"{customers // 2:010d}")
    print(f"every value of one customer: {len(found)} in {perf_counter() - began:.3f} s")
    began = perf_counter()
    table = values_on_day(query_history(base, FIRST + timedelta(days=runs // 2)), ["t0", "t1", "t2"])
    print(f"three tags of everybody {runs - runs // 2} days ago: {len(table):,} rows in {perf_counter() - began:.2f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--tags", type=int, default=90)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--changed", type=float, default=0.01)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), given.customers, given.tags, given.runs, given.changed)
