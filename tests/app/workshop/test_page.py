"""The workshop page walked through in both languages; the file it hands over passes the catalog's check."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from app.shared.words import WORDS
from tagrid.catalog.files import load
from tagrid.core.overlay import REFERENCE
from tagrid.governance.release.freeze import check
from tests.app.conftest import as_read, at_page

RULE = (
    "case when settle_spread_days is null then null when settle_spread_days >= 10 then 'erratic' "
    "when settle_spread_days >= 3 then 'wavering' else 'steady' end"
)


@pytest.fixture
def open_page(published_home, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))

    def opened(language: str = "zh", **link: str) -> AppTest:
        app = AppTest.from_file(str(REFERENCE / "app" / "main.py"), default_timeout=120)
        app.query_params["lang"] = language
        for key, value in link.items():
            app.query_params[key] = value
        at_page(app, "workshop")
        return _sound(app.run())

    return opened


def _sound(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def _go(app: AppTest, step: int) -> None:
    _sound(app.button_group(key="workshop_step").set_value(str(step)).run())


def _write(app: AppTest, **texts: str) -> None:
    areas = {area.key for area in app.text_area}
    for name, text in texts.items():
        key = f"workshop_{name}"
        (app.text_area if key in areas else app.text_input)(key=key).set_value(text)
    _sound(app.run())


def _complete(app: AppTest, language: str) -> bool:
    return WORDS["workshop_complete"].in_(language) in [element.value for element in app.success]


def _walk(app: AppTest, language: str) -> None:
    """Say everything the five steps ask for; each says when it is complete."""
    _write(app, goal_zh="催费人员按交费规律安排催收次序", goal_en="Collections staff order their work by it.")
    assert not _complete(app, language)
    _sound(app.multiselect(key="workshop_themes").set_value(["payment"]).run())
    assert _complete(app, language)
    _go(app, 2)
    _write(app, label_zh="交费平稳性", label_en="Payment steadiness", criterion_zh="交清天数的波动")
    _write(app, criterion_en="Spread of the days to settlement")
    _write(
        app,
        definition_zh="近12个月账单从发行到交清天数的波动",
        definition_en="Spread of the days to settlement over a year",
    )
    assert _complete(app, language)
    _go(app, 3)
    _write(app, rule=RULE)
    names = {"erratic": "不规律", "wavering": "有波动", "steady": "有规律"}
    for code, name in names.items():
        _write(app, **{f"value_zh_{code}": name, f"value_en_{code}": code.title()})
    assert _complete(app, language)
    _go(app, 4)
    _write(app, name="payment_steadiness")
    assert _complete(app, language)
    _go(app, 5)
    _sound(app.selectbox(key="workshop_owner").set_value("billing").run())
    assert _complete(app, language)
    _go(app, 6)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_five_steps_end_in_a_file_and_a_column(open_page, language):
    app = open_page(language)
    _walk(app, language)
    assert WORDS["workshop_checked"].in_(language) in [element.value for element in app.success]
    assert "taxonomy/power_customer/behaviour/payment/payment_steadiness.yml" in app.markdown[0].value
    assert app.code[1].value.endswith("end as payment_steadiness")


def test_the_file_saved_in_place_passes_the_check(open_page, tmp_path):
    app = open_page()
    _walk(app, "zh")
    for folder in ("taxonomy", "dbt_project", "models_ml"):
        shutil.copytree(REFERENCE / folder, tmp_path / folder)
    shutil.copy(REFERENCE / "dbt_project.yml", tmp_path)
    saved = tmp_path / "taxonomy/power_customer/behaviour/payment/payment_steadiness.yml"
    saved.write_text(app.code[0].value, encoding="utf-8")
    check(tmp_path)
    tag = load(tmp_path / "taxonomy").shelved["payment_steadiness"]
    assert (tag.label.en, tag.owner) == ("Payment steadiness", "billing")
    assert list(tag.values) == ["erratic", "wavering", "steady"]
    assert [example.gives for example in tag.examples] == ["erratic", "wavering", "steady", "unknown"]


def test_going_back_loses_nothing(open_page):
    app = open_page()
    _walk(app, "zh")
    handed = app.code[0].value
    _go(app, 1)
    assert app.text_area(key="workshop_goal_en").value == "Collections staff order their work by it."
    assert app.multiselect(key="workshop_themes").value == ["payment"]
    _go(app, 3)
    assert app.text_area(key="workshop_rule").value == RULE
    assert app.text_input(key="workshop_value_zh_steady").value == "有规律"
    _go(app, 5)
    assert app.selectbox(key="workshop_owner").value == "billing"
    _go(app, 6)
    assert app.code[0].value == handed


def test_the_link_says_the_step_and_each_says_what_it_lacks(open_page):
    app = open_page("en", step="2")
    assert app.header[0].value == WORDS["workshop_ask_2"].en
    assert any("Write the label in both languages" in element.value for element in app.markdown)
    _go(app, 6)
    assert WORDS["workshop_not_yet"].en in [element.value for element in app.info]
    assert not app.code


@pytest.mark.parametrize(
    ("language", "shown"), [("zh", "没有列 settle_spread_day"), ("en", "has no column settle_spread_day")]
)
def test_what_is_no_rule_is_explained_where_it_is_written(open_page, language, shown):
    app = open_page(language)
    _sound(app.multiselect(key="workshop_themes").set_value(["payment"]).run())
    _go(app, 3)
    _write(app, rule="case when settle_spread_day > 1 then 'a' end")
    error = as_read(app.error[0].value)
    assert shown in error and "settle_spread_days" in error
    _write(app, rule="select 1")
    assert app.error
    _write(app, rule=RULE)
    assert not app.error


def test_a_column_brings_a_rule_to_begin_with(open_page):
    app = open_page()
    _sound(app.multiselect(key="workshop_themes").set_value(["payment"]).run())
    _go(app, 3)
    app.selectbox(key="workshop_column").set_value("mean_days_before_due").run()
    next(button for button in app.button if button.label == WORDS["workshop_template"].zh).click().run()
    assert _sound(app).text_area(key="workshop_rule").value.startswith("case\n  when mean_days_before_due is null")
    assert not app.error


def test_starting_again_forgets_everything(open_page):
    app = open_page()
    _write(app, goal_zh="目标", goal_en="A goal")
    next(button for button in app.button if button.label == WORDS["workshop_again"].zh).click().run()
    assert _sound(app).text_area(key="workshop_goal_zh").value == ""
