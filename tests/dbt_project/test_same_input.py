"""Every published table is a function of its input: rows in another order, on more threads, change nothing."""

import re

import duckdb
import pytest

from tagrid.core.overlay import REFERENCE
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


def test_a_sum_in_the_middle_of_two_decimals_is_published_as_one_of_them():
    with duckdb.connect() as con:
        sums = "select 340.4765625::double + unnest([-1e-13, 0, 1e-13]) as one"
        assert con.execute(exact(con, sums)).fetchall() == [(340.476563,)] * 3


def test_no_measure_is_rounded_but_by_the_macro_that_moves_the_middle():
    """A bare `round` of a sum leaves it to the order of rows where the sum lies between two decimals."""
    features = REFERENCE / "dbt_project" / "models" / "features"
    bare = {
        file.stem: found
        for file in sorted(features.glob("*.sql"))
        if (found := re.findall(r"\bround\((?!\s*{{ rounded\()[^\n]*(?:\n[^\n]*)?", file.read_text(encoding="utf-8")))
    }
    # a count of months; a ratio of two readings; what was rounded by the macro before
    assert sorted(bare) == ["int_customer_bill_growth", "int_customer_night", "int_phase_day"], bare


def test_what_is_left_of_a_sum_beyond_its_decimals_is_not_published():
    with duckdb.connect() as con:
        con.execute(
            "create table t as select 0.1::double + 0.2::double as a, [-1e-17::double, 0.3] as b, 1.5::float as c"
        )
        assert con.execute(exact(con, "select * from t")).fetchone() == (0.3, [0.0, 0.3], 1.5)
        assert str(con.execute(exact(con, "select -1e-17::double as a")).fetchone()) == "(0.0,)"
