"""The segments page, keeping: saving, two people on one segment, deleting, and what a retired tag leaves."""

from datetime import date, datetime
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from app.shared.words import escape_markdown
from tagrid.core.errors import BadInput
from tagrid.core.state import session
from tagrid.segments.export.exports import ExportRequest, export_segment
from tagrid.segments.saved import SegmentSize, get_segment, segment_sizes
from tagrid.segments.saving import delete_segment, save_segment
from tagrid.segments.status import record_sizes
from tagrid.segments.workspace import open_workspace
from tests.app.conftest import LATE, count_of


def _saving():
    from app.segments import save as segments_save
    from app.shared import editor_state as state, frame

    state.start()
    segments_save.save_form(state.workspace(frame.opened()))


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
    stored = get_segment(own_home, "=1+1 <b>late</b>")
    assert (stored.expression, stored.owner, stored.purpose, stored.folder) == (
        LATE,
        "Zhang Min",
        "call them",
        "dunning",
    )


def test_two_people_saving_the_same_segment_are_warned_of_each_other(own_home):
    found = open_workspace(own_home)
    save_segment(own_home, "late", LATE, found.catalog)
    app = saving(segment="late", rule="value_tier = vip")
    save_segment(own_home, "late", "value_tier = major", found.catalog, replace=True, by="Li Qiang")
    app.button(key="save_go").click().run()
    assert "Li Qiang" in app.warning[0].value
    assert app.code[0].value == "value_tier = major"
    assert get_segment(own_home, "late").expression == "value_tier = major"
    app.button(key="save_anyway").click().run()
    assert (get_segment(own_home, "late").expression, get_segment(own_home, "late").revision) == ("value_tier = vip", 3)


def test_a_link_to_a_deleted_segment_says_who_deleted_it(open_own, own_home):
    save_segment(own_home, "late", LATE, open_workspace(own_home).catalog)
    delete_segment(own_home, "late", by="Li Qiang")
    assert "Li Qiang" in open_own(segment="late").error[0].value


def test_the_saved_ones_are_listed_with_their_sizes(open_own, own_home):
    found = open_workspace(own_home)
    save_segment(own_home, "late", LATE, found.catalog, purpose="=1+1")
    record_sizes(own_home, found.version)
    rows = open_own(at="saved").dataframe[0].value
    assert rows["Name"].to_list() == ["late"]
    assert rows["Customers"].to_list() == [count_of(own_home, LATE)]


def test_deleting_one_that_others_use_says_who_uses_it(open_own, own_home):
    catalog = open_workspace(own_home).catalog
    save_segment(own_home, "late", LATE, catalog)
    save_segment(own_home, "both", 'segment("late") and value_tier = vip', catalog)
    app = open_own("zh", at="saved", saved="late")
    assert any("both" in one.value for one in app.markdown)
    app.button(key="saved_delete").click().run()
    assert "both" in app.error[0].value
    assert get_segment(own_home, "late")


@pytest.fixture
def retire(own_home, monkeypatch):
    """Publish, as it were, a catalog in which a tag is retired in favour of another."""

    def retired(name: str, successor: str) -> None:
        catalog = open_workspace(own_home).catalog
        update = {"status": "retired", "successor": successor, "name": f"old_{name}"}
        tag = catalog.tags[name].model_copy(update=update)
        gone = catalog.model_copy(update={"shelved": {**catalog.shelved, tag.name: tag}})
        monkeypatch.setattr("tagrid.published.versions.Version.catalog", lambda version: gone)

    return retired


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_click_has_it_ask_the_successor(open_own, own_home, retire, lang):
    catalog = open_workspace(own_home).catalog
    before = catalog.tags["value_tier"].model_copy(update={"name": "old_value_tier"})
    then = catalog.model_copy(update={"tags": {**catalog.tags, before.name: before}})
    save_segment(own_home, "best", "old_value_tier in (vip, major)", then)
    retire("value_tier", "value_tier")
    app = open_own(lang, at="saved", saved="best")
    new = "value_tier in (vip, major)"
    label = catalog.tags["value_tier"].label.in_(lang)
    assert any(label in one.value and f"{count_of(own_home, new):,}" in one.value for one in app.markdown)
    app.button(key="saved_successor").click().run()
    assert not app.exception and (get_segment(own_home, "best").expression, get_segment(own_home, "best").revision) == (
        new,
        2,
    )
    assert not app.warning and segment_sizes(own_home, "best")[-1].customers == count_of(own_home, new)


def test_one_whose_tag_was_retired_says_so_with_its_last_result_and_the_successor(open_own, own_home, monkeypatch):
    found = open_workspace(own_home)
    save_segment(own_home, "late", LATE, found.catalog)
    record_sizes(own_home, found.version)
    size = count_of(own_home, LATE)
    catalog = found.catalog
    tag = catalog.tags["payment_timeliness"].model_copy(update={"status": "retired", "successor": "arrears_status"})
    left = {name: one for name, one in catalog.tags.items() if name != tag.name}
    gone = catalog.model_copy(update={"tags": left, "shelved": {**catalog.shelved, tag.name: tag}})
    monkeypatch.setattr("tagrid.published.versions.Version.catalog", lambda version: gone)
    app = open_own("zh", at="saved", saved="late")
    assert "已停用" in app.warning[0].value
    shown = " ".join([*(one.value for one in app.markdown), *(one.value for one in app.caption)])
    assert catalog.tags["arrears_status"].label.zh in shown
    assert f"{size:,} 户" in shown


NASTY = "=cmd|'/c'!A1 <b>x</b> **y** [z](http://e.x) :red[q]"


def test_markup_and_formulas_in_a_name_are_shown_as_text(open_own, own_home):
    save_segment(own_home, NASTY, LATE, open_workspace(own_home).catalog, purpose=NASTY, folder=NASTY)
    app = open_own(at="saved", saved=NASTY)
    assert app.header[0].value == escape_markdown(NASTY)
    assert escape_markdown(NASTY) in app.caption[-1].value or any(
        escape_markdown(NASTY) in one.value for one in app.caption
    )
    assert "<b>" not in "".join(one.value for one in [*app.header, *app.caption, *app.markdown])
    with pytest.raises(BadInput):
        get_segment(own_home, NASTY + "!")
    made = export_segment(own_home, open_workspace(own_home), ExportRequest(LATE, NASTY, own_home.root / "x.csv"))
    app = open_own(at="exports", export=str(made.id))
    assert not any("<b>x</b>" in one.proto.body for one in app.get("html"))


def test_one_that_moved_beyond_its_share_is_shown_above_the_list(open_own, own_home):
    found = open_workspace(own_home)
    stored = save_segment(own_home, "a *late* one", LATE, found.catalog, alert_share=0.1)
    size = count_of(own_home, LATE)
    with session(own_home) as opened:
        opened.add(
            SegmentSize(
                segment_id=stored.id, version="2026-05-31.1", revision=1, as_of=date(2026, 5, 31), customers=2 * size,
                base=300, is_alert=False, recorded_at=datetime(2026, 6, 1),
            )
        )  # fmt: skip
    record_sizes(own_home, found.version)
    app = open_own(at="saved")
    assert escape_markdown("a *late* one") in app.warning[0].value
    assert app.dataframe[0].value["Moved"].to_list() == ["▲ -50%"]


def test_a_segment_is_replayed_on_its_card(open_own, own_home):
    found = open_workspace(own_home)
    save_segment(own_home, "late", LATE, found.catalog)
    record_sizes(own_home, found.version)
    save_segment(own_home, "late", "value_tier = vip", found.catalog, replace=True)
    app = open_own("zh", at="saved", saved="late")
    size = f"**{count_of(own_home, LATE):,}** 户（规则第 1 版"
    assert any(size in one.value for one in app.markdown) and LATE in [one.value for one in app.code]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_link_to_a_saved_one_that_is_gone_says_who_deleted_it(open_own, own_home, language):
    save_segment(own_home, "late", LATE, open_workspace(own_home).catalog)
    save_segment(own_home, "other", LATE, open_workspace(own_home).catalog)
    delete_segment(own_home, "late", by="Li Qiang")
    assert "Li Qiang" in open_own(language, at="saved", saved="late").error[0].value


def test_it_is_proposed_from_its_card(open_app, open_own, own_home):
    save_segment(own_home, "late", LATE, open_workspace(own_home).catalog, purpose="calls")
    [link] = [one.proto for one in open_own(at="saved", saved="late").get("page_link") if one.proto.page == "workshop"]
    state = dict(parse_qsl(link.query_string))
    assert state == {"lang": "en", "segment": "late"}
    app = open_app("workshop", "en", segment="late")
    assert app.text_area(key="workshop_goal_en").value == "calls"
