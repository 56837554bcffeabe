"""A challenger takes over when it is no worse, a person may overrule, and nothing unusable is ever put in force."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.scoring import store
from tagrid.scoring.champions import champion, promote, takes_over
from tagrid.scoring.training import train_on
from tests.scoring.conftest import make_frame


def worse(frames):
    """The frames with the best number taken away from training; the test keeps it."""
    return [
        *(replace(f, rows=f.rows.with_columns(pl.lit(0.1).alias("int_a.late_share"))) for f in frames[:-1]),
        frames[-1],
    ]


def test_a_worse_challenger_stays_a_challenger_until_somebody_overrules(own_trained, score, frames):
    home, first = own_trained
    rule = pl.lit(0.0).alias("naive")
    weak = [*worse(frames)[:-1], replace(frames[-1], rows=frames[-1].rows.with_columns(rule))]
    second = train_on(home, score, weak)
    assert second.is_released and not second.is_champion
    assert store.champion_id(home, score.name) == first.model_id
    promote(home, score, second.model_id)
    assert champion(home, score, None)[0].model_id == second.model_id


def test_the_same_again_takes_over(own_trained, score, frames):
    assert train_on(own_trained[0], score, frames).is_champion


def test_a_damaged_champion_loses_to_any_released_challenger(own_trained, score, frames):
    home, first = own_trained
    (home.models / score.name / first.model_id / "model.skops").write_bytes(b"x")
    nothing = {"judged": "average_precision", "model": {"average_precision": 0.0}}
    assert takes_over(home, score, nothing, frames[-1])


def test_a_challenger_below_the_champion_does_not_take_over(trained, score, frames):
    figures = trained[1].figures
    just_below = figures["model"]["average_precision"] - 1e-6
    assert not takes_over(trained[0], score, figures | {"model": {"average_precision": just_below}}, frames[-1])
    assert takes_over(trained[0], score, figures, frames[-1])


def _unreleased(home, score, first, frames):
    test = frames[-1]
    known = replace(test, rows=test.rows.with_columns(naive=test.rows["label"].cast(float)))
    return train_on(home, score, [*frames[:-1], known]).model_id


def test_without_a_champion_the_state_says_whether_one_was_trained_at_all(tmp_path, score, frames):
    home = Home(tmp_path)
    assert "run `tagrid train`" in champion(home, score, None)[0].why.en
    weak = _unreleased(home, score, None, frames)
    state, model, _ = champion(home, score, None)
    assert (state.code, model) == ("missing", None)
    assert f"{weak}, the newest, does not surely beat its naive rule" in state.why.en
    assert f"{weak} 未可靠胜过经验规则" in state.why.zh


def _damaged(home, score, first, frames):
    again = train_on(home, score, frames).model_id
    store.set_champion(home, score.name, first.model_id)
    (home.models / score.name / again / "model.skops").write_bytes(b"x")
    return again


def _unknown(home, score, first, frames):
    return first.model_id[:-1] + "7"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_unreleased, "does not beat the naive rule"),
        (_damaged, "bytes are not those"),
        (_unknown, "Did you mean 2025-05-23.1"),
    ],
)
def test_what_may_not_be_used_is_not_put_in_force_and_the_champion_stays(own_trained, score, frames, make, says):
    home, first = own_trained
    with pytest.raises(BadInput, match=says):
        promote(home, score, make(home, score, first, frames))
    assert store.champion_id(home, score.name) == first.model_id
    assert champion(home, score, None)[1] is not None


def test_without_any_model_it_says_what_to_do(home, score):
    with pytest.raises(BadInput, match="none yet; run `tagrid train`"):
        promote(home, score, "2025-01-01.1")


def test_other_customers_judge_anew(trained, score):
    """A champion is judged on the challenger's own test rows, not by the figures of its card."""
    easy = make_frame(40, date(2025, 6, 1), 800, signal=2.5)
    as_before = {name: trained[1].figures[name] for name in ("judged", "model")}
    assert not takes_over(trained[0], score, as_before, easy)
