"""Every page in both languages on a published version, and the app before anything is published."""

import pytest
from streamlit.testing.v1 import AppTest

from app.shared.words import WORDS
from tagrid.core.overlay import REFERENCE
from tagrid.published.versions import current_version
from tagrid.segments import open_index
from tagrid.segments.language import parse
from tests.app.conftest import texts

PAGES = ("catalog", "segments", "portrait", "models")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_both_languages(open_app, page, language):
    app = open_app(page, language)
    assert app.title[0].value == WORDS[page].in_(language)


@pytest.mark.parametrize("page", PAGES)
def test_the_english_page_has_no_chinese_of_the_app(open_app, page):
    app = open_app(page, "en")
    zh_only = {text.zh for text in WORDS.values() if text.zh != text.en and "{" not in text.zh}
    assert not zh_only & set(texts(app).splitlines())


def test_before_anything_is_published_the_app_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    app = AppTest.from_file(str(REFERENCE / "app" / "main.py"), default_timeout=60).run()
    assert not app.exception
    assert "tagrid ingest" in app.info[0].value


def test_a_rule_in_the_link_gives_the_same_count_as_the_engine(open_app, published_home):
    version = current_version(published_home)
    text = "value_tier in (vip, major) or weekly_change = down_20"
    app = open_app("segments", "en", rule=text)
    count = open_index(version).count(parse(text, version.catalog()))
    shown = [element.proto.body for element in app.get("html")]
    assert any(f"tg-big'>{count:,}<" in body for body in shown)


def test_a_wrong_expression_is_explained_with_the_nearest_name(open_app):
    app = open_app("segments", "en", rule="value_teir = vip")
    assert "value_tier" in app.error[0].value.replace("\\", "")


def test_choosing_a_value_writes_the_expression_and_undo_takes_it_back(open_app):
    app = open_app("segments")
    theme = next(p for p in app.button_group if p.key and p.key.startswith("segment_theme"))
    theme.set_value("power_customer/attributes/value").run()
    app.button_group(key="facet_value_tier").set_value(["vip"]).run()
    assert not app.exception
    assert app.text_area(key="segment_area").value == "value_tier = vip"
    app.button(key="segment_undo").click().run()
    assert app.text_area(key="segment_area").value == ""


def test_a_portrait_shows_the_customer_and_its_tags(open_app, published_home):
    with current_version(published_home).connect() as con:
        found = con.execute(
            "select customer_id, customer_name from portrait_customer where annual_kwh > 0 order by all limit 1"
        ).fetchone()
    app = open_app("portrait", id=found[0])
    assert app.title[0].value == (found[1] or found[0])


def test_an_unknown_customer_is_reported(open_app):
    app = open_app("portrait", "en", id="nobody")
    assert "nobody" in app.error[0].value
