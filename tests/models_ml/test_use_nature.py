"""The use-nature label: what checks of the use found, of those checked in the window alone."""

from datetime import date

from models_ml.use_nature import SCORE
from tests.models_ml.test_labels import label

WINDOW = {"as_of": date(2025, 6, 30), "until": date(2025, 12, 27)}


def test_only_checks_of_the_use_inside_the_window_tell():
    found = label(
        SCORE,
        "create table fct_inspection as select * from (values "
        "('a', date '2025-07-01', 'ok', 'use_nature'), ('a', date '2025-08-01', 'use_mismatch', 'use_nature'), "
        "('b', date '2025-07-01', 'ok', 'use_nature'), ('c', date '2025-06-30', 'use_mismatch', 'use_nature'), "
        "('d', date '2025-07-01', 'use_mismatch', 'routine'), ('e', date '2025-12-28', 'use_mismatch', 'use_nature'), "
        "('f', null, null, 'use_nature')) t (customer_id, done_on, result, kind)",
        window=WINDOW,
    )
    assert {name: row["label"] for name, row in found.items()} == {"a": True, "b": False}
    assert (found["a"]["began_on"], found["a"]["decided_on"]) == (date(2025, 7, 1), date(2025, 8, 1))
