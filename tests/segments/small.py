"""A small catalog of both subjects, and customers with random values, for the tests of this folder."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tagrid.catalog.model import Catalog, Example, Tag
from tagrid.core.text import Text
from tagrid.refresh.index import build_index
from tagrid.segments.feature_columns import FeatureColumns
from tagrid.segments.index import SegmentIndex
from tagrid.segments.workspace import Workspace

VALUES = {
    "value_tier": ("power_customer", "价值分级", ["vip", "major", "ordinary", "small"]),
    "fee_recovery_risk": ("power_customer", "电费回收风险", ["A", "B", "C", "D", "E"]),
    "arrears_status": ("power_customer", "欠费状态", ["clear", "due", "overdue_30"]),
    "capacity_band": ("power_customer", "合同容量档", ["lt_8", "8_50", "in"]),
    "application_stage": ("non_power_customer", "报装阶段", ["accepted", "surveyed"]),
    "capacity_wanted": ("non_power_customer", "合同容量档", ["lt_8", "8_50"]),
}

# What the rules of each theme read; the values drawn are few, so that random conditions meet them.
INPUTS: dict[str, dict[str, Callable]] = {
    "payment": {
        "late_share": lambda chance: chance.choice([None, 0, 0.1, 0.25, 0.5, 1]),
        "due_yuan": lambda chance: chance.choice([None, -12.5, 0, 100, 99999]),
        "is_prepaid": lambda chance: chance.choice([None, True, False]),
        "district": lambda chance: chance.choice([None, "扬中", 'it\'s \\ "x"', "007", "true", "not"]),
    },
    "progress": {
        "late_share": lambda chance: chance.choice([None, 0, 0.1]),
        "accepted_on": lambda chance: chance.choice([None, date(2026, 5, 1), date(2026, 6, 30)]),
    },
}
_TYPES = {"late_share": "double", "due_yuan": "decimal(18, 2)", "is_prepaid": "boolean", "accepted_on": "date"}
_THEMES = {"power_customer": "payment", "non_power_customer": "progress"}
_READERS = ("value_tier", "application_stage")
AS_OF = date(2026, 6, 30)


def _tag(name: str, subject: str, zh: str, codes: list[str]) -> Tag:
    words = Text(zh="说明", en="Words")
    return Tag(
        label=Text(zh=zh, en=name.replace("_", " ").title()),
        requirement=words,
        definition=words,
        criterion=words,
        method="rule",
        values={code: Text(zh=f"{zh}：{code}", en=f"{code} (of {name})") for code in codes},
        examples=(Example(given={"x": 1}, gives=codes[0]),),
        precedence="exclusive",
        derived_from=(),
        cadence="daily",
        owner="billing",
        sensitivity="internal",
        status="active",
        name=name,
        subject=subject,
        dimension="behaviour",
        theme=_THEMES[subject],
        path=f"{subject}/behaviour/{_THEMES[subject]}/{name}.yml",
        inputs=tuple(INPUTS[_THEMES[subject]]) if name in _READERS else (),
    )


CATALOG = Catalog(version="1.2.0", classes={}, tags={name: _tag(name, *about) for name, about in VALUES.items()})


def tags_wide(con: duckdb.DuckDBPyConnection, customers: int, seed: int) -> None:
    """Make customer_tags_wide with random values, rows in random order; `unknown` is one of them."""
    chance = random.Random(seed)
    columns = "".join(f', "{name}" varchar' for name in CATALOG.tags)
    con.execute(f"create table customer_tags_wide (customer_no int, customer_id varchar, subject varchar{columns})")
    rows = [_row(number, chance) for number in range(customers)]
    chance.shuffle(rows)
    if rows:
        con.executemany(f"insert into customer_tags_wide values ({', '.join('?' * len(rows[0]))})", rows)


def leave_gaps(con: duckdb.DuckDBPyConnection) -> None:
    """Make every ninth number nobody's, as those of customers who left."""
    con.execute(
        "update customer_tags_wide set customer_no = customer_no + customer_no // 8, "
        "customer_id = 'c' || lpad((customer_no + customer_no // 8)::varchar, 5, '0')"
    )


def _row(number: int, chance: random.Random) -> list:
    subject = "power_customer" if chance.random() < 0.8 else "non_power_customer"
    values = [chance.choice(tag.codes) if tag.subject == subject else None for tag in CATALOG.tags.values()]
    return [number, f"c{number:05}", subject, *values]


@dataclass(frozen=True)
class Beside:
    """A version as far as conditions ask it: its serving database in memory, and its day."""

    con: duckdb.DuckDBPyConnection
    id: str = "2026-06-30.1"
    as_of: date = AS_OF

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Return a connection of its own to the same database."""
        return self.con.cursor()


def beside_tags(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Make what a version holds beside customer_tags_wide: customer_tags, rule_inputs, tag_changes, the header."""
    chance = random.Random(seed)
    long = " union all ".join(
        f"select customer_no, customer_id, subject, '{name}' as tag, \"{name}\" as value from customer_tags_wide "
        f'where "{name}" is not null'
        for name in CATALOG.tags
    )
    con.execute(f"create view customer_tags as {long}")
    people = con.execute("select customer_id, subject from customer_tags_wide order by customer_id").fetchall()
    con.execute("create schema rule_inputs")
    for theme, columns in INPUTS.items():
        declared = ", ".join(f"{name} {_TYPES.get(name, 'varchar')}" for name in columns)
        con.execute(f"create table rule_inputs.{theme} (customer_id varchar, {declared})")
        rows = [
            [who, *(draw(chance) for draw in columns.values())]
            for who, subject in people
            if _THEMES[subject] == theme and chance.random() < 0.9
        ]
        con.executemany(f"insert into rule_inputs.{theme} values ({', '.join('?' * (1 + len(columns)))})", rows)
    _changes(con, chance, people)
    con.execute("create table portrait_customer (customer_id varchar, annual_kwh double)")
    con.executemany("insert into portrait_customer values (?, ?)", [(who, chance.randrange(5)) for who, _ in people])


def _changes(con: duckdb.DuckDBPyConnection, chance: random.Random, people: list[tuple[str, str]]) -> None:
    columns = "customer_id varchar, tag varchar, old_value varchar, new_value varchar, changed_on date"
    con.execute(f"create table tag_changes ({columns})")
    rows = []
    for _ in range(3 * len(people)):
        who, subject = chance.choice(people)
        tag = chance.choice([tag for tag in CATALOG.tags.values() if tag.subject == subject])
        old, new = (chance.choice([None, *tag.codes]) for _ in "ab")
        rows.append((who, tag.name, old, new, AS_OF - timedelta(days=chance.randrange(90))))
    con.executemany("insert into tag_changes values (?, ?, ?, ?, ?)", rows)


def made_workspace(con: duckdb.DuckDBPyConnection, folder: Path, version_id: str = "2026-06-30.1") -> Workspace:
    """Index customer_tags_wide of `con` in `folder` and return a workspace over it, without a saved segment."""
    build_index(con, CATALOG, folder)
    version = Beside(con, version_id)
    found = Workspace(version, {})  # ty: ignore[invalid-argument-type]
    found.__dict__.update(catalog=CATALOG, index=SegmentIndex.open(folder, FeatureColumns(version)))
    return found
