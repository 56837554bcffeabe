"""Every published table is a function of its input: rows in another order, on more threads, change nothing."""

import duckdb
import pytest

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


@pytest.mark.slow
def test_the_order_of_landed_rows_changes_no_published_table(published_home):
    tables = Compiled(published_home)
    tables.con.execute("set threads = 4")
    staged = [n["name"] for n in tables.models.values() if "/models/staging/" in n["original_file_path"]]
    for name in staged:
        tables.put(name, f"select * from real.main.{quote_identifier(name)} as landed order by hash(landed, 1)")
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
