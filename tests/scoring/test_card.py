"""The card holds the measured figures, in both forms."""

import json

from tagrid.scoring.measure import measure_chance


def test_json_card_holds_what_was_measured(trained, score):
    outcome = trained[1]
    card = json.loads((outcome.card.parent / "card.json").read_text())
    assert card["figures"] == outcome.figures
    assert set(card["figures"]["model"]) == {
        "auc",
        "average_precision",
        "precision_at_capacity",
        "lift_at_capacity",
        "brier",
    }
    assert len(card["figures"]["deciles"]) == 10
    assert {g["group"] for g in card["figures"]["groups"]["dim_supply.tariff_category"]} == {
        "agricultural",
        "residential",
    }


def test_markdown_card_shows_the_same_figures_in_both_languages(trained, score):
    text = trained[1].card.read_text(encoding="utf-8")
    figures = trained[1].figures
    for who in ("model", "linear", "naive"):
        for value in figures[who].values():
            assert f"{value:.3f}" in text
    assert f"{figures['positives']:,}" in text and score.label_zh in text and score.label_en in text
    for feature in score.features:
        assert feature.zh in text and feature.en in text


def test_figures_are_of_the_test_rows_only(trained, score, frames):
    from tagrid.scoring.fit import predict
    from tagrid.scoring.store import read_model

    home, outcome = trained
    model = read_model(home.models / score.name / outcome.model_id).load()
    test = frames[-1]
    chance = predict(model, test.matrix(score.names))
    assert measure_chance(test.rows, test.label, chance, chance, score.capacity)["model"] == outcome.figures["model"]
    assert outcome.figures["customers"] == len(test.rows)
