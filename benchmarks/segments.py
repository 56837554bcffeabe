"""Segment counts at 1,000,000 customers x 120 tags: the bitset index beside ClickHouse on the same data, in one run.

ClickHouse runs embedded (chdb) in two layouts: a bitmap a value (groupBitmapState), and plain LowCardinality columns.
Every count of every engine must be the same; the exit code is 1 when one differs.

    python -m benchmarks.segments [--customers 1000000] [--tags 120] [--rounds 9]
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median

import duckdb
import numpy as np

from benchmarks.clickhouse import ClickHouse
from tagrid.catalog.model import Catalog, Example, Tag
from tagrid.core.text import Text
from tagrid.published import BITS
from tagrid.refresh.index import build_index
from tagrid.segments.feature_columns import FeatureColumns
from tagrid.segments.index import SegmentIndex
from tagrid.segments.language import parse

QUESTIONS = {
    "one value": "t000 = v1",
    "AND of three": "t001 = v1 and t007 in (v0, v2) and t013 = v0",
    "nested, 8 leaves": (
        "(t001 = v1 or t002 in (v0, v3) and not t003 = v2) and "
        "(t004 = v0 or not (t005 = v1 and t006 in (v0, v1))) and (t007 = v2 or t008 = unknown)"
    ),
}
ENGINES = ("tagrid", "bitmap", "column")
FACETS_OF = "t001 = v1 or t002 = v0"
# A number beside the tags, its limit moved at every call as with a slider: nothing that was answered is asked again.
NUMBER = "annual_kwh"
MOVED = "t001 = v1 and supply.annual_kwh > {limit}"


def catalog(tags: int) -> Catalog:
    """Return a catalog of `tags` tags with 3 to 7 values each, and `unknown`."""
    words = Text(zh="基准", en="Benchmark")
    return Catalog(
        version="1.0.0", classes={}, tags={f"t{n:03}": _tag(f"t{n:03}", 3 + n * 7 % 5, words) for n in range(tags)}
    )


def _tag(name: str, values: int, words: Text) -> Tag:
    return Tag(
        label=words, requirement=words, definition=words, criterion=words, method="rule",
        values={f"v{value}": words for value in range(values)}, examples=(Example(given={}, gives="unknown"),),
        precedence="exclusive", derived_from=(), cadence="daily", owner="benchmark", sensitivity="internal",
        status="active",
        name=name, subject="power_customer", dimension="attributes", theme="supply", path=name, inputs=(NUMBER,),
    )  # fmt: skip


@dataclass(frozen=True)
class Made:
    """What conditions on numbers ask of a version: its database and day."""

    con: duckdb.DuckDBPyConnection
    id: str = "benchmark"
    as_of: date = date(2026, 6, 30)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Return a connection of its own to the database."""
        return self.con.cursor()


def make_table(con: duckdb.DuckDBPyConnection, made: Catalog, customers: int) -> None:
    """Make customer_tags_wide: values drawn by a hash, the first ones of a tag the most frequent."""
    columns = ", ".join(_column(n, name, tag.codes) for n, (name, tag) in enumerate(made.tags.items()))
    con.execute(
        "create table customer_tags_wide as select i::int as customer_no, 'c' || i as customer_id, "
        f"'power_customer' as subject, {columns}, (hash(i * 7) % 20000000) / 100.0 as {NUMBER} "
        f"from range({customers}) t (i)"
    )
    con.execute("create schema rule_inputs")
    con.execute(f"create table rule_inputs.supply as select customer_id, {NUMBER} from customer_tags_wide")


def _column(number: int, name: str, codes: tuple[str, ...]) -> str:
    draw = f"pow((hash(i * 1000 + {number}) % 1000003) / 1000003, 1.6)"
    return f"({list(codes)})[1 + floor({draw} * {len(codes)})::int] as {name}"


def timed(ask: Callable, rounds: int) -> tuple[float, object]:
    """Return the median milliseconds of `rounds` calls after a first one, and the answer."""
    answer, taken = ask(), []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1e3)
    return median(taken), answer


def processor(ask: Callable, rounds: int) -> float:
    """Return the median milliseconds of processor time of `rounds` calls after a first one."""
    ask()
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        ask()
        taken.append((time.process_time() - began) * 1e3)
    return median(taken)


def questions(index: SegmentIndex, peer: ClickHouse, made: Catalog) -> dict[str, dict[str, Callable]]:
    """Return, for each question, how each engine is asked; parsing the expression is not part of it."""
    rules = {name: parse(text, made) for name, text in QUESTIONS.items()}
    calls: dict[str, dict[str, Callable]] = {
        name: {
            "tagrid": lambda rule=rule: index.count(rule),
            "bitmap": lambda rule=rule: peer.count_bitmap(rule),
            "column": lambda rule=rule: peer.count_columns(rule),
        }
        for name, rule in rules.items()
    }
    segment = parse(FACETS_OF, made)
    calls["facets of a segment"] = {
        "tagrid": lambda: index.facets(index.mask(segment)),
        "bitmap": lambda: peer.facets_bitmap(segment),
        "column": lambda: peer.facets_columns(segment, {name: tag.codes for name, tag in made.tags.items()}),
    }
    calls["a number's limit moved"] = {
        "tagrid": _moved(made, index.count),
        "column": _moved(made, peer.count_columns),
    }
    return calls


def _moved(made: Catalog, ask: Callable) -> Callable:
    limits = count(50_000, 777)
    return lambda: ask(parse(MOVED.format(limit=next(limits)), made))


def run(customers: int, tags: int, rounds: int, folder: Path) -> bool:
    """Build both, ask both, print the table; returns whether every answer was the same."""
    made, con = catalog(tags), duckdb.connect()
    values = sum(len(tag.codes) for tag in made.tags.values())
    make_table(con, made, customers)
    began = time.perf_counter()
    build_index(con, made, folder / "index")
    built, size = time.perf_counter() - began, sum(path.stat().st_size for path in (folder / "index").iterdir())
    print(
        f"{customers:,} customers x {tags} tags ({values} values); index: {size / 1e6:.0f} MB, built in {built:.1f} s"
    )
    con.execute(f"copy customer_tags_wide to '{folder / 'tags.parquet'}'")
    index = SegmentIndex.open(folder / "index", FeatureColumns(Made(con)))
    peer = ClickHouse(folder, list(made.tags), [NUMBER])
    print(f"{'median, ms':<22}{'tagrid':>10}{'bitmaps':>10}{'columns':>10}   ClickHouse {peer.version} / tagrid")
    answers = [_line(name, calls, rounds) for name, calls in questions(index, peer, made).items()]
    segment, everything = index.mask(parse(FACETS_OF, made)), np.asarray(np.memmap(folder / "index" / BITS, "<u8", "r"))
    counted, read = processor(lambda: index.facets(segment), rounds), processor(everything.sum, rounds)
    print(f"processor time: facets {counted:.1f} ms, merely reading the index {read:.1f} ms: {counted / read:.2f} x")
    return all(answers)


def _line(name: str, calls: dict[str, Callable], rounds: int) -> bool:
    durations, answers = {}, {}
    for engine, ask in calls.items():
        durations[engine], answers[engine] = timed(ask, rounds)
    best = min(durations[engine] for engine in calls if engine != "tagrid")
    figures = "".join(f"{durations[engine]:>10.3f}" if engine in durations else f"{'-':>10}" for engine in ENGINES)
    same = all(_known(answer) == _known(answers["tagrid"]) for answer in answers.values())
    print(f"{name:<22}{figures}   {best / durations['tagrid']:,.0f} x" + ("" if same else f"   DIFFERENT: {answers}"))
    return same


def _known(answer: object) -> object:
    """Return an answer without the zero counts, which a GROUP BY does not list."""
    if not isinstance(answer, dict):
        return answer
    return {tag: {value: n for value, n in counts.items() if n} for tag, counts in answer.items()}


def main() -> None:
    ask = argparse.ArgumentParser(description="Segment counts: the bitset index beside ClickHouse.")
    ask.add_argument("--customers", type=int, default=1_000_000)
    ask.add_argument("--tags", type=int, default=120)
    ask.add_argument("--rounds", type=int, default=9)
    options = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="tagrid-bench-") as folder:
        same = run(options.customers, options.tags, options.rounds, Path(folder))
    if not same:
        sys.exit("The engines disagree: a count above is wrong.")


if __name__ == "__main__":
    main()
