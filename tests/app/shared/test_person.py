"""Who works at the app is asked once and remembered; an account of the machine is on no page."""

import getpass

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.shared import person
from tagrid.core.overlay import REFERENCE
from tagrid.segments import save_segment
from tagrid.segments.audit import acting_user, user_text
from tagrid.segments.export import ExportRequest, export_segment
from tagrid.segments.saved import get_segment
from tagrid.segments.saving import delete_segment
from tagrid.segments.workspace import open_workspace
from tests.app.conftest import LATE, at_page, texts
from tests.app.segments.test_saved import saving

NAME = '王 "李"; =1'


@pytest.fixture
def nobody(own_home, monkeypatch):
    """A home where nobody says who works there."""
    monkeypatch.delenv("TAGRID_USER")
    return own_home


def _headed():
    import streamlit as st

    from app.shared import frame, person

    frame.header("segments")
    st.write(person.current_person())
    if st.button("act"):
        person.remember_person('王 "李"; =1')
        st.rerun()


def test_a_name_is_taken_for_the_next_time_and_given_to_the_browser_once(nobody, monkeypatch):
    app = AppTest.from_function(_headed, default_timeout=60).run()
    assert app.markdown[-1].value == ""
    app.button[0].click().run()
    assert app.markdown[-1].value == NAME
    [script] = [one.proto.body for one in app.get("html") if "tagrid_person" in one.proto.body]
    cookie = script.partition('cookie = "')[2].partition('"')[0]
    value = cookie.partition("=")[2].partition(";")[0]
    assert not any("tagrid_person" in one.proto.body for one in app.run().get("html"))
    # As the browser gives it back in another session.
    monkeypatch.setattr(type(st.context), "cookies", {"tagrid_person": value})
    assert AppTest.from_function(_headed, default_timeout=60).run().markdown[-1].value == NAME


def test_the_settings_may_say_who_it_is(nobody, monkeypatch):
    monkeypatch.setenv("TAGRID_USER", "Zhang Min")
    assert person.current_person() == "Zhang Min" == acting_user() and acting_user("Li") == "Li"
    assert AppTest.from_function(_headed, default_timeout=60).run().markdown[-1].value == "Zhang Min"


def test_nothing_is_saved_without_a_name(nobody):
    app = saving(rule=LATE)
    assert (app.text_input(key="save_by").value, app.text_input(key="save_owner").value) == ("", "")
    app.text_input(key="save_name").set_value("late")
    app.button(key="save_go").click().run()
    assert "经办人" in app.warning[0].value and not open_workspace(nobody).saved
    app.text_input(key="save_by").set_value("Wang Li")
    app.button(key="save_go").click().run()
    stored = get_segment(nobody, "late")
    assert (stored.owner, stored.saved_by) == ("Wang Li", "Wang Li")


@pytest.fixture
def by_machine(nobody) -> str:
    """A segment and an export that the command line made, under the account of the machine, and one it deleted."""
    found = open_workspace(nobody)
    save_segment(nobody, "gone", LATE, found.catalog)
    delete_segment(nobody, "gone")
    save_segment(nobody, "late", LATE, found.catalog, folder="calls", purpose="calls")
    made = export_segment(nobody, open_workspace(nobody), ExportRequest(LATE, "calls", nobody.root / "x.csv"))
    return str(made.id)


def _shown(app: AppTest) -> list[str]:
    cells = [str(cell) for table in app.dataframe for column in table.value.columns for cell in table.value[column]]
    fields = [str(one.value) for one in (*app.text_input, *app.text_area)]
    return [*texts(app).splitlines(), *cells, *fields]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_shows_an_account_of_the_machine_and_acts_wait_for_a_name(by_machine, nobody, language):
    account, word = getpass.getuser(), user_text(getpass.getuser()).in_(language)
    links = [{"at": "saved", "saved": "late"}, {"at": "exports", "export": by_machine}, {"segment": "gone"}]
    for link in links:
        app = AppTest.from_file(str(REFERENCE / "app" / "main.py"), default_timeout=60)
        for key, value in {"lang": language, **link}.items():
            app.query_params[key] = value
        shown = _shown(at_page(app, "segments").run())
        assert not app.exception
        assert not [one for one in shown if account in one.split() or str(nobody.root) in one], link
        assert any(word in one for one in shown), link
        if "saved" in link:
            acts = [app.button(key=key) for key in ("saved_rename", "saved_delete")]
            assert all(one.disabled for one in acts)
            app.text_input(key="person_first").set_value("Wang Li").run()
            assert not any(app.button(key=key).disabled for key in ("saved_rename", "saved_delete"))
            app.button(key="saved_delete").click().run()
            assert not open_workspace(nobody).saved
            save_segment(nobody, "late", LATE, open_workspace(nobody).catalog)
