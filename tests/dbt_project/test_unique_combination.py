"""The test of a key of several columns reads what a run brought, and finds there what it is for."""

from types import SimpleNamespace

import duckdb
import pytest
from jinja2 import Environment

from tagrid.core.overlay import REFERENCE

# Two days; of the second one row came later. `b` is what is left of a merged account, and twice on the first day.
ROWS = """
    create table days as select * from (values
        ('a', 1, 1), ('b', 1, 1), ('b', 1, 1), ('c', 1, 1), ('c', 1, 1), ('d', 2, 1), ('d', 2, 2), ('e', 2, 2)
    ) as rows(customer_id, day, landed_seq);
    create table merges as select 'b' as customer_id;
"""


def found(materialized: str, after: int | str, merges: str | None = None, newest_only: bool = True) -> list[tuple]:
    """Return the keys that the test finds in ``days``, of a model of that kind, after a version or by hand."""
    source = (REFERENCE / "dbt_project" / "macros" / "unique_combination.sql").read_text(encoding="utf-8")
    source = source.replace("{% test", "{% macro").replace("endtest", "endmacro").replace("model.identifier", "'days'")
    config = SimpleNamespace(materialized=materialized, unique_key="day" if materialized == "incremental" else None)
    node = SimpleNamespace(resource_type="model", alias="days", config=config)
    names = {"graph": SimpleNamespace(nodes={"days": node}), "execute": True, "asked": lambda name: after}
    macro = Environment(extensions=["jinja2.ext.do"]).from_string(source, globals=names).module
    with duckdb.connect() as con:
        con.execute(ROWS)
        sql = macro.unique_combination("days", ["customer_id", "day"], newest_only, merges)
        return sorted(set(con.execute(sql).fetchall()))


@pytest.mark.parametrize(
    ("after", "merges", "keys"),
    [
        # by hand, and in a full refresh: all of it
        ("", None, [("b", 1), ("c", 1), ("d", 2)]),
        ("", "merges", [("b", 1), ("c", 1), ("d", 2)]),
        # the day that a row came for, with what it had before
        (1, None, [("d", 2)]),
        (1, "merges", [("b", 1), ("d", 2)]),
        (2, None, []),
        (2, "merges", [("b", 1)]),
    ],
)
def test_an_incremental_model_is_tested_where_it_was_built(after, merges, keys):
    assert found("incremental", after, merges) == keys


@pytest.mark.parametrize(("after", "keys"), [("", []), (0, []), (2, [])])
def test_of_other_models_the_newest_rows_are_tested(after, keys):
    assert found("view", after) == keys


def test_several_deliveries_since_the_version_before_are_all_tested():
    assert found("view", -1) == [("b", 1), ("c", 1), ("d", 2)]


def test_without_newest_only_everything_is_tested():
    assert found("table", 1, newest_only=False) == [("b", 1), ("c", 1), ("d", 2)]
