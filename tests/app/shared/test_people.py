"""Customers by name are no file: no grid, no download, a page at a time; what leaves, leaves by the export."""

import ast
import tomllib

import polars as pl
import pytest

from app.shared.people import PAGE
from app.shared.tables import grid, names_people
from app.shared.words import WORDS
from tagrid.core.overlay import REFERENCE
from tests.app.conftest import LATE, count_of, texts

PEOPLE = "customer_id"


def _modules_with(name: str) -> set[str]:
    """Return the modules of the app that name an element of Streamlit, of the page or of a part of it."""
    found = set()
    for path in sorted((REFERENCE / "app").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(one, ast.Attribute) and one.attr == name for one in ast.walk(tree)):
            found.add(path.relative_to(REFERENCE / "app").as_posix())
    return found


def test_every_grid_is_drawn_where_customers_are_refused():
    assert _modules_with("dataframe") == {"shared/tables.py"}


def test_files_are_offered_where_they_are_meant_and_nowhere_else():
    assert _modules_with("download_button") == {
        "shared/charts.py",  # figures behind a chart
        "segments/export.py",  # customers, on record
        "portrait/documents.py",  # the document of one customer
        "models/score.py",  # a model card
        "workshop/step_forms.py",  # a tag's file
    }


def test_no_table_of_streamlit_is_a_file_by_itself():
    settings = tomllib.loads((REFERENCE / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert settings["client"]["disableDataExport"] is True


@pytest.mark.parametrize("head", [PEOPLE, WORDS[PEOPLE].zh, WORDS[PEOPLE].en])
def test_a_grid_refuses_customers_by_their_number(head):
    people = pl.DataFrame({head: ["3200000001", "3200000002"], "x": [1, 2]})
    with pytest.raises(ValueError, match="people_table"):
        grid(people)
    with pytest.raises(ValueError, match="people_table"):
        grid(people.to_pandas().style)
    assert names_people(people) and not names_people(people.head(1)) and not names_people(people.select("x"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_members_are_links_to_portraits_a_page_at_a_time(open_app, published_home, language):
    total = count_of(published_home, LATE)
    assert total > PAGE
    app = open_app("segments", language, rule=LATE, see="members")
    assert not app.dataframe and not app.get("download_button")
    first = _people(app)
    assert len(first) == PAGE and all(f"lang={language}" in one and "id=" in one for one in first)
    app.button(key="people_forth_segment_members").click().run()
    second = _people(app)
    assert not set(first) & set(second) and app.query_params["members"] in ("2", ["2"])
    assert f"{min(2 * PAGE, total):,}" in texts(app)
    # The link shows the same page of them, and one that is not there the last.
    assert _people(open_app("segments", language, rule=LATE, see="members", members="2")) == second
    last = open_app("segments", language, rule=LATE, see="members", members="99999")
    assert len(_people(last)) == (total % PAGE or PAGE)
    assert last.button(key="people_forth_segment_members").disabled


def test_another_rule_begins_at_the_first_page(open_app):
    app = open_app("segments", "en", rule=LATE, see="members", members="2")
    app.text_area(key="segment_area").set_value("value_tier is known").run()
    assert app.button(key="people_back_segment_members").disabled


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "1" * 40])
def test_a_page_that_is_none_is_the_first(open_app, page):
    app = open_app("segments", "en", rule=LATE, see="members", members=page)
    assert not app.exception and app.button(key="people_back_segment_members").disabled


def _people(app) -> list[str]:
    """Return the queries of the links to portraits."""
    return [one.proto.query_string for one in app.get("page_link") if one.proto.page == "portrait"]
