"""The segments page, taking away: an export with a hold-out is on record, and past ones are listed."""

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app.shared.words import WORDS
from tagrid.segments.audit import audit_records
from tagrid.segments.export.exports import exports_made
from tagrid.segments.workspace import open_workspace
from tests.app.conftest import LATE


def _exporting():
    from app.segments import export
    from app.shared import editor_state as state, frame

    state.start()
    export.export_form(state.workspace(frame.opened()), "power_customer")


def test_an_export_holds_out_a_share_and_is_on_record(own_home):
    app = AppTest.from_function(_exporting, default_timeout=60)
    app.query_params["rule"] = LATE
    app.run()
    before = next(one.value for one in app.caption if one.value.startswith("目前可联系"))
    app.button(key="export_go").click().run()
    assert app.warning[0].value == WORDS["purpose_missing"].zh
    assert not exports_made(own_home)
    app.text_input(key="export_purpose").set_value("peak call")
    app.number_input(key="export_hold_out").set_value(20)
    app.button(key="export_go").click().run()
    made = exports_made(own_home)[0]
    assert (made.purpose, made.rule, made.held_out) == ("peak call", LATE, round(0.2 * (made.rows + made.held_out)))
    assert audit_records(own_home)[-1].action == "export"
    assert pl.read_csv(made.file).height == made.rows
    assert app.success[0].value.startswith(f"第 {made.id} 次导出")
    allowed = made.rows + made.held_out
    assert before == WORDS["may_be_contacted"].zh.format(n=f"{allowed:,}", refused=f"{made.members - allowed:,}")


def _lifted(lang, held_out_hits):
    from datetime import date

    import streamlit as st

    from app.segments import campaigns
    from tagrid.segments.export.lift import Lift

    st.session_state["lang"] = lang
    campaigns._lifted(Lift(1, "x", date(2026, 6, 30), 598, 94, 199, held_out_hits, 0))


@pytest.mark.parametrize(("hits", "word"), [(15, "lift_sure"), (31, "lift_chance")])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_lift_says_whether_it_may_be_chance(lang, hits, word):
    app = AppTest.from_function(_lifted, kwargs={"lang": lang, "held_out_hits": hits}, default_timeout=60).run()
    assert not app.exception, app.exception
    (title,) = [one.proto.body for one in app.get("html") if "tg-title" in one.proto.body]
    assert WORDS[word].in_(lang) in title and f"{100 * (94 / 598 - hits / 199):+.1f}" in title


def test_a_link_to_an_export_that_is_not_there_says_so(open_own, own_home):
    from tagrid.segments.export.exports import ExportRequest, export_segment

    export_segment(own_home, open_workspace(own_home), ExportRequest(LATE, "peak call", own_home.root / "x.csv"))
    assert open_own(at="exports", export="<b>99").error[0].value == WORDS["export_missing"].en.format(id=r"\<b\>99")


def test_past_exports_are_listed(open_own, own_home):
    from tagrid.segments.export.exports import ExportRequest, export_segment

    export_segment(own_home, open_workspace(own_home), ExportRequest(LATE, "peak call", own_home.root / "x.csv"))
    rows = open_own(at="exports").dataframe[0].value
    assert rows["Purpose"].to_list() == ["peak call"]
