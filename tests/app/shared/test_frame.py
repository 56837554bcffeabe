"""The link and the widgets: what the link says stands, also after going back, and a page's own choice stays."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.slow


def _page():
    import streamlit as st

    from app.shared import frame

    if "only_a_part" not in st.session_state:  # a click in a fragment draws no header
        frame.header(st.session_state.get("page", "one"))
    frame.write_link(other=st.session_state.get("other"))
    frame.follow_link("part", "part_widget", ["card", "values"], "card")
    chosen = st.segmented_control("part", ["card", "values"], key="part_widget", required=True)
    st.write("chosen", chosen, "went", str(frame.link_changed("part")))
    frame.write_link(part=chosen if chosen != "card" else None)


@pytest.fixture
def app(tmp_path, monkeypatch) -> AppTest:
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    return AppTest.from_function(_page)


def _shown(app: AppTest) -> str:
    assert not app.exception, app.exception
    return app.markdown[0].value


@pytest.mark.parametrize(("link", "chosen"), [("values", "values"), ("nothing", "card"), (None, "card")])
def test_a_new_page_shows_what_the_link_says(app, link, chosen):
    if link:
        app.query_params["part"] = link
    assert f"chosen {chosen}" in _shown(app.run())


def test_a_choice_is_written_into_the_link_and_going_back_undoes_it(app):
    app.run()
    app.button_group(key="part_widget").set_value("values").run()
    assert "chosen values" in _shown(app)
    assert app.query_params["part"] == "values"
    del app.query_params["part"]  # the browser's back
    assert "chosen card" in _shown(app.run())
    app.query_params["part"] = "values"  # and forth
    assert "chosen values" in _shown(app.run())


def test_a_click_made_before_the_browser_heard_of_the_one_before_does_not_undo_it(app):
    app.run()
    app.button_group(key="part_widget").set_value("values").run()
    app.session_state["only_a_part"] = True
    app.session_state["other"] = "clicked"
    del app.query_params["part"]  # the link of the browser is still the one before
    assert "chosen values" in _shown(app.run())
    assert (app.query_params["part"], app.query_params["other"]) == ("values", "clicked")


def test_what_another_page_wrote_says_nothing_about_this_one(app):
    app.run()
    app.button_group(key="part_widget").set_value("values").run()
    app.session_state["page"] = "two"
    del app.query_params["part"]  # a page is opened by its bare address
    assert "went False" in _shown(app.run())


def _table():
    import streamlit as st

    from app.shared import frame

    frame.header("one")
    names = st.session_state.get("names", ["a", "b", "c"])
    opened = frame.follow_row("open", st.session_state.get("marked", []), names)  # as a grid returns its rows
    frame.write_link(open=opened)
    st.write(f"open {opened}")


def test_a_row_that_stays_marked_in_a_table_does_not_undo_going_back(tmp_path, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    app = AppTest.from_function(_table)
    app.query_params["open"] = "a"
    assert _shown(app.run()) == "open a"
    app.session_state["marked"] = [1]
    assert _shown(app.run()) == "open b" and app.query_params["open"] == "b"
    assert _shown(app.run()) == "open b"
    app.query_params["open"] = "a"  # the browser's back; the table has its row marked still
    assert _shown(app.run()) == "open a"
    app.session_state["marked"] = [2]
    assert _shown(app.run()) == "open c" and app.query_params["open"] == "c"
    app.session_state["names"] = ["a", "c", "d"]  # another order, as after a name was changed
    assert _shown(app.run()) == "open c"


def _language():
    import streamlit as st

    from app.shared import frame

    frame.choose_language()
    frame.header()
    st.write(st.session_state["lang"])


@pytest.mark.parametrize(
    ("stored", "link", "chosen"),
    [("en", None, "en"), ("en", "zh", "zh"), (None, None, "zh"), ("<b>", None, "zh"), ("en", "fr", "en")],
)
def test_the_language_is_the_links_then_the_last_chosen_then_chinese(tmp_path, monkeypatch, stored, link, chosen):
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    cookies = {"tagrid_language": stored} if stored else {}
    monkeypatch.setattr(type(st.context), "cookies", property(lambda self: cookies))
    app = AppTest.from_function(_language)
    if link:
        app.query_params["lang"] = link
    assert _shown(app.run()) == chosen
    assert not [element for element in app.get("html") if "document.cookie" in element.proto.body]


def test_a_changed_language_is_stored_in_the_browser(tmp_path, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    app = AppTest.from_function(_language).run()
    app.button_group(key="lang").set_value("en").run()
    (script,) = (element for element in app.get("html") if "document.cookie" in element.proto.body)
    assert "tagrid_language=en;" in script.proto.body
