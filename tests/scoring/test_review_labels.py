"""A review teaches inside its horizon, where the facts know nothing, and never where the model is measured."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from tagrid.scoring.reviews import can_learn_from_reviews, with_reviews
from tests.scoring.conftest import make_frames

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def half_known():
    """Frames in which the outcome of every second customer is not known."""
    return [replace(f, rows=f.rows.filter(pl.int_range(pl.len()) % 2 == 0)) for f in make_frames(size=200)]


def said(customer, day, verdict="confirmed", score="made_up"):
    return {"score": score, "customer_id": customer, "reviewed_on": day, "verdict": verdict}


def taught(monkeypatch, score, frames, *reviews):
    """The frames with those reviews, given newest first as they are kept."""
    monkeypatch.setattr("tagrid.scoring.reviews.list_reviews", lambda home: list(reviews))
    monkeypatch.setattr("tagrid.scoring.reviews._merged", lambda home: {"merged": "c00005"})
    return with_reviews(None, score, frames)


def label_of(frame, customer):
    return frame.rows.filter(customer_id=customer)["label"].to_list()


def test_inside_the_horizon_it_is_a_label_at_both_ends_and_outside_it_is_none(monkeypatch, score, half_known):
    frame, days = half_known[0], (0, 1, 92, 93)
    reviews = [said(f"c{n:05d}", frame.as_of + timedelta(days=day)) for n, day in zip((1, 3, 5, 7), days, strict=True)]
    new, _ = taught(monkeypatch, score, half_known, *reviews)
    assert [label_of(new[0], f"c{n:05d}") for n in (1, 3, 5, 7)] == [[], [True], [True], []]


def test_facts_stay_and_the_latest_review_counts(monkeypatch, score, half_known):
    frame = half_known[0]
    day = frame.as_of + timedelta(days=30)
    known = label_of(frame, "c00000")[0]
    against = "refuted" if known else "confirmed"
    new, labels = taught(
        monkeypatch, score, half_known,
        said("c00001", day, "refuted"), said("c00001", day, "confirmed"), said("c00000", day, against),
        said("c00003", day, score="another"), said("gone", day), said("merged", day, "refuted"),
    )  # fmt: skip
    assert label_of(new[0], "c00001") == [False] and label_of(new[0], "c00000") == [known]
    assert label_of(new[0], "c00005") == [False]  # reviewed under the number it was merged from
    assert label_of(new[0], "c00003") == label_of(new[0], "gone") == []
    assert new[0].rows.columns == frame.rows.columns and new[0].rows["customer_id"].is_sorted()
    assert labels == sum(len(b.rows) - len(a.rows) for a, b in zip(half_known, new, strict=True)) > 0


def test_the_test_cut_off_keeps_to_facts(monkeypatch, score, half_known):
    last = half_known[-1]
    new, _ = taught(monkeypatch, score, half_known, said("c00001", last.as_of + timedelta(days=1)))
    assert new[-1] is last and label_of(new[0], "c00001") == [True]


def test_scores_whose_outcome_is_known_of_everybody_learn_nothing_from_reviews(monkeypatch, score, half_known):
    for other in (replace(score, otherwise=False), replace(score, target="amount")):
        assert not can_learn_from_reviews(other)
        day = half_known[0].as_of + timedelta(days=1)
        assert taught(monkeypatch, other, half_known, said("c00001", day)) == (half_known, 0)


def test_a_training_with_reviews_says_on_its_card_how_many_labels_are_theirs(home, monkeypatch, score, frames):
    from tagrid.scoring.training import train_on

    first = [frames[0], *frames[1:]]
    first[0] = replace(first[0], rows=first[0].rows.filter(pl.col("customer_id") != "c00001"))
    day = first[0].as_of + timedelta(days=10)
    done = train_on(home, score, *taught(monkeypatch, score, first, said("c00001", day)))
    assert "Labels from reviews: 1\n" in done.card.read_text(encoding="utf-8")
    assert '"labels_from_reviews": 1' in (done.card.parent / "manifest.json").read_text(encoding="utf-8")
