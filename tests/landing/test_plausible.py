"""Readings that strayed into days to come: few ahead land and move nothing, far ones are set aside."""

from datetime import date
from types import SimpleNamespace

import duckdb
import pytest

from tagrid.landing import plausible
from tagrid.landing.contracts import source_contract
from tagrid.landing.index import read_index
from tagrid.landing.plausible import last_day_of_most
from tests.landing.test_intake import ENERGY, days, readings


def test_the_first_readings_of_a_day_do_not_move_the_last_day_of_most(utility):
    readings(utility, "month", days("2026-05-01", 5))
    readings(utility, "early", ["2026-05-06"], customers=3)
    landed = read_index(utility.home)
    assert landed.tables[ENERGY].through_on == date(2026, 5, 6)
    assert last_day_of_most(utility.home, list(landed.files(ENERGY)), source_contract(ENERGY)) == date(2026, 5, 5)


def test_a_reading_of_weeks_ahead_is_set_aside_with_its_line(utility):
    readings(utility, "month", days("2026-05-01", 5))
    report = readings(utility, "stray", ["2026-06-20"], customers=1)
    assert report.tables[ENERGY]["refused"] == 1
    (aside,) = utility.home.quarantine.rglob("*.csv")
    assert "more than 3 days after 2026-05-05, the last day that most have" in aside.read_text("utf-8-sig")


@pytest.mark.parametrize(("known", "is_doubted"), [(60, False), (150, True)])
def test_an_amount_is_doubted_only_where_enough_are_known(known, is_doubted):
    table = source_contract("marketing.bills")
    (column,) = [one for one in table.columns if one.name == "correction_yuan"]
    with duckdb.connect() as con:
        con.execute("create table kinds as select n::varchar as customer_id, 'household' as kind from range(200) t(n)")
        con.execute(f"create table then_rows as select customer_id, 7 as correction_yuan from kinds limit {known}")
        con.execute("create table now_rows as select 'b' as bill_id, '7' as customer_id, -318.93 as correction_yuan")
        seen = SimpleNamespace(con=con, table=table, one=lambda query: con.execute(query).fetchone())
        assert (plausible._size_doubt(seen, "now_rows", column, "from kinds") is not None) == is_doubted
