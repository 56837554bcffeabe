"""Threads are half of what the process may really have, and never more than somebody asked for."""

import pytest

from tagrid.scoring import cores as module
from tagrid.scoring.cores import threads, usable_cores


@pytest.mark.parametrize(
    ("cores", "asked", "expected"),
    [
        *((1, None, 1), (2, None, 1), (2, "2", 1), (0.5, None, 1), (7, None, 3), (64, None, 8)),
        *((8, "1", 1), (8, "0", 4), (64, "4", 4), (64, "16", 8), (8, "2,1", 4), (8, "", 4)),
    ],
)
def test_half_the_cores_and_no_more_than_asked(cores, asked, expected):
    assert threads(cores, asked) == expected


@pytest.mark.parametrize(
    ("quota", "cores"), [("150000 100000", 1.5), ("max 100000", 64), ("", 64), ("9999999 100000", 64)]
)
def test_a_containers_share_of_time_counts(tmp_path, monkeypatch, quota, cores):
    (tmp_path / "cpu.max").write_text(quota)
    monkeypatch.setattr(module, "QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr(module.os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert usable_cores() == cores
    monkeypatch.setattr(module, "QUOTA", tmp_path / "nowhere")
    assert usable_cores() == 64
