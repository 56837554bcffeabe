"""The test that nearly every model's key is put to finds what it is for."""

import duckdb
import pytest
from jinja2 import Environment

from tagrid.core.overlay import REFERENCE


@pytest.mark.parametrize(
    ("values", "found"),
    [("(1), (2)", []), ("(1), (2), (1)", [(1,)]), ("(1), (null)", [(None,)]), ("(null), (null)", [(None,)])],
)
def test_a_key_is_neither_twice_nor_missing(values, found):
    source = (REFERENCE / "dbt_project" / "macros" / "is_key.sql").read_text(encoding="utf-8")
    macro = Environment().from_string(source.replace("{% test", "{% macro").replace("endtest", "endmacro")).module
    sql = macro.is_key(f"(values {values}) as model(id)", "id")
    assert duckdb.sql(sql).fetchall() == found
