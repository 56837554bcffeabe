"""The link and the widgets: what the link says stands, also after going back, and a page's own choice stays."""

import pytest
from streamlit.testing.v1 import AppTest


def _page():
    import streamlit as st

    from app import frame

    frame.header(st.session_state.get("page", "one"))
    frame.follow("part", "part_widget", ["card", "values"], "card")
    chosen = st.segmented_control("part", ["card", "values"], key="part_widget", required=True)
    st.write("chosen", chosen, "went", str(frame.went("part")))
    frame.link(part=chosen if chosen != "card" else None)


@pytest.fixture
def app(tmp_path, monkeypatch) -> AppTest:
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    return AppTest.from_function(_page)


def _said(app: AppTest) -> str:
    assert not app.exception, app.exception
    return app.markdown[0].value


@pytest.mark.parametrize(("link", "chosen"), [("values", "values"), ("nothing", "card"), (None, "card")])
def test_a_new_page_shows_what_the_link_says(app, link, chosen):
    if link:
        app.query_params["part"] = link
    assert f"chosen {chosen}" in _said(app.run())


def test_a_choice_is_written_into_the_link_and_going_back_undoes_it(app):
    app.run()
    app.button_group(key="part_widget").set_value("values").run()
    assert "chosen values" in _said(app)
    assert app.query_params["part"] == "values"
    del app.query_params["part"]  # the browser's back
    assert "chosen card" in _said(app.run())
    app.query_params["part"] = "values"  # and forth
    assert "chosen values" in _said(app.run())


def test_what_another_page_wrote_says_nothing_about_this_one(app):
    app.run()
    app.button_group(key="part_widget").set_value("values").run()
    app.session_state["page"] = "two"
    del app.query_params["part"]  # a page is opened by its bare address
    assert "went False" in _said(app.run())
