"""The scheduled export of a saved segment on its card: made, written, paused, ended, refused."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.shared.words import WORDS
from tagrid.segments.export.exports import exports_made
from tagrid.segments.export.file import export_root
from tagrid.segments.export.schedule import schedule_export, schedule_plan
from tagrid.segments.saved import get_segment
from tagrid.segments.saving import save_segment
from tagrid.segments.workspace import open_workspace
from tests.app.conftest import LATE, texts


def _form(name):
    from app.segments import schedule
    from app.shared import editor_state as state, frame
    from tagrid.core.project import home
    from tagrid.segments.saved import get_segment

    state.start()
    schedule.form(state.workspace(frame.opened()), get_segment(home(), name))


def _part(name, lang):
    import streamlit as st

    from app.segments import schedule
    from app.shared import editor_state as state, frame
    from tagrid.core.project import home
    from tagrid.segments.saved import get_segment

    st.session_state["lang"] = lang
    state.start()
    schedule.draw(state.workspace(frame.opened()), get_segment(home(), name))


def drawn(code, **arguments) -> AppTest:
    app = AppTest.from_function(code, kwargs=arguments, default_timeout=60).run()
    assert not app.exception, app.exception
    return app


@pytest.fixture
def late(own_home):
    save_segment(own_home, "late", LATE, open_workspace(own_home).catalog, purpose="calls")
    return own_home


def test_a_schedule_is_entered_and_stored(late):
    app = drawn(_form, name="late")
    app.text_input(key="schedule_folder").set_value("weekly/dunning")
    app.number_input(key="schedule_hold_out").set_value(10)
    app.button_group(key="schedule_form").set_value("xlsx")
    app.button_group(key="schedule_cap").set_value("cap_random").run()
    app.number_input(key="schedule_most").set_value(20)
    app.button(key="schedule_go").click().run()
    plan = get_segment(late, "late").schedule
    assert plan and plan["folder"] == "weekly/dunning"
    assert (plan["format"], plan["random"], plan["hold_out"], plan["purpose"]) == ("xlsx", 20, 0.1, "calls")


def test_a_folder_outside_is_refused_in_words_and_nothing_stored(late):
    app = drawn(_form, name="late")
    app.text_input(key="schedule_folder").set_value("../../etc")
    app.button(key="schedule_go").click().run()
    assert "根目录" in app.error[0].value and get_segment(late, "late").schedule is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_written_now_paused_and_ended(late, lang):
    def word(key: str) -> str:
        return WORDS[key].in_(lang)

    schedule_export(late, open_workspace(late), "late", schedule_plan(late, Path("x"), "csv", "=1+1 <b>"))
    app = drawn(_part, name="late", lang=lang)
    assert word("schedule_no_runs") in texts(app)
    app.button(key="schedule_now").click().run()
    [made] = exports_made(late)
    [row] = app.dataframe[0].value.to_dict("records")
    assert (row[word("rows")], row[word("file_or_reason")]) == (made.rows, Path(made.file).name)
    app.button(key="schedule_now").click().run()
    assert len(exports_made(late)) == 1
    app.button(key="schedule_pause").click().run()
    assert word("schedule_paused") in texts(app) and app.button(key="schedule_now").disabled
    app.button(key="schedule_pause").click().run()
    assert (
        "paused" not in (get_segment(late, "late").schedule or {})
        or not (get_segment(late, "late").schedule or {})["paused"]
    )
    app.button(key="schedule_end").click().run()
    assert word("schedule_none") in texts(app) and get_segment(late, "late").schedule is None


def test_what_failed_says_why_in_the_readers_language(late, tmp_path):
    schedule_export(late, open_workspace(late), "late", schedule_plan(late, Path("x"), "csv", "calls"))
    export_root(late).mkdir(exist_ok=True)
    (export_root(late) / "x").symlink_to(tmp_path)
    app = drawn(_part, name="late", lang="zh")
    app.button(key="schedule_now").click().run()
    assert "根目录" in app.error[0].value
    assert "根目录" in app.dataframe[0].value[WORDS["file_or_reason"].zh][0]
