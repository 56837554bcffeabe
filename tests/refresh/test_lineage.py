"""What a column is made of: seen through where a row stays one row, everything else where it does not."""

import duckdb
import pytest

from tagrid.core.compiled import Compiled, Node
from tagrid.refresh.lineage import ColumnLineage, Read, _Query, needed, read_lineage

TABLES = {"dim": {"customer_id", "kind"}, "usage": {"customer_id", "kwh", "kind"}, "bills": {"customer_id", "yuan"}}

GATHERED = """
    with dim as (select * from "w"."main"."dim"), usage as (select * from "w"."main"."usage"),
    bills as (select * from "w"."main"."bills"),
    joined as (
        select dim.customer_id, usage.kwh * 2 as twice, yuan, kwh + yuan as both
        from dim left join usage on dim.customer_id = usage.customer_id
        left join bills on dim.customer_id = bills.customer_id
    )
    select * from joined order by customer_id
"""


def read(sql: str, column: str) -> set[tuple[str, str]]:
    return {(one.model, one.column) for one in _Query(sql, TABLES).read(column)} - {("dim", "customer_id")}


@pytest.mark.parametrize(
    ("column", "made_of"),
    [
        ("twice", {("usage", "kwh"), ("usage", "customer_id")}),
        ("yuan", {("bills", "yuan"), ("bills", "customer_id")}),
        ("both", {("usage", "kwh"), ("usage", "customer_id"), ("bills", "yuan"), ("bills", "customer_id")}),
        ("customer_id", set()),
    ],
)
def test_a_column_of_joined_tables_is_made_of_its_own_table_alone(column, made_of):
    assert read(GATHERED, column) == made_of


def test_what_decides_which_rows_there_are_is_a_part_of_every_column():
    sql = 'select usage.kwh from "w"."main"."usage" as usage inner join "w"."main"."dim" as dim'
    found = read(f"{sql} on usage.customer_id = dim.customer_id where dim.kind = 'a'", "kwh")
    assert found == {("usage", "kwh"), ("usage", "customer_id"), ("dim", "kind")}


def test_a_column_named_by_another_of_the_list_is_followed():
    assert ("usage", "kwh") in read('select kwh * 2 as twice, twice + 1 as more from "w"."main"."usage"', "more")


def test_a_rank_is_made_of_all_that_its_step_names_and_not_of_the_own_row():
    sql = 'select customer_id, rank() over (partition by kind order by kwh) as place from "w"."main"."usage"'
    found = _Query(sql, TABLES).read("place")
    assert {Read("usage", "kind", is_own=False), Read("usage", "kwh", is_own=False)} <= found
    assert not any(one.is_own for one in found if one.column != "customer_id")


@pytest.mark.parametrize(
    "sql",
    [
        'select kwh from "w"."main"."usage" where customer_id in (select customer_id from "w"."main"."bills")',
        'select kwh from "w"."main"."usage" union all select yuan from "w"."main"."bills"',
        'select kwh from (select * from "w"."main"."usage" as usage cross join "w"."main"."bills") as found',
    ],
)
def test_what_is_not_seen_through_is_made_of_everything(sql):
    found = _Query(sql, TABLES).read("kwh")
    assert {one.model for one in found} == {"usage", "bills"}


@pytest.mark.parametrize(
    ("sql", "compares"),
    [
        ("select customer_id, sum(kwh) as kwh from usage group by customer_id", False),
        ("select usage.customer_id, sum(kwh) as kwh from usage group by 1", False),
        ("select sum(kwh) as kwh from usage", True),
        ("select kind, sum(kwh) as kwh from usage group by kind", True),
        ("select kwh, lag(kwh) over (partition by customer_id order by kind) as before from usage", False),
        ("select kwh, rank() over (partition by kind order by kwh) as place from usage", True),
        ("select kwh, sum(kwh) over own as total from usage window own as (partition by customer_id)", False),
        ("select kwh, sum(kwh) over all_of as total from usage window all_of as (order by kwh)", True),
        ("select kwh from usage inner join bills on usage.customer_id = bills.customer_id and yuan > 0", False),
        ("select kwh from usage inner join dim on usage.kind = dim.kind", True),
        ("select kwh from usage cross join (select max(day) as day from days) as last", False),
    ],
)
def test_what_looks_at_other_customers_is_told_by_its_sql(sql, compares):
    tables = TABLES | {"days": {"day"}}
    assert _Query(sql, tables).seems_to_compare() is compares


def test_a_step_may_have_the_name_of_the_table_it_reads():
    assert read('with usage as (select * from "w"."main"."usage") select kwh from usage', "kwh") == {
        ("usage", "kwh"),
        ("usage", "customer_id"),
    }


def test_needed_are_the_columns_all_the_way_up():
    reads = {
        "tag": {"a": [Read("gathered", "twice")], "b": [Read("gathered", "yuan")]},
        "gathered": {"twice": [Read("usage", "kwh")], "yuan": [Read("bills", "*")]},
        "bills": {"yuan": [], "paid_on": [Read("payments", "*")]},
    }
    assert {model for model, _ in needed(reads, [("tag", "a")])} == {"tag", "gathered", "usage"}
    assert ("payments", "*") in needed(reads, [("tag", "b")])


def test_what_was_read_is_kept_under_its_key(tmp_path, monkeypatch):
    """Reading the SQL of all models takes seconds: it is done once for a catalog."""
    with duckdb.connect(str(tmp_path / "w.duckdb")) as con:
        con.execute("create table usage (customer_id varchar, kwh double)")
        con.execute("create table twice (customer_id varchar, more double)")
    nodes = {
        "model.usage": Node("model.usage", "usage", "", "select 1", (), '"w"."main"."usage"', "table"),
        "model.twice": Node(
            "model.twice",
            "twice",
            "",
            'select customer_id, kwh * 2 as more from "w"."main"."usage"',
            ("model.usage",),
            '"w"."main"."twice"',
            "table",
        ),
    }
    given = Compiled(nodes), tmp_path / "w.duckdb"
    first = read_lineage(*given, "key", tmp_path / "lineage.json")
    assert first.reads["twice"]["more"] == [Read("usage", "customer_id"), Read("usage", "kwh")]
    nothing = ColumnLineage({}, frozenset())
    monkeypatch.setattr("tagrid.refresh.lineage._lineage", lambda *_: nothing)
    assert read_lineage(*given, "key", tmp_path / "lineage.json") == first
    assert read_lineage(*given, "another", tmp_path / "lineage.json") == nothing
