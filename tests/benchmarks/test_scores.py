"""The made-up rows that measure speed are learnt and scored by the real harness, for every declared score."""

import pytest

from benchmarks import scores as benchmark
from benchmarks.scores import FRAMES, frames, made
from tagrid.core.project import Home
from tagrid.scoring.declaration import scores


def test_made_up_rows_are_frames_of_every_score():
    for score in scores().values():
        found = frames(score, 1200)
        assert len(found) == FRAMES and sum(len(one.rows) for one in found) == 1200
        assert found[0].matrix(score.names).shape == (200, len(score.names))
        if score.target == "chance":
            assert 0.03 < made(score, 20_000, 1)["label"].to_numpy().mean() < 0.3


@pytest.mark.slow
def test_a_score_is_learnt_scored_and_explained(tmp_path, monkeypatch, capsys):
    name = "fee_recovery_risk"
    monkeypatch.setattr(benchmark, "scores", lambda: {name: scores()[name]})
    whole, beside = benchmark.scoring(Home(tmp_path), 3000, 6000)
    cells = capsys.readouterr().out.split("|")
    assert cells[1].strip() == name and 200 < int(cells[4].replace(",", "")) < 400  # a tenth has reasons
    assert whole > 0 and beside > 0
