"""A customer's record says what the tables say that it was packed from."""

import pytest

from tagrid.portrait.person import portrait, record
from tagrid.published.versions import current_version
from tests.portrait.conftest import ALLOWED

# Of which the demo has rows; it has no reasons before a model is trained.
TABLES = ("portrait_customer", "portrait_bills", "portrait_events", "portrait_load")


class Older:
    """A connection to a version whose records are not there, as before they were published."""

    def __init__(self, con) -> None:
        self.con = con

    def execute(self, sql: str, *given):
        """Ask, for records in a place where there are none."""
        return self.con.execute(sql.replace("portrait_record", "portrait_nowhere"), *given)


def test_a_record_says_what_the_tables_say(published_home):
    with current_version(published_home).connect() as con:
        ids = [row[0] for row in con.execute("select customer_id from portrait_customer order by all").fetchall()]
        for who in ids:
            assert repr(record(con, who)) == repr(record(Older(con), who))  # types and order too
    assert len(ids) > 100


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
        assert record(Older(con), "nobody") is None
