"""What is computed for some customers alone is what a build of everything gives them."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
import yaml

from tagrid.core import session
from tagrid.core.compiled import TOKENS, Compiled, read_compiled
from tagrid.core.dbt import dbt_environment
from tagrid.core.sql import quote_identifier
from tagrid.core.subset import Subset, SubsetOrder
from tagrid.refresh.lineage import ColumnLineage, read_lineage
from tagrid.refresh.parts import measures
from tests import conftest as demo

EARLIER = demo.LAST - timedelta(days=9)


@pytest.fixture(scope="module")
def graph(published_home) -> Compiled:
    path = published_home.root / "dbt_target" / "compiled.json"
    found = read_compiled(path, yaml.safe_load(path.read_text(encoding="utf-8"))["key"])
    assert found
    return found


@pytest.fixture(scope="module")
def lineage(published_home, graph, tmp_path_factory) -> ColumnLineage:
    return read_lineage(graph, published_home.warehouse, "", tmp_path_factory.mktemp("lineage") / "lineage.json")


def opened(home, graph: Compiled, folder: Path, monkeypatch) -> duckdb.DuckDBPyConnection:
    """A copy of the warehouse, with 25 customers chosen."""
    for name, value in dbt_environment(home).items():
        monkeypatch.setenv(name, value)
    copy = folder / "warehouse.duckdb"
    shutil.copyfile(home.warehouse, copy)
    con = session.open_warehouse(graph, str(copy), str(home.root))
    con.execute("create view tag_held as from tag_snapshot")
    con.execute("create table chosen as select customer_id from dim_customer order by hash(customer_id) limit 25")
    return con


def values(day: date) -> dict[str, str]:
    given = {"as_of": f"{day}", "version": "again", "landed_after": "0", "held": "used.customer_id as customer_id"}
    return {TOKENS[name]: value for name, value in given.items()}


def compute(
    con: duckdb.DuckDBPyConnection, graph: Compiled, lineage: ColumnLineage, day: date, stored: list[str]
) -> list[str]:
    """Compute all measures and tags of the chosen into tables ``again_``; return the tables so computed."""
    dated = graph.below([graph.model("run_date").id])
    tables = [node.table for node in map(graph.nodes.__getitem__, dated) if node.materialized == "table"]
    found = con.execute("select table_name from duckdb_columns() where column_name = 'customer_id'").fetchall()
    shown = sorted({node.table for node in measures(graph)} & {name for (name,) in found} | {"tag_snapshot"})
    computed = [name for name in tables if not name.startswith(("portrait_", "catalog_", "customer_tags"))]
    comparing = sorted(lineage.comparing & {node.table for node in measures(graph)})
    order = SubsetOrder("chosen", computed, comparing, stored, copied={name: f"again_{name}" for name in shown})
    Subset(con, graph, order, values(day), session.build).run()
    return shown


def differing(con: duckdb.DuckDBPyConnection, tables: list[str]) -> dict[str, int]:
    """The tables of which the chosen customers' rows are others than those computed for them alone."""
    found = {}
    for name in tables:
        skip = " exclude (version)" if name == "tag_snapshot" else ""
        whole = f"select *{skip} from {quote_identifier(name)} semi join chosen using (customer_id)"
        again = f"select *{skip} from {quote_identifier('again_' + name)} semi join chosen using (customer_id)"
        rows = f"select count(*) from (({whole} except all {again}) union all ({again} except all {whole}))"
        if count := con.execute(rows).fetchall()[0][0]:
            found[name] = count
    return found


@pytest.mark.slow
@pytest.mark.parametrize("is_stored", [False, True])
def test_customers_computed_alone_have_what_they_have_among_all(
    published_home, graph, lineage, tmp_path, monkeypatch, is_stored
):
    """What a model makes of other customers is told, or it would be missing here."""
    with opened(published_home, graph, tmp_path, monkeypatch) as con:
        stored = [node.table for node in measures(graph)] if is_stored else []
        tables = compute(con, graph, lineage, demo.LAST, stored)
        assert len(tables) > 85
        tagged = con.execute("select count(*) from chosen semi join tag_snapshot using (customer_id)").fetchall()
        assert tagged == [(25,)]
        assert not differing(con, tables)


@pytest.mark.slow
def test_an_earlier_day_of_some_is_that_of_all(published_home, graph, lineage, tmp_path, monkeypatch):
    with opened(published_home, graph, tmp_path, monkeypatch) as con:
        tables = compute(con, graph, lineage, EARLIER, [])
        everything = graph.above([graph.model("tag_snapshot").id, *(node.id for node in measures(graph))])
        assert not session.run(con, graph, everything, values(EARLIER))
        assert con.execute("select max(as_of) from run_date").fetchall() == [(EARLIER,)]
        assert not differing(con, tables)
