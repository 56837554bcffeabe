"""A customer's record says what the tables say that it is read from."""

import pytest

from tagrid.portrait.person import portrait, record
from tagrid.published.versions import current_version
from tests.portrait.conftest import ALLOWED

# Of which the demo has rows; it has no reasons before a model is trained.
TABLES = ("portrait_customer", "portrait_bills", "portrait_events", "portrait_load")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_of_a_table_is_left_out(published_home, table):
    name = {"portrait_customer": "customer"}.get(table, table.removeprefix("portrait_"))
    with current_version(published_home).connect() as con:
        ids = con.execute("select customer_id from portrait_customer").fetchall()
        rows = con.execute(f"select count(*) from {table}").fetchone()[0]
        held = [record(con, who)[name] for (who,) in ids]
    assert sum(1 if isinstance(one, dict) else len(one) for one in held) == rows > 0


def test_a_tag_has_the_value_of_the_wide_table(published_home):
    version = current_version(published_home)
    with version.connect() as con:
        who = con.execute("select min(customer_id) from portrait_bills").fetchone()[0]
        said = dict(con.execute("select tag, value from customer_tags where customer_id = ?", [who]).fetchall())
    assert {row["tag"]: row["value"] for row in portrait(version, who, viewer=ALLOWED)["tags"]} == said


def test_an_unknown_customer_has_no_record(published_home):
    with current_version(published_home).connect() as con:
        assert record(con, "nobody") is None
