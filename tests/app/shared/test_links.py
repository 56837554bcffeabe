"""One way to link: every page goes to another through app/shared/links.py, which carries the language and the state."""

import re

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.shared import links
from tagrid.core.overlay import REFERENCE

ONLY_HERE = {
    r"switch_page|\.page_link\b|link_button": {"links.py"},
    r"st\.query_params": {"frame.py"},
    r"st\.dialog": {"dialogs.py"},
}


@pytest.mark.parametrize(("what", "where"), ONLY_HERE.items())
def test_links_are_made_in_one_place(what, where):
    found = {
        path.name
        for path in (REFERENCE / "app").rglob("*.py")
        if re.search(what, re.sub(r"links\.page_link\b", "", path.read_text("utf-8")))
    }
    assert found == where


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_link_carries_the_language_and_what_it_shows(monkeypatch, language):
    drawn = []
    monkeypatch.setattr(st, "page_link", lambda page, query_params, **_: drawn.append((page, query_params)))
    monkeypatch.setattr(links, "language", lambda: language)
    links.page_link("segments", "late", rule="a = b", segment=None)
    assert drawn == [("segments/page.py", {"lang": language, "rule": "a = b"})]


def _editor():
    import streamlit as st

    from app.shared import editor_state, frame

    frame.header(st.session_state.get("page", "segments"))
    if st.session_state.get("page", "segments") == "segments":
        editor_state.start()
        frame.write_link(rule=editor_state.text() or None)
        st.write(editor_state.text())


def test_a_page_entered_by_a_link_shows_the_link_and_by_its_bare_address_what_was_left(tmp_path, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    app = AppTest.from_function(_editor)
    app.query_params["rule"] = "a = b"
    assert app.run().markdown[0].value == "a = b"
    app.session_state["page"] = "home"
    del app.query_params["rule"]
    app.run()
    app.session_state["page"], app.query_params["rule"] = "segments", "c = d"
    assert app.run().markdown[0].value == "c = d"
    app.session_state["page"] = "home"
    app.run()
    app.session_state["page"] = "segments"
    del app.query_params["rule"]
    assert app.run().markdown[0].value == "c = d"
