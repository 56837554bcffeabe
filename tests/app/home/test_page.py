"""The home page on versions of its own making: what it shows, links to, and says where something is missing."""

from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from app.shared.words import WORDS
from tagrid.core.errors import GateRefused
from tagrid.core.overlay import REFERENCE
from tagrid.overview import lists
from tagrid.overview.home import overview
from tagrid.published.versions import current_version
from tagrid.refresh import ledger
from tagrid.segments.saving import save_segment
from tests.app.conftest import as_read, texts
from tests.overview.homes import SWAPPED, change_catalog, copied, make_late, with_earlier


@pytest.fixture
def own_home(published_home, tmp_path, monkeypatch):
    home = copied(published_home, tmp_path)
    monkeypatch.setenv("TAGRID_HOME", str(home.root))
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    return home


def _open(language: str = "zh") -> AppTest:
    app = AppTest.from_file(str(REFERENCE / "app" / "main.py"), default_timeout=60)
    app.query_params["lang"] = language
    app.run()
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_app_opens_on_it_with_what_moved_and_every_list(own_home, language):
    with_earlier(own_home)
    found, app = overview(own_home), _open(language)
    shown = texts(app)
    assert app.title[0].value == WORDS["home"].in_(language)
    assert f"<b>{current_version(own_home).manifest['customers']:,}</b>" in shown
    names = [getattr(one.list.text.label, language) for one in found.lists]
    links = [as_read(element.proto.label) for element in app.get("page_link")]
    assert [name for name in names if name not in links and name not in shown] == [] and len(links) > len(names) / 2
    assert found.changes is not None
    first = found.changes.tags[0]
    assert getattr(first.tag.label, language) in shown
    assert WORDS["psi_hover"].in_(language).format(psi=f"{first.psi:.3f}") in shown


def test_the_english_page_has_no_chinese_of_the_app(own_home):
    with_earlier(own_home)
    shown = texts(_open("en"))
    assert not [
        text.zh
        for text in WORDS.values()
        if text.zh != text.en and "{" not in text.zh and text.zh in shown and len(text.zh) > 2
    ]


def test_a_list_opens_its_customers_on_the_segments_page(own_home):
    found, app = overview(own_home), _open()
    one = next(one for one in found.lists if one.customers)
    label = one.list.text.label.zh
    [link] = [one.proto for one in app.get("page_link") if as_read(one.proto.label) == label]
    assert (link.page, dict(parse_qsl(link.query_string))) == ("segments", {"lang": "zh", "rule": one.list.text.rule})


def test_a_first_version_and_no_saved_segment_are_explained(own_home):
    app = _open("en")
    assert WORDS["home_first_how"].en in app.info[0].value
    assert WORDS["home_no_segments"].en in texts(app)


def test_a_segment_that_moved_is_shown_and_its_name_is_text(own_home):
    with_earlier(own_home)
    save_segment(own_home, "<b>*moved*</b>", f"{SWAPPED[0]} = {SWAPPED[1]}", current_version(own_home).catalog())
    app = _open("en")
    assert any(r"\*moved\*" in one.proto.label for one in app.get("page_link"))
    assert "<b>*moved*</b>" not in texts(app)
    assert "1 of 1" in texts(app)


def test_late_sources_and_refusals_stand_above_the_rest(own_home):
    make_late(own_home, "service_95598.tickets", "2026-06-15")
    with pytest.raises(GateRefused), ledger.recorded(own_home, "refresh"):
        raise GateRefused("arrears_status: too much of it is <unknown>")
    app = _open()
    assert "2026-06-15" in app.warning[0].value
    assert WORDS["run_refused"].zh in app.error[0].value
    assert current_version(own_home).id in app.error[0].value.replace("\\", "")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_stopped_source_is_an_error_with_its_last_day_and_the_tags_behind_it(own_home, language):
    make_late(own_home, "service_95598.tickets", "2026-05-01")
    found, app = overview(own_home).freshness, _open(language)
    assert "2026-05-01" in app.error[0].value and "61" in app.error[0].value
    assert str(found.stopped_tags) in app.error[0].value and found.stopped_tags > 0
    assert found.notice.in_(language) in texts(app).replace("\\", "")  # the clock of a test is no true one
    assert {"zh": "距今 1 天", "en": "1 day behind the clock"}[language] in texts(app)


def test_a_list_whose_source_never_came_says_so_and_cannot_be_opened(own_home):
    """As with data that brings readings only: most tags have no values."""

    def only_readings(catalog):
        for tag in catalog["tags"].values():
            if tag["theme"] != "usage":
                tag["available"], tag["reason"] = False, {"zh": "来源缺失", "en": "No source"}

    change_catalog(current_version(own_home).folder, only_readings)
    app = _open("en")
    label = next(one.list.text.label.en for one in overview(own_home).lists if one.list.name == "defects_overdue")
    assert label in texts(app) and label not in [as_read(one.proto.label) for one in app.get("page_link")]
    assert "Not available: Defect status has no values yet." in texts(app)


def test_a_list_that_cannot_be_read_says_so_plainly_and_where_is_told_to_those_who_keep_it(
    own_home, tmp_path, monkeypatch
):
    path = tmp_path / "lists.yml"
    path.write_text("bad:\n  label: {zh: 单, en: One}\n  why: {zh: 因, en: Why}\n  rule: defect_statsu = overdue\n")
    monkeypatch.setattr(lists, "FILE", path)
    app = _open("en")
    assert WORDS["home_list_unread"].en in texts(app) and "lists.yml" not in texts(app)
    assert any("lists.yml:4" in element.value for element in app.code)


def test_before_anything_is_published_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    assert "tagrid ingest" in _open().info[0].value
