"""Where a group is: counts against SQL, middles that one wrong coordinate does not move, no figure of a few."""

import duckdb
import numpy as np
import pytest

from tagrid.core.errors import BadInput
from tagrid.core.statistics import wilson_interval
from tagrid.segments.insight.places import _cells, place_map
from tests.segments.small import leave_gaps, made_workspace, tags_wide

pytestmark = pytest.mark.slow

CUSTOMERS = 600
RULE = "arrears_status = due"


@pytest.fixture(scope="module")
def placed(tmp_path_factory):
    """Customers of two districts and an unknown one; one of the east is written down at 0, 0."""
    con = duckdb.connect()
    tags_wide(con, CUSTOMERS, seed=3)
    leave_gaps(con)
    con.execute("""
        create table portrait_place as
        select customer_id,
            case when customer_no % 20 = 0 then null when customer_no % 3 = 0 then 'west' else 'east' end as district,
            case when customer_no < 12 then 'F9' else 'F' || customer_no % 3 end as feeder_id,
            case when customer_no >= 12 then 'Line ' || customer_no % 3 end as feeder_name,
            case when customer_no = 1 then 0 when customer_no % 3 = 0 then 119.0 else 120.0 + customer_no % 7 / 1000 end
            as longitude,
            case when customer_no = 1 then 0 when customer_no % 7 = 0 then null else 32.0 end as latitude
        from customer_tags_wide
    """)
    return made_workspace(con, tmp_path_factory.mktemp("index"))


def counted(workspace, kind="district", text=RULE, fewest=10):
    rule = workspace.parse(text)
    found = place_map(workspace, workspace.index.subject(rule), kind, fewest).counts_within(
        workspace.mask(rule), fewest
    )
    return {one.code: one for one in found}


def test_the_counts_are_those_of_sql(placed):
    rows = placed.version.con.execute("""
        select district, count(*) filter (where arrears_status = 'due'), count(*)
        from customer_tags_wide join portrait_place using (customer_id) where subject = 'power_customer' group by 1
    """).fetchall()
    found = counted(placed, fewest=0)
    assert {(one.code, one.customers, one.everyone) for one in found.values()} == set(rows)
    overall = sum(n for _, n, _ in rows) / sum(of for *_, of in rows)
    for one in found.values():
        assert one.tgi == pytest.approx(100 * one.customers / one.everyone / overall)
        assert (one.low, one.high) == wilson_interval(one.customers, one.everyone)
        assert one.is_certain == (not one.low <= overall <= one.high)
    assert list(found)[-1] is None  # the unknown place is the last


def test_one_wrong_coordinate_does_not_move_a_place(placed):
    east = counted(placed)["east"]
    assert (east.longitude, east.latitude) == (pytest.approx(120.003, abs=0.002), 32.0)
    cells = place_map(placed, "power_customer").cells
    assert cells and all(118.9 < west < east < 120.1 and 31.9 < south < north < 32.1
                         for west, south, east, north in cells)  # fmt: skip


def test_of_a_few_nothing_is_told(placed):
    few = counted(placed, "feeder")["F9"]
    assert few.everyone > 0 and few.name == "F9"  # nameless: called by its code
    assert {few.customers, few.share, few.low, few.high, few.tgi} == {None} and not few.is_certain
    assert (few.longitude, few.latitude) == (None, None)
    assert counted(placed, "feeder")["F1"].name == "Line 1"
    none = counted(placed, text="arrears_status = due and not arrears_status = due")
    assert {one.customers for one in none.values()} == {None}


def test_what_cannot_be_told_is_refused(placed, workspace):
    with pytest.raises(BadInput, match=r"by district or feeder, not by 'feedr'\. Did you mean feeder"):
        place_map(placed, "power_customer", "feedr")
    with pytest.raises(BadInput, match=r"2026-06-30\.1 was published before places were"):
        place_map(workspace, "power_customer")


@pytest.mark.parametrize("middle", [(119.5, 32.0), (-70.6, -33.4), (0.0, 0.0)])
def test_the_squares_hold_the_customers_anywhere_on_earth(middle):
    chance = np.random.default_rng(6)
    where = np.array(middle)[:, None] + chance.normal(0, 0.01, (2, 20_000))
    squares = np.array(_cells(where, 10))
    near = 1e-9  # an edge is rounded
    inside = [
        ((w - near <= where[0]) & (where[0] <= e + near) & (s - near <= where[1]) & (where[1] <= n + near)).sum()
        for w, s, e, n in squares
    ]
    assert len(squares) > 4 and min(inside) >= 10
    assert not _cells(where[:, :9], 10)
