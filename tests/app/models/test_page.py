"""The models page in both languages: every score, and one of them with two versions, a moved input and a gap."""

import pytest
from streamlit.testing.v1 import AppTest

from app.shared import scores
from app.shared.theme import LIGHT
from app.shared.words import WORDS
from models_ml.fee_recovery import SCORE
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.published.versions import current_version
from tagrid.scoring import store
from tagrid.scoring.declaration import trainable
from tagrid.scoring.status import score_statuses, uneven_groups
from tests.app.conftest import as_read, at_page, texts
from tests.app.models import models_home

PARTS = ("results", "groups", "inputs", "outcome", "card")


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    return Home(tmp_path)


@pytest.fixture
def open_page(home):
    """Open the page; the home's models and version are those of `models_home` unless it has some already."""

    def opened(language: str = "en", **link: str) -> AppTest:
        if not home.versions.exists():
            models_home.publish(home)
        app = AppTest.from_file(str(REFERENCE / "app" / "main.py"), default_timeout=60)
        for key, value in {"lang": language, **link}.items():
            app.query_params[key] = value
        at_page(app, "models")
        app.run()
        assert not app.exception, app.exception
        return app

    return opened


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_score_stands_there_with_what_it_foretells(open_page, language):
    app = open_page(language)
    assert app.title[0].value == WORDS["models"].in_(language)
    shown = texts(app)
    for score in trainable().values():
        assert getattr(score, f"label_{language}") in shown
    assert WORDS["md_scored"].in_(language).format(n=360, unknown=40) in shown
    assert {m.label: m.value for m in app.metric}[WORDS["md_look"].in_(language)] == "1"


def test_before_any_training_the_page_says_what_to_do(home, open_page):
    models_home.publish(home, has_models=False)
    app = open_page()
    assert "tagrid train" in app.info[0].value
    app = open_page(score=SCORE.name)
    assert f"tagrid train {SCORE.name}" in app.info[0].value


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_in_both_languages(open_page, part, language):
    app = open_page(language, score=SCORE.name, part=part)
    assert app.title[0].value == (SCORE.zh if language == "zh" else SCORE.en)
    if language == "en":
        zh_only = {text.zh for text in WORDS.values() if text.zh != text.en and "{" not in text.zh}
        assert not zh_only & set(texts(app).splitlines())


def test_the_finding_is_what_was_measured(open_page):
    figures = models_home.figures(is_good=True)["model"]
    shown = texts(open_page(score=SCORE.name))
    assert f"{figures['precision_at_capacity']:.1%} come true" in shown
    assert f"{figures['lift_at_capacity']:.1f} times" in shown


def test_the_days_it_was_tested_on_and_the_cases_of_each_customer_are_shown(open_page):
    found = models_home.figures(is_good=True)
    assert (found["customers"], found["rows"]) == (1000, 2000)
    shown = texts(open_page(score=SCORE.name))
    assert "2 days between 2026-02-28 and 2026-03-25, on 2,000 cases of 1,000 customers" in shown
    assert "5% of 1,000)" in shown  # of the customers of a day
    assert "Tested as of 2026-03-25, on 2,000" in texts(open_page(score=SCORE.name, model=models_home.CHALLENGER))


def test_another_version_of_the_model_opens_by_its_link_and_says_why_it_was_left(open_page):
    app = open_page(score=SCORE.name, model=models_home.CHALLENGER)
    assert app.selectbox[0].value == models_home.CHALLENGER
    assert WORDS["md_left_stays"].en.format(id=models_home.CHAMPION) in as_read(app.warning[0].value)
    app.selectbox[0].set_value(models_home.CHAMPION).run()
    assert not app.warning and "model" not in app.query_params


def test_a_group_whose_cases_go_unfound_stands_out(open_page):
    assert uneven_groups(models_home.figures(is_good=True)["groups"]) == {
        ("dim_supply.tariff_category", "agricultural"),
        ("dim_supply.tariff_category", "residential"),
    }
    shown = texts(open_page(score=SCORE.name, part="groups"))
    assert "beyond what chance explains" in shown
    assert WORDS["md_beyond"].en in shown


def test_the_input_that_moved_is_named_and_shown_then_and_now(open_page):
    app = open_page(score=SCORE.name, part="inputs")
    shown = texts(app)
    assert SCORE.features[0].en in shown and WORDS["md_moved"].en in shown
    assert app.selectbox(key="models_input").value == SCORE.names[0]
    then_now = next(table.value for table in app.dataframe if WORDS["md_then"].en in table.value.columns)
    assert then_now[WORDS["md_now"].en].sum() == pytest.approx(1)


def test_a_damaged_card_is_reported(home, open_page):
    models_home.publish(home)
    (store.folder_of(home, SCORE.name) / models_home.CHAMPION / "card.json").write_text("{")
    app = open_page(score=SCORE.name)
    assert "missing or damaged" in app.error[0].value
    assert not open_page().error


def test_a_model_put_in_force_is_seen_without_a_restart(home, open_page):
    models_home.publish(home)
    before = score_statuses(home, current_version(home))
    champion = next(one.champion for one in before if one.score is SCORE)
    assert champion and champion.model_id == models_home.CHAMPION
    seen = scores._models_changed(home)
    store.set_champion(home, SCORE.name, models_home.CHALLENGER)
    assert scores._models_changed(home) != seen
    assert WORDS["md_next"].en.format(id=models_home.CHALLENGER, was=models_home.CHAMPION) in [
        as_read(one.value) for one in open_page(score=SCORE.name).info
    ]


def test_a_score_there_is_not_is_reported(open_page):
    assert "no_such" in as_read(open_page(score="no_such").warning[0].value)


def test_how_far_a_number_moved_is_one_scale_and_what_puts_it_in_proportion_is_said_beside_it(monkeypatch):
    monkeypatch.setattr(scores, "t", lambda key, **fills: " ".join([key, *fills.values()]))
    shown = {
        (0.05, 0.0, None): "md_still",
        (0.15, 0.0, None): "md_moving",
        (0.30, 0.4, False): "md_with_remark md_moved md_usual",
        (0.30, 0.1, True): "md_moved",
        (11.0, 0.0, False): "md_with_remark md_moved md_no_alarm_yet",
    }
    assert {case: scores.drift_text(*case)[0] for case in shown} == shown


@pytest.mark.parametrize("about", [(0.0, None), (6.0, False), (6.0, None), (0.0, False)])
def test_what_moved_more_never_looks_better(about):
    order = [LIGHT.good, LIGHT.attention, LIGHT.bad]
    found = [order.index(scores.drift_text(psi, *about)[1]) for psi in (0.05, 0.15, 0.30, 1.11, 4.49)]
    assert found == sorted(found) and found[-1] == found[-2] == 2
