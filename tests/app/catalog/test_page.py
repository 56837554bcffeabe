"""The catalog's page: tree and picture, search in both languages, and each part of a tag's page."""

import json

import pytest

from app.catalog import lineage, tree
from app.shared.words import WORDS
from tagrid.catalog.search import Hit
from tagrid.catalog.uses import uses
from tagrid.core.text import Text
from tagrid.published.versions import current_version
from tests.app.conftest import texts

TAG = "payment_timeliness"
PARTS = ("card", "values", "lineage", "related")


def charts_of(app) -> list[dict]:
    return [json.loads(element.proto.spec) for element in app.get("plotly_chart")]


@pytest.fixture
def draft(published_home, monkeypatch):
    """A tag that waits for its score: one of the catalog, as it would be as a draft."""
    catalog = current_version(published_home).catalog()
    counts = dict.fromkeys(catalog.tags["complaint_propensity"].counts or {}, 0)
    tag = catalog.tags["complaint_propensity"].model_copy(
        update={"name": "draft_propensity", "status": "draft", "rule_sql": None, "inputs": (), "counts": counts}
    )
    drafted = catalog.model_copy(update={"shelved": {**catalog.shelved, tag.name: tag}})
    monkeypatch.setattr("tagrid.published.versions.Version.catalog", lambda version: drafted)
    monkeypatch.setattr("app.shared.frame.cache_key", lambda version: (str(version.folder), "with a draft"))
    return tag


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_a_tag_opens_in_both_languages(open_app, published_home, part, language):
    tag = current_version(published_home).catalog().tags[TAG]
    app = open_app("catalog", language, tag=TAG, part=part)
    assert app.header[0].value == tag.label.in_(language)
    assert tag.definition.in_(language) in texts(app)
    assert app.button_group(key="tag_part").value == part


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_card_has_the_five_steps_with_the_rule_as_sql(open_app, published_home, language):
    tag = current_version(published_home).catalog().tags[TAG]
    app = open_app("catalog", language, tag=TAG)
    shown = texts(app)
    for step in ("requirement", "concept", "rule", "classification", "management"):
        assert f"<h3>{WORDS[f'step_{step}'].in_(language)}</h3>" in shown
    assert tag.requirement.in_(language) in shown
    assert app.code[0].value == tag.rule_sql
    assert tag.approval and tag.approval.by == "billing"
    assert {"zh": f"电费管理 · {tag.approval.date}", "en": f"Billing · {tag.approval.date}"}[language] in shown


def test_the_lineage_leads_from_the_source_columns_to_the_tag(published_home, open_app):
    tag = current_version(published_home).catalog().tags[TAG]
    app = open_app("catalog", tag=TAG, part="lineage")
    drawn = app.get("graphviz_chart")[0].proto.spec
    for name in ("marketing.bills", "due_on", "int_customer_payment", "late_bill_share_12m", TAG):
        assert name in drawn
    assert f'"int_customer_payment":"late_bill_share_12m":e -> "{TAG}"' in drawn
    assert "&amp;" not in lineage.graph(tag, tag.pedigree)


def test_values_over_time_of_a_single_version_say_that_there_is_one(open_app):
    app = open_app("catalog", "en", tag=TAG, part="values")
    assert WORDS["history_one"].en in texts(app)
    assert not charts_of(app)


def test_the_nearest_in_meaning_is_drawn_and_leads_to_its_page(open_app):
    app = open_app("catalog", tag="arrears_status", part="related")
    near = [button for button in app.button if button.key and button.key.startswith("near_")]
    assert len(near) >= 3
    near[0].click().run()
    assert not app.exception
    assert near[0].key.removeprefix("near_") in app.query_params["tag"]


def test_a_draft_says_that_it_waits_for_its_score_and_shows_no_customers(open_app, draft):
    for part in PARTS:
        app = open_app("catalog", tag=draft.name, part=part)
        assert WORDS["draft_model" if draft.method == "model" else "draft_rule"].zh in texts(app)
        assert not app.get("vega_lite_chart") or part == "related"


def test_looking_at_a_tag_is_counted_once_a_session(open_app, published_home):
    before = uses(published_home).get("tax_credit", {}).get("view", 0)
    app = open_app("catalog", tag="tax_credit")
    app.run()
    assert uses(published_home)["tax_credit"]["view"] == before + 1


def test_an_unknown_tag_in_the_link_shows_the_whole_catalog(open_app):
    app = open_app("catalog", tag="no_such_tag")
    assert "class='tg-squares'" in texts(app)


def test_the_overview_has_a_square_a_tag_and_loads_no_picture(open_app, published_home):
    app = open_app("catalog", "en")
    catalog = current_version(published_home).catalog()
    [overview] = [one for one in texts(app).splitlines() if "class='tg-squares'" in one]
    assert overview.count("<i ") == len(catalog.tags) + len(catalog.shelved)
    assert all(tag.label.en in overview for tag in catalog.tags.values())
    assert not charts_of(app)


@pytest.mark.parametrize("kind", ["sunburst", "treemap"])
@pytest.mark.parametrize("size", ["by_tags", "by_customers"])
def test_the_picture_holds_every_class_tag_and_value(open_app, published_home, kind, size):
    app = open_app("catalog")
    app.button_group(key="tree_kind").set_value(kind).run()
    app.button_group(key="tree_size").set_value(size).run()
    (figure,) = charts_of(app)
    (trace,) = figure["data"]
    catalog = current_version(published_home).catalog()
    tags = [*catalog.tags.values(), *catalog.shelved.values()]
    assert trace["type"] == kind
    nodes = len(catalog.classes) + len(tags) + sum(len(tag.values) for tag in tags)
    assert len(trace["ids"]) == nodes + (kind == "treemap")  # whose root is the catalog itself


def test_sizes_by_customers_add_up_to_those_with_a_value(published_home):
    catalog = current_version(published_home).catalog()
    table = tree.rows(catalog, by_customers=True)
    tag = catalog.tags[TAG]
    place = f"{tag.chain[2]}/{TAG}/"
    sizes = table.filter(table["id"].str.starts_with(place))["size"].sum()
    assert sizes == sum(tag.counts.values()) - tag.counts["unknown"]
    shown = table.filter(table["id"] == place[:-1])["share"][0]
    assert shown == pytest.approx(tree.coverage(tag))


@pytest.mark.parametrize(
    ("text", "marked"), [("often_late", "often_late"), ("OFTEN", "Often"), ("经常逾期", "经常逾期")]
)
def test_a_search_marks_where_it_matched_in_either_language(open_app, text, marked):
    app = open_app("catalog", "en", q=text)
    assert f"<mark>{marked}</mark>" in texts(app)
    app.button(key=f"found_{TAG}").click().run()
    assert app.header[0].value == "Payment timeliness"


def test_a_search_finds_a_draft_and_says_what_it_is(open_app, draft):
    app = open_app("catalog", q=draft.name)
    assert f"<b>{WORDS['draft'].zh}</b>" in texts(app)
    assert app.button(key=f"found_{draft.name}")


def test_a_search_without_a_match_says_so(open_app):
    app = open_app("catalog", "en")
    app.text_input(key="catalog_search").set_value("zzzz").run()
    assert "Nothing found for “zzzz”" in app.info[0].value


def test_an_excerpt_is_cut_around_the_match_and_escaped():
    text = "a" * 60 + "<b>" + "z" * 60
    shown = tree.excerpt(Hit("t", "definition", text, 60, 63))
    assert "<mark>&lt;b&gt;</mark>" in shown
    assert shown.startswith("…") and shown.endswith("…")
    assert len(shown) < 90


def _states():
    """The head of a deprecated and of a retired tag, as a page of its own."""
    from app.catalog import tag_page
    from tests.governance.interchange.conftest import small_catalog

    catalog = small_catalog()
    tag_page._state(catalog, catalog.tags["lateness"])
    tag_page._state(catalog, catalog.tags["lateness"].model_copy(update={"status": "retired"}))


def test_a_deprecated_and_a_retired_tag_name_what_replaces_them():
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_function(_states)
    app.session_state["lang"] = "en"
    app.run()
    shown = [warning.value for warning in app.warning]
    assert shown[0].startswith("**Deprecated**") and shown[1].startswith("**Retired**")
    assert all("Use “Label of timeliness” instead." in line for line in shown)


def test_the_lineage_of_an_older_catalog_goes_straight_from_tables_to_inputs(published_home):
    tag = current_version(published_home).catalog().tags[TAG].model_copy(update={"pedigree": {}})
    drawn = lineage.graph(tag, dict.fromkeys(tag.inputs, tag.sources))
    assert '"marketing.bills" -> "":"late_bill_share_12m":w;' in drawn


def test_what_a_catalog_says_is_never_read_as_html():
    from app.catalog import tag_page
    from tagrid.catalog.model import Example
    from tests.governance.interchange.conftest import tag

    odd = tag("odd", values={"late": Text(zh="<b>", en="<b>"), "early": Text(zh="早", en="e")})
    shown = tag_page._example(odd, Example(given={"share": "<i>"}, gives="late"))
    assert "<i>" not in shown and "<b>" not in shown
