"""The evaluation page in both languages, on a sound version and on one with a fault."""

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app.shared.words import WORDS
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.published.versions import current_version
from tests.app.conftest import at_page, texts
from tests.governance.evaluation.small import customers, publish, tag

CROSSING = "case when a >= 10 then 'high' when b >= 15 then 'wide' else 'rest' end"
SIZE = tag("size", "case when b > 9 then 'big' when b <= 9 then 'small' end", "big small")
GONE = tag("gone", "main_channel", "app counter")


@pytest.fixture
def open_page(tmp_path, monkeypatch):
    """Publish a version whose tag `mixed` has a fault unless its values are ordered; open the page on it."""
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    rows = customers({"a": [n % 20 for n in range(400)], "b": [n // 20 for n in range(400)]})
    rows = rows.with_columns(main_channel=pl.lit(None, pl.String))

    def opened(language: str, precedence: str = "exclusive", **link: str) -> AppTest:
        mixed = tag("mixed", CROSSING, "high wide rest", precedence=precedence)
        publish(Home(tmp_path), [mixed, SIZE, GONE], rows)
        app = AppTest.from_file(str(REFERENCE / "app" / "main.py"), default_timeout=60)
        app.query_params["lang"] = language
        for key, value in link.items():
            app.query_params[key] = value
        at_page(app, "evaluation")
        app.run()
        assert not app.exception, app.exception
        return app

    return opened


def _metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_fault_is_counted_and_shown(open_page, language):
    app = open_page(language)
    assert app.title[0].value == WORDS["evaluation"].in_(language)
    metrics = _metrics(app)
    assert metrics[WORDS["tags"].in_(language)] == "3"
    assert metrics[WORDS["ev_faults"].in_(language)] == "1"
    assert app.error[0].value.startswith({"zh": "标签mixed", "en": "Mixed"}[language])


def test_a_sound_version_says_so(open_page):
    app = open_page("en", "ordered")
    assert app.success[0].value == WORDS["ev_no_faults"].en


def test_the_table_tells_what_is_available_from_what_is_not(open_page):
    app = open_page("en", tag="size")
    shown, behind = (element.value for element in app.dataframe if "Evenness" in element.value.columns)
    assert shown["Tag"].to_list() == ["Mixed", "Size"]
    assert behind["Code"].to_list() == ["mixed", "size"]
    shown = texts(app)
    assert "title='gone'" in shown
    assert "Needs a source, never delivered." in shown
    assert app.header[0].value == "Size"


def test_advice_narrows_the_table_and_the_link_chooses_the_tag(open_page):
    app = open_page("en", tag="mixed")
    assert app.header[0].value == "Mixed"
    next(group for group in app.button_group if group.key == "ev_action").set_value("merge").run()
    assert not app.exception
    assert not any("Evenness" in element.value.columns for element in app.dataframe)


def test_a_link_to_a_tag_of_another_subject_opens_it_there(open_app, published_home):
    catalog = current_version(published_home).catalog()
    tag = catalog.of("non_power_customer")[0]
    app = open_app("evaluation", "en", tag=tag.name)
    assert app.header[0].value == tag.label.en and app.query_params["tag"] in (tag.name, [tag.name])
