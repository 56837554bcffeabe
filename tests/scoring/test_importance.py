"""What the model lives on is told, and what tells nothing is told to tell nothing."""

from dataclasses import replace

import numpy as np
import polars as pl

from tagrid.scoring.assess import permutation_importance
from tagrid.scoring.fit import fit


def test_what_the_label_is_made_of_comes_first_and_noise_counts_for_nothing(score, frames):
    found = permutation_importance(score, fit(score, frames).model, frames[-1].matrix(score.names), frames[-1].label)
    loss = {one["feature"]: one["loss"] for one in found}
    assert [one["loss"] for one in found] == sorted(loss.values(), reverse=True) and set(loss) == set(score.names)
    assert {one["feature"] for one in found[:2]} == {"int_a.late_share", "int_a.days_before"}
    assert abs(loss["int_a.noise"]) < 0.02 < loss["int_a.late_share"]


def test_a_constant_feature_is_no_obstacle_and_has_no_importance(score, frames):
    flat = pl.lit(1.0).alias("int_a.noise")
    constant = [replace(frame, rows=frame.rows.with_columns(flat)) for frame in frames]
    found = permutation_importance(
        score, fit(score, constant).model, constant[-1].matrix(score.names), constant[-1].label
    )
    (own,) = [one for one in found if one["feature"] == "int_a.noise"]
    assert own["loss"] == own["spread"] == 0


def test_it_is_the_same_each_time(score, trained, frames):
    from tagrid.scoring.store import read_model

    model = read_model(trained[0].models / score.name / trained[1].model_id).load()
    x, label = frames[-1].matrix(score.names), frames[-1].label
    assert permutation_importance(score, model, x, label) == permutation_importance(score, model, x, label)
    assert np.isfinite([one["loss"] for one in permutation_importance(score, model, x, label)]).all()
