"""Whatever a person types, links to or names: the segments page says what is wrong, and shows names as text."""

import pytest

from app.shared.words import WORDS, escape_markdown
from tagrid.catalog.access import SETTING
from tagrid.segments.saving import save_segment
from tagrid.segments.workspace import open_workspace
from tests.app.conftest import texts

HOSTILE = "<img src=x onerror=alert(1)> **b** :red[c]"


def bodies(app) -> str:
    return " ".join(one.proto.body for one in app.get("html"))


def big(app) -> str:
    return next(one.proto.body for one in app.get("html") if "<div class='tg-big" in one.proto.body)


# Rule text


@pytest.mark.parametrize(
    ("rule", "word", "near"),
    [
        ("value_tier = vip and valu_tier = vip", "valu_tier", "value_tier"),
        ("value_tier in (vip, majr)", "majr", "major"),
        ("annual_kwhh > 5", "annual_kwhh", "annual_kwh"),
        ('segment("gone") and value_tier = vip', '"', "gone"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_word_is_marked_in_place_with_the_nearest_names(open_app, language, rule, word, near):
    app = open_app("segments", language, rule=rule)
    marked = bodies(app).partition("<mark>")[2]
    assert marked.replace("&quot;", '"').startswith(f"{word}</mark>") or word == '"'
    assert near in app.error[0].value.replace("\\", "")
    # The text stays to be mended, and one step back is the way out.
    assert app.text_area(key="segment_area").value == rule
    app.text_area(key="segment_area").set_value("value_tier = vip").run()
    assert not app.error
    app.button(key="segment_undo").click().run()
    assert app.error


@pytest.mark.parametrize("length", [10_001, 60_000])
def test_a_text_that_is_too_long_is_refused_and_stored_in_part(open_app, length):
    app = open_app("segments", "en", rule=("value_tier = vip or " * 3_000)[:length])
    assert "10,000" in app.error[0].value
    assert WORDS["no_count"].en in texts(app)
    assert len(bodies(app)) < 100_000
    app.text_area(key="segment_area").set_value("x" * length).run()
    assert len(app.text_area(key="segment_area").value) <= 20_000
    assert not app.exception


def test_a_search_for_hostile_text_finds_nothing_quietly(open_app):
    app = open_app("segments", "en", find=HOSTILE)
    assert app.text_input(key="segment_search").value == HOSTILE
    assert WORDS["no_such_value"].en in texts(app)


# Segments without anybody, customers who are not there, links to nothing


@pytest.mark.parametrize("view", ["facets", "rules"])
def test_an_empty_segment_says_so_and_has_nothing_to_take_away(open_app, view):
    app = open_app("segments", "en", rule="value_tier = vip and annual_kwh < 0", view=view)
    assert ">0<" in big(app)
    assert [one.value for one in app.info] == [WORDS["no_members"].en]
    assert app.button(key="segment_export").disabled
    assert not app.button(key="segment_save").disabled


def test_why_of_an_unknown_customer_names_the_nearest(open_app, published_home):
    with open_workspace(published_home).version.connect() as con:
        known = con.execute("select customer_id from portrait_customer order by 1 limit 1").fetchall()[0][0]
    app = open_app("segments", "en", rule="value_tier = vip", see="why")
    app.text_input(key="why_customer").set_value(f"{known[:-1]}x").run()
    shown = " ".join(one.value for one in app.info).replace("\\", "")
    assert f"{known[:-1]}x" in shown and known[:8] in shown.replace(f"{known[:-1]}x", "")
    app.text_input(key="why_customer").set_value("<b>x</b>").run()
    assert "\\<b\\>x\\<" in app.info[0].value


def test_a_link_to_what_there_is_not_shows_the_page_as_without_it(open_app):
    app = open_app("segments", "en", view="nothing", see="nothing", at="nothing", facet="../..", of="nobody")
    assert not app.error
    assert app.button_group(key="segment_view").value in ("facets", ["facets"])
    assert WORDS["no_condition"].en in texts(app)


def test_a_saved_segment_that_rests_on_a_deleted_one_is_shown_when_opened(open_own, own_home):
    from tagrid.segments.saving import delete_segment

    catalog = open_workspace(own_home).catalog
    save_segment(own_home, "late", "payment_timeliness = often_late", catalog)
    app = open_own(rule='segment("late") and value_tier = vip')
    assert not app.error
    delete_segment(own_home, "late")
    app.button(key="segment_undo")  # the page is still open
    app.run()
    assert "late" in app.error[0].value and WORDS["no_count"].en in texts(app)


def test_markup_in_a_saved_name_is_shown_as_text(open_own, own_home):
    save_segment(own_home, HOSTILE, "value_tier = vip", open_workspace(own_home).catalog)
    for view in ("facets", "rules"):
        app = open_own(rule=f'segment("{HOSTILE}")', segment=HOSTILE, view=view)
        assert any(escape_markdown(HOSTILE) in one.label for one in app.button)
        assert "<img" not in bodies(app)
        shown = [str(one.value) for one in (*app.markdown, *app.caption, *app.error)]
        assert not [one for one in shown if HOSTILE in one]


# Two ways to compose


def test_what_facets_cannot_show_is_shown_and_comes_through_unchanged(open_app):
    rule = "value_tier = vip and (customer.annual_kwh > 1000 or weekly_change = down_20) and not arrears_status = clear"
    app = open_app("segments", "en", rule=rule)
    assert WORDS["beside_facets"].en.format(n=1) in texts(app)  # the group; what is excluded is a chip of its band
    for view in ("rules", "facets", "rules"):
        app.button_group(key="segment_view").set_value(view).run()
        assert app.text_area(key="segment_area").value == rule
    app = open_app("segments", "en", rule="value_tier = vip")
    assert WORDS["beside_facets"].en.format(n=0) not in texts(app)


def test_a_link_brings_back_the_facets_that_were_looked_at(open_app, version):
    app = open_app("segments", "en")
    app.button_group(key="segment_theme_power_customer").set_value("power_customer/attributes/value").run()
    assert app.query_params["facet"] in ("attributes/value", ["attributes/value"])
    again = open_app("segments", "en", facet="attributes/value")
    assert "facet_value_tier" in [one.key for one in again.button_group]
    # Looking at the rules in between loses nothing either.
    app.button_group(key="segment_view").set_value("rules").run()
    app.button_group(key="segment_view").set_value("facets").run()
    assert "facet_value_tier" in [one.key for one in app.button_group]


# Few customers, and tags that not everybody may see


def test_a_rule_on_a_restricted_tag_tells_no_small_count_and_nobody(open_app, published_home, monkeypatch):
    monkeypatch.delenv(SETTING, raising=False)
    found = open_workspace(published_home)
    sized = {
        f"{name} = {code}": number
        for name, tag in found.catalog.tags.items()
        if tag.sensitivity == "restricted"
        for code, number in found.index.tags[name].counts.items()
    }
    few = next(text for text, number in sized.items() if 0 < number < 10)
    many = next(text for text, number in sized.items() if number > 10 and number % 10)
    assert "&lt;10<" in big(open_app("segments", "en", rule=few))
    app = open_app("segments", "en", rule=many, view="rules", see="members")
    rounded = f"≈{round(sized[many], -1):,}"
    assert rounded in big(app) and rounded in bodies(app).replace(big(app), "")
    assert f"{sized[many]:,} " not in texts(app)
    assert [one.value for one in app.info] == [WORDS["restricted_persons"].en]
    assert not app.get("page_link")
    name = few.partition(" ")[0]
    chips = open_app("segments", "en", find=name).button_group(key=f"facet_{name}").options
    assert any("\\<10" in one for one in chips)
    monkeypatch.setenv(SETTING, "1")
    app = open_app("segments", "en", rule=many, see="members")
    assert f"{sized[many]:,}<" in big(app) and not app.info and app.get("page_link")


def test_a_small_count_of_what_every_portrait_shows_is_exact(open_app, published_home, monkeypatch):
    monkeypatch.delenv(SETTING, raising=False)
    found = open_workspace(published_home)
    with found.version.connect() as con:
        query = "select annual_kwh from portrait_customer where annual_kwh > 0 order by 1 desc offset 4 limit 1"
        [(most,)] = con.execute(query).fetchall()
    rule = f"customer.annual_kwh >= {most:.6f}"
    count = found.index.count(found.parse(rule))
    assert 0 < count < 10
    app = open_app("segments", "en", rule=rule, see="members")
    assert f">{count}<" in big(app)
    assert len(app.get("page_link")) == count
