"""The load growth label: whole months against the same a year before, like days, less what the weather did."""

from datetime import date

import duckdb
import pytest

from models_ml.load_growth import SCORE

WINDOW = {"as_of": date(2025, 6, 15), "until": date(2025, 10, 18)}


def label(months: dict[str, tuple[float, float]]) -> dict[str, float]:
    """Label of one customer from its months: daily kWh (every day of 30 alike) and cooling degrees a day."""
    rows = ", ".join(
        f"('a', date '{month}', 30, {daily * 20}, 20, {daily * 9}, 9, {daily * 1}, 1, "
        f"{daily * 30}, {cooling * 30}, 0, {daily * 30})"
        for month, (daily, cooling) in months.items()
    )
    with duckdb.connect() as con:
        con.execute(
            "create table fct_monthly_energy (customer_id text, month_on date, reading_days int, workday_kwh double, "
            "workday_days int, weekend_kwh double, weekend_days int, holiday_kwh double, holiday_days int, "
            "energy_kwh double, cooling_degrees double, heating_degrees double, weather_kwh double, "
            "weather_days int default 30)"
        )
        names = [row[0] for row in con.execute("describe fct_monthly_energy").fetchall()]
        con.execute(f"insert into fct_monthly_energy ({', '.join(names[:-1])}) values {rows}")
        found = con.sql(SCORE.label_sql, params=WINDOW).pl().to_dicts()
    assert all(row["began_on"] == date(2025, 6, 16) and row["decided_on"] == WINDOW["until"] for row in found)
    return {row["customer_id"]: row["label"] for row in found}


BEFORE = {f"2024-{month:02}-01": (10.0, 0.0) for month in (7, 8, 9)}


def test_three_whole_months_are_compared_with_the_same_of_the_year_before():
    later = {"2025-07-01": (12.0, 0.0), "2025-08-01": (12.0, 0.0), "2025-09-01": (12.0, 0.0)}
    assert label(BEFORE | later)["a"] == pytest.approx(0.2)
    # The month of the cut-off itself and the fourth month tell nothing.
    assert label(BEFORE | later | {"2025-06-01": (99.0, 0.0), "2025-10-01": (99.0, 0.0)})["a"] == pytest.approx(0.2)


def test_a_hotter_summer_is_no_growth():
    spring = {f"2025-{m:02}-01": (10.0 + 2 * c, c) for m, c in ((4, 0.0), (5, 1.0))} | {"2024-10-01": (12.0, 1.0)}
    then = {f"2024-{m:02}-01": (20.0, 5.0) for m in (7, 8, 9)}
    hotter = {f"2025-{m:02}-01": (24.0, 7.0) for m in (7, 8, 9)}
    assert label(spring | then | hotter)["a"] == pytest.approx(0.0, abs=1e-9)


def test_one_pair_of_months_is_no_outlook():
    assert label(BEFORE | {"2025-07-01": (12.0, 0.0)}) == {}
    assert label({"2025-07-01": (12.0, 0.0), "2025-08-01": (12.0, 0.0)}) == {}
