"""Identifiers beside the rest of what is known: damaged numbers, unknown ones, circles, a meter of two customers."""

import pytest

from tagrid.core.errors import BadInput
from tagrid.landing.contracts import source_contract
from tests.landing.conftest import HEADER, text

pytestmark = pytest.mark.slow

BILLS = "marketing.bills"
NAMES = [c.name for c in source_contract("marketing.customers").columns]
BILL = "bill_id,customer_id,bill_month,issued_on,due_on,energy_kwh,peak_kwh,valley_kwh,amount_yuan,power_factor,power_factor_yuan,max_demand_kw"  # noqa: E501


def account(number: int) -> str:
    return f"0{320000000 + number}"


@pytest.fixture
def customers(utility):
    """A home with a customer file of 300 accounts, 0320000001 and on, and a function that delivers changes to it."""

    def deliver(name: str, *rows: dict[str, str], **more):
        lines = [",".join(NAMES), *(",".join(row.get(n, "") for n in NAMES) for row in rows)]
        return utility.ingest(utility.folder(name, {"marketing/customers.csv": text(lines)}), **more)

    deliver("customers", *({"customer_id": account(i), "updated_at": "2026-05-01 00:00:00"} for i in range(1, 301)))
    return deliver


def bill(number: int, customer: str) -> str:
    return f"B{number},{customer},2026-05-01,2026-05-20,2026-06-25,100,,,55.00,,,"


def bills(utility, *odd: str, good: int = 300, name: str = "bills", **more):
    """Bills of the accounts of the file, and of odd ones on the first lines."""
    every = [*odd, *(account(i) for i in range(1, good + 1))]
    lines = [BILL, *(bill(i, customer) for i, customer in enumerate(every))]
    return utility.ingest(utility.folder(name, {"marketing/bills.csv": text(lines)}), **more)


@pytest.mark.parametrize(("number", "near"), [("320000012", "0320000012"), ("00320000012", "0320000012")])
def test_lost_and_added_zeros_are_refused_with_the_number_they_were(utility, customers, number, near):
    report = bills(utility, number)
    assert report.tables[BILLS]["refused"] == 1
    quarantine = (utility.home.quarantine / "000002" / f"{BILLS}.csv").read_text(encoding="utf-8-sig")
    assert (
        f"marketing/bills.csv,2,customer_id,{number},not written as the marketing.customers.customer_id" in quarantine
    )
    assert f"near: {near}" in quarantine


def test_a_lost_digit_is_refused_with_the_numbers_it_may_have_been(utility, customers):
    with pytest.raises(BadInput, match=r"not written as .*; near: 0320000012, 0320000\d+, 0320000\d+, … \(found"):
        bills(utility, "032000012", good=0)


def test_a_well_written_unknown_number_lands_and_is_named_with_its_line(utility, customers):
    report = bills(utility, "0990000001", "0990000001", "0320000301")
    assert report.tables[BILLS]["refused"] == 0
    (warning,) = report.warnings
    assert "3 rows name 2 customer_id that marketing.customers does not hold" in warning.en
    assert "the first '0990000001' (marketing/bills.csv, line 2)" in warning.en
    assert "nothing is made of them until" in warning.en
    assert "marketing.customers 补齐之前不据此产生任何对象" in warning.zh


def test_numbers_of_another_system_are_refused_whole_unless_said_to_be_right(utility, customers):
    others = [f"0{777000000 + i}" for i in range(40)]
    with pytest.raises(BadInput, match=r"100% of them: deliver marketing\.customers first"):
        bills(utility, *others, good=0)
    assert bills(utility, *others, good=0, accept_unusual=True).tables[BILLS]["added"] == 40


def test_a_master_in_the_same_delivery_counts_whatever_the_order_of_the_files(utility):
    customers = [",".join(NAMES), *("Z1" + "," * (len(NAMES) - 1) for _ in range(1))]
    folder = utility.folder(
        "both", {"marketing/bills.csv": text([BILL, bill(1, "Z1")]), "marketing/customers.csv": text(customers)}
    )
    assert utility.ingest(folder).warnings == []


def test_what_a_spreadsheet_made_of_a_number_is_no_customer(utility):
    with pytest.raises(BadInput) as caught:
        bills(utility, "3.2E+09", '"=""0320000012"""', "0320000012.0", good=0)
    assert "marketing/bills.csv, line 2, column customer_id: an identifier in scientific notation" in str(caught.value)
    assert "line 3, column customer_id: an identifier written as a spreadsheet's formula" in str(caught.value)
    assert "line 4, column customer_id: an identifier written as a number" in str(caught.value)


def test_a_reading_may_come_before_its_account_and_is_noted(utility, customers):
    lines = [HEADER, *(f"{account(i)},2026-05-01,1440,0,0" for i in range(1, 301)), "0990000001,2026-05-01,1440,0,0"]
    report = utility.voltage(lines)
    assert report.warnings == []
    note = next(one for one in report.notes if "does not hold" in one.en)
    assert "1 row names 1 customer_id that marketing.customers does not hold" in note.en
    assert "Note: metering.daily_voltage: 1 row names" in report.to_text().en


def test_a_master_says_again_what_it_said_before(utility, customers):
    merged_away = {"customer_id": account(1), "merged_into_id": "0990000001", "updated_at": "2026-05-02 00:00:00"}
    first = customers("one", merged_away)
    assert "merged_into_id that marketing.customers does not hold" in first.warnings[0].en
    assert customers("two", {**merged_away, "district": "new", "updated_at": "2026-05-03 00:00:00"}).warnings == []


def test_numbers_of_a_new_series_are_no_damaged_ones(utility, customers):
    report = bills(utility, "X0320000001", "320000000000012")
    assert report.tables[BILLS]["refused"] == 0
    assert "2 rows name 2 customer_id" in report.warnings[0].en


def test_without_a_master_nothing_is_asked(utility):
    assert bills(utility, "anything-1", good=0).warnings == []


def test_every_reference_to_a_master_is_checked_by_the_same_rule(utility):
    meters = "meter_id,customer_id,supply_point_id," + ",".join(
        c.name for c in source_contract("marketing.meters").columns[3:]
    )
    tail = "," * (meters.count(",") - 2)
    utility.ingest(
        utility.folder("meters", {"marketing/meters.csv": text([meters, *(f"M{i:04},C{i},{tail}" for i in range(30))])})
    )
    columns = source_contract("metering.meter_events").columns
    header = ",".join(c.name for c in columns)
    values = {"event_id": "E1", "meter_id": "M12", "customer_id": "C12", "occurred_at": "2026-05-01 10:00:00"}
    line = ",".join(values.get(c.name, c.domain[0] if c.domain else "") for c in columns)
    with pytest.raises(BadInput, match=r"column meter_id: not written as the marketing\.meters\.meter_id"):
        utility.ingest(utility.folder("events", {"metering/meter_events.csv": text([header, line])}))


def merged(one: int, other: int) -> dict[str, str]:
    return {"customer_id": account(one), "merged_into_id": account(other), "updated_at": "2026-06-01 00:00:00"}


def test_merges_into_itself_and_in_a_circle_are_refused(utility, customers):
    rest = [{"customer_id": account(i), "updated_at": "2026-06-01 00:00:00"} for i in range(10, 301)]
    report = customers("merges", merged(1, 1), merged(2, 3), *rest)
    assert report.tables["marketing.customers"]["refused"] == 1
    # the other half of the circle landed before
    report = customers("circle", merged(3, 2), *({**row, "updated_at": "2026-06-02 00:00:00"} for row in rest))
    assert report.tables["marketing.customers"]["refused"] == 1
    quarantine = (utility.home.quarantine / "000003" / "marketing.customers.csv").read_text(encoding="utf-8-sig")
    assert f"merged_into_id leads in a circle: {account(3)} → {account(2)} → {account(3)}" in quarantine


ENERGY = "customer_id,meter_id,reading_on,energy_kwh,peak_kwh,valley_kwh,max_demand_kw,is_estimated"


def test_a_meter_measures_one_customer_on_a_day(utility):
    good = [f"C{i:04},M{i:04},2026-06-01,{10 + i % 7},4,2,1,false" for i in range(300)]
    file = "metering/daily_energy.csv"
    report = utility.ingest(utility.folder("one", {file: text([ENERGY, "X,M0007,2026-06-01,9,4,2,1,false", *good])}))
    assert report.tables["metering.daily_energy"]["refused"] == 2
    later = [f"C{i:04},M{i:04},2026-06-02,{10.5 + i % 7},4,2,1,false" for i in range(300)]
    again = "Y,M0008,2026-06-01,9,4,2,1,false"
    report = utility.ingest(utility.folder("two", {file: text([ENERGY, again, *later])}))
    assert report.tables["metering.daily_energy"]["refused"] == 1
    quarantine = (utility.home.quarantine / "000002" / "metering.daily_energy.csv").read_text(encoding="utf-8-sig")
    assert "stands under more than one customer_id: Y, C0008" in quarantine
