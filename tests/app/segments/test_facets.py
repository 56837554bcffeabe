"""Facets beyond tags on the segments page: facts of customers, whom to exclude, and a search over everything."""

import pytest

from app.shared.words import WORDS
from tagrid.segments.saving import save_segment
from tagrid.segments.workspace import open_workspace
from tests.app.conftest import LATE, count_of, texts


def _option(app, key: str, word: str) -> str:
    return next(one for one in app.button_group(key=key).options if word in one)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_district_is_found_chosen_and_counted_like_a_value_of_a_tag(open_app, published_home, language):
    app = open_app("segments", language, rule=LATE)
    app.text_input(key="segment_search").set_value("北塘").run()
    wanted = count_of(published_home, f"{LATE} and district = 北塘区")
    assert f"[{wanted:,}]" in _option(app, "facet_customer.district", "北塘区")
    app.button_group(key="facet_customer.district").set_value(["北塘区"]).run()
    assert app.text_area(key="segment_area").value == f"{LATE} and customer.district = 北塘区"
    label = f"{WORDS['district'].in_(language)}{WORDS['colon'].in_(language)}北塘区"
    assert any(label in one.label.replace("\\", "") for one in app.button if one.key == "chip_customer.district")
    assert f"tg-big'>{wanted:,}<" in "".join(one.proto.body for one in app.get("html"))
    app.button(key="chip_customer.district").click().run()
    assert app.text_area(key="segment_area").value == LATE


@pytest.mark.parametrize("language", ["zh", "en"])
def test_facts_are_a_theme_of_their_own(open_app, language):
    app = open_app("segments", language, facet="facts")
    keys = {one.key for one in app.button_group}
    assert {"facet_customer.district", "facet_place.feeder_name", "facet_consent.allows_marketing"} <= keys
    kinds = app.button_group(key="facet_customer.customer_type").options
    assert any({"zh": "居民", "en": "household"}[language] in one for one in kinds)
    assert app.query_params["facet"] in ("facts", ["facts"])


def test_where_the_reader_excludes_a_chosen_value_leaves_customers_out(open_app, published_home):
    app = open_app("segments", "en", rule=LATE, band="excluded")
    app.text_input(key="segment_search").set_value("value_tier").run()
    wanted = count_of(published_home, f"{LATE} and value_tier = small")
    tag = open_workspace(published_home).catalog.tags["value_tier"]
    assert f"[{wanted:,}]" in _option(app, "unfacet_value_tier", tag.values["small"].en)
    app.button_group(key="unfacet_value_tier").set_value(["small"]).run()
    assert app.text_area(key="segment_area").value == f"{LATE} and not value_tier = small"
    app.text_input(key="segment_search").set_value("北塘").run()
    app.button_group(key="unfacet_customer.district").set_value(["北塘区"]).run()
    both = f"{LATE} and not (value_tier = small or customer.district = 北塘区)"
    assert app.text_area(key="segment_area").value == both
    assert f"tg-big'>{count_of(published_home, both):,}<" in "".join(one.proto.body for one in app.get("html"))
    # Each stands as a chip of its own, in the band of what is excluded.
    app.button(key="chip_not_value_tier").click().run()
    assert app.text_area(key="segment_area").value == f"{LATE} and not customer.district = 北塘区"
    # Including goes on beside it.
    app.button_group(key="segment_band").set_value("included").run()
    app.text_input(key="segment_search").set_value("arrears_status").run()
    app.button_group(key="facet_arrears_status").set_value(["clear"]).run()
    assert app.text_area(key="segment_area").value == (
        f"{LATE} and arrears_status = clear and not customer.district = 北塘区"
    )
    assert "band" not in app.query_params


def test_a_number_that_is_found_asks_for_a_condition_on_it(open_app):
    app = open_app("segments", "en", find="yearly use")
    app.button(key="offer_number_customer.annual_kwh").click().run()
    assert not app.exception and app.selectbox(key="condition_feature").value == "customer.annual_kwh"
    assert app.selectbox(key="condition_operator_customer.annual_kwh").value == ">"


def test_a_saved_segment_is_found_and_taken_in_or_left_out(open_own, own_home):
    save_segment(own_home, "late ones", LATE, open_workspace(own_home).catalog)
    for band, wanted in (("included", 'segment("late ones")'), ("excluded", 'not segment("late ones")')):
        app = open_own(find="late ones", band=band)
        app.button(key="offer_saved_late ones").click().run()
        assert app.text_area(key="segment_area").value == wanted


@pytest.mark.parametrize("text", ["solar", "photovoltaic", "光伏", "太阳能"])
def test_solar_finds_its_tag_whatever_it_is_called(open_app, text):
    assert "facet_distributed_pv" in [one.key for one in open_app("segments", "en", find=text).button_group]


def test_a_restricted_fact_tells_no_small_count(open_app, published_home, monkeypatch):
    from tagrid.catalog.access import SETTING

    monkeypatch.delenv(SETTING, raising=False)
    found = open_workspace(published_home)
    hidden = [tag for tag in found.catalog.tags.values() if tag.sensitivity == "restricted"]
    only = {name for tag in hidden for name in tag.inputs} - {
        name for tag in found.catalog.tags.values() if tag.sensitivity != "restricted" for name in tag.inputs
    }
    seen = 0
    for theme, columns in found.features.themes.items():
        for column, kind in columns.items():
            if column in only and kind in ("text", "flag"):
                app = open_app("segments", "en", find=f"{theme}.{column}")
                groups = [one for one in app.button_group if one.key == f"facet_{theme}.{column}"]
                for one in groups:
                    seen += 1
                    assert all("≈" in text or "\\<10" in text for text in one.options)
    assert seen


def test_an_empty_page_offers_what_to_begin_with(open_own, own_home):
    found = open_workspace(own_home)
    save_segment(own_home, "my *late* ones", LATE, found.catalog, purpose="call them")
    app = open_own(language="zh")
    keys = [one.key for one in app.button]
    assert "start_template_ev_households" in keys and WORDS["begin_templates"].zh in texts(app)
    saved = next(one for one in app.button if one.key and one.key.startswith("start_saved_"))
    assert "late" in saved.label and "call them" in texts(app)
    saved.click().run()
    assert app.text_area(key="segment_area").value == LATE
    assert any("my" in one.value for one in app.caption)
    app.button(key="segment_clear_all").click().run()
    app.button(key="start_recent_0").click().run()
    assert app.text_area(key="segment_area").value == LATE


def test_tags_that_people_use_are_a_click_away(open_own, own_home):
    from tagrid.catalog.uses import record

    record(own_home, ["arrears_status"], "export")
    app = open_own()
    app.button(key="start_tag_arrears_status").click().run()
    assert "facet_arrears_status" in [one.key for one in app.button_group]


def test_the_expression_is_folded_until_it_is_opened_or_at_fault(open_app):
    def is_open(app) -> bool:
        return next(one for one in app.expander if one.label == WORDS["expression_fold"].en).proto.expanded

    assert not is_open(open_app("segments", "en", rule=LATE))
    assert is_open(open_app("segments", "en", rule=LATE, text="1"))
    assert is_open(open_app("segments", "en", rule="valu_tier = vip"))
