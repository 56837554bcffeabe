"""A run that a newer one ends at any access to the session: nothing that the link says is lost.

Streamlit ends a run so when somebody clicks, or the browser reports light or dark, before a page is drawn; of a page
that is opened cold that is seconds.
"""

import sys

import pytest
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.testing.v1 import AppTest

from app.shared import editor_state, frame
from tests.app.conftest import LATE, at_page

pytestmark = pytest.mark.slow

OTHER = "value_tier in (vip, major)"
_OF = {
    (module.__file__, name)
    for module, names in (
        (editor_state, ("start", "_linked", "_now")),
        (frame, ("header", "_note_changed_keys", "follow_link", "link_changed")),
    )
    for name in names
}


class _Interruption:
    """Ends the run at the `at`-th access to the session by the functions above; 0 counts them alone."""

    def __init__(self, monkeypatch):
        self.at, self.seen = 0, 0
        checked = ScriptRunner._maybe_handle_execution_control_request

        def check(runner):
            checked(runner)
            by = sys._getframe(1)
            while "streamlit" in by.f_code.co_filename and by.f_back:
                by = by.f_back
            if (by.f_code.co_filename, by.f_code.co_name) in _OF:
                self.seen += 1
                if self.seen == self.at:
                    raise StopException

        monkeypatch.setattr(ScriptRunner, "_maybe_handle_execution_control_request", check)

    def start(self, at: int) -> None:
        self.at, self.seen = at, 0


def _linked(app: AppTest, rule: str) -> AppTest:
    app.query_params["lang"], app.query_params["rule"] = "en", rule
    return at_page(app, "segments")


def _drawn(app: AppTest) -> tuple[str, bool]:
    assert not app.exception, app.exception
    return app.text_area(key="segment_area").value, app.button(key="segment_undo").disabled


def test_a_link_is_followed_whole_wherever_its_first_run_ended(open_app, monkeypatch):
    interruption = _Interruption(monkeypatch)
    interruption.start(0)
    app = open_app("segments", "en", rule=LATE)
    count = interruption.seen
    assert _drawn(app) == (LATE, True)
    assert count > 20  # else nothing is interrupted below
    for at in range(1, count + 1, 2):
        interruption.start(at)
        app = open_app("segments", "en", rule=LATE)
        interruption.start(0)
        assert _drawn(app.run()) == (LATE, True), at


def test_a_link_that_is_opened_later_is_followed_too(open_app, monkeypatch):
    interruption = _Interruption(monkeypatch)
    app = open_app("segments", "en", rule=OTHER)
    for at, rule in zip(range(1, 20, 2), [LATE, OTHER] * 10, strict=False):
        app.query_params.clear()
        at_page(app, "home").run()
        interruption.start(at)
        _linked(app, rule).run()
        interruption.start(0)
        assert _drawn(_linked(app, rule).run())[0] == rule, at
