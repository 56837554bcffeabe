"""The page that compares two versions of the catalog: its numbers are the engine's, in both languages."""

import datetime
import re
from itertools import pairwise
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from app.compare.changes import change_text, changed_name
from app.shared.words import WORDS
from tagrid.catalog import load
from tagrid.core.overlay import REFERENCE
from tagrid.core.text import Text
from tagrid.governance.release.changes import Change, ChangeKind, changes
from tagrid.governance.release.effect import effect
from tagrid.governance.release.releases import WORKING, Release, catalog_named, releases, working
from tagrid.published.versions import current_version
from tests.app.conftest import as_read, at_page

DAY = datetime.date(2026, 6, 30)


def _after(catalog):
    """Return the catalog with another threshold, a tag retired, and other words for a value."""
    tags = dict(catalog.tags)
    timely = tags["payment_timeliness"]
    values = {**timely.values, "early": Text(zh="早交", en="Ahead")}
    rule = timely.rule_sql.replace("0.25", "0.05")
    assert rule != timely.rule_sql
    tags["payment_timeliness"] = timely.model_copy(update={"rule_sql": rule, "values": values})
    gone = tags.pop("tenure_band")
    gone = gone.model_copy(update={"status": "retired", "rule_sql": None, "below": {}, "inputs": ()})
    return catalog.model_copy(update={"tags": tags, "shelved": {**catalog.shelved, gone.name: gone}})


@pytest.fixture(scope="module")
def catalogs():
    """Two catalogs: the project's own, and one with changes of meaning."""
    old = working(REFERENCE)
    return {"1.0.0": old, "2.0.0": _after(old)}


@pytest.fixture
def project(tmp_path, catalogs):
    """A project with two releases and nothing else."""
    folder = tmp_path / "taxonomy" / "releases"
    folder.mkdir(parents=True)
    for version, catalog in catalogs.items():
        about = {"version": version, "released_on": DAY, "approved_by": None, "follows": None, "transitions": ()}
        text = Release(**about, catalog=catalog).model_dump_json()
        (folder / f"{version}.json").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def page(published_home, project, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    monkeypatch.setattr("app.compare.changes.current_project", lambda: project)

    def opened(language: str = "zh", **link: str) -> AppTest:
        app = AppTest.from_file(str(REFERENCE / "app" / "main.py"), default_timeout=60)
        for key, value in {"lang": language, **link}.items():
            app.query_params[key] = value
        at_page(app, "compare")
        app.run()
        assert not app.exception, app.exception
        return app

    return opened


BOTH = {"from": "1.0.0", "to": "2.0.0"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_numbers_are_the_engine_s(page, catalogs, published_home, language):
    app = page(language, **BOTH)
    assert app.title[0].value == WORDS["compare"].in_(language)
    old, new = catalogs.values()
    found = changes(old, new)
    done = effect(published_home, current_version(published_home), old, new, found)
    moved = sum(migration.moved for migration in done.migrations)
    assert moved > 0
    sizes = [sum(change.bump == size for change in found) for size in ("major", "minor", "patch")]
    expected = [*sizes, 2, moved, len(done.segments)]
    assert [metric.value for metric in app.metric] == [f"{number:,}" for number in expected]
    assert sizes == [2, 0, 1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_changed_tag_shows_both_rules_and_who_moves(page, language):
    app = page(language, **BOTH, tag="payment_timeliness")
    assert ["0.25" in block.value for block in app.code] == [True, False]
    titles = "".join(element.proto.body for element in app.get("html"))
    assert WORDS["moved_title"].in_(language).partition("{moved}")[0].partition("{customers}")[2] in titles
    names = ("Ahead", "Early") if language == "en" else ("早交", "提前")
    assert all(name in " ".join(str(m.value) for m in app.markdown) for name in names)


def test_the_link_holds_what_is_compared(page):
    app = page(**BOTH, tag="tenure_band")
    assert "tenure_band" in app.query_params["tag"]
    app.selectbox(key="compare_from").set_value("2.0.0").run()
    assert not app.exception
    assert "2.0.0" in app.query_params["from"]
    assert app.info[0].value == WORDS["compare_same"].zh
    app.selectbox(key="compare_to").set_value("1.0.0").run()
    assert not app.exception
    assert "1.0.0" in app.query_params["to"]
    assert len(app.metric) == 6


def test_without_a_link_the_last_two_releases_are_compared(page):
    app = page()
    assert [box.value for box in app.selectbox][:2] == ["1.0.0", "2.0.0"]


def test_an_unknown_version_in_the_link_falls_back(page):
    app = page(**{"from": "9.9.9", "to": "<b>"})
    assert [box.value for box in app.selectbox][:2] == ["1.0.0", "2.0.0"]


def test_the_english_page_has_no_chinese_of_the_app(page):
    app = page("en", **BOTH)
    shown = {str(element.value) for kind in (app.markdown, app.caption, app.info) for element in kind}
    assert not {text.zh for text in WORDS.values() if text.zh != text.en and "{" not in text.zh} & shown


def test_before_the_first_release_it_says_what_to_do(page, project):
    for path in (project / "taxonomy" / "releases").iterdir():
        path.unlink()
    assert "tagrid catalog release 1.0.0" in page("en").info[0].value


def test_files_with_faults_are_reported(page, project):
    (project / "taxonomy" / "catalog.yml").write_text("version: one\n")
    app = page("en", **{"from": "1.0.0", "to": "working"})
    assert "catalog.yml:1: must hold one line" in as_read(app.error[0].value)


def test_every_kind_of_change_has_its_words():
    catalog = load()
    for kind in get_args(ChangeKind):
        for bump in ("major", "patch"):
            field = "label" if kind == "wording" else ""
            change = Change(kind=kind, bump=bump, of="tag", name="x", label=Text(zh="某", en="Some"), field=field)
            assert change_text(change, catalog, catalog)


@pytest.mark.slow
def test_changes_between_the_releases_are_told_in_words():
    """Not in codes: what a tag is derived from, related to or replaced by has a name, and so has each state."""
    names = [*releases(REFERENCE), WORKING]
    for first, second in pairwise(names):
        old, new = catalog_named(first, REFERENCE), catalog_named(second, REFERENCE)
        found = changes(old, new)
        classes = {one.name: changed_name(one, old, new) for one in found if one.of == "class"}
        assert len(set(classes.values())) == len(classes)
        for change in found:
            said = change_text(change, old, new)
            assert not re.search(r"\b[a-z]+_[a-z_]+\b", said), said
            assert not re.search("“(.+)”改为“\\1”", said), said
            if change.kind not in ("wording", "criterion", "rule", "below", "examples"):
                assert not re.search(r"[a-z]{5}", said), said
