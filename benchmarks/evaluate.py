"""Evaluation of 90 tags at 1,000,000 customers: every condition of every rule, and the association of every pair.

Prints the seconds of each part, and the associations beside DuckDB, which groups by each pair of tags: on a sample of
the pairs, drawn by a fixed rule, its time taken times the number of pairs. The tables of both must be the same; the
exit code is 1 when one differs.

    python -m benchmarks.evaluate [--customers 1000000] [--tags 90] [--sample 60]
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np

from tagrid.catalog.model import Catalog, Example, Tag
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.governance.evaluation.associations import tables
from tagrid.governance.evaluation.run import measure
from tagrid.published.index import TagIndex
from tagrid.published.versions import CATALOG, SEGMENTS, SERVING, Version
from tagrid.refresh.index import build_index

PER_THEME = 6
WORDS = Text(zh="基准", en="Benchmark")
SUBJECT = "power_customer"


def catalog(tags: int) -> Catalog:
    """Return a catalog of tags with 3 to 7 values; every fifth rule reads two columns, and its conditions cross."""
    return Catalog(version="1.0.0", classes={}, tags={f"t{n:03}": _tag(n) for n in range(tags)})


def _tag(n: int) -> Tag:
    values = [f"v{value}" for value in range(3 + n * 7 % 5)]
    column, second = f"x{n:03}", f"y{n:03}"
    branches = [f"when {column} is null then null"]
    branches += [f"when {column} >= {1 - (at + 1) / len(values)} then '{code}'" for at, code in enumerate(values[:-1])]
    if n % 5 == 0:
        branches.insert(2, f"when {second} >= 0.9 then '{values[-2]}'")
    return Tag(
        label=WORDS, requirement=WORDS, definition=WORDS, criterion=WORDS, method="rule",
        values=dict.fromkeys(values, WORDS), examples=(Example(given={}, gives="unknown"),),
        precedence="ordered", derived_from=(), cadence="daily", owner="benchmark", sensitivity="internal",
        status="active", name=f"t{n:03}", subject=SUBJECT, dimension="attributes", theme=f"theme{n // PER_THEME:02}",
        path=f"t{n:03}", rule_sql=f"case {' '.join(branches)} else '{values[-1]}' end",
        inputs=(column, second) if n % 5 == 0 else (column,),
    )  # fmt: skip


def publish(home: Home, made: Catalog, customers: int) -> Version:
    """Write a version: numbers drawn by a hash, 2 % of them missing, and the tags that the rules make of them."""
    folder = home.versions / "2026-06-30.1"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / SERVING)) as con:
        con.execute("create schema rule_inputs")
        for theme in dict.fromkeys(tag.theme for tag in made.tags.values()):
            own = [tag for tag in made.tags.values() if tag.theme == theme]
            columns = ", ".join(_column(name) for tag in own for name in tag.inputs)
            con.execute(
                f"create table rule_inputs.{theme} as "
                f"select 'c' || lpad(i::varchar, 8, '0') as customer_id, {columns} from range({customers}) t (i)"
            )
        _make_wide(con, made)
        build_index(con, made, folder / SEGMENTS)
    (folder / CATALOG).write_text(made.to_json(), encoding="utf-8")
    return Version("2026-06-30.1", date(2026, 6, 30), folder, {"created_at": "2026-06-30", "files": {}})


def _column(name: str) -> str:
    # neighbouring tags share a part of their draw, so that some pairs do go together
    seed = int(name[1:])
    draw = f"((hash(i * 1000 + {seed}) % 10007) + (hash(i * 1000 + {seed // 3} + 500) % 10007)) / 20012"
    return f"case when hash(i * 77 + {seed}) % 50 > 0 then {draw} end as {name}"


def _make_wide(con: duckdb.DuckDBPyConnection, made: Catalog) -> None:
    themes = list(dict.fromkeys(tag.theme for tag in made.tags.values()))
    for theme in themes:
        own = [tag for tag in made.tags.values() if tag.theme == theme]
        columns = ", ".join(f"coalesce({tag.rule_sql}, 'unknown') as {tag.name}" for tag in own)
        con.execute(f"create temp table {theme} as select {columns} from rule_inputs.{theme}")
    joined = " positional join ".join(themes)
    con.execute(
        "create table customer_tags_wide as select (row_number() over ())::int - 1 as customer_no, "
        f"customer_id, '{SUBJECT}' as subject, {', '.join(made.tags)} "
        f"from (select customer_id from rule_inputs.{themes[0]}) positional join {joined}"
    )


def sample(made: Catalog, most: int) -> list[tuple[str, str]]:
    """Return ``most`` of the pairs, evenly apart in the list of all."""
    pairs = list(combinations(made.tags, 2))
    return pairs[:: max(len(pairs) // most, 1)][:most]


class Peer:
    """DuckDB on the same table in memory, each tag an ENUM, its narrowest layout."""

    def __init__(self, version: Version, made: Catalog) -> None:
        self.con, self.made = duckdb.connect(config={"threads": 2}), made
        self.con.execute(f"attach '{version.folder / SERVING}' as serving (read_only)")
        for name, tag in made.tags.items():
            codes = ", ".join(f"'{code}'" for code in tag.codes)
            self.con.execute(f"create type {name}_codes as enum ({codes})")
        columns = ", ".join(f"{name}::{name}_codes as {name}" for name in made.tags)
        self.con.execute(f"create table wide as select {columns} from serving.customer_tags_wide")

    def table(self, first: str, second: str) -> np.ndarray:
        """Return the contingency table of a pair, the values that someone has in the catalog's order."""
        rows = self.con.execute(
            f"select {first}::varchar, {second}::varchar, count(*) from wide "
            f"where {first} <> 'unknown' and {second} <> 'unknown' group by all"
        ).fetchall()
        found = {(a, b): n for a, b, n in rows}
        columns = list(self.made.tags[second].values)
        return np.array([[found.get((a, b), 0) for b in columns] for a in self.made.tags[first].values])


T = TypeVar("T")


def timed(ask: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds of one call, and its answer."""
    began = time.perf_counter()
    answer = ask()
    return time.perf_counter() - began, answer


def run(customers: int, tags: int, most: int, folder: Path) -> bool:
    """Publish, evaluate, ask the peer; print the figures; return whether every table was the same."""
    made, home = catalog(tags), Home(folder)
    elapsed, version = timed(lambda: publish(home, made, customers))
    pairs = tags * (tags - 1) // 2
    print(f"{customers:,} customers x {tags} tags, {pairs:,} pairs; made in {elapsed:.0f} s")
    elapsed, found = timed(lambda: measure(home, version, lambda part: None))
    parts = ", ".join(f"{part} {seconds:.1f}" for part, seconds in found.seconds.items())
    print(f"evaluation: {elapsed:.1f} s ({parts}); {len(found.faults)} faults")
    size = (version.folder / SEGMENTS / "bits.u64").stat().st_size
    own, shared = timed(lambda: tables(version.index(), SUBJECT, {}))
    rate = _read(version.index()) / own / 1e9
    print(f"tables of all pairs from the bits: {own:.2f} s, {rate:.1f} GB/s of an index of {size / 1e6:.0f} MB")
    return _beside(Peer(version, made), shared, sample(made, most), pairs, own)


def _read(index: TagIndex) -> float:
    """Return the bytes that counting all pairs reads: each row of values once for every earlier one."""
    values = sum(len(facet.counts) - 1 for facet in index.tags.values())
    return values * values / 2 * -(-index.customers // 8)


def _beside(peer: Peer, shared: dict, pairs: list[tuple[str, str]], everyone: int, own: float) -> bool:
    peer.table(*pairs[0])
    elapsed, theirs = timed(lambda: {pair: peer.table(*pair) for pair in pairs})
    whole = elapsed / len(pairs) * everyone
    same = all(np.array_equal(table, shared[pair]) for pair, table in theirs.items())
    print(
        f"DuckDB {duckdb.__version__}, group by of {len(pairs)} pairs: {elapsed:.1f} s, "
        f"of all {everyone:,}: {whole:.0f} s"
        f"   {whole / own:,.0f} x   tables {'equal' if same else 'DIFFERENT'}"
    )
    return same


def main() -> None:
    ask = argparse.ArgumentParser(description="Evaluation of a catalog on its customers, by part, beside DuckDB.")
    ask.add_argument("--customers", type=int, default=1_000_000)
    ask.add_argument("--tags", type=int, default=90)
    ask.add_argument("--sample", type=int, default=60)
    options = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="tagrid-bench-") as folder:
        same = run(options.customers, options.tags, options.sample, Path(folder))
    if not same:
        sys.exit("The tables of a pair differ: a count above is wrong.")


if __name__ == "__main__":
    main()
