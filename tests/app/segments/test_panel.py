"""The segments page, understanding: each way is drawn in both languages, and says nothing of a few."""

import json

import pytest

from app.segments.map_view import colour_steps
from app.shared.words import WORDS
from tagrid.published.versions import current_version
from tagrid.segments.disclosure import SMALL_GROUP
from tagrid.segments.insight.comparison import contrast_segments
from tagrid.segments.insight.places import place_map
from tagrid.segments.insight.profile import tag_distribution
from tagrid.segments.insight.similar import find_similar, implied_tags
from tagrid.segments.workspace import open_workspace
from tests.app.conftest import LATE, count_of, texts


@pytest.mark.parametrize("see", ["profile", "members", "cross", "use", "moves", "compare", "similar", "map", "why"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_way_to_understand_is_drawn(open_app, see, language):
    app = open_app("segments", language, rule=LATE, see=see)
    assert app.button_group(key="segment_part").value in (f"see_{see}", [f"see_{see}"])
    assert not app.error


@pytest.mark.parametrize("language", ["zh", "en"])
def test_customers_like_the_members_are_ranked_and_stored_for_the_next_who_asks(open_app, published_home, language):
    found = open_workspace(published_home)
    ranked = find_similar(found, found.parse(LATE))
    for _ in range(2):
        app = open_app("segments", language, rule=LATE, see="similar")
        app.button(key="similar_go").click().run()
        assert not app.exception, app.exception
        assert f"{ranked.cut.precision:.0%}" in texts(app) and f"{ranked.cut.customers:,}" in texts(app)
        assert "similar_stop" not in [one.key for one in app.button]


def test_a_segment_of_a_few_shows_no_statistics(open_app, published_home):
    found = open_workspace(published_home)
    few = next(
        f"{tag} = {value}"
        for tag, facet in found.index.tags.items()
        for value, count in facet.counts.items()
        if 0 < count < 10 and facet.subject == "power_customer"
    )
    for see in ("profile", "cross", "map", "compare", "similar"):
        app = open_app("segments", "en", rule=few, see=see)
        assert [one.value for one in app.info] == [WORDS["too_few"].en.format(n=10)]
        assert not app.get("vega_lite_chart")


def test_why_shows_the_branches_with_the_customers_own_values(open_app, published_home):
    with current_version(published_home).connect() as con:
        found = con.execute(
            "select customer_id from customer_tags_wide where payment_timeliness = 'often_late' order by 1 limit 1"
        ).fetchall()[0][0]
    app = open_app("segments", "en", rule=LATE, see="why")
    app.text_input(key="why_customer").set_value(found).run()
    label = current_version(published_home).catalog().tags["payment_timeliness"].values["often_late"].en
    assert WORDS["why_in"].en.format(customer=found) in texts(app)
    assert WORDS["its_value"].en.format(value=label) in texts(app)


def test_two_segments_are_compared(open_app, published_home):
    app = open_app("segments", "en", rule=LATE, see="compare")
    app.text_input(key="compare_text").set_value("arrears_status != clear").run()
    both = count_of(published_home, f"{LATE} and arrears_status != clear")
    assert f"{both:,} are in both" in texts(app)


def test_what_distinguishes_two_segments_is_drawn(open_app, published_home):
    app = open_app("segments", "en", rule=LATE, see="compare")
    app.text_input(key="compare_text").set_value("payment_timeliness = on_time").run()
    shown, found = texts(app), open_workspace(published_home)
    masks = [found.mask(found.parse(text)) for text in (LATE, "payment_timeliness = on_time")]
    rules = [found.parse(text) for text in (LATE, "payment_timeliness = on_time")]
    made = contrast_segments(found.index, *masks, "power_customer")
    top = made.leading(set().union(*(implied_tags(found.catalog, rule) for rule in rules)))[0]
    assert top.tag != "payment_timeliness"
    assert f"{found.catalog.tags[top.tag].label.en}: {found.catalog.tags[top.tag].value_label(top.value).en}" in shown
    assert f"<b>{made.first_size:,}</b>" in shown and f"<b>{made.second_size:,}</b>" in shown


def test_a_segment_that_lies_within_another_has_nothing_that_distinguishes_it(open_app):
    app = open_app("segments", "zh", rule=LATE, see="compare")
    app.text_input(key="compare_text").set_value(LATE).run()
    assert next(one.value for one in app.info).startswith("要对比，两个客群各需至少 10 户")


@pytest.mark.parametrize("kind", ["district", "feeder"])
def test_a_map_is_drawn_of_districts_or_feeders(open_app, published_home, kind):
    app = open_app("segments", "en", rule=LATE, see="map", by=kind)
    found = open_workspace(published_home)
    counted = place_map(found, "power_customer", kind).counts_within(found.mask(found.parse(LATE)))
    certain = [one for one in counted if one.is_certain and one.code and one.everyone >= SMALL_GROUP]
    if certain:
        top = max(certain, key=lambda one: abs(one.tgi - 100))
        assert f"{top.name} stands out most: {top.customers:,}, {top.share:.1%}" in texts(app)
    else:
        assert WORDS["map_even"].en.format(kind=kind) in texts(app)
    [chart] = app.get("vega_lite_chart")
    marks = [layer["mark"]["type"] for layer in json.loads(chart.proto.spec)["layer"]]
    labels = marks.count("text") - 1  # one is the scale's
    assert "geoshape" in marks and "circle" in marks
    assert 0 < labels <= sum(one.customers is not None and one.longitude is not None for one in counted)
    app.button_group(key="map_by").set_value("district").run()
    assert "by" not in app.query_params


def test_a_district_of_the_map_is_taken_into_the_rule(open_app):
    app = open_app("segments", "en", rule=LATE, see="map")
    place = app.selectbox(key="district_chosen").options[0]
    next(one for one in app.button if one.label == WORDS["take"].en).click().run()
    assert app.text_area(key="segment_area").value == f"{LATE} and customer.district = {place}"


def test_every_value_of_one_tag_is_drawn_beside_everyone(open_app, published_home):
    app = open_app("segments", "en", rule=LATE)
    app.button_group(key="profile_way").set_value("tag").run()
    app.selectbox(key="profile_of_tag").set_value("arrears_status").run()
    found = open_workspace(published_home)
    counted = tag_distribution(found.index, found.mask(found.parse(LATE)), "arrears_status")
    top = max(counted, key=lambda one: one.share or 0)
    label = found.catalog.tags["arrears_status"].value_label(top.value).en
    assert f"Most are “{label}”: {top.share:.1%} (base {top.base_share:.1%})" in texts(app)


def test_a_link_reproduces_what_was_requested_of_a_segment(open_app):
    app = open_app("segments", "en", rule=LATE, see="compare")
    app.text_input(key="compare_text").set_value("value_tier = vip").run()
    again = open_app("segments", "en", rule=LATE, see="compare", versus="".join(app.query_params["versus"]))
    assert again.text_input(key="compare_text").value == "value_tier = vip"
    assert texts(again) == texts(app)
    app = open_app("segments", "en", rule=LATE, see="cross", cross="value_tier.arrears_status")
    assert [app.selectbox(key=f"cross_{at}").value for at in (0, 1)] == ["value_tier", "arrears_status"]
    app.selectbox(key="cross_0").set_value("usage_level").run()
    assert "".join(app.query_params["cross"]) == "usage_level.arrears_status"
    app = open_app("segments", "en", rule=LATE, way="tag", of_tag="arrears_status")
    assert app.selectbox(key="profile_of_tag").value == "arrears_status"
    app = open_app("segments", "en", rule=LATE, see="why", who="no such")
    assert app.text_input(key="why_customer").value == "no such" and app.info


@pytest.mark.parametrize("link", [{"see": "map", "by": "street"}, {"way": "all", "of_tag": "x"}, {"cross": "a.b.c"}])
def test_a_link_that_says_nonsense_shows_the_usual(open_app, link):
    app = open_app("segments", "zh", **({"rule": LATE, "see": "cross"} | link))
    assert not app.error and app.get("vega_lite_chart")


def test_the_colours_of_the_map_tell_a_little_above_from_far_above():
    steps = colour_steps([64.0, 184.0, 2_337.0])
    assert steps == sorted(steps) and steps[2] == 100 and steps[-1] == 3_000 and steps[0] <= 64
    places = [sum(tgi >= step for step in steps) for tgi in (64.0, 184.0, 900.0, 2_337.0)]
    assert places == [1, 3, 4, 4]
    # Where nothing is far off the ends are those of a small difference.
    assert [round(step) for step in colour_steps([95.0, 110.0])] == [67, 82, 100, 122, 150]


def test_bars_of_a_profile_bear_the_share_that_they_are_and_the_index_has_a_column(open_app, published_home):
    app = open_app("segments", "en", rule=LATE)
    [chart] = app.get("vega_lite_chart")
    layers = json.loads(chart.proto.spec)["layer"]
    texts_of = [one["encoding"]["text"]["field"] for one in layers if "text" in one["encoding"]]
    assert texts_of == ["share_text", "tgi_text"]
    assert any(one["mark"].get("text") == "TGI" for one in layers)


def test_what_was_compared_goes_on_as_a_segment(open_app, published_home):
    app = open_app("segments", "en", rule=LATE, see="compare", versus="arrears_status != clear")
    shown = [int(one.rpartition(" · ")[2].replace(",", "")) for one in app.selectbox(key="onward_of_compare").options]
    assert len(shown) > 1
    app.selectbox(key="onward_of_compare").select_index(1).run()
    app.button(key="onward_go_compare").click().run()
    written = app.text_area(key="segment_area").value
    assert written != LATE and count_of(published_home, written) == shown[1]


def test_customers_who_are_similar_go_on_as_a_segment(open_app, published_home):
    app = open_app("segments", "en", rule=LATE, see="similar")
    app.button(key="similar_go").click().run()
    app.button(key="onward_go_similar").click().run()
    written = app.text_area(key="segment_area").value
    assert written.endswith(f"not {LATE}") and count_of(published_home, written) > 0
