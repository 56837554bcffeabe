"""A small catalog of both subjects, and customers with random values, for the tests of this folder."""

import random

import duckdb

from tagrid.catalog import Catalog, Example, Label, Tag

VALUES = {
    "value_tier": ("power_customer", "价值分级", ["vip", "major", "ordinary", "small"]),
    "fee_recovery_risk": ("power_customer", "电费回收风险", ["A", "B", "C", "D", "E"]),
    "arrears_status": ("power_customer", "欠费状态", ["clear", "due", "overdue_30"]),
    "capacity_band": ("power_customer", "合同容量档", ["lt_8", "8_50", "in"]),
    "application_stage": ("non_power_customer", "报装阶段", ["accepted", "surveyed"]),
    "capacity_wanted": ("non_power_customer", "合同容量档", ["lt_8", "8_50"]),
}


def _tag(name: str, subject: str, zh: str, codes: list[str]) -> Tag:
    words = Label(zh="说明", en="Words")
    return Tag(
        label=Label(zh=zh, en=name.replace("_", " ").title()),
        requirement=words,
        definition=words,
        criterion=words,
        method="rule",
        values={code: Label(zh=f"{zh}：{code}", en=f"{code} (of {name})") for code in codes},
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
        theme="payment",
        path=f"{subject}/behaviour/payment/{name}.yml",
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


def _row(number: int, chance: random.Random) -> list:
    subject = "power_customer" if chance.random() < 0.8 else "non_power_customer"
    values = [chance.choice(tag.codes) if tag.subject == subject else None for tag in CATALOG.tags.values()]
    return [number, f"c{number:05}", subject, *values]
