"""A table as a whole: units, swapped columns, missing days, far fewer rows, empty measures."""

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tagrid.core.errors import BadInput
from tests.landing.conftest import Utility, voltage

pytestmark = pytest.mark.slow

ENERGY = "metering.daily_energy"


def readings(utility: Utility, name: str, days: list[str], customers: int = 400, unusual: bool = False, **changed):
    """A delivery of daily energy: 400 customers of 10 kWh and more a day."""
    rows = [(i, day) for day in days for i in range(customers)]
    cells = {
        "customer_id": [f"C{i:04}" for i, _ in rows],
        "meter_id": [f"M{i:04}" for i, _ in rows],
        "reading_on": [date.fromisoformat(day) for _, day in rows],
        "energy_kwh": [10.0 + i / 10 for i, _ in rows],
        "peak_kwh": [4.0 + i / 30 for i, _ in rows],
        "valley_kwh": [2.0 + i / 30 for i, _ in rows],
        "max_demand_kw": [1.0] * len(rows),
        "is_estimated": [False] * len(rows),
    }
    for column, change in changed.items():
        cells[column] = [change(i, cells) for i in range(len(rows))]
    table = pa.table(cells)
    path = utility.root / name / "metering/daily_energy.parquet"
    path.parent.mkdir(parents=True)
    pq.write_table(table, path)
    return utility.ingest(path.parent.parent, accept_unusual=unusual)


def days(first: str, count: int) -> list[str]:
    return [(date.fromisoformat(first) + timedelta(days=i)).isoformat() for i in range(count)]


def refused(utility: Utility, name: str, *args, **changed) -> str:
    before = len(utility.rows(ENERGY))
    with pytest.raises(BadInput) as caught:
        readings(utility, name, *args, **changed)
    assert len(utility.rows(ENERGY)) == before
    assert ENERGY in str(caught.value)
    return str(caught.value)


def test_a_good_month_and_the_next_day_give_no_warning(utility):
    assert readings(utility, "month", days("2026-05-01", 5)).warnings == []
    assert readings(utility, "day", ["2026-05-06"]).warnings == []


def sun(share: float):
    """What 400 customers with panels feed in on a day."""
    return lambda i, _: (1.5 + i % 400 / 400) * share


def test_a_day_of_rain_is_no_other_unit_of_what_the_sun_generates(utility):
    readings(utility, "month", days("2026-05-01", 5), reverse_kwh=sun(1))
    assert readings(utility, "rain", ["2026-05-06"], reverse_kwh=sun(0.05)).warnings == []
    assert readings(utility, "clear", ["2026-05-07"], reverse_kwh=sun(1.2)).warnings == []
    message = refused(utility, "unit", ["2026-05-08"], reverse_kwh=sun(1000))
    assert "reverse_kwh: typically 1e+03 times each one's own past; another unit?" in message


def test_what_the_sun_generates_is_swapped_with_a_column_that_has_changed_too(utility):
    readings(utility, "month", days("2026-05-01", 5), reverse_kwh=sun(1))
    # near what its neighbour was, by chance of the weather
    assert readings(utility, "dim", ["2026-05-06"], reverse_kwh=sun(0.5)).warnings == []
    swapped = {"reverse_kwh": lambda i, _: 1 + i % 7 / 100, "max_demand_kw": sun(1)}
    assert "max_demand_kw and reverse_kwh are swapped" in refused(utility, "swap", ["2026-05-07"], **swapped)


def test_watt_hours_instead_of_kilowatt_hours(utility):
    readings(utility, "month", days("2026-05-01", 5))
    message = refused(utility, "day", days("2026-05-06", 3), energy_kwh=lambda i, cells: cells["energy_kwh"][i] * 1000)
    assert "energy_kwh: typically 1e+03 times each one's own past; another unit?" in message
    assert "--unusual" in message


def test_swapped_identifiers(utility):
    readings(utility, "month", days("2026-05-01", 2))
    message = refused(
        utility,
        "day",
        ["2026-05-03"],
        customer_id=lambda i, _: f"M{i:04}",
        meter_id=lambda i, _: f"C{i:04}",
    )
    assert "the columns customer_id and meter_id are swapped" in message


def test_swapped_measures(utility):
    message = refused(
        utility,
        "day",
        ["2026-05-03"],
        energy_kwh=lambda i, cells: cells["peak_kwh"][i] / 2,
        peak_kwh=lambda i, cells: 10.0 + i / 10,
    )
    assert "in more than 5% of the rows peak and valley exceed the day" in message


def test_empty_measures(utility):
    message = refused(
        utility, "day", ["2026-05-03"], energy_kwh=lambda i, cells: None if i % 3 else cells["energy_kwh"][i]
    )
    assert "energy_kwh: at least 50% of the cells are filled" in message
    readings(utility, "month", days("2026-05-01", 5))
    report = readings(
        utility,
        "more",
        days("2026-05-06", 3),
        energy_kwh=lambda i, cells: None if i % 3 == 0 else cells["energy_kwh"][i],
    )
    assert any("energy_kwh: about 0% of the cells were empty in the past" in w.en for w in report.warnings)


def test_what_is_unusual_but_right_can_be_landed(utility):
    report = readings(
        utility,
        "day",
        ["2026-05-03"],
        energy_kwh=lambda i, cells: None if i % 3 else cells["energy_kwh"][i],
        unusual=True,
    )
    assert any("at least 50%" in warning.en for warning in report.warnings)
    assert len(utility.rows(ENERGY)) == 400


def test_missing_days_inside_a_delivery_and_before_it(utility):
    report = readings(utility, "month", [d for d in days("2026-05-01", 8) if d[-1] not in "35"])
    assert list(map(str, report.warnings)) == [f"{ENERGY}: no rows for 2026-05-03, 2026-05-05."]
    report = readings(utility, "later", ["2026-05-10"])
    assert list(map(str, report.warnings)) == [f"{ENERGY}: no rows for 2026-05-09."]


def test_a_day_of_far_fewer_rows(utility):
    readings(utility, "month", days("2026-05-01", 5))
    report = readings(utility, "day", ["2026-05-06"], customers=100)
    assert list(map(str, report.warnings)) == [f"{ENERGY}: far fewer rows than the usual 400 on 2026-05-06 (100)."]


def test_a_handful_of_late_rows_is_no_odd_day(utility):
    readings(utility, "month", days("2026-05-01", 5))
    assert readings(utility, "late", ["2026-05-02"], customers=3, max_demand_kw=lambda *_: 2.0).warnings == []


def test_far_more_rows_than_usual_is_reported(utility):
    for day in days("2026-05-01", 4):
        utility.voltage(voltage(day, customers=10), day)
    report = utility.voltage(voltage("2026-05-05", customers=300), "five")
    assert any("10 rows a day were usual" in warning.en for warning in report.warnings)
