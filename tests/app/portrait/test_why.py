"""The portrait's account of scores: reasons for anyone, why there are none, and the reviews of people."""

import pytest

from app.portrait import why
from app.shared.words import WORDS
from models_ml.fee_recovery import SCORE
from tagrid.published.versions import current_version
from tagrid.scoring.explain import Explanation, FeatureEffect
from tagrid.scoring.reviews import list_reviews
from tests.app.conftest import texts

LINK = {"why": SCORE.name, "view": "part_why"}


@pytest.fixture
def who(published_home) -> str:
    with current_version(published_home).connect() as con:
        found = con.execute("select customer_id from portrait_bills order by customer_id limit 1").fetchone()
    assert found
    return found[0]


def _effect(index: int, effect: float) -> FeatureEffect:
    feature = SCORE.features[index]
    label, shown = {"zh": feature.zh, "en": feature.en}, {"zh": "七", "en": "seven"}
    return FeatureEffect(feature.name, 7.0, 1.0, effect, label, shown, label)


def test_without_a_model_the_portrait_says_why_there_is_no_score(open_app, who):
    shown = texts(open_app("portrait", "en", id=who, **LINK))
    assert SCORE.en in shown and ("tagrid train" in shown or "tagrid refresh" in shown)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_reasons_are_made_on_demand_where_the_refresh_wrote_none(open_app, who, monkeypatch, language):
    effects = (_effect(0, 0.021), _effect(1, -0.013))
    missing = (SCORE.names[3],)
    made = Explanation(SCORE.name, who, "v", "2026-03-17.1", 0.042, effects[:1], effects, missing)
    monkeypatch.setattr(why, "_explained", lambda *_: made)
    app = open_app("portrait", language, id=who, **LINK)
    shown = texts(app)
    assert "4.2%" in shown and getattr(SCORE, f"label_{language}") in shown
    assert WORDS["ps_on_demand"].in_(language) in shown
    assert WORDS["ps_raises"].in_(language).format(points="2.1") in shown
    table = shown[shown.index(f">{WORDS['ps_effect'].in_(language)}</th>") :]
    for effect, word in zip(effects, ("ps_raises", "ps_lowers"), strict=True):
        name = getattr(SCORE.features[effects.index(effect)], language)
        assert name in table and WORDS[word].in_(language).format(points=f"{abs(100 * effect.effect):.1f}") in table
    assert WORDS["ps_own"].in_(language) in shown and WORDS["ps_usual"].in_(language) in shown
    assert getattr(SCORE.features[3], language) in shown


def test_a_review_is_recorded_and_shown_with_day_person_and_value(own_home, open_app, who, monkeypatch):
    app = open_app("portrait", "en", id=who, **LINK)
    monkeypatch.setenv("TAGRID_HOME", str(own_home.root))
    assert WORDS["rv_none"].en in texts(app)
    key = f"{SCORE.name}_{who}"
    app.button_group(key=f"review_verdict_{key}").set_value("refuted")
    app.text_area(key=f"review_because_{key}").set_value("Visited: paid in cash")
    app.text_input(key=f"review_by_{key}").set_value("Li Na")
    app.button[-1].click().run()
    assert not app.exception
    stored = list_reviews(own_home, who, SCORE.name)
    assert [(one["verdict"], one["because"], one["by"]) for one in stored] == [
        ("refuted", "Visited: paid in cash", "Li Na")
    ]
    shown = texts(app)
    assert "Visited: paid in cash" in shown and "Li Na" in shown and WORDS["rv_refuted"].en in shown
    assert str(stored[0]["reviewed_on"]) in shown


def test_a_review_without_a_verdict_or_a_reason_is_not_stored(own_home, open_app, who, monkeypatch):
    app = open_app("portrait", "en", id=who, **LINK)
    monkeypatch.setenv("TAGRID_HOME", str(own_home.root))
    key = f"{SCORE.name}_{who}"
    app.text_input(key=f"review_by_{key}").set_value("Li Na")
    app.text_area(key=f"review_because_{key}").set_value("Visited: paid in cash")
    app.button[-1].click().run()
    assert WORDS["rv_choose"].en in [one.value for one in app.warning]
    app.button_group(key=f"review_verdict_{key}").set_value("confirmed")
    app.text_area(key=f"review_because_{key}").set_value("")
    app.button[-1].click().run()
    assert "why" in app.error[0].value
    assert list_reviews(own_home, who) == []
