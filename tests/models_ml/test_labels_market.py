"""Labels of market entries and demand response: only what happens inside the window counts."""

from datetime import date

import pytest

from models_ml import demand_response, market_switch
from tests.models_ml.test_labels import label

WINDOW = {"as_of": date(2025, 6, 30), "until": date(2025, 12, 27)}


def test_who_registers_inside_the_window_has_switched():
    found = label(
        market_switch.SCORE,
        "create table fct_market_entry as select * from (values ('a', date '2025-07-01'), ('a', date '2025-11-01'), "
        "('b', date '2025-06-30'), ('c', date '2025-12-28')) t (customer_id, registered_on)",
        window=WINDOW,
    )
    assert {name: row["began_on"] for name, row in found.items()} == {"a": date(2025, 7, 1)}


def test_what_was_shed_is_the_mean_of_the_verified_calls_with_refusals_as_nothing():
    found = label(
        demand_response.SCORE,
        "create table fct_demand_response (customer_id text, called_on date, verified_on date, "
        "baseline_kw double, shed_kw double)",
        "insert into fct_demand_response values ('a', '2025-07-10', '2025-07-20', 100, 30), "
        "('a', '2025-08-10', '2025-08-20', 50, 0), ('a', '2025-06-20', '2025-07-02', 100, 99), "
        "('b', '2025-12-20', '2025-12-28', 100, 10), ('c', '2025-07-10', null, 100, null), "
        "('d', '2025-07-10', '2025-07-20', 0, 0)",
        window=WINDOW,
    )
    assert list(found) == ["a"]
    assert found["a"]["label"] == pytest.approx(0.15)
    assert (found["a"]["began_on"], found["a"]["decided_on"]) == (date(2025, 7, 10), date(2025, 8, 20))
