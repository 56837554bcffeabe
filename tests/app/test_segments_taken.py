"""The segments page, taking away: an export with a hold-out is on record, and past ones are listed."""

import polars as pl
from streamlit.testing.v1 import AppTest

from app.words import WORDS
from tagrid.segments.desk import desk
from tagrid.segments.export.audit import records
from tagrid.segments.export.make import exports
from tests.app.conftest import LATE


def _exporting():
    from app import frame, segment_export
    from app import segment_state as state

    state.start()
    segment_export.form(state.desk(frame.opened()), "power_customer")


def test_an_export_holds_out_a_share_and_is_on_record(own_home):
    app = AppTest.from_function(_exporting, default_timeout=60)
    app.query_params["rule"] = LATE
    app.run()
    app.button(key="export_go").click().run()
    assert app.warning[0].value == WORDS["purpose_missing"][0]
    assert not exports(own_home)
    app.text_input(key="export_purpose").set_value("peak call")
    app.number_input(key="export_hold_out").set_value(20)
    app.button(key="export_go").click().run()
    made = exports(own_home)[0]
    assert (made.purpose, made.rule, made.held_out) == ("peak call", LATE, round(0.2 * (made.rows + made.held_out)))
    assert records(own_home)[-1].action == "export"
    assert pl.read_csv(made.file).height == made.rows
    assert app.success[0].value.startswith(f"第 {made.id} 次导出")


def test_past_exports_are_listed(open_own, own_home):
    from tagrid.segments.export.make import Request, export

    export(own_home, desk(own_home), Request(LATE, "peak call", own_home.root / "x.csv"))
    rows = open_own(at="exports").dataframe[0].value
    assert rows["Purpose"].to_list() == ["peak call"]
