"""The label of abnormal use: what an inspection inside the window found, of those who were inspected."""

from datetime import date

from models_ml.abnormal_use import SCORE
from tests.models_ml.test_labels import label


def test_only_findings_of_the_window_count_and_only_the_inspected_have_a_label():
    found = label(
        SCORE,
        "create table fct_inspection as select * from (values "
        "('a', date '2025-07-01', 'ok'), ('a', date '2025-08-01', 'tampered_meter'), "
        "('b', date '2025-06-30', 'theft'), ('b', date '2025-09-28', 'defect'), "
        "('c', date '2025-09-29', 'theft'), ('d', null, null), ('e', date '2025-07-05', 'wrong_wiring'), "
        "('f', date '2025-07-05', null), ('g', date '2025-07-05', 'use_mismatch')) t (customer_id, done_on, result)",
    )
    assert {name: row["label"] for name, row in found.items()} == {"a": True, "b": False, "e": True, "g": False}
    assert (found["a"]["began_on"], found["a"]["decided_on"]) == (date(2025, 7, 1), date(2025, 8, 1))


def test_features_of_missing_reads_are_marked():
    marked = {feature.model for feature in SCORE.features if feature.is_mask}
    assert marked == {"int_customer_usage_gaps"}
    assert all(feature.is_mask for feature in SCORE.features if feature.model in marked)
