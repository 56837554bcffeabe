"""What lies after the cut-off must not reach the model: labels begin later, features end before."""

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from tagrid.scoring.fit import fit
from tagrid.scoring.frames import LeakError, check_frame, read_frame
from tests.scoring.conftest import make_frames

AS_OF = date(2025, 6, 30)


def labels(began: int = 1, decided: int = 60, customers=("a",)) -> pl.DataFrame:
    days = {"began_on": AS_OF + timedelta(days=began), "decided_on": AS_OF + timedelta(days=decided)}
    return pl.DataFrame([{"customer_id": c, "label": True, **days} for c in customers])


def test_labels_inside_the_horizon_pass(score):
    check_frame(score, AS_OF, labels(1, 92), {"int_a.last_paid_on": str(AS_OF), "int_a.never": None})


@pytest.mark.parametrize(("began", "decided"), [(0, 60), (-5, 60), (1, 93)])
def test_label_outside_the_horizon_is_refused(score, began, decided):
    with pytest.raises(LeakError, match="outside"):
        check_frame(score, AS_OF, labels(began, decided), {})


def test_two_labels_of_one_customer_are_refused(score):
    with pytest.raises(LeakError, match="more than one row"):
        check_frame(score, AS_OF, labels(customers=("a", "a")), {})


def test_feature_that_carries_a_later_date_is_refused(score):
    with pytest.raises(LeakError, match=r"int_a\.last_paid_on reaches 2025-07-01"):
        check_frame(score, AS_OF, labels(), {"int_a.last_paid_on": "2025-07-01"})


def test_feature_that_is_the_label_in_disguise_is_refused(score):
    frames = [
        replace(f, rows=f.rows.with_columns(pl.col("label").cast(pl.Float64).alias("int_a.noise")))
        for f in make_frames(size=600)
    ]
    with pytest.raises(LeakError, match=r"int_a\.noise alone ranks the label"):
        fit(score, frames)


def test_a_frame_read_from_disk_is_checked(score, tmp_path):
    pl.DataFrame({"customer_id": ["a", "b"], "eligible": [True, False]}).write_parquet(tmp_path / "frame.parquet")
    labels(customers=("a", "b", "gone")).write_parquet(tmp_path / "labels.parquet")
    (tmp_path / "dates.json").write_text("{}")
    assert read_frame(score, AS_OF, tmp_path).rows["customer_id"].to_list() == ["a"]
    (tmp_path / "dates.json").write_text(json.dumps({"int_a.seen_at": "2025-07-02 10:00:00"}))
    with pytest.raises(LeakError):
        read_frame(score, AS_OF, tmp_path)


def test_missing_values_do_not_hide_the_check(score):
    from tagrid.scoring.frames import check_features

    label = np.arange(400) % 10 == 0
    column = np.where(label, 1.0, np.where(np.arange(400) % 3 == 0, np.nan, 0.0))
    with pytest.raises(LeakError):
        check_features(["f"], column[:, None], label)
    check_features(["empty"], np.full((400, 1), np.nan), label)
