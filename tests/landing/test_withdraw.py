"""Taking a delivery or rows back: as if they had never landed, on record, and as they were after a restore."""

import pytest

from tagrid.core.errors import BadInput
from tagrid.landing.index import INDEX, read_index
from tagrid.landing.mend import repair_landing
from tagrid.landing.withdrawal import restore, withdraw, withdrawals
from tests.landing.conftest import voltage

pytestmark = pytest.mark.slow

VOLTAGE = "metering.daily_voltage"
COLUMNS = "customer_id, reading_on, over_minutes"
BY = {"by": "Li Na", "reason": "wrong export"}


@pytest.fixture
def landed(utility):
    """Two days, then a delivery that changes the second and brings a third."""
    utility.voltage([*voltage("2026-05-01", 30), *voltage("2026-05-02", 30)[1:]], "one")
    utility.voltage([*voltage("2026-05-02", 30, over=9), *voltage("2026-06-01", 30)[1:]], "two")
    return utility


def test_a_delivery_withdrawn_is_as_if_it_had_never_landed(landed):
    after = landed.rows(VOLTAGE, COLUMNS)
    done = withdraw(landed.home, 2, **BY)
    assert (done.rows, done.back) == ({VOLTAGE: 60}, {VOLTAGE: 30})
    days = [*voltage("2026-05-01", 30)[1:], *voltage("2026-05-02", 30)[1:]]
    assert sorted((c, str(d), o) for c, d, o in landed.rows(VOLTAGE, COLUMNS)) == sorted(
        (line.split(",")[0], line.split(",")[1], 3) for line in days
    )
    assert str(read_index(landed.home).tables[VOLTAGE].through_on) == "2026-05-02"
    restore(landed.home, done.number, by="Li Na")
    assert landed.rows(VOLTAGE, COLUMNS) == after
    assert [(one.by, one.reason, one.restored) for one in withdrawals(landed.home)] == [("Li Na", "wrong export", 4)]


def test_a_lost_index_knows_what_was_withdrawn_and_restored(landed):
    number = withdraw(landed.home, 2, **BY).number
    for again in (lambda: None, lambda: restore(landed.home, number, by="Li Na")):
        again()
        before = read_index(landed.home)
        (landed.home.landing / INDEX).unlink()
        assert repair_landing(landed.home).index
        assert read_index(landed.home).deliveries == before.deliveries


def test_a_withdrawn_delivery_may_land_again(landed):
    withdraw(landed.home, 2, **BY)
    folder = landed.root / "two"
    assert landed.ingest(folder).already is False
    assert landed.ingest(folder).already is True


def test_rows_are_withdrawn_by_their_values(landed):
    done = withdraw(landed.home, None, **BY, table=VOLTAGE, where=("reading_on>2026-05-31",))
    assert done.rows == {VOLTAGE: 30}
    assert landed.rows(VOLTAGE, "max(reading_on)::varchar") == [("2026-05-02",)]
    withdraw(landed.home, None, **BY, table=VOLTAGE, where=("customer_id = 00007", "reading_on=2026-05-02"))
    assert landed.rows(VOLTAGE, "over_minutes", order="1")[:1] == [(3,)]
    assert len(landed.rows(VOLTAGE)) == 60  # the older reading of that customer and day is in force again


def test_what_landed_since_stays_when_a_withdrawal_is_restored(landed):
    done = withdraw(landed.home, 2, **BY)
    landed.voltage(voltage("2026-06-01", 30, over=77), "three")
    restore(landed.home, done.number, by="Li Na")
    assert {row[2] for row in landed.rows(VOLTAGE, COLUMNS) if str(row[1]) == "2026-06-01"} == {77}
    assert {row[2] for row in landed.rows(VOLTAGE, COLUMNS) if str(row[1]) == "2026-05-02"} == {9}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"delivery": 9}, "no delivery 9"),
        ({"delivery": None}, "--table"),
        ({"delivery": None, "table": VOLTAGE, "where": ("reading_on>soon",)}, "'soon' is no date"),
        ({"delivery": None, "table": VOLTAGE, "where": ("colour=red",)}, "no column 'colour'"),
        ({"delivery": None, "table": VOLTAGE, "where": ("customer_id=1' or '1'='1",)}, "No landed row"),
        ({"delivery": 2, "reason": " "}, "--reason"),
    ],
)
def test_what_cannot_be_withdrawn_changes_nothing(landed, asked, words):
    before = landed.rows(VOLTAGE)
    with pytest.raises(BadInput, match=words):
        withdraw(landed.home, **{**BY, **asked})
    assert landed.rows(VOLTAGE) == before
    assert withdrawals(landed.home) == []
