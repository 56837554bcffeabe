"""What a delivery costs: facts rebuild the days and months it touches and no other."""

from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pytest

from tagrid.core.project import Home
from tagrid.landing.contracts import source_contract
from tagrid.landing.parquet import table_folder, write_parquet
from tests.dbt_project.conftest import dbt


def land(home: Home, address: str, name: str, rows: list[dict], period: str) -> None:
    table = source_contract(address)
    columns = {c: [row.get(c) for row in rows] for c in table.arrow.names}
    path = table_folder(home, table) / f"period={period}" / name
    write_parquet(pa.table(columns, schema=table.arrow), path)


def days(customer: str, month: date, kwh: float, seq: int, weather: bool = False) -> list[dict]:
    dates = [month + timedelta(n) for n in range(28)]
    if weather:
        return [{"station_id": "s", "weather_on": d, "high_c": kwh, "low_c": kwh, "_landed_seq": seq} for d in dates]
    return [
        {"customer_id": customer, "meter_id": customer, "reading_on": d, "energy_kwh": kwh, "_landed_seq": seq}
        for d in dates
    ]


def months(home: Home) -> dict[tuple[str, str], tuple]:
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        rows = con.execute(
            "select customer_id, strftime(month_on, '%m'), energy_kwh, cooling_degrees from fct_monthly_energy"
        ).fetchall()
        twice = con.execute(
            "select count(*) - count(distinct (customer_id, reading_on)) from fct_daily_energy"
        ).fetchone()
    assert twice == (0,)
    return {(customer, month): rest for customer, month, *rest in rows}


@pytest.mark.slow
def test_only_months_that_changed_are_rebuilt(home):
    january, february, march = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
    for month in (january, february, march):
        rows = days("a", month, 1, 1) + days("old", month, 5, 1)
        land(home, "metering.daily_energy", "d1.parquet", rows, str(month))
        land(home, "outside.weather", "d1.parquet", days("", month, 20, 1, weather=True), str(month))
    dbt(home.root, "build", "-q", "-s", "+fct_monthly_energy", "--exclude-resource-type", "test", "unit_test")
    first = months(home)
    assert sorted(month[0] for month in first.values()) == [28, 28, 28, 140, 140, 140]

    with duckdb.connect(str(home.warehouse)) as con:
        con.execute("update fct_monthly_energy set energy_kwh = -1 where month_on = '2026-02-01'")
        con.execute("update fct_daily_energy set energy_kwh = 2 where customer_id = 'a' and reading_on = '2026-01-03'")

    # a corrected reading of January: the door replaced the row, with the delivery's number
    corrected = days("a", january, 1, 1) + days("old", january, 5, 1)
    corrected[0] |= {"energy_kwh": 11.0, "_landed_seq": 2}
    # a late one of a customer's second meter, to be added to the first meter's that was there
    corrected.append(corrected[1] | {"meter_id": "second", "energy_kwh": 4.0, "_landed_seq": 2})
    land(home, "metering.daily_energy", "d1.parquet", corrected, str(january))
    # and weather of March, restated
    land(home, "outside.weather", "d1.parquet", days("", march, 25, 2, weather=True), str(march))
    dbt(home.root, "run", "-q", "-s", "+fct_monthly_energy")
    second = months(home)
    assert second["a", "01"][0] == 38 + 4 + 1, "other than the two days with new readings was rebuilt"
    assert second["old", "01"][0] == 140
    assert (second["a", "03"][1], first["a", "03"][1]) == (28, 0)
    assert second["a", "02"][0] == -1, "February was rebuilt, though nothing of it changed"

    # the account is merged into a: every day and month it has readings in is rebuilt, without a new reading
    merged = {"customer_id": "old", "merged_into_id": "a", "_landed_seq": 3}
    land(home, "marketing.customers", "d3.parquet", [merged, {"customer_id": "a", "_landed_seq": 3}], "all")
    dbt(home.root, "run", "-q", "-s", "+fct_monthly_energy")
    assert {key: month[0] for key, month in months(home).items()} == {
        ("a", "01"): 182,
        ("a", "02"): 168,
        ("a", "03"): 168,
    }
