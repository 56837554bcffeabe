"""The segments page: facets, rules and text are one rule; each way to understand; keeping; taking away."""

import shutil

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app.segment_text import marked
from app.segment_words import plain
from app.words import WORDS
from tagrid.home import Home
from tagrid.refresh.versions import current
from tagrid.segments.desk import desk
from tagrid.segments.export.audit import records
from tagrid.segments.export.make import exports
from tagrid.segments.keep.read import find
from tagrid.segments.keep.refreshed import record_sizes
from tagrid.segments.saved import save
from tests.app.conftest import texts

MIXED = "value_tier = vip and (annual_kwh > 1000 or weekly_change = down_20) and not arrears_status = clear"
LATE = "payment_timeliness in (often_late, occasionally_late)"


@pytest.fixture
def own_home(published_home, tmp_path, monkeypatch) -> Home:
    """A home of one's own to save in, with the version of the shared one."""
    home = Home(tmp_path / "home")
    home.root.mkdir()
    for name in ("versions", "history"):
        if (published_home.root / name).exists():
            shutil.copytree(published_home.root / name, home.root / name)
    shutil.copy(published_home.root / "current", home.root)
    monkeypatch.setenv("TAGRID_HOME", str(home.root))
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    return home


@pytest.fixture
def open_own(own_home, open_app, monkeypatch):
    """`open_app` on the home of one's own."""

    def opened(language: str = "en", **link: str) -> AppTest:
        monkeypatch.setenv("TAGRID_HOME", str(own_home.root))
        return open_app("segments", language, **link)

    return opened


def count_of(home: Home, text: str) -> int:
    found = desk(home)
    return found.index.count(found.parse(text))


# Compose


def test_facets_show_a_rule_beyond_them_and_keep_it_when_a_value_is_added(open_app, published_home):
    app = open_app("segments", "en", rule=MIXED)
    assert any("annual\\_kwh \\> 1,000" in one.label for one in app.button)
    app.button_group(key="segment_theme_power_customer").set_value("power_customer/attributes/value").run()
    app.button_group(key="facet_value_tier").set_value(["vip", "major"]).run()
    written = app.text_area(key="segment_area").value
    wanted = MIXED.replace("value_tier = vip", "value_tier in (vip, major)").replace(
        "annual_kwh", "customer.annual_kwh"
    )
    assert written == wanted
    found = desk(published_home)
    assert found.parse(written) == found.parse(wanted)


def test_a_search_finds_a_tag_by_a_word_of_its_value(open_app, version):
    tag = version.catalog().tags["payment_timeliness"]
    app = open_app("segments", "en")
    app.text_input(key="segment_search").set_value(tag.values["often_late"].en).run()
    assert "facet_payment_timeliness" in [one.key for one in app.button_group]
    app.text_input(key="segment_search").set_value("no such word at all").run()
    assert WORDS["no_such_value"][1] in texts(app)


def test_every_count_of_a_facet_reflects_the_rest_of_the_selection(open_app, published_home):
    rule = "value_tier in (vip, major, ordinary) and not arrears_status = clear"
    app = open_app("segments", "en", rule=rule)
    app.text_input(key="segment_search").set_value("payment_timeliness").run()
    options = app.button_group(key="facet_payment_timeliness").options
    codes = list(desk(published_home).catalog.tags["payment_timeliness"].codes)
    wanted = count_of(published_home, f"{rule} and payment_timeliness = often_late")
    assert f"[{wanted:,}]" in options[codes.index("often_late")]


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

    from app import frame, segment_condition
    from app import segment_state as state
    from tagrid.segments import to_text

    state.start()
    segment_condition.form(
        state.desk(frame.opened()), "power_customer", lambda rule: st.session_state.update(taken=to_text(rule))
    )


@pytest.fixture
def condition(published_home, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    return AppTest.from_function(_condition, default_timeout=60).run()


def test_a_condition_on_a_feature_is_asked_for(condition):
    condition.button_group(key="condition_kind").set_value("term_feature").run()
    condition.selectbox(key="condition_feature").set_value("customer.annual_kwh").run()
    condition.selectbox(key="condition_operator_customer.annual_kwh").set_value(">=").run()
    condition.number_input(key="condition_to_customer.annual_kwh_>=_0").set_value(50000).run()
    condition.button(key="condition_take").click().run()
    assert condition.session_state["taken"] == "customer.annual_kwh >= 50000"


def test_a_condition_on_a_change_is_asked_for(condition):
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
    assert WORDS["no_count"][1] in texts(app)


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
    assert plain("**a** [b](c) :red[d] <e>") == r"\*\*a\*\* \[b\]\(c\) \:red\[d\] \<e\>"


# Understand


@pytest.mark.parametrize(
    "see", ["profile", "members", "cross", "use", "moves", "compare", "similar", "map", "why"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_way_to_understand_is_drawn(open_app, see, language):
    app = open_app("segments", language, rule=LATE, see=see)
    assert app.button_group(key="segment_part").value in (f"see_{see}", [f"see_{see}"])
    assert not app.error


def test_a_segment_of_a_few_shows_no_statistics(open_app, published_home):
    found = desk(published_home)
    few = next(
        f"{tag} = {value}"
        for tag, facet in found.index.tags.items()
        for value, count in facet.counts.items()
        if 0 < count < 10 and facet.subject == "power_customer"
    )
    for see in ("profile", "cross", "map", "compare", "similar"):
        app = open_app("segments", "en", rule=few, see=see)
        assert [one.value for one in app.info] == [WORDS["too_few"][1].format(n=10)]
        assert not app.get("vega_lite_chart")


def test_why_shows_the_branches_with_the_customers_own_values(open_app, published_home):
    with current(published_home).connect() as con:
        found = con.execute(
            "select customer_id from customer_tags_wide where payment_timeliness = 'often_late' order by 1 limit 1"
        ).fetchall()[0][0]
    app = open_app("segments", "en", rule=LATE, see="why")
    app.text_input(key="why_customer").set_value(found).run()
    label = current(published_home).catalog().tags["payment_timeliness"].values["often_late"].en
    assert WORDS["why_in"][1].format(customer=found) in texts(app)
    assert WORDS["its_value"][1].format(value=label) in texts(app)


def test_two_segments_are_compared(open_app, published_home):
    app = open_app("segments", "en", rule=LATE, see="compare")
    app.text_input(key="compare_text").set_value("arrears_status != clear").run()
    both = count_of(published_home, f"{LATE} and arrears_status != clear")
    assert f"{both:,} are in both" in texts(app)


# Keep


def _saving():
    from app import frame, segment_save
    from app import segment_state as state

    state.start()
    segment_save.form(state.desk(frame.opened()))


def saving(**link: str) -> AppTest:
    app = AppTest.from_function(_saving, default_timeout=60)
    for key, value in link.items():
        app.query_params[key] = value
    return app.run()


def test_a_segment_is_saved_with_owner_purpose_and_folder(own_home):
    app = saving(rule=LATE)
    app.text_input(key="save_name").set_value("=1+1 <b>late</b>")
    app.text_input(key="save_owner").set_value("Zhang Min")
    app.text_input(key="save_purpose").set_value("call them")
    app.text_input(key="save_folder").set_value("dunning")
    app.button(key="save_go").click().run()
    kept = find(own_home, "=1+1 <b>late</b>")
    assert (kept.expression, kept.owner, kept.purpose, kept.folder) == (LATE, "Zhang Min", "call them", "dunning")


def test_two_people_saving_the_same_segment_are_told_of_each_other(own_home):
    found = desk(own_home)
    save(own_home, "late", LATE, found.catalog)
    app = saving(segment="late", rule="value_tier = vip")
    save(own_home, "late", "value_tier = major", found.catalog, replace=True, by="Li Qiang")
    app.button(key="save_go").click().run()
    assert "Li Qiang" in app.warning[0].value
    assert app.code[0].value == "value_tier = major"
    assert find(own_home, "late").expression == "value_tier = major"
    app.button(key="save_anyway").click().run()
    assert (find(own_home, "late").expression, find(own_home, "late").revision) == ("value_tier = vip", 3)


def test_a_link_to_a_deleted_segment_says_who_deleted_it(open_own, own_home):
    from tagrid.segments.keep.write import delete

    save(own_home, "late", LATE, desk(own_home).catalog)
    delete(own_home, "late", by="Li Qiang")
    assert "Li Qiang" in open_own(segment="late").error[0].value


def test_the_saved_ones_are_listed_with_their_sizes(open_own, own_home):
    found = desk(own_home)
    save(own_home, "late", LATE, found.catalog, purpose="=1+1")
    record_sizes(own_home, found.version)
    rows = open_own(at="saved").dataframe[0].value
    assert rows["Name"].to_list() == ["late"]
    assert rows["Customers"].to_list() == [count_of(own_home, LATE)]


def _card(name):
    from app import frame, segment_saved_one
    from app import segment_state as state
    from tagrid.home import home
    from tagrid.segments.keep.read import find

    state.start()
    segment_saved_one.draw(state.desk(frame.opened()), find(home(), name))


def test_deleting_one_that_others_use_says_who_uses_it(own_home):
    catalog = desk(own_home).catalog
    save(own_home, "late", LATE, catalog)
    save(own_home, "both", 'segment("late") and value_tier = vip', catalog)
    app = AppTest.from_function(_card, kwargs={"name": "late"}, default_timeout=60).run()
    assert any("both" in one.value for one in app.markdown)
    app.button(key="saved_delete").click().run()
    assert "both" in app.error[0].value
    assert find(own_home, "late")


def test_one_whose_tag_was_retired_says_so_with_its_last_result_and_the_successor(own_home, monkeypatch):
    found = desk(own_home)
    save(own_home, "late", LATE, found.catalog)
    record_sizes(own_home, found.version)
    size = count_of(own_home, LATE)
    catalog = found.catalog
    tag = catalog.tags["payment_timeliness"].model_copy(update={"status": "retired", "successor": "arrears_status"})
    left = {name: one for name, one in catalog.tags.items() if name != tag.name}
    gone = catalog.model_copy(update={"tags": left, "shelved": {**catalog.shelved, tag.name: tag}})
    monkeypatch.setattr("tagrid.refresh.versions.Version.catalog", lambda version: gone)
    app = AppTest.from_function(_card, kwargs={"name": "late"}, default_timeout=60).run()
    assert "retired" in app.warning[0].value
    said = " ".join([*(one.value for one in app.markdown), *(one.value for one in app.caption)])
    assert catalog.tags["arrears_status"].label.zh in said
    assert f"{size:,} 户" in said


# Take away


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
