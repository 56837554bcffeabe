"""Facets beside tags: facts and features by value, counted as SQL counts them; one search over all of them."""

import pytest

from tagrid.segments import attribute_counts, attributes, search_facets
from tagrid.segments.facets import Attribute, FoundFacets
from tagrid.segments.workspace import open_workspace

SUBJECT = "power_customer"


@pytest.fixture(scope="module")
def workspace(published_home):
    return open_workspace(published_home)


def _one(workspace, name: str) -> Attribute:
    return next(one for one in attributes(workspace, SUBJECT) if one.name == name)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("customer.district", "select district, count(*) from portrait_customer {} group by 1"),
        ("customer.customer_type", "select customer_type, count(*) from portrait_customer {} group by 1"),
        (
            "place.feeder_name",
            "select feeder_name, count(*) from portrait_place join portrait_customer using (customer_id) "
            "{} group by all",
        ),
        (
            "consent.allows_marketing",
            "select is_granted, count(*) from customer_consents join portrait_customer using (customer_id) {} "
            "and purpose = 'marketing' group by 1",
        ),
    ],
)
def test_its_values_are_counted_within_a_segment(workspace, name, query):
    rule = workspace.parse("annual_kwh > 2000")
    found = attribute_counts(workspace, _one(workspace, name), workspace.mask(rule, SUBJECT))
    with workspace.version.connect() as con:
        rows = con.execute(query.format(f"where annual_kwh > 2000 and subject = '{SUBJECT}'")).fetchall()
    wanted = {value: count for value, count in rows if value is not None}
    assert wanted and {value: count for value, count in found.items() if count} == wanted
    assert list(found.values()) == sorted(found.values(), reverse=True)
    # A condition on a value has the customers that the facet counts.
    top = next(iter(found))
    text = f"{name} = {'true' if top is True else 'false' if top is False else top} and annual_kwh > 2000"
    assert workspace.index.population(workspace.mask(workspace.parse(text), SUBJECT)) == found[top]


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("北塘", "customer.district", ("北塘区",)),
        ("区县", "customer.district", ()),
        ("district", "customer.district", ()),
        ("neighbourhood", "customer.district", ()),
        ("feeder", "place.feeder_name", ()),
        ("馈线", "place.feeder_name", ()),
        ("consent", "consent.allows_marketing", ()),
        ("同意 营销", "consent.allows_marketing", ()),
        ("customer type", "customer.customer_type", ()),
        ("居民", "customer.customer_type", ("household",)),
        ("yearly use", "customer.annual_kwh", ()),
        ("年用电量", "customer.annual_kwh", ()),
    ],
)
def test_a_search_finds_facts_and_numbers_by_name_and_by_value(workspace, text, name, values):
    found = {one.name: matching for one, matching in search_facets(workspace, SUBJECT, text).attributes}
    assert found[name] == values


@pytest.mark.parametrize(
    ("text", "tag"), [("solar", "distributed_pv"), ("太阳能", "distributed_pv"), ("often late", "payment_timeliness")]
)
def test_a_search_finds_tags_by_what_else_they_are_called(workspace, text, tag):
    assert tag in search_facets(workspace, SUBJECT, text).tags


def test_a_search_finds_saved_segments(workspace, monkeypatch):
    monkeypatch.setattr(workspace, "saved", {"夏季 Peak callers": "value_tier = vip"})
    assert search_facets(workspace, SUBJECT, "peak").segments == ("夏季 Peak callers",)


@pytest.mark.parametrize("text", ["", "  ", "zzzz", "'; drop table x; --"])
def test_a_search_for_nothing_finds_nothing(workspace, text):
    assert search_facets(workspace, SUBJECT, text) == FoundFacets()


def test_facts_are_of_customers_of_any_subject_and_other_columns_of_their_own(workspace):
    names = {subject: {one.name for one in attributes(workspace, subject)} for subject in workspace.index.subjects}
    shared = set.intersection(*names.values())
    assert {one.partition(".")[0] for one in shared} == {"customer", "place", "consent"}
    assert not {"customer.customer_name", "customer.phone", "customer.address"} & shared
