"""Every published table is a function of its input: rows in another order, on more threads, change nothing."""

import duckdb
import pytest

from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.refresh.serving import NOT_SERVED, exact
from tests.dbt_project.compiled import Compiled


def published(tables: Compiled) -> list[str]:
    """The served tables that are SQL; the catalog's own are made of its files."""
    found = [node for node in tables.models.values() if "/models/publish/" in node["original_file_path"]]
    return [
        node["name"]
        for node in found
        if node["language"] == "sql" and node["config"]["materialized"] != "view" and node["name"] not in NOT_SERVED
    ]


def landed_anew(home: Home, seed: int) -> Compiled:
    """The tables of a home whose landed rows come in another order, on more threads than cores."""
    tables = Compiled(home)
    tables.con.execute("set threads = 4")
    staged = [n["name"] for n in tables.models.values() if "/models/staging/" in n["original_file_path"]]
    for name in staged:
        tables.put(name, f"select * from real.main.{quote_identifier(name)} as landed order by hash(landed, {seed})")
    return tables


@pytest.mark.slow
def test_the_order_of_landed_rows_changes_no_measure(published_home):
    """To the last bit: what differs by the order of a sum is no change of a customer's."""
    tables = landed_anew(published_home, 2)
    models = [n for n in tables.models.values() if "/models/features/" in n["original_file_path"]]
    names = [n["name"] for n in models if n["language"] == "sql" and n["config"]["materialized"] == "table"]
    assert len(names) > 60
    tables.build(*names)
    wrong = {}
    for name in names:
        was, now = (f"from {place}.{quote_identifier(name)}" for place in ("real.main", "warehouse.main"))
        differ = f"select count(*) from ((({was}) except all ({now})) union all (({now}) except all ({was})))"
        if rows := tables.con.execute(differ).fetchall()[0][0]:
            wrong[name] = rows
    assert not wrong


@pytest.mark.slow
def test_the_order_of_landed_rows_changes_no_published_table(published_home):
    tables = landed_anew(published_home, 1)
    names = published(tables)
    assert len(names) > 15
    tables.build(*names)
    wrong = []
    for name in names:
        was = tables.con.execute(exact(tables.con, f"from real.main.{quote_identifier(name)}")).fetchall()
        now = tables.con.execute(exact(tables.con, f"from {quote_identifier(name)}")).fetchall()
        if [repr(row) for row in was] != [repr(row) for row in now]:
            first = next((pair for pair in zip(was, now, strict=False) if repr(pair[0]) != repr(pair[1])), None)
            wrong.append((name, len(was), len(now), first))
    assert not wrong


def test_what_is_left_of_a_sum_beyond_its_decimals_is_not_published():
    with duckdb.connect() as con:
        con.execute(
            "create table t as select 0.1::double + 0.2::double as a, [-1e-17::double, 0.3] as b, 1.5::float as c"
        )
        assert con.execute(exact(con, "select * from t")).fetchone() == (0.3, [0.0, 0.3], 1.5)
        assert str(con.execute(exact(con, "select -1e-17::double as a")).fetchone()) == "(0.0,)"
