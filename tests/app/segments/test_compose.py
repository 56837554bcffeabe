"""The segments page, composing: facets, rules and text are one rule."""

import pytest
from streamlit.testing.v1 import AppTest

from app.segments.compose import marked
from app.shared.words import WORDS, escape_markdown
from tagrid.segments.workspace import open_workspace
from tests.app.conftest import count_of, texts

MIXED = "value_tier = vip and (customer.annual_kwh > 1000 or weekly_change = down_20) and not arrears_status = clear"


def test_facets_show_a_rule_beyond_them_and_keep_it_when_a_value_is_added(open_app, published_home):
    app = open_app("segments", "en", rule=MIXED)
    assert any("Yearly use \\(kWh\\) \\> 1,000" in one.label for one in app.button)
    app.button_group(key="segment_theme_power_customer").set_value("power_customer/attributes/value").run()
    app.button_group(key="facet_value_tier").set_value(["vip", "major"]).run()
    written = app.text_area(key="segment_area").value
    wanted = MIXED.replace("value_tier = vip", "value_tier in (vip, major)")
    assert written == wanted
    found = open_workspace(published_home)
    assert found.parse(written) == found.parse(wanted)


def test_a_search_finds_a_tag_by_a_word_of_its_value(open_app, version):
    tag = version.catalog().tags["payment_timeliness"]
    app = open_app("segments", "en")
    app.text_input(key="segment_search").set_value(tag.values["often_late"].en).run()
    assert "facet_payment_timeliness" in [one.key for one in app.button_group]
    app.text_input(key="segment_search").set_value("no such word at all").run()
    assert WORDS["no_such_value"].en in texts(app)


def test_every_count_of_a_facet_reflects_the_rest_of_the_selection(open_app, published_home):
    rule = "value_tier in (vip, major, ordinary) and not arrears_status = clear"
    app = open_app("segments", "en", rule=rule)
    app.text_input(key="segment_search").set_value("payment_timeliness").run()
    options = app.button_group(key="facet_payment_timeliness").options
    codes = list(open_workspace(published_home).catalog.tags["payment_timeliness"].codes)
    wanted = count_of(published_home, f"{rule} and payment_timeliness = often_late")
    assert f"[{wanted:,}]" in options[codes.index("often_late")]


def test_two_clicks_and_a_text_that_arrive_together_all_stand(open_app):
    app = open_app("segments", "en", rule="value_tier = vip", find="value_tier")
    app.text_area(key="segment_area").set_value("value_tier = vip and payment_timeliness = early")
    app.button_group(key="facet_value_tier").set_value(["vip", "major"]).run()
    written = app.text_area(key="segment_area").value
    assert "value_tier in (vip, major)" in written and "payment_timeliness = early" in written
    app = open_app("segments", "en", find="t")
    app.button_group(key="facet_value_tier").set_value(["vip"])
    app.button_group(key="facet_payment_timeliness").set_value(["often_late"]).run()
    written = app.text_area(key="segment_area").value
    assert "value_tier = vip" in written and "payment_timeliness = often_late" in written


def test_undo_takes_a_step_back_and_redo_takes_it_again(open_app):
    app = open_app("segments", "en", rule="value_tier = vip")
    app.button(key="chip_value_tier").click().run()
    assert app.text_area(key="segment_area").value == ""
    app.button(key="segment_undo").click().run()
    assert app.text_area(key="segment_area").value == "value_tier = vip"
    app.button(key="segment_redo").click().run()
    assert app.text_area(key="segment_area").value == ""


def test_rules_are_combined_negated_and_removed_in_their_bands(open_app):
    app = open_app("segments", "en", rule=MIXED, view="rules")
    # The first band: value_tier, then the group; the second: what is left out.
    app.button(key="rule_drop_included_0").click().run()
    assert app.text_area(key="segment_area").value == (
        "(customer.annual_kwh > 1000 or weekly_change = down_20) and not arrears_status = clear"
    )
    app.button_group(key="rule_how_included").set_value("all").run()
    assert app.text_area(key="segment_area").value == (
        "customer.annual_kwh > 1000 and weekly_change = down_20 and not arrears_status = clear"
    )
    app.button(key="rule_drop_excluded").click().run()
    assert app.text_area(key="segment_area").value == "customer.annual_kwh > 1000 and weekly_change = down_20"
    app.button(key="rule_not_included_1").click().run()
    assert app.text_area(key="segment_area").value == "customer.annual_kwh > 1000 and not weekly_change = down_20"


def _condition():
    import streamlit as st

    from app.segments import conditions
    from app.shared import editor_state as state, frame
    from tagrid.segments.rule import to_text

    state.start()
    conditions.form(
        state.workspace(frame.opened()), "power_customer", lambda rule: st.session_state.update(taken=to_text(rule))
    )


@pytest.fixture
def condition(published_home, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    return AppTest.from_function(_condition, default_timeout=60).run()


def test_a_condition_on_a_feature_is_entered(condition):
    condition.button_group(key="condition_kind").set_value("term_feature").run()
    box = condition.selectbox(key="condition_feature")
    # A figure stands there once: as the theme's number, of which a tag can be made, not as the portrait's fact too.
    assert sum("annual_kwh" in option for option in box.options) == 1
    box.set_value("usage.annual_kwh").run()
    condition.selectbox(key="condition_operator_usage.annual_kwh").set_value(">=").run()
    condition.number_input(key="condition_to_usage.annual_kwh_>=_0").set_value(50000).run()
    condition.button(key="condition_take").click().run()
    assert condition.session_state["taken"] == "usage.annual_kwh >= 50000"


def test_a_condition_on_a_change_is_entered(condition):
    condition.button_group(key="condition_kind").set_value("term_changed").run()
    condition.selectbox(key="condition_changed").set_value("fee_recovery_risk").run()
    condition.button_group(key="condition_after_fee_recovery_risk").set_value(["D"]).run()
    condition.button(key="condition_take").click().run()
    assert condition.session_state["taken"] == "fee_recovery_risk changed to D in last 30 days"


@pytest.mark.parametrize(
    "text", ["value_tier = vip and", "value_tier = vip or =cmd|' /C calc'!A0", "<b>x</b> = 1", "(" * 9_000]
)
def test_a_wrong_text_is_marked_and_nothing_is_counted(open_app, text):
    app = open_app("segments", "en", rule=text)
    assert app.error
    assert any("tg-fault" in one.proto.body for one in app.get("html"))
    assert WORDS["no_count"].en in texts(app)


def test_a_fault_is_marked_where_it_stands_as_text():
    assert "<mark>&lt;</mark>" in marked("ab <i>", 4)
    assert marked("a" * 500, 501).count("a") < 100


def test_a_text_of_ten_thousand_characters_is_answered(open_app, published_home):
    terms = " or ".join(["value_tier = vip", "arrears_status = clear"] * 210)
    assert len(terms) < 10_000
    app = open_app("segments", "en", rule=terms, view="rules")
    wanted = count_of(published_home, "value_tier = vip or arrears_status = clear")
    assert any(f"tg-big'>{wanted:,}<" in one.proto.body for one in app.get("html"))
    assert not app.error


def test_markup_in_a_label_is_escaped():
    assert escape_markdown("**a** [b](c) :red[d] <e>") == r"\*\*a\*\* \[b\]\(c\) \:red\[d\] \<e\>"
